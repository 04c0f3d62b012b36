package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

const (
	// callLimit bounds a call while someone waits for an answer. A choice: a healthy
	// database takes a few milliseconds, and of the three seconds in which Slack wants to
	// hear from a slash command most are left. The first call that finds the database away
	// takes this long; the calls after it return at once.
	callLimit = 900 * time.Millisecond
	// bulkLimit bounds a call that may read or remove thousands of rows, and at the server
	// every statement that sets no other limit. A choice: a request to be forgotten among
	// ten million records takes far less.
	bulkLimit = 30 * time.Second
	// probeEvery is how often a database that is away is tried. A choice: it is in use
	// again within a second, and a connection attempt a second costs a server nothing.
	probeEvery = 500 * time.Millisecond
	// maxTries is how often a transaction is tried that the database ended because of
	// another one. A choice: with two processes the second one nearly always works.
	maxTries = 5
)

// connect makes a pool of connections, which are opened when they are needed.
func (s *Store) connect() error {
	pool, err := pgxpool.NewWithConfig(context.Background(), s.address.config.Copy())
	if err != nil {
		return bad("cannot be connected: "+s.address.mask(err), howToWrite)
	}
	s.pool.Store(pool)
	return nil
}

// do calls f with the connections, unless the store is closed or the database away; f has
// at most limit, and may be called twice. An error that says that the database cannot be reached makes it away.
func (s *Store) do(ctx context.Context, limit time.Duration, f func(ctx context.Context, p *pgxpool.Pool) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-s.closed:
		return errClosed
	default:
	}
	if fault := s.away.Load(); fault != nil {
		return fault
	}
	pool := s.pool.Load()
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	call := func() error {
		if limit > callLimit { // a database that hangs is found out as soon as by other calls
			soon, cancel := context.WithTimeout(within, callLimit)
			defer cancel()
			if err := pool.Ping(soon); err != nil {
				return err
			}
		}
		return f(within, pool)
	}
	err := call()
	if undone(err) && within.Err() == nil {
		pool.Reset() // others have ended too
		err = call()
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && !domain(err):
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return s.goAway(pool, s.fault(errors.New("no answer in time")))
	}
	fault := s.explain(err)
	if f := new(feedback.Fault); errors.As(fault, &f) && errors.Is(f, feedback.ErrAway) {
		return s.goAway(pool, f)
	}
	return fault
}

// undone reports whether a connection ended before it did anything: nobody used it when the
// server, or someone in between, closed it.
func undone(err error) bool {
	refused := new(pgconn.PgError)
	return pgconn.SafeToRetry(err) || errors.As(err, &refused) && refused.Code == "57P01"
}

// tx runs a transaction. It repeats one that the database ended because of another.
func (s *Store) tx(ctx context.Context, limit time.Duration, f func(context.Context, pgx.Tx) error) error {
	if s.opt.ReadOnly {
		return s.readOnly()
	}
	return s.do(ctx, limit, func(ctx context.Context, p *pgxpool.Pool) error {
		for try := 1; ; try++ {
			err := pgx.BeginFunc(ctx, p, func(tx pgx.Tx) error { return f(ctx, tx) })
			if !again(err) || try == maxTries {
				return err
			}
		}
	})
}

// errAgain says that another process came first: the same transaction will see what it did.
var errAgain = errors.New("another process came first")

// again reports whether a transaction that failed may work now.
func again(err error) bool {
	refused := new(pgconn.PgError)
	return errors.Is(err, errAgain) || errors.As(err, &refused) && (refused.Code == "40001" || refused.Code == "40P01")
}

// domain reports whether an error is one of this module and not of the database.
func domain(err error) bool {
	return errors.Is(err, feedback.ErrChanged) || errors.Is(err, feedback.ErrRequest)
}

// fault is the error while the database is away.
func (s *Store) fault(err error) *feedback.Fault {
	return &feedback.Fault{Where: s.address.name, What: "cannot be reached: " + s.address.mask(err),
		Hint: "see whether PostgreSQL runs and takes connections from here; Rolecall goes on trying", Err: feedback.ErrAway}
}

// explain turns an error of the database into a Fault with a hint.
func (s *Store) explain(err error) error {
	var known hint.Hinted
	if domain(err) || errors.As(err, &known) {
		return err
	}
	refused, text := new(pgconn.PgError), s.address.mask(err)
	if !errors.As(err, &refused) {
		if unreachable(err) {
			return s.fault(err)
		}
		return fmt.Errorf("feedback store %s: %s", s.address.name, text)
	}
	what := func(what, hint string, kind error) error {
		return &feedback.Fault{Where: s.address.name, What: what + ": " + text, Hint: hint, Err: kind}
	}
	switch code := refused.Code; {
	case strings.HasPrefix(code, "28"):
		return what("refuses the login", "set the user in ROLECALL_STORE and its password in PGPASSWORD or a passfile, and see pg_hba.conf of the server", feedback.ErrAway)
	case code == "3D000":
		return what("is not there", "create the database, see .github/docs/postgres.md", feedback.ErrAway)
	case code == "25006":
		return what("cannot be written at the moment", "a standby answers: with several hosts add target_session_attrs=read-write to ROLECALL_STORE", feedback.ErrAway)
	case strings.HasPrefix(code, "08") && (refused.Severity == "FATAL" || refused.SeverityUnlocalized == "FATAL"), strings.HasPrefix(code, "57P"), code == "53300":
		return s.fault(err)
	case strings.HasPrefix(code, "53"), code == "58030":
		return what("cannot grow", "free some space on the server; nothing recorded before is lost", feedback.ErrFull)
	case code == "42501":
		return what("cannot be used", "let its user own the tables, see .github/docs/postgres.md", feedback.ErrReadOnly)
	case code == "42P01", code == "42703":
		return what("is damaged", "a table or a column is missing: restore a backup, or use another database", feedback.ErrDamaged)
	}
	return fmt.Errorf("feedback store %s: %s", s.address.name, text)
}

// unreachable reports whether an error is one of the connection.
func unreachable(err error) bool {
	var network net.Error
	connect := new(pgconn.ConnectError)
	return errors.As(err, &network) || errors.As(err, &connect) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, pgconn.ErrConnClosed)
}

// goAway makes the database away. Its connections may hang, so they are replaced.
func (s *Store) goAway(pool *pgxpool.Pool, fault *feedback.Fault) error {
	if !s.away.CompareAndSwap(nil, fault) {
		return fault
	}
	if s.pool.Load() == pool {
		if err := s.connect(); err == nil {
			go pool.Close() // waits for calls that still use it
		}
	}
	select {
	case s.lost <- struct{}{}:
	default:
	}
	return fault
}

// Available returns why records cannot be stored at the moment, nil if they can.
func (s *Store) Available() error {
	if fault := s.away.Load(); fault != nil {
		return fault
	}
	if err := s.failing.Load(); err != nil {
		return *err
	}
	return nil
}

// probeLoop waits until the database is away, and then until it is back.
func (s *Store) probeLoop() {
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.lost:
		}
		fault := s.away.Load()
		s.log.Error("the store is away; questions are answered, and what is recorded waits in memory", "error", fault, "hint", fault.Hint)
		began := s.opt.uptime()
		for s.probe() != nil {
			select {
			case <-s.ctx.Done():
				return
			case <-time.After(probeEvery):
			}
		}
		s.away.Store(nil)
		s.log.Info("the store is back", "after", (s.opt.uptime() - began).Round(time.Second))
		s.wakeWriter()
		s.watching.look()
	}
}

// probe asks the database whether it can be used, and written.
func (s *Store) probe() error {
	ctx, cancel := context.WithTimeout(s.ctx, callLimit)
	defer cancel()
	var readOnly bool
	err := s.pool.Load().QueryRow(ctx, `SELECT current_setting('transaction_read_only') = 'on' FROM rolecall_meta`).Scan(&readOnly) // as a standby is
	if err == nil && readOnly && !s.opt.ReadOnly {
		err = errors.New("it cannot be written")
	}
	return err
}
