package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// restamp gives records, verdicts and counts with a timestamp in the future of a
// trusted clock the time now: they came from a clock that was wrong, and would outlive
// their retention by as much. A clock that is behind is not trusted for a day, so that
// it can be corrected before it changes timestamps.
func (s *Store) restamp(ctx context.Context, now time.Time) error {
	end := stamp(feedback.FutureFrom(now))
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		keys, err := s.pick(bRecords, end, func([]byte) bool { return true })
		if err == nil && len(keys) > 0 {
			err = s.update(func(tx *bbolt.Tx) error {
				for _, k := range keys {
					if err := s.moveRecord(tx, k, now); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if more = len(keys) == sweepBatch; err != nil {
			return err
		}
	}
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		keys, err := s.pick(bVerdicts, nil, func(v []byte) bool { return len(v) >= 8 && bytes.Compare(v[:8], end) >= 0 })
		if err == nil && len(keys) > 0 {
			err = s.update(func(tx *bbolt.Tx) error {
				for _, k := range keys {
					if err := moveVerdict(tx, k, now); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if more = len(keys) == sweepBatch; err != nil {
			return err
		}
	}
	return s.moveCounts(now)
}

// pick returns the keys of a bucket, beginning at from, whose values match; at most
// sweepBatch.
func (s *Store) pick(bucket, from []byte, match func(v []byte) bool) (keys [][]byte, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucket).Cursor()
		for k, v := c.Seek(from); k != nil && len(keys) < sweepBatch; k, v = c.Next() {
			if match(v) {
				keys = append(keys, bytes.Clone(k))
			}
		}
		return nil
	})
	return keys, err
}

// moveRecord changes the time of a record.
func (s *Store) moveRecord(tx *bbolt.Tx, key []byte, at time.Time) error {
	data := tx.Bucket(bRecords).Get(key)
	if data == nil {
		return nil // removed since it was picked
	}
	var r feedback.Record
	unreadable := len(key) != keyLength || json.Unmarshal(data, &r) != nil
	if err := deleteRecord(tx, key); err != nil || unreadable {
		return err
	}
	return s.putRecord(tx, feedback.Hash(key[8:]), at, r)
}

// moveVerdict changes the time of a verdict, and moves its count to that day.
func moveVerdict(tx *bbolt.Tx, key []byte, at time.Time) error {
	old := tx.Bucket(bVerdicts).Get(key)
	if old == nil {
		return nil // retracted since it was picked
	}
	if v, before, err := readVote(old); err == nil {
		if err := errors.Join(count(tx, v.Counter(before), -1), count(tx, v.Counter(at), 1)); err != nil {
			return err
		}
	}
	return tx.Bucket(bVerdicts).Put(key, append(stamp(at), old[8:]...))
}

// moveCounts adds the counts of future days to today's.
func (s *Store) moveCounts(now time.Time) error {
	last := feedback.FutureFrom(now).UTC().Format(time.DateOnly)
	from := []byte(last + "\x01") // after all keys of the last day, which continue with \x00
	keys, err := s.pick(bDays, from, func([]byte) bool { return true })
	if err != nil || len(keys) == 0 {
		return err
	}
	return s.update(func(tx *bbolt.Tx) error {
		for _, k := range keys {
			c, ok := readCounter(k)
			if !ok {
				continue // not a counter
			}
			n := readCount(tx.Bucket(bDays).Get(k))
			if err := errors.Join(count(tx, c, -n), count(tx, c.On(now), n)); err != nil {
				return err
			}
		}
		return nil
	})
}

// restampCopies gives copies of migrations and restores with a modification time in
// the future of a trusted clock the time now.
func (s *Store) restampCopies(now time.Time) error {
	copies, err := s.copies()
	for _, c := range copies {
		if info, e := os.Stat(c); e == nil && info.ModTime().After(feedback.FutureFrom(now)) {
			err = errors.Join(err, os.Chtimes(c, now, now))
		}
	}
	return err
}
