// Package bolt is a [feedback.Store] in one bbolt file, which one process opens at a
// time. It is the only package that uses bbolt: it holds the buckets and keys, the
// transactions and their buffer, the handling of files that are damaged, full, old or
// in use, and the rewriting of the file, so that no byte of removed data remains.
package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// FileName is the store's file in a data directory.
const FileName = "feedback.db"

// Options of a store. The zero value is usable.
type Options struct {
	Keep      feedback.Keep      // which question text is stored; default KeepMisses
	Retention feedback.Retention // how long data is kept
	Now       func() time.Time   // wall clock; default time.Now
	Logger    *slog.Logger       // default: discard. Receives no user text
	Wait      time.Duration      // how long to wait while another process holds the file; default defaultWait
	RoleNames func() []string    // names of roles in lower case, not to be scrubbed with a name before them; may be nil
	ReadOnly  bool               // for reports: nothing is written, created, migrated or deleted
	Copying   bool               // to be filled with a copy: no background work; a copy that was cut off can be opened

	uptime     func() time.Duration                         // monotonic; tests replace it
	migrations []func(*bbolt.Tx) error                      // tests replace them
	write      func(*bbolt.DB, func(*bbolt.Tx) error) error // how buffered records are written; tests make it fail
	snapshot   func(*bbolt.Tx, *os.File) error              // how a backup is copied; tests make it fail
	compact    func(to, from *bbolt.DB) error               // how a file is copied without its freed pages; tests make it fail
}

// defaultWait is how long to wait for a file that another process holds. A choice:
// long enough for a process that is just closing it, and short for a person who waits
// for the error.
const defaultWait = time.Second

// Store is a [feedback.Store] in one bbolt file.
type Store struct {
	path string
	opt  Options
	log  *slog.Logger

	mu     sync.RWMutex // held for writing only while the file is replaced
	db     *bbolt.DB
	file   *os.File // of db
	closed bool

	policy feedback.Policy
	known  atomic.Pointer[feedback.KnownTime] // what is known about the time

	opened time.Duration // uptime when the store was opened
	copied string        // the backup copy that a migration made then; "" for none

	eraseDue   atomic.Bool // a requested removal left bytes in the file
	unreadable sync.Once   // the log says once that a document cannot be read

	buf     buffer
	failing atomic.Pointer[error] // why the buffer cannot be written; nil when it can
	seen    generations
	lost    int // events that an earlier process has seen and not handled
	claims  feedback.Claims
	turns   feedback.Turns // one call of Alone or Once with a key at a time
	threads sync.Mutex     // one update of a conversation at a time
	backups sync.Mutex     // one backup at a time

	stop    context.CancelFunc
	stopped sync.WaitGroup
	wake    chan struct{} // capacity 1: something is buffered
	urgent  chan struct{} // capacity 1: a caller waits for the disk
	done    chan struct{} // closed when the store is closed
}

var _ feedback.Store = (*Store)(nil)

// Open opens the store at path and starts its background work: writing the buffer,
// and retention. Unless opt.ReadOnly is set, it creates the file (mode 0600, in a
// directory of mode 0700) if there is none. The error is a Fault when the file cannot
// be used: another process holds it, it is damaged, of a newer schema, not permitted,
// or the disk is full. A file at path is never overwritten.
func Open(path string, opt Options) (*Store, error) {
	if opt.Keep == "" {
		opt.Keep = feedback.KeepMisses
	}
	if err := opt.Keep.Check(); err != nil {
		return nil, err
	}
	opt = opt.withDefaults()
	s := &Store{path: path, opt: opt, log: opt.Logger, opened: opt.uptime(), wake: make(chan struct{}, 1),
		urgent: make(chan struct{}, 1), done: make(chan struct{})}
	if err := s.open(); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	if opt.ReadOnly || opt.Copying {
		return s, nil
	}
	s.stopped.Go(func() { s.writeLoop(ctx) })
	s.stopped.Go(func() { s.retainLoop(ctx) })
	return s, nil
}

// withDefaults fills in what the caller left to us, but for Keep, which it may have
// misspelt.
func (opt Options) withDefaults() Options {
	opt.Retention = opt.Retention.WithDefaults()
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	if opt.Wait == 0 {
		opt.Wait = defaultWait
	}
	if opt.uptime == nil {
		start := time.Now()
		opt.uptime = func() time.Duration { return time.Since(start) }
	}
	if opt.migrations == nil {
		opt.migrations = migrations()
	}
	if opt.write == nil {
		opt.write = (*bbolt.DB).Update
	}
	if opt.snapshot == nil {
		opt.snapshot = func(tx *bbolt.Tx, f *os.File) error { _, err := tx.WriteTo(f); return err }
	}
	if opt.compact == nil {
		opt.compact = func(to, from *bbolt.DB) error { return bbolt.Compact(to, from, compactBatch) }
	}
	return opt
}

// OpenExisting opens the store in a folder. If there is none it returns an error, and
// creates neither folder nor file.
func OpenExisting(dir string, opt Options) (feedback.Source, error) {
	path := filepath.Join(dir, FileName)
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, hint.New("no feedback yet in "+dir, "run `rolecall serve` first, or set ROLECALL_DATA_DIR to the folder it uses")
	case err != nil:
		return nil, hint.With(fmt.Errorf("cannot read the store: %w", err), "run this as the user of `rolecall serve`, or set ROLECALL_DATA_DIR")
	}
	s, err := Open(path, opt)
	if err != nil {
		return nil, err // not s: a nil *Store in an interface is not nil
	}
	return s, nil
}

// open checks and opens the file, migrates it and loads what must be in memory. With
// ReadOnly it changes nothing.
func (s *Store) open() error {
	prepare := s.checkSchema
	if !s.opt.ReadOnly {
		prepare = s.prepareWrite
		if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
			return explain(s.path, err)
		}
		if _, err := os.Lstat(s.path); errors.Is(err, os.ErrNotExist) {
			if err := create(s.path, initialise(s.opt.Now(), len(s.opt.migrations)+1)); err != nil {
				return err
			}
		}
	}
	if err := checkFile(s.path); err != nil {
		return explain(s.path, err)
	}
	db, file, err := openFile(s.path, s.opt.Wait, s.opt.ReadOnly)
	if err != nil {
		return err
	}
	err = guard(s.path, func() error {
		if err := prepare(db); err != nil {
			return err
		}
		if err := checkPages(s.path, db); err != nil {
			return err
		}
		return db.View(s.load)
	})
	if err != nil {
		abandon(s.path, db, file)
		return explain(s.path, err)
	}
	s.db, s.file = db, file
	return nil
}

// prepareWrite checks an open file again, removes what a crash left, and migrates it.
func (s *Store) prepareWrite(db *bbolt.DB) error {
	// Another process may have changed the file before we got the lock. The mode
	// keeps other users from reading what people asked.
	if err := errors.Join(checkFile(s.path), os.Chmod(s.path, 0o600)); err != nil {
		return err
	}
	if err := removeTemporary(s.path); err != nil {
		s.log.Warn("temporary files that a crash left next to the store could not be removed; they may hold questions", "error", err)
	}
	backup, err := migrate(s.path, db, s.opt)
	if backup != "" && err == nil {
		s.copied = backup
		s.log.Info("feedback store migrated", "backup", backup)
	}
	return err
}

// checkSchema returns an error if the file has another schema.
func (s *Store) checkSchema(db *bbolt.DB) error {
	have, want, err := schemaOf(s.path, db, s.opt.migrations)
	if err == nil && have < want {
		err = &feedback.Fault{Where: s.path, What: fmt.Sprintf("was written by an older rolecall (schema %d; this one knows %d)", have, want),
			Hint: "start `rolecall serve` once, which brings it up to date and keeps a copy; nothing was changed", Err: feedback.ErrOlder}
	}
	return err
}

// load reads into memory the key of the hashes, what is known about the time, and the
// events seen.
func (s *Store) load(tx *bbolt.Tx) error {
	if unfinished(tx) && !s.opt.Copying {
		return feedback.Unfinished(s.path)
	}
	m := tx.Bucket(bMeta)
	s.policy = feedback.Policy{Keep: s.opt.Keep, Key: bytes.Clone(m.Get(kKey)), RoleNames: s.opt.RoleNames}
	s.known.Store(&feedback.KnownTime{Newest: readTime(m.Get(kNewest)), Settled: time.Duration(readNumber(m.Get(kSettled))) * time.Second,
		SettledAt: readTime(m.Get(kSettledAt))})
	turn := turnOf(tx)
	age := s.opt.Now().Sub(time.Unix(int64(readNumber(m.Get(kTurned))), 0))
	if age < 0 || age > s.opt.Retention.Recent {
		age = max(0, min(age, s.opt.Retention.Recent)) // the clock has jumped
	}
	s.seen = generations{turn: turn, began: s.opt.uptime() - age}
	for i := range bSeen {
		s.seen.keys[i] = map[feedback.Hash]struct{}{}
		err := tx.Bucket(bSeen[i]).ForEach(func(k, v []byte) error {
			if len(k) == len(feedback.Hash{}) {
				s.seen.keys[i][feedback.Hash(k)] = struct{}{}
			}
			if len(v) > 0 {
				s.lost++
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Path returns the path of the store's file.
func (s *Store) Path() string { return s.path }

var errClosed = errors.New("feedback store is closed")

// view runs a read transaction.
func (s *Store) view(f func(*bbolt.Tx) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return errClosed
	}
	return explain(s.path, guard(s.path, func() error { return s.db.View(f) }))
}

// update runs a write transaction and returns when it is on disk.
func (s *Store) update(f func(*bbolt.Tx) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return errClosed
	}
	if s.opt.ReadOnly {
		return s.readOnly()
	}
	return explain(s.path, guard(s.path, func() error { return s.opt.write(s.db, f) }))
}

func (s *Store) readOnly() error {
	return &feedback.Fault{Where: s.path, What: "cannot be written: it was opened for reading", Hint: "open it for writing", Err: feedback.ErrReadOnly}
}

// Close writes the buffer and closes the file. Later calls of other methods return an
// error.
func (s *Store) Close() error {
	s.mu.RLock()
	closed := s.closed
	s.mu.RUnlock()
	if closed {
		return nil
	}
	s.stop()
	s.stopped.Wait()
	err := s.flush()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	close(s.done)
	closing := guard(s.path, s.db.Close)
	if closing != nil {
		abandon(s.path, s.db, s.file)
	}
	return errors.Join(err, closing)
}
