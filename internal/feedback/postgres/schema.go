package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// migrations are the steps from an empty database to the current schema, in the order of
// their names; the number of files is the number of the schema. While a new version
// starts, processes of the version before may still run: a step adds, and what it
// replaces goes with a later version.
//
//go:embed migrations/*.sql
var migrations embed.FS

// retryOpening is how long a database that is away at the start is left alone. A choice.
const retryOpening = 250 * time.Millisecond

// migrateLimit bounds a migration, of this process or of another that started first. A
// choice: an index over ten million rows takes a minute or two.
const migrateLimit = 10 * time.Minute

// prepare brings the schema up to date, unless the store is only read, and loads what must
// be in memory. It waits for a database that is away.
func (s *Store) prepare(ctx context.Context, create bool) error {
	waiting, cancel := context.WithTimeout(ctx, s.opt.Wait)
	defer cancel()
	for {
		err := s.prepareOnce(ctx, create)
		fault := new(feedback.Fault)
		if !errors.As(err, &fault) || !errors.Is(fault, feedback.ErrAway) {
			return err
		}
		select {
		case <-waiting.Done():
			return err
		case <-time.After(retryOpening):
		}
	}
}

func (s *Store) prepareOnce(ctx context.Context, create bool) error {
	steps, err := s.steps()
	if err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, migrateLimit)
	defer cancel()
	soon, stop := context.WithTimeout(ctx, connectLimit)
	defer stop()
	pool := s.pool.Load()
	err = pool.Ping(soon)
	if err == nil && !s.opt.ReadOnly && create {
		err = pgx.BeginFunc(within, pool, func(tx pgx.Tx) error { return s.migrate(within, tx, steps) })
	}
	if err == nil {
		err = s.load(within, pool, len(steps))
	}
	switch {
	case err == nil, ctx.Err() != nil:
		return errors.Join(err, ctx.Err())
	case errors.Is(err, context.DeadlineExceeded):
		return s.fault(errors.New("no answer in time"))
	}
	return s.explain(err)
}

// steps returns the migrations.
func (s *Store) steps() (steps []string, err error) {
	names, err := fs.Glob(s.opt.migrations, "migrations/*.sql") // sorted
	for _, name := range names {
		text, e := fs.ReadFile(s.opt.migrations, name)
		steps, err = append(steps, string(text)), errors.Join(err, e)
	}
	return steps, err
}

// migrate makes or changes the tables, while other processes that start wait for it.
func (s *Store) migrate(ctx context.Context, tx pgx.Tx, steps []string) error {
	if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil { // the context has one
		return err
	}
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('rolecall migrations in ' || current_schema(), 0))`); err != nil {
		return err
	}
	var encoding string
	if err := tx.QueryRow(ctx, `SHOW server_encoding`).Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return &feedback.Fault{Where: s.address.name, What: "stores text as " + encoding, Hint: "create the database with ENCODING 'UTF8' TEMPLATE template0", Err: feedback.ErrReadOnly}
	}
	have, err := schemaOf(ctx, tx)
	if err != nil || have >= len(steps) {
		return err
	}
	for i := have; i < len(steps); i++ {
		if _, err := tx.Exec(ctx, steps[i]); err != nil {
			err, fault := s.explain(err), new(feedback.Fault)
			if errors.As(err, &fault) {
				return err
			}
			return hint.With(fmt.Errorf("migration from schema %d to %d: %w", i, i+1, err), "start the version of rolecall that ran before; nothing was changed")
		}
	}
	if have == 0 { // the key of the hashes is made once
		if _, err := tx.Exec(ctx, `INSERT INTO rolecall_meta (schema, key) VALUES ($1, $2)`, len(steps), []byte(feedback.NewKey())); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE rolecall_meta SET schema = $1`, len(steps)); err != nil {
		return err
	}
	s.log.Info("the tables of the store are up to date", "store", s.address.name, "from schema", have, "to schema", len(steps))
	return nil
}

// schemaOf returns the schema of the database, 0 if it has no tables yet.
func schemaOf(ctx context.Context, q interface {
	QueryRow(context.Context, string, ...any) pgx.Row
}) (have int, err error) {
	var there bool
	if err := q.QueryRow(ctx, `SELECT to_regclass('rolecall_meta') IS NOT NULL`).Scan(&there); err != nil || !there {
		return 0, err
	}
	err = q.QueryRow(ctx, `SELECT schema FROM rolecall_meta`).Scan(&have)
	return have, err
}

// load checks the schema and reads into memory the key of the hashes and what is known
// about the time.
func (s *Store) load(ctx context.Context, pool *pgxpool.Pool, want int) error {
	have, err := schemaOf(ctx, pool)
	if err != nil {
		return err
	}
	other := func(by string, todo string, kind error) error {
		return &feedback.Fault{Where: s.address.name, What: fmt.Sprintf("was written by %s rolecall (schema %d; this one knows %d)", by, have, want), Hint: todo, Err: kind}
	}
	switch {
	case have == 0:
		return hint.With(fmt.Errorf("no feedback yet in %s: %w", s.address.name, feedback.ErrNone), "run `rolecall serve` first, or set ROLECALL_STORE to the database it uses")
	case have > want:
		return other("a newer", "use the newer rolecall, or another database; nothing was changed", feedback.ErrNewer)
	case have < want:
		return other("an older", "start `rolecall serve` once, which brings it up to date; nothing was changed", feedback.ErrOlder)
	}
	var key []byte
	var unfinished bool
	if err := pool.QueryRow(ctx, `SELECT key, copying FROM rolecall_meta`).Scan(&key, &unfinished); err != nil {
		return err
	}
	if unfinished && (!s.opt.copying || s.opt.ReadOnly) {
		return feedback.Unfinished(s.address.name)
	}
	if len(key) != feedback.KeyLength {
		return &feedback.Fault{Where: s.address.name, What: "is damaged: the key of its hashes is not whole", Hint: "restore a backup, or use another database", Err: feedback.ErrDamaged}
	}
	s.policy = feedback.Policy{Keep: s.opt.Keep, Key: key, RoleNames: s.opt.RoleNames}
	known, err := readKnown(ctx, pool)
	s.known.Store(&known)
	return err
}

// readKnown returns what is known about the time.
func readKnown(ctx context.Context, q interface {
	QueryRow(context.Context, string, ...any) pgx.Row
}) (k feedback.KnownTime, err error) {
	var newest, at *time.Time
	var settled int64
	err = q.QueryRow(ctx, `SELECT newest, settled, settled_at FROM rolecall_meta`).Scan(&newest, &settled, &at)
	if newest != nil {
		k.Newest = *newest
	}
	if at != nil {
		k.SettledAt = *at
	}
	k.Settled = time.Duration(settled) * time.Second
	return k, err
}
