package postgres

import (
	"context"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

// vacuumLimit bounds the cleaning of the tables after a request to remove something. A
// choice: ten million records take a few minutes, and nobody waits for it.
const vacuumLimit = time.Hour

// Forget removes every record, verdict and document of a user, and their name from edits.
// The database's own log, its dumps and standbys hold it until the operator's settings
// remove it: Forgotten says so.
func (s *Store) Forget(ctx context.Context, user string) (feedback.Forgotten, error) {
	n, err := s.forget(ctx, user)
	if err != nil {
		return feedback.Forgotten{}, err
	}
	return feedback.Forgotten{Records: n, Elsewhere: true}, nil
}

func (s *Store) forget(ctx context.Context, user string) (n int, err error) {
	if err := s.flush(ctx); err != nil {
		return 0, err
	}
	u, now := s.policy.Key.User(user), s.opt.Now()
	err = s.tx(ctx, bulkLimit, func(ctx context.Context, tx pgx.Tx) error {
		// What another process has buffered of this person is dropped when it is written.
		if _, err := tx.Exec(ctx, `INSERT INTO rolecall_forgotten (person, at) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE SET at = excluded.at`, u[:], now); err != nil {
			return err
		}
		records, err := tx.Exec(ctx, `DELETE FROM rolecall_records WHERE person = $1`, u[:])
		if err != nil {
			return err
		}
		counts := map[feedback.Counter]int64{}
		votes, err := removeVotes(ctx, tx, counts, `DELETE FROM rolecall_votes WHERE person = $1 RETURNING at, data`, u[:])
		if err != nil {
			return err
		}
		touched := touched{}
		documents, _, err := s.revise(ctx, tx, s.policy.About(user), touched, place{}, 0, `$1 = ANY(people)`, u[:])
		if err != nil {
			return err
		}
		n = int(records.RowsAffected()) + votes + documents
		b := &pgx.Batch{}
		queueCounts(b, counts)
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
		return touched.tell(ctx, tx)
	})
	if err == nil {
		s.vacuumSoon()
	}
	return n, err
}

// Purge removes what p says, including counts, but no edits. It returns how many records,
// verdicts, counts and documents were removed.
func (s *Store) Purge(ctx context.Context, p feedback.Purge) (n int, err error) {
	if err := p.Check(); err != nil {
		return 0, err
	}
	if p.User != "" {
		return s.forget(ctx, p.User)
	}
	if err := s.flush(ctx); err != nil {
		return 0, err
	}
	defer s.vacuumSoon()
	add := func(removed int, e error) { n, err = n+removed, e }
	if p.All {
		add(s.purgeAll(ctx, p))
		return n, err
	}
	if add(s.expire(ctx, p.OlderThan, p.OlderThan, true)); err != nil {
		return n, err
	}
	if add(s.purgeDays(ctx, p.OlderThan)); err != nil {
		return n, err
	}
	add(s.reviseEach(ctx, p.Revision(), `saved < $1`, p.OlderThan))
	return n, err
}

// purgeDays removes the counts of the days before that of t.
func (s *Store) purgeDays(ctx context.Context, t time.Time) (n int, err error) {
	err = s.tx(ctx, bulkLimit, func(ctx context.Context, tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `DELETE FROM rolecall_counts WHERE day < $1`, t.UTC().Format(time.DateOnly))
		n = int(done.RowsAffected())
		return err
	})
	return n, err
}

// purgeAll empties all tables except those of events seen and of conversations. These hold
// only hashes and entry ids for some hours, and without them an event that Slack delivers
// again would be answered twice. Of the documents, edits are left.
func (s *Store) purgeAll(ctx context.Context, p feedback.Purge) (n int, err error) {
	err = s.tx(ctx, reportLimit, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return err
		}
		n = 0
		for _, table := range []string{"rolecall_records", "rolecall_votes", "rolecall_counts"} {
			done, err := tx.Exec(ctx, `DELETE FROM `+table)
			if err != nil {
				return err
			}
			n += int(done.RowsAffected())
		}
		touched := touched{}
		documents, _, err := s.revise(ctx, tx, p.Revision(), touched, place{}, 0, `kind <> $1`, string(feedback.DocumentEdit)) // which may be many, and stay
		if err != nil {
			return err
		}
		n += documents
		return touched.tell(ctx, tx)
	})
	return n, err
}

// vacuumSoon has the tables cleaned, so that rows that were removed do not wait for the
// database to come to them.
func (s *Store) vacuumSoon() {
	select {
	case s.vacuums <- struct{}{}:
	default:
	}
}

func (s *Store) vacuumLoop() {
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.vacuums:
			s.vacuum()
		}
	}
}

// vacuum cleans the tables that hold what people typed. It may not run in a transaction.
func (s *Store) vacuum() {
	ctx, cancel := context.WithTimeout(s.ctx, vacuumLimit)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, s.address.config.ConnConfig.Copy()) // one of its own: it sets other limits
	if err == nil {
		defer conn.Close(context.WithoutCancel(ctx))
		_, err = conn.Exec(ctx, `SET statement_timeout = 0`)
	}
	for _, table := range []string{"rolecall_records", "rolecall_votes", "rolecall_documents"} {
		if err == nil {
			_, err = conn.Exec(ctx, `VACUUM `+table)
		}
	}
	if err != nil && s.ctx.Err() == nil {
		s.log.Warn("the tables could not be cleaned after a removal; the database does it by itself later", "error", s.explain(err))
	}
}

// Backup is refused: PostgreSQL has a program for it.
func (s *Store) Backup(context.Context, io.Writer) error {
	return &feedback.Fault{Where: s.address.name, What: "is not copied by Rolecall",
		Hint: "use pg_dump --format=custom, and pg_restore, see .github/docs/postgres.md", Err: feedback.ErrRequest}
}
