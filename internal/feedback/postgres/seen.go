package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
)

// maxSeen bounds the events in each half of a process' own memory: Slack delivers at most
// 30,000 events an hour (its page "Rate limits"), each with two keys, so that at least the
// last forty minutes are remembered, and repeats an event within six minutes.
const maxSeen = 40_000

// lostAfter is how long an event may be handled before it counts as lost with its process.
// A choice: a reply is given up after half a minute; the rest is for waits imposed by
// Slack's rate limits.
const lostAfter = 5 * time.Minute

// memory is which events this process has seen: it answers while the database is away, and
// tells two calls of this process apart without it.
type memory struct {
	mu        sync.Mutex
	now, last map[feedback.Hash]struct{}
}

// mark remembers keys, and returns whether one was known before, and the others.
func (m *memory) mark(keys []feedback.Hash) (known bool, fresh []feedback.Hash) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range keys {
		if m.has(k) {
			known = true
			continue
		}
		if m.now == nil || len(m.now) >= maxSeen {
			m.last, m.now = m.now, map[feedback.Hash]struct{}{}
		}
		m.now[k] = struct{}{}
		fresh = append(fresh, k)
	}
	return known, fresh
}

func (m *memory) has(k feedback.Hash) bool {
	_, now := m.now[k]
	_, last := m.last[k]
	return now || last
}

// knows reports whether this process has seen a key.
func (m *memory) knows(k feedback.Hash) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.has(k)
}

// seeEvents inserts events that are not there yet, in the order of their keys, so that two
// processes do not wait for each other. Where all are new, the first is to be handled. It
// returns how many are new.
const seeEvents = `WITH fresh AS (
		INSERT INTO rolecall_seen (key, at) SELECT k, $2 FROM unnest($1::bytea[]) AS k ORDER BY k ON CONFLICT DO NOTHING RETURNING key
	), handling AS (
		INSERT INTO rolecall_open (key, at) SELECT $3::bytea, $2 WHERE $3::bytea IS NOT NULL AND (SELECT count(*) FROM fresh) = cardinality($1) ON CONFLICT DO NOTHING
	) SELECT count(*) FROM fresh`

// Seen marks keys as seen and reports whether any was seen before, by any process.
func (s *Store) Seen(ctx context.Context, keys ...string) (known bool, err error) {
	select {
	case <-s.closed:
		return false, errClosed
	default:
	}
	if s.opt.ReadOnly {
		return false, s.readOnly()
	}
	hashes := make([]feedback.Hash, len(keys))
	for i, k := range keys {
		hashes[i] = s.policy.Key.Event(k)
	}
	known, fresh := s.seen.mark(hashes)
	if len(fresh) == 0 {
		return known, nil
	}
	marks := make([][]byte, len(fresh))
	for i := range fresh {
		marks[i] = fresh[i][:]
	}
	var first []byte
	if !known {
		first = hashes[0][:]
	}
	at := s.at(time.Time{})
	err = s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		var n int
		if err := p.QueryRow(ctx, seeEvents, marks, at, first).Scan(&n); err != nil {
			return err
		}
		known = known || n < len(fresh)
		return nil
	})
	if err == nil {
		return known, nil
	}
	// The others are told once the database is back. They may have been told already, if
	// only the answer was lost.
	_ = s.enqueue(func(p *pending) {
		for _, k := range fresh {
			p.seen = append(p.seen, mark{key: k, at: at, open: !known && k == hashes[0]})
		}
	})
	return known, err
}

// Handled says that an event is dealt with.
func (s *Store) Handled(_ context.Context, key string) error {
	k := s.policy.Key.Event(key)
	return s.enqueue(func(p *pending) { p.handled = append(p.handled, k) })
}

// Unhandled returns how many events of the last hours were seen and not handled, by any
// process, although there was time for it.
func (s *Store) Unhandled(ctx context.Context) (n int, err error) {
	before := s.opt.Now().Add(-lostAfter)
	err = s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		return p.QueryRow(ctx, `SELECT count(*) FROM rolecall_open WHERE at < $1`, before).Scan(&n)
	})
	return n, err
}

// Claim reports whether the caller may do what, where.
func (s *Store) Claim(ctx context.Context, where, what string) (ok bool, err error) {
	if s.opt.ReadOnly {
		return false, s.readOnly()
	}
	now := s.opt.Now()
	place, thing := s.policy.Key.Once("claim "+where), s.policy.Key.Once("claimed "+what)
	err = s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		done, err := p.Exec(ctx, `INSERT INTO rolecall_claims AS c (place, what, until) VALUES ($1, $2, $3)
			ON CONFLICT (place) DO UPDATE SET what = excluded.what, until = excluded.until WHERE c.what <> excluded.what OR c.until <= $4`,
			place[:], thing[:], now.Add(feedback.ClaimHeld), now)
		ok = done.RowsAffected() == 1
		return err
	})
	if err != nil {
		return s.claims.Claim(where, what, now), err
	}
	return ok, nil
}

// Release ends a claim.
func (s *Store) Release(ctx context.Context, where, what string, hold time.Duration) error {
	if s.opt.ReadOnly {
		return s.readOnly()
	}
	now := s.opt.Now()
	s.claims.Release(where, what, hold, now) // it may have been claimed while the database was away
	place, thing := s.policy.Key.Once("claim "+where), s.policy.Key.Once("claimed "+what)
	return s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		_, err := p.Exec(ctx, `UPDATE rolecall_claims SET until = $3 WHERE place = $1 AND what = $2`, place[:], thing[:], now.Add(max(0, hold)))
		return err
	})
}
