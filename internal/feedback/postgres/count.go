package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
)

// reportLimit bounds a report or an export. A choice: many times what ten million rows
// take; without a bound a reader that hangs would hold a connection, and keep the database
// from cleaning up.
const reportLimit = 10 * time.Minute

// eachCount calls f for every count of the days from from to to ("2026-11-22", both
// included; "" for no limit), in order.
func eachCount(ctx context.Context, q interface {
	Query(context.Context, string, ...any) (pgx.Rows, error)
}, from, to string, f func(feedback.Counted)) error {
	rows, err := q.Query(ctx, `SELECT day, kind, surface, what, entry, n FROM rolecall_counts
		WHERE day >= $1 AND ($2 = '' OR day <= $2) ORDER BY day, kind, surface, what, entry`, from, to)
	if err != nil {
		return err
	}
	var c feedback.Counted
	_, err = pgx.ForEachRow(rows, []any{&c.Day, &c.Kind, &c.Surface, &c.What, &c.Entry, &c.N}, func() error { f(c); return nil })
	return err
}

// Stats returns the statistics of the days in w.
func (s *Store) Stats(ctx context.Context, w feedback.Window) (feedback.Stats, error) {
	if err := s.flush(ctx); err != nil {
		return feedback.Stats{}, err
	}
	from, to := w.Days()
	sum := feedback.NewSummary()
	err := s.report(ctx, reportLimit, func(ctx context.Context, tx pgx.Tx) error { return eachCount(ctx, tx, from, to, sum.Add) })
	if err != nil {
		return feedback.Stats{}, err
	}
	return sum.Stats(), nil
}

// report runs f in a transaction that sees one state of the database.
func (s *Store) report(ctx context.Context, limit time.Duration, f func(context.Context, pgx.Tx) error) error {
	return s.do(ctx, limit, func(ctx context.Context, p *pgxpool.Pool) error {
		return pgx.BeginTxFunc(ctx, p, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil { // the context has one
				return err
			}
			return f(ctx, tx)
		})
	})
}

// Top returns the n entries that were asked most in the last days, most first; Score
// is how often. Records of the last flushDelay may be missing.
func (s *Store) Top(ctx context.Context, days, n int) ([]feedback.Popular, error) {
	var sums feedback.Popularity
	err := s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		sums = feedback.Popularity{}
		return eachCount(ctx, p, feedback.DaysBack(s.opt.Now(), days), "", sums.Add)
	})
	return sums.Most(n), err
}
