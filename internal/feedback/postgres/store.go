// Package postgres is a [feedback.Store] in a PostgreSQL database, which many processes
// use at a time. It is the only package that uses pgx: it holds the tables and their
// migrations, the statements and their buffer, what processes agree on (events seen,
// claims, who is alone), and what happens while the database is away.
//
// connect.go reads the address and insists on TLS; away.go notices that the database is
// away and that it is back; schema.go makes the tables. buffer.go collects what need not
// be stored at once, and write.go writes it. seen.go, alone.go, threads.go, verdict.go,
// record.go and documents.go are the methods of the store for the bot, and watch.go tells
// other processes of a change; count.go and questions.go make reports; forget.go,
// revise.go, retain.go and ahead.go remove.
package postgres

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
)

// Options of a store. The zero value is usable.
type Options struct {
	Keep      feedback.Keep      // which question text is stored; default KeepMisses
	Retention feedback.Retention // how long data is kept
	Now       func() time.Time   // wall clock; default time.Now
	Logger    *slog.Logger       // default: discard. Receives no user text
	Wait      time.Duration      // how long to wait for a database that is away; default defaultWait
	RoleNames func() []string    // names of roles in lower case, not to be scrubbed with a name before them; may be nil
	ReadOnly  bool               // for reports: nothing is written, created, migrated or deleted

	copying    bool                 // for a copy: no background work; a copy that was cut off can be opened to go on
	uptime     func() time.Duration // monotonic; tests replace it
	migrations fs.FS                // tests replace them
	deaf       bool                 // tests: no notification arrives
}

// defaultWait is how long to wait for a database that is away. A choice: a failover takes
// some seconds, and whoever starts the process tries again.
const defaultWait = 5 * time.Second

// maxConnections bounds the connections of a process. A choice: an answer holds one for
// a millisecond; maxAlone calls of Alone, each with another inside, leave a third for
// answers; and a server takes 100 by default.
const maxConnections = 12

// Store is a [feedback.Store] in a PostgreSQL database.
type Store struct {
	address address
	opt     Options
	log     *slog.Logger

	pool atomic.Pointer[pgxpool.Pool] // replaced when the database is away
	away atomic.Pointer[feedback.Fault]
	lost chan struct{} // capacity 1: away was set

	policy feedback.Policy
	known  atomic.Pointer[feedback.KnownTime] // what is known about the time

	unreadable sync.Once // the log says once that a document cannot be read

	buf      buffer
	failing  atomic.Pointer[error] // why the buffer cannot be written; nil when it can
	seen     memory                // events that this process has seen
	claims   feedback.Claims       // while the database is away
	turns    feedback.Turns        // one call of Alone or Once with a key at a time
	holding  chan struct{}         // has room for maxAlone: calls that hold a connection while do runs
	watching watchers

	ctx     context.Context // ends when the store is closed
	stop    context.CancelFunc
	stopped sync.WaitGroup
	wake    chan struct{} // capacity 1: something is buffered
	vacuums chan struct{} // capacity 1: something was removed on request
	closing sync.Once
	closed  chan struct{} // closed when the store is closed
}

var _ feedback.Store = (*Store)(nil)

var errClosed = errors.New("feedback store is closed")

// Open connects to the database at url, which may have a password, makes or migrates the
// tables unless opt.ReadOnly is set, and starts the background work: writing the buffer,
// retention, and watching the connection. The error is a Fault when the database cannot
// be used: it is away, refuses the login, lacks a permission, or has a newer schema. No
// error and no line of the log has the password in it.
func Open(ctx context.Context, url string, opt Options) (*Store, error) {
	return open(ctx, url, opt, true)
}

// OpenExisting is Open for a report: a database without tables is an error, and nothing is
// created.
func OpenExisting(ctx context.Context, url string, opt Options) (feedback.Source, error) {
	s, err := open(ctx, url, opt, false)
	if err != nil {
		return nil, err // not s: a nil *Store in an interface is not nil
	}
	return s, nil
}

func open(ctx context.Context, url string, opt Options, create bool) (*Store, error) {
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
		opt.Wait = defaultWait
	}
	if opt.uptime == nil {
		start := time.Now()
		opt.uptime = func() time.Duration { return time.Since(start) }
	}
	if opt.migrations == nil {
		opt.migrations = migrations
	}
	to, err := parse(url, opt.ReadOnly, opt.copying)
	if err != nil {
		return nil, err
	}
	if to.unchecked {
		opt.Logger.Warn("the connection to the store is encrypted, but nobody checks who is at its other end",
			"store", to.name, "hint", "add sslmode=verify-full and sslrootcert=FILE to ROLECALL_STORE")
	}
	s := &Store{address: to, opt: opt, log: opt.Logger, lost: make(chan struct{}, 1), holding: make(chan struct{}, maxAlone),
		wake: make(chan struct{}, 1), vacuums: make(chan struct{}, 1), closed: make(chan struct{}), watching: watchers{looking: map[chan struct{}]bool{}, any: make(chan struct{})}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	if err := s.connect(); err != nil {
		return nil, err
	}
	if err := s.prepare(ctx, create); err != nil {
		s.stop()
		s.closePool()
		return nil, err
	}
	s.stopped.Go(s.probeLoop)
	s.stopped.Go(s.listenLoop)
	if !opt.ReadOnly && !opt.copying {
		s.stopped.Go(s.writeLoop)
		s.stopped.Go(s.retainLoop)
		s.stopped.Go(s.vacuumLoop)
	}
	return s, nil
}

// closeWait is how long Close waits for a database that does not answer. A choice: a
// process that is asked to end is killed after some ten seconds.
const closeWait = 2 * time.Second

// Close writes the buffer and closes the connections. Later calls of other methods return
// an error.
func (s *Store) Close() (err error) {
	s.closing.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), closeWait)
		defer cancel()
		if !s.opt.ReadOnly {
			err = s.flush(ctx)
		}
		close(s.closed)
		s.stop()
		s.stopped.Wait()
		if left := s.buf.left(); left > 0 {
			s.log.Error("feedback that could not be written is lost", "records", left)
		}
		s.closePool()
	})
	return err
}

// closePool closes the connections, without waiting for a database that is away.
func (s *Store) closePool() {
	pool, done := s.pool.Load(), make(chan struct{})
	go func() { pool.Close(); close(done) }()
	select {
	case <-done:
	case <-time.After(closeWait):
	}
}

// readOnly is the error of a write to a store that was opened for reading.
func (s *Store) readOnly() error {
	return &feedback.Fault{Where: s.address.name, What: "cannot be written: it was opened for reading", Hint: "open it for writing", Err: feedback.ErrReadOnly}
}
