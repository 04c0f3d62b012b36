package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// stamp encodes a time as the beginning of a key, so that keys are sorted by time. A
// time before 1970 counts as 1970.
func stamp(t time.Time) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(max(0, t.UnixMilli())))
}

func stamped(b []byte) time.Time {
	if len(b) < 8 {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b))).UTC()
}

// Asked counts a question and stores what the policy allows.
func (s *Store) Asked(_ context.Context, a feedback.Asked) error {
	at := s.at(a.Time)
	counter, r, recorded := s.policy.Asked(a, at)
	reply := s.policy.Key.Reply(a.Reply)
	return s.enqueue(func(p *pending) {
		p.counts[counter]++
		if recorded {
			p.changes = append(p.changes, func(tx *bbolt.Tx) error { return s.putRecord(tx, reply, at, r) })
		}
	})
}

// keyLength is the length of a record's key: its time and the hash of its reply.
const keyLength = 8 + len(feedback.Hash{})

// recordFill is the share of a page that bbolt fills before it splits it; the default
// is half. Records come in order of time, so that no room is needed between them; the
// rest is a choice, for records that are changed later.
const recordFill = 0.9

// putRecord stores a record under its time and indexes it.
func (s *Store) putRecord(tx *bbolt.Tx, reply feedback.Hash, at time.Time, r feedback.Record) error {
	return storeRecord(tx, reply, at, r, r.Question != "" && s.opt.Keep == feedback.KeepAll)
}

// storeRecord is putRecord; recent says whether it is one of the person's own questions.
func storeRecord(tx *bbolt.Tx, reply feedback.Hash, at time.Time, r feedback.Record, recent bool) error {
	if old := tx.Bucket(bReplies).Get(reply[:]); old != nil {
		if err := deleteRecord(tx, bytes.Clone(old)); err != nil {
			return err
		}
	}
	key := append(stamp(at), reply[:]...)
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	records := tx.Bucket(bRecords)
	records.FillPercent = recordFill
	if err := records.Put(key, data); err != nil {
		return err
	}
	if recent {
		if err := tx.Bucket(bRecent).Put(slices.Concat(r.User, key), nil); err != nil {
			return err
		}
	}
	return tx.Bucket(bReplies).Put(reply[:], key)
}

// deleteRecord removes a record and its index entries.
func deleteRecord(tx *bbolt.Tx, key []byte) error {
	var r feedback.Record
	if data := tx.Bucket(bRecords).Get(key); data != nil {
		_ = json.Unmarshal(data, &r) // a record that cannot be read is removed too
	}
	if err := tx.Bucket(bRecent).Delete(slices.Concat(r.User, key)); err != nil {
		return err
	}
	if err := tx.Bucket(bReplies).Delete(key[8:]); err != nil {
		return err
	}
	return errors.Join(tx.Bucket(bRecords).Delete(key), markRemoved(tx))
}

// changeRecord applies f to the record of a reply, or to fresh if there is none (it was
// lost in a crash, or is older than the retention).
func (s *Store) changeRecord(tx *bbolt.Tx, reply feedback.Hash, at time.Time, fresh feedback.Record, f func(*feedback.Record)) error {
	r := fresh
	if key := tx.Bucket(bReplies).Get(reply[:]); key != nil {
		var have feedback.Record
		if json.Unmarshal(tx.Bucket(bRecords).Get(key), &have) == nil {
			at, r = stamped(key), have
		}
	}
	f(&r)
	return s.putRecord(tx, reply, at, r)
}

// Choice stores which choice was taken.
func (s *Store) Choice(_ context.Context, c feedback.Choice) error {
	at, reply := s.at(c.Time), s.policy.Key.Reply(c.Reply)
	fresh, take := s.policy.Choice(c, at)
	return s.enqueue(func(p *pending) {
		p.changes = append(p.changes, func(tx *bbolt.Tx) error {
			var counter feedback.Counter
			counts := false
			err := s.changeRecord(tx, reply, at, fresh, func(r *feedback.Record) { counter, counts = take(r) })
			if err != nil || !counts {
				return err
			}
			return count(tx, counter, 1)
		})
	})
}

// LeaveForCurators marks the miss of a reply as left for the curators on purpose.
func (s *Store) LeaveForCurators(_ context.Context, reply, user string) error {
	at, h, fresh := s.at(time.Time{}), s.policy.Key.Reply(reply), s.policy.Left(user)
	return s.enqueue(func(p *pending) {
		p.changes = append(p.changes, func(tx *bbolt.Tx) error {
			return s.changeRecord(tx, h, at, fresh, func(r *feedback.Record) { r.Left = true })
		})
	})
}

// Recent returns a user's own last n questions, scrubbed, newest first and without
// repetitions; none unless KeepAll.
func (s *Store) Recent(_ context.Context, user string, n int) ([]string, error) {
	if s.opt.Keep != feedback.KeepAll || n <= 0 {
		return nil, nil
	}
	if err := s.flush(); err != nil {
		return nil, err
	}
	u := s.policy.Key.User(user)
	var out []string
	err := s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bRecent).Cursor()
		end := slices.Concat(u[:], bytes.Repeat([]byte{0xff}, keyLength+1)) // after all keys of the user
		k, _ := c.Seek(end)
		if k == nil {
			k, _ = c.Last()
		} else {
			k, _ = c.Prev()
		}
		for ; k != nil && bytes.HasPrefix(k, u[:]) && len(out) < n; k, _ = c.Prev() {
			var r feedback.Record
			data := tx.Bucket(bRecords).Get(k[len(u):])
			if data == nil {
				continue
			}
			if err := json.Unmarshal(data, &r); err != nil {
				return err
			}
			if !slices.Contains(out, r.Question) {
				out = append(out, r.Question)
			}
		}
		return nil
	})
	return out, err
}
