package bolt

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// Verdict stores a rating; nil means that it is on disk. The last one of a user on a
// reply counts, by order of arrival, whatever the clock says.
func (s *Store) Verdict(ctx context.Context, v feedback.Verdict) error {
	c, err := s.verdict(v)
	if err != nil {
		return err
	}
	return s.writeNow(ctx, c)
}

// verdict returns the change that stores a rating.
func (s *Store) verdict(v feedback.Verdict) (change, error) {
	at, vote := s.at(v.Time), s.policy.Verdict(v)
	key := s.verdictKey(v.Reply, v.User)
	data, err := json.Marshal(vote)
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
		return count(tx, vote.Counter(at), 1)
	}, nil
}

// verdictKey returns the key of a user's verdict on a reply.
func (s *Store) verdictKey(reply, user string) []byte {
	r, u := s.policy.Key.Reply(reply), s.policy.Key.User(user)
	return slices.Concat(r[:], u[:])
}

// Retract removes a user's verdict on a reply, if there is one; nil means that the
// removal is on disk.
func (s *Store) Retract(ctx context.Context, reply, user string) error {
	key := s.verdictKey(reply, user)
	return s.writeNow(ctx, func(tx *bbolt.Tx) error {
		_, err := removeVerdict(tx, key)
		return err
	})
}

// removeVerdict deletes a vote with its count and reports whether there was one.
func removeVerdict(tx *bbolt.Tx, key []byte) (bool, error) {
	old := tx.Bucket(bVerdicts).Get(key)
	if old == nil {
		return false, nil
	}
	// A vote that cannot be read is removed without its count.
	if v, at, err := readVote(old); err == nil {
		if err := count(tx, v.Counter(at), -1); err != nil {
			return false, err
		}
	}
	return true, errors.Join(tx.Bucket(bVerdicts).Delete(key), markRemoved(tx))
}

func readVote(data []byte) (v feedback.Vote, at time.Time, err error) {
	at = stamped(data)
	err = json.Unmarshal(data[min(8, len(data)):], &v)
	return v, at, err
}
