package feedback

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"
)

// reasons of a verdict; anything else is kept as other.
func reasons() []string {
	return []string{"wrong", "not-my-question", "out-of-date", "incomplete", "other"}
}

// Verdict keeps a rating; nil means it is on disk. The last one of a user on a
// reply wins, by order of arrival, whatever the clock says.
func (s *Bolt) Verdict(ctx context.Context, v Verdict) error {
	c, err := s.verdict(v)
	if err != nil {
		return err
	}
	return s.durably(ctx, c)
}

// verdict is the change that keeps a rating.
func (s *Bolt) verdict(v Verdict) (change, error) {
	at := s.at(v.Time)
	stored := vote{Entry: word(v.Entry), Surface: Surface(orUnknown(string(v.Surface))), Helpful: v.Helpful}
	if v.Reason != "" && !v.Helpful {
		stored.Reason = "other"
		if slices.Contains(reasons(), v.Reason) {
			stored.Reason = v.Reason
		}
	}
	if s.opt.Keep == KeepAll {
		stored.Note = Scrub(v.Note)
	}
	reply, user := s.reply(v.Reply), s.sum("user", v.User)
	key := slices.Concat(reply[:], user[:])
	data, err := json.Marshal(stored)
	if err != nil {
		return nil, err
	}
	data = append(stamp(at), data...)
	return func(tx *bbolt.Tx) error {
		if _, err := removeVerdict(tx, key); err != nil {
			return err
		}
		if err := tx.Bucket(bVerdicts).Put(key, data); err != nil {
			return err
		}
		return count(tx, stored.counter(at), 1)
	}, nil
}

// Retract removes a user's verdict on a reply, if there is one; nil means it is
// gone from the disk's records.
func (s *Bolt) Retract(ctx context.Context, reply, user string) error {
	r, u := s.sum("reply", reply), s.sum("user", user)
	return s.durably(ctx, func(tx *bbolt.Tx) error {
		_, err := removeVerdict(tx, slices.Concat(r[:], u[:]))
		return err
	})
}

// counter is the count a vote belongs to.
func (v vote) counter(at time.Time) string {
	what := "up"
	if !v.Helpful {
		what = "down"
		if v.Reason != "" {
			what += ":" + v.Reason
		}
	}
	return countKey(at, countVerdict, v.Surface, what, v.Entry)
}

// removeVerdict deletes a vote with its count and reports whether there was one.
func removeVerdict(tx *bbolt.Tx, key []byte) (bool, error) {
	old := tx.Bucket(bVerdicts).Get(key)
	if old == nil {
		return false, nil
	}
	// One that cannot be read must not stop what comes after it.
	if v, at, err := readVote(old); err == nil {
		if err := count(tx, v.counter(at), -1); err != nil {
			return false, err
		}
	}
	return true, errors.Join(tx.Bucket(bVerdicts).Delete(key), markRemoved(tx))
}

func readVote(data []byte) (v vote, at time.Time, err error) {
	at = stamped(data)
	err = json.Unmarshal(data[min(8, len(data)):], &v)
	return v, at, err
}
