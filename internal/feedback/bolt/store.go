// Package bolt keeps feedback in one bbolt file that one process has open. It is
// the only package that knows bbolt: buckets and keys, transactions and their
// buffer, what becomes of a file that is damaged, full, old or in use, and the
// rewriting that leaves no byte of what was removed.
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
	Keep      feedback.Keep      // whose question text is kept; default KeepMisses
	Retention feedback.Retention // how long
	Now       func() time.Time   // wall clock; default time.Now
	Logger    *slog.Logger       // default: discard. Never given user text
	Wait      time.Duration      // how long another process may hold the file; default 1 s
	ReadOnly  bool               // for reports: nothing is written, created, migrated or swept

	uptime     func() time.Duration                         // monotonic; tests replace it
	migrations []func(*bbolt.Tx) error                      // tests replace them
	write      func(*bbolt.DB, func(*bbolt.Tx) error) error // how buffered records are written; tests make it fail
	snapshot   func(*bbolt.Tx, *os.File) error              // how a backup is copied; tests make it fail
	compact    func(to, from *bbolt.DB) error               // how a file is copied without its freed pages; tests make it fail
}

// Store is a [feedback.Store] in one bbolt file.
type Store struct {
	path string
	opt  Options
	log  *slog.Logger

	mu     sync.RWMutex // held for writing only while the file is swapped
	db     *bbolt.DB
	file   *os.File // of db
	closed bool

	policy feedback.Policy
	known  atomic.Pointer[feedback.KnownTime] // of the time

	opened time.Duration // uptime when the store was opened
	copied string        // the copy that a migration made then; "" for none

	owed atomic.Bool // somebody asked for a removal whose bytes linger still

	buf     buffer
	seen    generations
	threads sync.Mutex // one update of a conversation at a time
	backing sync.Mutex // one backup at a time

	stop    context.CancelFunc
	stopped sync.WaitGroup
	wake    chan struct{} // one place: something is buffered
	urgent  chan struct{} // one place: somebody waits for the disk
	done    chan struct{} // closed when the store is
}

var _ feedback.Store = (*Store)(nil)

// Open opens the store at path, or creates it (0600, in a directory made 0700)
// unless it is opened for reading only, and starts its background work: writing
// what is buffered, retention. The error is a Fault when the file cannot be
// used: another process has it, damage, a newer schema, no permission, no space.
// A file at path is never overwritten.
func Open(path string, opt Options) (*Store, error) {
	if opt.Keep == "" {
		opt.Keep = feedback.KeepMisses
	}
	if err := opt.Keep.Check(); err != nil {
		return nil, err
	}
	opt.Retention = opt.Retention.WithDefaults()
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	if opt.Wait == 0 {
		opt.Wait = time.Second
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
	s := &Store{path: path, opt: opt, log: opt.Logger, opened: opt.uptime(), wake: make(chan struct{}, 1),
		urgent: make(chan struct{}, 1), done: make(chan struct{})}
	if err := s.open(); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	if opt.ReadOnly {
		return s, nil
	}
	s.stopped.Go(func() { s.writeLoop(ctx) })
	s.stopped.Go(func() { s.retainLoop(ctx) })
	return s, nil
}

// OpenExisting opens the store in a folder if it is there, and creates neither
// folder nor file.
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
		return nil, err // not a nil store, which would be a source that is not nil
	}
	return s, nil
}

// open checks and opens the file, brings it up to date and reads what must be in
// memory. For reading only it changes nothing.
func (s *Store) open() error {
	look := s.look
	if !s.opt.ReadOnly {
		look = s.takeOver
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
		if err := look(db); err != nil {
			return err
		}
		if err := walkSmall(s.path, db); err != nil {
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

// takeOver makes an open file this process's own and brings it up to date.
func (s *Store) takeOver(db *bbolt.DB) error {
	// The file was another's until the lock was ours: look again. Whoever may
	// read the file reads people's questions, so nobody else may.
	if err := errors.Join(checkFile(s.path), os.Chmod(s.path, 0o600)); err != nil {
		return err
	}
	if err := removeLeft(s.path); err != nil {
		s.log.Warn("what a crash left beside the store, which may hold what people asked, could not be removed", "error", err)
	}
	backup, err := migrate(s.path, db, s.opt)
	if backup != "" && err == nil {
		s.copied = backup
		s.log.Info("feedback store migrated", "backup", backup)
	}
	return err
}

// look refuses a file of another schema.
func (s *Store) look(db *bbolt.DB) error {
	have, want, err := schemaOf(s.path, db, s.opt.migrations)
	if err == nil && have < want {
		err = &feedback.Fault{Path: s.path, What: fmt.Sprintf("was written by an older rolecall (schema %d; this one knows %d)", have, want),
			Hint: "start `rolecall serve` once, which brings it up to date and keeps a copy; nothing was changed", Err: feedback.ErrOlder}
	}
	return err
}

// load reads what must be in memory: the key and the events seen.
func (s *Store) load(tx *bbolt.Tx) error {
	m := tx.Bucket(bMeta)
	s.policy = feedback.Policy{Keep: s.opt.Keep, Key: bytes.Clone(m.Get(kKey))}
	s.known.Store(&feedback.KnownTime{Newest: readTime(m.Get(kNewest)), Settled: time.Duration(readNumber(m.Get(kSettled))) * time.Second,
		SettledAt: readTime(m.Get(kSettledAt))})
	turn := int(readNumber(m.Get(kTurn)) & 1)
	age := s.opt.Now().Sub(time.Unix(int64(readNumber(m.Get(kTurned))), 0))
	if age < 0 || age > s.opt.Retention.Recent {
		age = max(0, min(age, s.opt.Retention.Recent)) // a clock that jumped says nothing
	}
	s.seen = generations{turn: turn, began: s.opt.uptime() - age}
	for i := range bSeen {
		s.seen.keys[i] = map[feedback.Hash]struct{}{}
		err := tx.Bucket(bSeen[i]).ForEach(func(k, _ []byte) error {
			if len(k) == len(feedback.Hash{}) {
				s.seen.keys[i][feedback.Hash(k)] = struct{}{}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Path is where the store's file is.
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

// update runs a write transaction of its own and returns when it is on disk.
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
	return &feedback.Fault{Path: s.path, What: "cannot be written: it was opened for reading", Hint: "open it for writing", Err: feedback.ErrReadOnly}
}

// Close writes what is buffered and closes the file. Later calls fail.
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
