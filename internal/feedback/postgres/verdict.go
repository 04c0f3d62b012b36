package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

// Verdict stores a rating; nil means that it is on the database's disk. The last one of a
// user on a reply counts, by order of arrival, whatever the clock says.
func (s *Store) Verdict(ctx context.Context, v feedback.Verdict) error {
	at, vote := stamp(s.at(v.Time)), s.policy.Verdict(v)
	data, err := json.Marshal(vote)
	if err != nil {
		return err
	}
	return s.replaceVote(ctx, v.Reply, v.User, func(b *pgx.Batch, reply, person []byte, counts map[feedback.Counter]int64) {
		b.Queue(`INSERT INTO rolecall_votes (reply, person, at, helpful, data) VALUES ($1, $2, $3, $4, $5)`, reply, person, at, vote.Helpful, data)
		counts[vote.Counter(at)]++
	})
}

// Retract removes a user's verdict on a reply, if there is one; nil means that the
// removal is on the database's disk.
func (s *Store) Retract(ctx context.Context, reply, user string) error {
	return s.replaceVote(ctx, reply, user, func(*pgx.Batch, []byte, []byte, map[feedback.Counter]int64) {})
}

// replaceVote removes a vote with its count, and stores what put adds in its place.
func (s *Store) replaceVote(ctx context.Context, reply, user string, put func(b *pgx.Batch, reply, person []byte, counts map[feedback.Counter]int64)) error {
	r, u := s.policy.Key.Reply(reply), s.policy.Key.User(user)
	return s.tx(ctx, callLimit, func(ctx context.Context, tx pgx.Tx) error {
		// Two presses of one person may come to two processes: a row that is not there
		// yet cannot be locked.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lockOf(s.policy.Key.Once("vote "+r.String()+u.String()))); err != nil {
			return err
		}
		counts := map[feedback.Counter]int64{}
		if _, err := removeVotes(ctx, tx, counts, `DELETE FROM rolecall_votes WHERE reply = $1 AND person = $2 RETURNING at, data`, r[:], u[:]); err != nil {
			return err
		}
		b := &pgx.Batch{}
		put(b, r[:], u[:], counts)
		queueCounts(b, counts)
		return tx.SendBatch(ctx, b).Close()
	})
}

// removeVotes runs a query that deletes votes and returns them, takes them off the counts,
// and returns how many there were. A vote that cannot be read is removed without its count.
func removeVotes(ctx context.Context, tx pgx.Tx, counts map[feedback.Counter]int64, query string, args ...any) (n int, err error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	var at time.Time
	var data []byte
	_, err = pgx.ForEachRow(rows, []any{&at, &data}, func() error {
		if v, err := readVote(data); err == nil {
			counts[v.Counter(at)]--
		}
		n++
		return nil
	})
	return n, err
}

func readVote(data []byte) (v feedback.Vote, err error) {
	err = json.Unmarshal(data, &v)
	return v, err
}
