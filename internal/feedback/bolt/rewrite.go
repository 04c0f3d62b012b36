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
	// compactInterval is how often the file is rewritten without the bytes of data
	// that retention has removed or a change has replaced. A choice: once a day is
	// enough for data that was kept for weeks. Data that a person asked to remove
	// does not wait.
	compactInterval = 24 * time.Hour
	// maxCopyAge is how long the copy of a migration or a restore is kept. It holds
	// questions that retention does not remove, so it must not stay longer than
	// removed data may stay in the file.
	maxCopyAge = compactInterval
	// compactBatch is how many bytes one write transaction of a rewriting holds. A
	// choice, to bound memory.
	compactBatch = 1 << 20
)

// markRemoved records, in the transaction that removes data, that the file still holds
// its bytes: bbolt frees pages without overwriting them. The next rewriting clears the
// mark.
func markRemoved(tx *bbolt.Tx) error { return tx.Bucket(bMeta).Put(kRemoved, number(1)) }

// needsRewrite reports whether the file may hold bytes of removed data. A store of an
// older program, which did not set the mark, counts as one that does.
func needsRewrite(tx *bbolt.Tx) bool {
	mark := tx.Bucket(bMeta).Get(kRemoved)
	return mark == nil || readNumber(mark) != 0
}

// erase removes all bytes of removed data, from the file and from copies of it. If it
// fails, the next sweep retries.
func (s *Store) erase() error {
	err := errors.Join(s.rewrite(), s.removeCopies(0))
	if err != nil {
		s.eraseDue.Store(true)
	}
	return err
}

// rewriteIfDue rewrites the file if it holds bytes of removed data: at once if the
// rewriting for a person's request has failed or the process has just started,
// otherwise once per compactInterval.
func (s *Store) rewriteIfDue(w *sweeper) error {
	if s.eraseDue.Swap(false) {
		return s.erase()
	}
	if w.rewritten != 0 && s.opt.uptime()-w.rewritten < compactInterval {
		return nil
	}
	if err := s.rewrite(); err != nil {
		return err
	}
	w.rewritten = max(s.opt.uptime(), 1)
	return nil
}

// copies lists the copies that migrations and restores have left next to the store.
func (s *Store) copies() (copies []string, err error) {
	prefix, suffix := filepath.Base(s.path)+".", ".bak"
	found, err := filesNextTo(s.path, prefix, suffix)
	for _, c := range found {
		what := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(c), prefix), suffix)
		schema, migrated := strings.CutPrefix(what, "v")
		_, e := strconv.ParseUint(schema, 10, 64)
		if migrated && e == nil || strings.HasPrefix(what, keptPrefix) { // otherwise the file is the operator's
			copies = append(copies, c)
		}
	}
	return copies, err
}

// removeCopies removes the copies of migrations and restores that are at least age old,
// even if the clock is wrong. The copy that this process made is as old as the process, so
// that correcting the clock does not remove it at once. Any other copy is at least as
// old as the process, and older if its modification time says so.
func (s *Store) removeCopies(age time.Duration) error {
	atLeast := s.opt.uptime() - s.opened
	copies, err := s.copies()
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

// rewrite replaces the file with a copy without freed pages, if it may hold bytes of
// removed data. Other transactions wait meanwhile; Seen answers from memory.
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
		return s.db.View(func(tx *bbolt.Tx) error { needed = needsRewrite(tx); return nil })
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
		err = giveToOwnerOf(filepath.Dir(s.path), tmp)
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
	s.db, s.file = next, file // we hold the lock of the new file already
	return errors.Join(syncDir(s.path), old.Close())
}
