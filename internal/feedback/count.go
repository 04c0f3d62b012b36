package feedback

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// Kinds of count a day.
const (
	countAsked    = "asked"
	countTaken    = "taken"    // a choice was taken
	countRejected = "rejected" // none of these
	countVerdict  = "verdict"  // what is up, down or down:REASON
)

// countKey is the key of a count: day in UTC, kind, surface, what, entry.
func countKey(at time.Time, kind string, surface Surface, what, entry string) string {
	return strings.Join([]string{at.UTC().Format(time.DateOnly), kind, string(surface), what, entry}, "\x00")
}

// counted is a count read back.
type counted struct {
	Day, Kind, Surface, What, Entry string
	N                               int
}

// count adds n to a count; one that falls to nothing goes.
func count(tx *bbolt.Tx, key string, n int64) error {
	b := tx.Bucket(bDays)
	have := readCount(tx, []byte(key)) + n
	if have <= 0 {
		return b.Delete([]byte(key))
	}
	return b.Put([]byte(key), binary.AppendVarint(nil, have))
}

func readCount(tx *bbolt.Tx, key []byte) int64 {
	n, _ := binary.Varint(tx.Bucket(bDays).Get(key))
	return n
}

// eachCount calls f for every count from one day to another ("2026-11-22",
// both included; empty for no bound), in order of key.
func eachCount(ctx context.Context, tx *bbolt.Tx, from, to string, f func(counted)) error {
	c := tx.Bucket(bDays).Cursor()
	i := 0
	for k, v := c.Seek([]byte(from)); k != nil; k, v = c.Next() {
		if i++; i%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		parts := strings.SplitN(string(k), "\x00", 5)
		if len(parts) != 5 {
			continue
		}
		if to != "" && parts[0] > to {
			return nil
		}
		n, _ := binary.Varint(v)
		f(counted{parts[0], parts[1], parts[2], parts[3], parts[4], int(n)})
	}
	return nil
}

// Top are the entries asked for most in the last days, most first; Score is
// how often. It is at most a fifth of a second behind.
func (s *Bolt) Top(ctx context.Context, days, n int) ([]Near, error) {
	from := s.opt.Now().UTC().AddDate(0, 0, -max(0, days-1)).Format(time.DateOnly)
	sums := map[string]int{}
	err := s.view(func(tx *bbolt.Tx) error {
		return eachCount(ctx, tx, from, "", func(c counted) {
			if c.Entry != "" && (c.Kind == countAsked && c.What != outcomeChoices || c.Kind == countTaken) {
				sums[c.Entry] += c.N
			}
		})
	})
	if err != nil {
		return nil, err
	}
	out := make([]Near, 0, len(sums))
	for _, e := range sortedKeys(sums) {
		out = append(out, Near{Entry: e, Score: float64(sums[e])})
	}
	slices.SortStableFunc(out, func(a, b Near) int { return int(b.Score - a.Score) })
	return out[:min(max(n, 0), len(out))], nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
