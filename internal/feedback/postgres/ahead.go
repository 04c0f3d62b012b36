package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

// restamp gives what has a timestamp in the future of a trusted clock the time now: it
// came from a clock that was wrong, and would outlive its retention by as much. A clock
// that is behind is not trusted for a day, so that it can be corrected before it changes
// timestamps.
func (s *Store) restamp(ctx context.Context, now time.Time) error {
	end, at := feedback.FutureFrom(now), stamp(now)
	var all []error
	for _, change := range []string{
		`UPDATE rolecall_records SET at = $2 WHERE reply IN (SELECT reply FROM rolecall_records WHERE at >= $1 ORDER BY at LIMIT $3)`,
		`UPDATE rolecall_seen SET at = $2 WHERE key IN (SELECT key FROM rolecall_seen WHERE at >= $1 ORDER BY at LIMIT $3)`,
		`UPDATE rolecall_open SET at = $2 WHERE key IN (SELECT key FROM rolecall_open WHERE at >= $1 LIMIT $3)`,
		`UPDATE rolecall_threads SET at = $2 WHERE key IN (SELECT key FROM rolecall_threads WHERE at >= $1 ORDER BY at LIMIT $3)`,
		`UPDATE rolecall_forgotten SET at = $2 WHERE person IN (SELECT person FROM rolecall_forgotten WHERE at >= $1 LIMIT $3)`,
		`UPDATE rolecall_claims SET until = $2 WHERE place IN (SELECT place FROM rolecall_claims WHERE until >= $1 LIMIT $3)`,
	} {
		_, err := s.batches(ctx, func(ctx context.Context, tx pgx.Tx) (int, error) {
			done, err := tx.Exec(ctx, change, end, at, sweepBatch)
			return int(done.RowsAffected()), err
		})
		all = append(all, err)
	}
	_, err := s.batches(ctx, func(ctx context.Context, tx pgx.Tx) (int, error) { return moveVotes(ctx, tx, end, at) })
	return errors.Join(append(all, err, s.moveCounts(ctx, now))...)
}

// moveVotes changes the time of verdicts from after end, and moves their counts to that
// day.
func moveVotes(ctx context.Context, tx pgx.Tx, end, at time.Time) (n int, err error) {
	rows, err := tx.Query(ctx, `WITH old AS (SELECT reply, person, at FROM rolecall_votes WHERE at >= $1 ORDER BY at LIMIT $3 FOR UPDATE)
		UPDATE rolecall_votes v SET at = $2 FROM old WHERE v.reply = old.reply AND v.person = old.person RETURNING old.at, v.data`, end, at, sweepBatch)
	if err != nil {
		return 0, err
	}
	counts := map[feedback.Counter]int64{}
	var before time.Time
	var data []byte
	_, err = pgx.ForEachRow(rows, []any{&before, &data}, func() error {
		if v, err := readVote(data); err == nil {
			counts[v.Counter(before)]--
			counts[v.Counter(at)]++
		}
		n++
		return nil
	})
	if err != nil {
		return n, err
	}
	b := &pgx.Batch{}
	queueCounts(b, counts)
	return n, tx.SendBatch(ctx, b).Close()
}

// moveCounts adds the counts of future days to today's.
func (s *Store) moveCounts(ctx context.Context, now time.Time) error {
	last := feedback.FutureFrom(now).UTC().Format(time.DateOnly)
	return s.tx(ctx, bulkLimit, func(ctx context.Context, tx pgx.Tx) error {
		counts := map[feedback.Counter]int64{}
		rows, err := tx.Query(ctx, `DELETE FROM rolecall_counts WHERE day > $1 RETURNING kind, surface, what, entry, n`, last)
		if err != nil {
			return err
		}
		var c feedback.Counted
		if _, err := pgx.ForEachRow(rows, []any{&c.Kind, &c.Surface, &c.What, &c.Entry, &c.N}, func() error {
			counts[c.On(now)] += int64(c.N)
			return nil
		}); err != nil {
			return err
		}
		b := &pgx.Batch{}
		queueCounts(b, counts)
		return tx.SendBatch(ctx, b).Close()
	})
}
