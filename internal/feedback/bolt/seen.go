package bolt

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// maxSeen bounds the keys of a generation of events; two full ones take 4 MB of memory
// (measured). Slack delivers at most 30,000 events an hour (its page "Rate limits"),
// each with two keys, so that at least the last forty minutes are remembered, and
// repeats an event within six minutes. A full generation ends early.
const maxSeen = 40_000

// generations remembers keys for one to two time spans, independent of the wall clock:
// a key that is neither in the current generation nor in the one before is forgotten.
type generations struct {
	mu    sync.Mutex
	keys  [2]map[feedback.Hash]struct{}
	turn  int           // index of the current generation
	began time.Duration // when it began, in uptime
}

// mark adds keys to the current generation. It returns whether one was known, the new
// keys, and the generation that they were added to.
func (g *generations) mark(keys []feedback.Hash) (known bool, fresh []feedback.Hash, turn int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, k := range keys {
		_, a := g.keys[0][k]
		_, b := g.keys[1][k]
		if a || b {
			known = true
			continue
		}
		g.keys[g.turn][k] = struct{}{}
		fresh = append(fresh, k)
	}
	return known, fresh, g.turn
}

// has reports whether a key is in a generation.
func (g *generations) has(k feedback.Hash) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, a := g.keys[0][k]
	_, b := g.keys[1][k]
	return a || b
}

// due reports whether the current generation is too old or full.
func (g *generations) due(uptime, span time.Duration) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return uptime-g.began >= span || len(g.keys[g.turn]) >= maxSeen
}

// next replaces the older generation with a new, current one.
func (g *generations) next(uptime time.Duration) (turn int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.turn = 1 - g.turn
	g.keys[g.turn] = map[feedback.Hash]struct{}{}
	g.began = uptime
	return g.turn
}

// Seen marks keys as seen and reports whether any was seen before. It answers from
// memory; the keys reach the disk after flushDelay.
func (s *Store) Seen(_ context.Context, keys ...string) (bool, error) {
	hashes := make([]feedback.Hash, len(keys))
	for i, k := range keys {
		hashes[i] = s.policy.Key.Event(k)
	}
	return s.markSeen(true, hashes...)
}

// markSeen marks keys as seen. Unless one of them is known, the first is that of an event
// that is still to be handled, if it is an event.
func (s *Store) markSeen(event bool, keys ...feedback.Hash) (known bool, err error) {
	known, fresh, turn := s.seen.mark(keys)
	if len(fresh) > 0 {
		err = s.enqueue(func(p *pending) {
			p.seen[turn] = append(p.seen[turn], fresh...)
			if event && !known {
				p.open[keys[0]] = true
			}
		})
	}
	return known, err
}

// Handled says that an event is dealt with.
func (s *Store) Handled(_ context.Context, key string) error {
	k := s.policy.Key.Event(key)
	return s.enqueue(func(p *pending) { p.open[k] = false })
}

// Unhandled returns how many events an earlier process has seen and not handled.
func (s *Store) Unhandled(context.Context) (int, error) { return s.lost, nil }

// Claim reports whether the caller may do what, where.
func (s *Store) Claim(_ context.Context, where, what string) (bool, error) {
	return s.claims.Claim(where, what, s.opt.Now()), nil
}

// Release ends a claim.
func (s *Store) Release(_ context.Context, where, what string, hold time.Duration) error {
	s.claims.Release(where, what, hold, s.opt.Now())
	return nil
}

// Alone calls do while no other call with the same key runs.
func (s *Store) Alone(ctx context.Context, key string, do func(context.Context) error) error {
	return s.alone(ctx, "alone "+key, do)
}

func (s *Store) alone(ctx context.Context, key string, do func(context.Context) error) error {
	end, err := s.turns.Take(ctx, key)
	if err != nil {
		return err
	}
	defer end()
	select {
	case <-s.done:
		return errClosed
	default:
		return do(ctx)
	}
}

// Once calls do, unless a call with the same key has succeeded before. The key is
// remembered like an event.
func (s *Store) Once(ctx context.Context, key string, do func(context.Context) error) error {
	return s.alone(ctx, "once "+key, func(ctx context.Context) error {
		k := s.policy.Key.Once(key)
		if s.seen.has(k) {
			return nil
		}
		if err := do(ctx); err != nil {
			return err
		}
		_, err := s.markSeen(false, k)
		return err
	})
}

// startGeneration begins a new generation of events and conversations if one is due,
// in memory at once and on disk with the next write. Only one goroutine may call it.
func (s *Store) startGeneration() {
	if !s.seen.due(s.opt.uptime(), s.opt.Retention.Recent) {
		return
	}
	uptime, began := s.opt.uptime(), s.opt.Now().Unix()
	s.enqueue(func(p *pending) {
		// It begins under the lock of the buffer: no write comes between it and the
		// change below, and no key that is added to it is removed by that change.
		turn := s.seen.next(uptime)
		p.seen[turn] = nil // these keys belong to the generation that is replaced
		p.changes = append(p.changes, func(tx *bbolt.Tx) error {
			for _, name := range [][]byte{bSeen[turn], bThread[turn]} {
				if err := tx.DeleteBucket(name); err != nil {
					return err
				}
				if _, err := tx.CreateBucket(name); err != nil {
					return err
				}
			}
			if err := tx.Bucket(bMeta).Put(kTurn, number(uint64(turn))); err != nil {
				return err
			}
			return tx.Bucket(bMeta).Put(kTurned, number(uint64(began)))
		})
	})
}

// turnOf returns the index of the current generation on disk.
func turnOf(tx *bbolt.Tx) int { return int(readNumber(tx.Bucket(bMeta).Get(kTurn)) & 1) }

// Thread returns the memory of a conversation, empty if it is unknown or forgotten.
func (s *Store) Thread(_ context.Context, key string) (t feedback.Thread, err error) {
	k := s.policy.Key.Thread(key)
	if t, ok := s.buf.thread(k); ok {
		return t.Clone(), nil
	}
	err = s.view(func(tx *bbolt.Tx) error {
		// The current generation by the disk: in memory a newer one may have begun,
		// whose bucket still holds data that is two generations old.
		turn := turnOf(tx)
		for _, g := range []int{turn, 1 - turn} {
			if data := tx.Bucket(bThread[g]).Get(k[:]); data != nil {
				return json.Unmarshal(data, &t)
			}
		}
		return nil
	})
	return t, err
}

// UpdateThread changes the memory of a conversation.
func (s *Store) UpdateThread(ctx context.Context, key string, change func(*feedback.Thread)) error {
	s.threads.Lock() // from reading the memory until the change is buffered
	defer s.threads.Unlock()
	t, err := s.Thread(ctx, key)
	if err != nil {
		return err
	}
	t = t.Changed(change)
	k := s.policy.Key.Thread(key)
	return s.enqueue(func(p *pending) { p.threads[k] = t })
}
