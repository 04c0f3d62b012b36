package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

const (
	// sweepInterval bounds how long data outlives its retention. A choice: a sweep
	// that finds nothing reads only a few pages.
	sweepInterval = 10 * time.Minute
	// sweepBatch bounds one transaction of a sweep, so that nobody waits long for a row
	// that it has locked. A choice: deleting as many takes some ten milliseconds.
	sweepBatch = 2000
)

// newSweeper returns a clock that starts with what the store knows about the time.
func (s *Store) newSweeper() *feedback.Clock {
	known, now := *s.known.Load(), s.opt.Now()
	w := feedback.NewClock(known, s.opt.Retention.Questions, now, s.opt.uptime())
	if !known.Newest.IsZero() && !w.Trusted() {
		s.log.Warn("the clock is far from the newest time in the store; retention waits until it has run evenly for a day",
			"off", now.Sub(known.Newest).Round(time.Second))
	}
	return &w
}

// retainLoop enforces retention while the store is open.
func (s *Store) retainLoop() {
	w := s.newSweeper()
	tick := time.NewTicker(sweepInterval)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.sweepInTurn(s.ctx, w); err != nil && s.ctx.Err() == nil && s.away.Load() == nil {
			s.log.Error("retention failed; it will be retried", "error", err)
		}
	}
}

// sweepInTurn sweeps, unless another process does it at the moment.
func (s *Store) sweepInTurn(ctx context.Context, w *feedback.Clock) error {
	tx, err := s.lock(ctx, "sweep")
	if err != nil || tx == nil {
		return err
	}
	defer release(tx)
	return s.sweep(ctx, w)
}

// sweep corrects timestamps that lie in the future, and removes data that is older than
// its retention and documents that have expired. While the clock is not trusted, it only
// stores what is known about the time.
func (s *Store) sweep(ctx context.Context, w *feedback.Clock) error {
	doubted := !w.Trusted()
	if !w.Observe(s.opt.Now(), s.opt.uptime()) {
		if !doubted {
			s.log.Warn("the clock jumped; retention waits until it has run evenly for a day")
		}
		return s.saveTime(ctx, w)
	}
	now := s.opt.Now()
	ahead := s.restamp(ctx, now)
	questions, verdicts := s.opt.Retention.Before(now)
	_, err := s.expire(ctx, questions, verdicts, false)
	_, documents := s.reviseEach(ctx, feedback.Expiry(now), `until <= $1 OR saved >= $2`, now, feedback.FutureFrom(now))
	return errors.Join(ahead, err, documents, s.expireRecent(ctx, now), s.saveTime(ctx, w))
}

// expire removes records and verdicts from before the given times, in small transactions,
// and returns how many. uncount also subtracts the verdicts from the counts.
func (s *Store) expire(ctx context.Context, records, verdicts time.Time, uncount bool) (total int, err error) {
	if !records.IsZero() {
		total, err = s.batches(ctx, func(ctx context.Context, tx pgx.Tx) (int, error) {
			done, err := tx.Exec(ctx, `DELETE FROM rolecall_records WHERE reply IN (SELECT reply FROM rolecall_records WHERE at < $1 ORDER BY at LIMIT $2)`, records, sweepBatch)
			return int(done.RowsAffected()), err
		})
	}
	if verdicts.IsZero() || err != nil {
		return total, err
	}
	n, err := s.batches(ctx, func(ctx context.Context, tx pgx.Tx) (int, error) {
		counts := map[feedback.Counter]int64{}
		n, err := removeVotes(ctx, tx, counts, `DELETE FROM rolecall_votes WHERE (reply, person) IN (SELECT reply, person FROM rolecall_votes WHERE at < $1 ORDER BY at LIMIT $2)
			AND at < $1 RETURNING at, data`, verdicts, sweepBatch) // one that was rated again meanwhile stays
		if err != nil || !uncount {
			return n, err
		}
		b := &pgx.Batch{}
		queueCounts(b, counts)
		return n, tx.SendBatch(ctx, b).Close()
	})
	return total + n, err
}

// batches calls f in transactions of their own, until it finds less than sweepBatch rows,
// and returns how many it found.
func (s *Store) batches(ctx context.Context, f func(context.Context, pgx.Tx) (int, error)) (total int, err error) {
	for {
		n := 0
		err := s.tx(ctx, bulkLimit, func(ctx context.Context, tx pgx.Tx) (err error) {
			n, err = f(ctx, tx)
			return err
		})
		if err != nil {
			return total, err
		}
		total += n
		if n < sweepBatch {
			return total, nil
		}
	}
}

// expireRecent removes what is kept for hours only.
func (s *Store) expireRecent(ctx context.Context, now time.Time) error {
	if s.opt.Retention.Recent < 0 {
		return nil
	}
	var all []error
	for table, before := range map[string]time.Time{
		`DELETE FROM rolecall_seen WHERE key IN (SELECT key FROM rolecall_seen WHERE at < $1 ORDER BY at LIMIT $2)`:       now.Add(-s.opt.Retention.Recent),
		`DELETE FROM rolecall_open WHERE key IN (SELECT key FROM rolecall_open WHERE at < $1 LIMIT $2)`:                   now.Add(-s.opt.Retention.Recent),
		`DELETE FROM rolecall_threads WHERE key IN (SELECT key FROM rolecall_threads WHERE at < $1 ORDER BY at LIMIT $2)`: now.Add(-s.opt.Retention.Recent),
		`DELETE FROM rolecall_forgotten WHERE person IN (SELECT person FROM rolecall_forgotten WHERE at < $1 LIMIT $2)`:   now.Add(-s.opt.Retention.Recent),
		`DELETE FROM rolecall_claims WHERE place IN (SELECT place FROM rolecall_claims WHERE until <= $1 LIMIT $2)`:       now,
	} {
		_, err := s.batches(ctx, func(ctx context.Context, tx pgx.Tx) (int, error) {
			done, err := tx.Exec(ctx, table, before, sweepBatch)
			return int(done.RowsAffected()), err
		})
		all = append(all, err)
	}
	return errors.Join(all...)
}

// saveTime stores what is known about the time, which other processes may have changed.
func (s *Store) saveTime(ctx context.Context, w *feedback.Clock) error {
	var after feedback.KnownTime
	err := s.tx(ctx, callLimit, func(ctx context.Context, tx pgx.Tx) error {
		before, err := readKnown(ctx, tx)
		if err != nil {
			return err
		}
		known, news := w.Known(before)
		if after = known; !news {
			return nil
		}
		_, err = tx.Exec(ctx, `UPDATE rolecall_meta SET newest = $1, settled = $2, settled_at = $3`,
			orNull(known.Newest), int64(known.Settled/time.Second), orNull(known.SettledAt))
		return err
	})
	if err == nil {
		s.known.Store(&after)
	}
	return err
}

// orNull returns a time for a column that has no zero time.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
