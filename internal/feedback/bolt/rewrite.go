package bolt

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

const (
	compactSuffix = ".compact"
	// compactEvery is how often the file is rewritten for what retention or a
	// changed record left in it: once a day is often enough for what has been
	// kept for weeks. What a person asked to be removed does not wait.
	compactEvery = 24 * time.Hour
	// copyKept is how long the copy of a migration stays at most: it holds
	// what people asked, and no retention reaches into it. As long as what
	// retention removed may linger in the file.
	copyKept = compactEvery
	// compactBatch is how many bytes one write transaction of a rewriting
	// holds, so that memory stays bounded.
	compactBatch = 1 << 20
)

// markRemoved notes, in the transaction that removes something, that the file
// still holds the bytes of it: bbolt frees pages and leaves them as they are.
// The mark goes with the next rewriting.
func markRemoved(tx *bbolt.Tx) error { return tx.Bucket(bMeta).Put(kRemoved, number(1)) }

// lingers reports whether the file may hold bytes of what was removed. A store
// of a program that did not know the mark is not trusted.
func lingers(tx *bbolt.Tx) bool {
	mark := tx.Bucket(bMeta).Get(kRemoved)
	return mark == nil || readNumber(mark) != 0
}

// erase makes certain that no byte of what was removed is left, in the file or
// in copies of it. Where it fails, the next sweep tries again.
func (s *Store) erase() error {
	err := errors.Join(s.rewrite(), s.removeCopies(0))
	if err != nil {
		s.owed.Store(true)
	}
	return err
}

// tidy rewrites the file where something lingers in it: at once when a person
// asked for it and it failed, or when the process has just begun, else once a
// day.
func (s *Store) tidy(w *sweeper) error {
	if s.owed.Swap(false) {
		return s.erase()
	}
	if w.rewritten != 0 && s.opt.uptime()-w.rewritten < compactEvery {
		return nil
	}
	if err := s.rewrite(); err != nil {
		return err
	}
	w.rewritten = max(s.opt.uptime(), 1)
	return nil
}

// migrationCopies are the copies that migrations have left beside the store.
func (s *Store) migrationCopies() (copies []string, err error) {
	prefix, suffix := filepath.Base(s.path)+".v", ".bak"
	found, err := beside(s.path, prefix, suffix)
	for _, c := range found {
		schema := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(c), prefix), suffix)
		if _, e := strconv.ParseUint(schema, 10, 64); e == nil { // else it is the operator's
			copies = append(copies, c)
		}
	}
	return copies, err
}

// removeCopies removes the copies of migrations of at least an age, whatever the
// clock does. The copy this process made is as old as the process, so that a
// clock set right meanwhile does not take it away at once. Every other is at
// least that old, and older where its file says so.
func (s *Store) removeCopies(age time.Duration) error {
	atLeast := s.opt.uptime() - s.opened
	copies, err := s.migrationCopies()
	for _, c := range copies {
		known := atLeast
		if info, e := os.Stat(c); e == nil && c != s.copied {
			known = max(known, s.opt.Now().Sub(info.ModTime()))
		}
		if known < age {
			continue
		}
		if e := os.Remove(c); e != nil && !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, explain(c, e))
		}
	}
	return err
}

// rewrite writes the file anew without its freed pages and swaps it in, where
// something lingers in it. Records wait meanwhile; events seen do not.
func (s *Store) rewrite() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	if s.opt.ReadOnly {
		return s.readOnly()
	}
	needed := false
	err := guard(s.path, func() error {
		return s.db.View(func(tx *bbolt.Tx) error { needed = lingers(tx); return nil })
	})
	if err != nil || !needed {
		return explain(s.path, err)
	}
	tmp := filepath.Join(filepath.Dir(s.path), hidden(s.path, compactSuffix))
	os.Remove(tmp)
	next, file, err := openFile(tmp, s.opt.Wait, false)
	if err != nil {
		os.Remove(tmp)
		return err
	}
	next.NoSync = true // synced once, below, before the name moves
	err = guard(s.path, func() error {
		if err := s.opt.compact(next, s.db); err != nil {
			return err
		}
		return next.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bMeta).Put(kRemoved, number(0)) })
	})
	next.NoSync = false
	if err == nil {
		err = next.Sync()
	}
	if err == nil {
		err = os.Rename(tmp, s.path)
	}
	if err != nil {
		abandon(tmp, next, file)
		os.Remove(tmp)
		return explain(s.path, err)
	}
	old := s.db
	s.db, s.file = next, file // its lock was held all along: nobody can slip in between
	return errors.Join(syncDir(s.path), old.Close())
}
