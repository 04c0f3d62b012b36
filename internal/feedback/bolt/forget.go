package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// Forget removes every record, verdict and document of a user, and their name from edits,
// and rewrites the file without them. It also rewrites the file if an earlier request could not.
func (s *Store) Forget(ctx context.Context, user string) (feedback.Forgotten, error) {
	n, err := s.forget(ctx, user)
	if err != nil {
		return feedback.Forgotten{}, err
	}
	if err := s.erase(); err != nil {
		s.log.Error("bytes of removed records may remain in the store's file; rewriting it will be retried", "error", err)
		return feedback.Forgotten{Records: n}, nil
	}
	return feedback.Forgotten{Records: n, Erased: true}, nil
}

func (s *Store) forget(ctx context.Context, user string) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := s.flush(); err != nil {
		return 0, err
	}
	u := s.policy.Key.User(user)
	n := 0
	err := s.update(func(tx *bbolt.Tx) error {
		var records, votes [][]byte
		err := tx.Bucket(bRecords).ForEach(func(k, data []byte) error {
			var r feedback.Record
			if json.Unmarshal(data, &r) == nil && bytes.Equal(r.User, u[:]) {
				records = append(records, bytes.Clone(k))
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := tx.Bucket(bVerdicts).ForEach(func(k, _ []byte) error {
			if bytes.HasSuffix(k, u[:]) {
				votes = append(votes, bytes.Clone(k))
			}
			return nil
		}); err != nil {
			return err
		}
		for _, k := range records {
			if err := deleteRecord(tx, k); err != nil {
				return err
			}
		}
		for _, k := range votes {
			if _, err := removeVerdict(tx, k); err != nil {
				return err
			}
		}
		documents, err := s.reviseAll(tx, revision(s.policy.About(user)))
		n = len(records) + len(votes) + documents
		if err != nil {
			return err
		}
		release(tx)
		return nil
	})
	return n, err
}

// Purge removes what p says, including counts, but no edits. It then rewrites the file and
// removes the backup copies of migrations, so that no byte of it is left. It returns how
// many records, verdicts, counts and documents were removed.
func (s *Store) Purge(ctx context.Context, p feedback.Purge) (int, error) {
	if err := p.Check(); err != nil {
		return 0, err
	}
	if err := s.flush(); err != nil {
		return 0, err
	}
	n, err := 0, error(nil)
	switch {
	case p.User != "":
		n, err = s.forget(ctx, p.User)
	case p.All:
		n, err = s.purgeAll(p)
	default:
		if n, err = s.expire(ctx, p.OlderThan, p.OlderThan, true); err == nil {
			var days int
			days, err = s.purgeDays(p.OlderThan)
			n += days
		}
		if err == nil {
			var documents int
			documents, err = s.reviseEach(ctx, revision(p.Revision()))
			n += documents
		}
	}
	if err != nil {
		return n, err
	}
	if err := s.erase(); err != nil {
		return n, hint.With(fmt.Errorf("%d removed, but their bytes remain in the file: %w", n, err),
			strings.TrimPrefix(hint.Of(err)+fmt.Sprintf("; while serve runs, rewriting is retried every %v", sweepInterval), "; "))
	}
	return n, nil
}

// purgeDays removes the counts of the days before that of t.
func (s *Store) purgeDays(t time.Time) (n int, err error) {
	end := []byte(t.UTC().Format(time.DateOnly))
	err = s.update(func(tx *bbolt.Tx) error {
		var keys [][]byte
		c := tx.Bucket(bDays).Cursor()
		for k, _ := c.First(); k != nil && bytes.Compare(k, end) < 0; k, _ = c.Next() {
			keys = append(keys, bytes.Clone(k))
		}
		n = len(keys)
		for _, k := range keys {
			if err := tx.Bucket(bDays).Delete(k); err != nil {
				return err
			}
		}
		return markRemoved(tx)
	})
	return n, err
}

// purgeAll empties all buckets except those of events seen and of conversations. These
// hold only hashes and entry ids for some hours, and without them an event that Slack
// delivers again would be answered twice. Of the documents, edits are left.
func (s *Store) purgeAll(p feedback.Purge) (n int, err error) {
	err = s.update(func(tx *bbolt.Tx) error {
		n = 0
		for _, name := range [][]byte{bRecords, bVerdicts, bDays, bReplies, bRecent} {
			if slices.ContainsFunc([][]byte{bRecords, bVerdicts, bDays}, func(b []byte) bool { return bytes.Equal(b, name) }) {
				n += tx.Bucket(name).Stats().KeyN
			}
			if err := tx.DeleteBucket(name); err != nil {
				return err
			}
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		documents, err := s.reviseAll(tx, revision(p.Revision()))
		n += documents
		return errors.Join(err, markRemoved(tx))
	})
	return n, err
}
