package postgres

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
)

// at returns the timestamp of something that happened at t, or now if t is zero.
func (s *Store) at(t time.Time) time.Time { return s.known.Load().At(t, s.opt.Now()) }

// readRecord returns a record; ok is false if it cannot be read.
func readRecord(person, data []byte) (r feedback.Record, ok bool) {
	if ok = json.Unmarshal(data, &r) == nil; !ok {
		r = feedback.Record{}
	}
	r.User = slices.Clone(person)
	return r, ok
}

// Asked counts a question and stores what the policy allows.
func (s *Store) Asked(_ context.Context, a feedback.Asked) error {
	at := s.at(a.Time)
	counter, r, recorded := s.policy.Asked(a, at)
	c := change{reply: s.policy.Key.Reply(a.Reply), at: at, record: r, since: s.opt.Now()}
	return s.enqueue(func(p *pending) {
		p.counts[counter]++
		if recorded {
			p.changes = append(p.changes, c)
		}
	})
}

// Choice stores which choice was taken.
func (s *Store) Choice(_ context.Context, c feedback.Choice) error {
	at := s.at(c.Time)
	fresh, take := s.policy.Choice(c, at)
	return s.change(change{reply: s.policy.Key.Reply(c.Reply), at: at, record: fresh, edit: take})
}

// LeaveForCurators marks the miss of a reply as left for the curators on purpose.
func (s *Store) LeaveForCurators(_ context.Context, reply, user string) error {
	return s.change(change{reply: s.policy.Key.Reply(reply), at: s.at(time.Time{}), record: s.policy.Left(user),
		edit: func(r *feedback.Record) (feedback.Counter, bool) { r.Left = true; return feedback.Counter{}, false }})
}

func (s *Store) change(c change) error {
	c.since = s.opt.Now()
	return s.enqueue(func(p *pending) { p.changes = append(p.changes, c) })
}

// maxOwn bounds how many of a person's records are read for their own last questions. A
// choice: who asks the same thing a hundred times sees fewer others.
const maxOwn = 100

// Recent returns a user's own last n questions, scrubbed, newest first and without
// repetitions; none unless KeepAll.
func (s *Store) Recent(ctx context.Context, user string, n int) (out []string, err error) {
	if s.opt.Keep != feedback.KeepAll || n <= 0 {
		return nil, nil
	}
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	u := s.policy.Key.User(user)
	err = s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		rows, err := p.Query(ctx, `SELECT data FROM rolecall_records WHERE person = $1 AND recent ORDER BY at DESC, reply DESC LIMIT $2`, u[:], maxOwn)
		if err != nil {
			return err
		}
		out = nil
		var data []byte
		_, err = pgx.ForEachRow(rows, []any{&data}, func() error {
			if r, ok := readRecord(nil, data); ok && len(out) < n && !slices.Contains(out, r.Question) {
				out = append(out, r.Question)
			}
			return nil
		})
		return err
	})
	return out, err
}
