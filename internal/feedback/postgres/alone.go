package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
)

const (
	// maxAlone bounds the calls of Alone and Once whose do runs at a time, not counting those
	// inside another: each holds a connection. See maxConnections.
	maxAlone = 4
	// askAgain is how often a process asks for its turn that another one has. A choice:
	// nobody notices it, and asking takes a millisecond. A statement that waits at the
	// server would hold a connection, and would not notice that the server hangs.
	askAgain = 50 * time.Millisecond
)

// holds is in the context of a do: a call within it must not wait for the calls outside.
type holds struct{}

// lockOf returns the number of an advisory lock. Two keys share one only with a negligible
// probability; they would wait for each other then.
func lockOf(h feedback.Hash) int64 { return int64(binary.BigEndian.Uint64(h[:])) }

// Alone calls do while no other call with the same key runs, in any process. A process
// that dies ends its calls. Where only the connection breaks, do goes on: another process
// may then do the same.
func (s *Store) Alone(ctx context.Context, key string, do func(context.Context) error) error {
	return s.alone(ctx, "alone "+key, do)
}

// Once calls do, unless a call with the same key has succeeded before, in any process.
func (s *Store) Once(ctx context.Context, key string, do func(context.Context) error) error {
	k := s.policy.Key.Once(key)
	return s.alone(ctx, "once "+key, func(ctx context.Context) error {
		if s.seen.knows(k) {
			return nil
		}
		var done bool
		err := s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
			return p.QueryRow(ctx, `SELECT EXISTS (SELECT FROM rolecall_seen WHERE key = $1)`, k[:]).Scan(&done)
		})
		if err != nil || done {
			return err
		}
		if err := do(ctx); err != nil {
			return err
		}
		s.seen.mark([]feedback.Hash{k})
		at := s.at(time.Time{})
		err = s.do(context.WithoutCancel(ctx), callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
			_, err := p.Exec(ctx, `INSERT INTO rolecall_seen (key, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, k[:], at)
			return err
		})
		if err != nil { // it is done; the others are told once the database is back
			return s.enqueue(func(p *pending) { p.seen = append(p.seen, mark{key: k, at: at}) })
		}
		return nil
	})
}

// alone calls do in its turn.
func (s *Store) alone(ctx context.Context, key string, do func(context.Context) error) error {
	end, err := s.turns.Take(ctx, key)
	if err != nil {
		return err
	}
	defer end()
	if ctx.Value(holds{}) == nil {
		select {
		case s.holding <- struct{}{}:
			defer func() { <-s.holding }()
		case <-ctx.Done():
			return ctx.Err()
		}
		ctx = context.WithValue(ctx, holds{}, true)
	}
	for {
		tx, err := s.lock(ctx, key)
		if err != nil {
			return err
		}
		if tx != nil {
			defer release(tx)
			return do(ctx)
		}
		select {
		case <-time.After(askAgain):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// lock returns a transaction that is the only one with the key, nil if another process has
// one. The lock is of the transaction and not of the session, so that it works behind a
// pooler, and ends with its process.
func (s *Store) lock(ctx context.Context, key string) (locked pgx.Tx, err error) {
	if s.opt.ReadOnly {
		return nil, s.readOnly()
	}
	err = s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		tx, err := p.Begin(ctx)
		if err != nil {
			return err
		}
		got := false
		// A transaction that does nothing for minutes is what this one is for.
		if _, err = tx.Exec(ctx, `SET LOCAL idle_in_transaction_session_timeout = 0`); err == nil {
			err = tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, lockOf(s.policy.Key.Once("lock "+key))).Scan(&got)
		}
		if !got {
			return errors.Join(err, tx.Rollback(ctx))
		}
		locked = tx
		return nil
	})
	return locked, err
}

// release ends the transaction of lock.
func release(tx pgx.Tx) {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	_ = tx.Rollback(ctx) // a connection that is broken has ended it
}
