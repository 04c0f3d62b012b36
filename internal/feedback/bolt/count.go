package bolt

import (
	"context"
	"encoding/binary"
	"strings"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// countKey returns the key of a counter: day in UTC, kind, surface, what, entry.
func countKey(c feedback.Counter) string {
	return strings.Join([]string{c.Day, c.Kind, string(c.Surface), c.What, c.Entry}, "\x00")
}

// readCounter returns the counter of a key; ok is false if it is none.
func readCounter(key []byte) (c feedback.Counter, ok bool) {
	parts := strings.SplitN(string(key), "\x00", 5)
	if len(parts) != 5 {
		return c, false
	}
	return feedback.Counter{Day: parts[0], Kind: parts[1], Surface: feedback.Surface(parts[2]), What: parts[3], Entry: parts[4]}, true
}

// count adds n to a count, and deletes it if it falls to zero or below.
func count(tx *bbolt.Tx, c feedback.Counter, n int64) error {
	b, key := tx.Bucket(bDays), []byte(countKey(c))
	have := readCount(b.Get(key)) + n
	if have <= 0 {
		return b.Delete(key)
	}
	return b.Put(key, binary.AppendVarint(nil, have))
}

func readCount(value []byte) int64 {
	n, _ := binary.Varint(value)
	return n
}

// checkContextEvery is after how many counts the context is checked. A choice: a report
// still stops soon after its context has ended.
const checkContextEvery = 4096

// eachCount calls f for every count of the days from from to to ("2026-11-22", both
// included; "" for no limit), in order of key.
func eachCount(ctx context.Context, tx *bbolt.Tx, from, to string, f func(feedback.Counted)) error {
	c := tx.Bucket(bDays).Cursor()
	i := 0
	for k, v := c.Seek([]byte(from)); k != nil; k, v = c.Next() {
		if i++; i%checkContextEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		counter, ok := readCounter(k)
		if !ok {
			continue
		}
		if to != "" && counter.Day > to {
			return nil
		}
		f(feedback.Counted{Counter: counter, N: int(readCount(v))})
	}
	return nil
}

// Stats returns the statistics of the days in w.
func (s *Store) Stats(ctx context.Context, w feedback.Window) (feedback.Stats, error) {
	if err := s.flush(); err != nil {
		return feedback.Stats{}, err
	}
	from, to := w.Days()
	sum := feedback.NewSummary()
	if err := s.view(func(tx *bbolt.Tx) error { return eachCount(ctx, tx, from, to, sum.Add) }); err != nil {
		return feedback.Stats{}, err
	}
	return sum.Stats(), nil
}

// Top returns the n entries that were asked most in the last days, most first; Score
// is how often. Records of the last flushDelay may be missing.
func (s *Store) Top(ctx context.Context, days, n int) ([]feedback.Popular, error) {
	sums := feedback.Popularity{}
	err := s.view(func(tx *bbolt.Tx) error {
		return eachCount(ctx, tx, feedback.DaysBack(s.opt.Now(), days), "", sums.Add)
	})
	return sums.Most(n), err
}
