package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

var _ feedback.Destination = (*Store)(nil)

// Identity returns the key of the hashes, and what is known about the time.
func (s *Store) Identity() (feedback.Key, feedback.KnownTime) { return s.policy.Key, *s.known.Load() }

// Rows calls f for all that is stored.
func (s *Store) Rows(ctx context.Context, f func(feedback.Rows) error) error {
	type reader = func(tx *bbolt.Tx, k, v []byte, r *feedback.Rows) (ok bool)
	for _, part := range []struct {
		bucket []byte
		read   reader
	}{{bDays, readCountRow}, {bDocuments, readDocumentRow}, {bRecords, readRecordRow}, {bVerdicts, readVoteRow},
		{bSeen[0], readSeenRow}, {bSeen[1], readSeenRow}, {bThread[0], readThreadRow}, {bThread[1], readThreadRow}} {
		var page feedback.Rows
		err := s.pages(ctx, part.bucket, []byte{0}, func(tx *bbolt.Tx, k, v []byte) error {
			if !part.read(tx, k, v, &page) {
				page.Unreadable++
			}
			return nil
		}, func() error {
			full := page
			page = feedback.Rows{}
			return f(full)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func readCountRow(_ *bbolt.Tx, k, v []byte, r *feedback.Rows) bool {
	c, ok := readCounter(k)
	if n := readCount(v); ok && n > 0 {
		r.Counts = append(r.Counts, feedback.Counted{Counter: c, N: int(n)})
	}
	return ok
}

func readDocumentRow(_ *bbolt.Tx, k, v []byte, r *feedback.Rows) bool {
	d, ok := readDocument(k, v)
	if ok {
		r.Documents = append(r.Documents, d)
	}
	return ok
}

func readRecordRow(tx *bbolt.Tx, k, v []byte, r *feedback.Rows) bool {
	row := feedback.RecordRow{At: stamped(k)}
	if len(k) != keyLength || json.Unmarshal(v, &row.Record) != nil {
		return false
	}
	row.Reply = feedback.Hash(k[8:])
	own := append(bytes.Clone(row.User), k...)
	found, _ := tx.Bucket(bRecent).Cursor().Seek(own)
	row.Recent = bytes.Equal(found, own)
	r.Records = append(r.Records, row)
	return true
}

func readVoteRow(_ *bbolt.Tx, k, v []byte, r *feedback.Rows) bool {
	const h = len(feedback.Hash{})
	vote, at, err := readVote(v)
	if len(k) != 2*h || err != nil {
		return false
	}
	r.Votes = append(r.Votes, feedback.VoteRow{Reply: feedback.Hash(k[:h]), User: feedback.Hash(k[h:]), At: at, Vote: vote})
	return true
}

func readSeenRow(_ *bbolt.Tx, k, v []byte, r *feedback.Rows) bool {
	if len(k) != len(feedback.Hash{}) {
		return false
	}
	r.Seen = append(r.Seen, feedback.SeenRow{Key: feedback.Hash(k), Open: len(v) > 0})
	return true
}

// readThreadRow returns a conversation; of two generations the current one counts.
func readThreadRow(tx *bbolt.Tx, k, v []byte, r *feedback.Rows) bool {
	var row feedback.ThreadRow
	if len(k) != len(feedback.Hash{}) || json.Unmarshal(v, &row.Thread) != nil {
		return false
	}
	if now := tx.Bucket(bThread[turnOf(tx)]).Get(k); now != nil && !bytes.Equal(now, v) {
		return true
	}
	row.Key = feedback.Hash(k)
	r.Threads = append(r.Threads, row)
	return true
}

// StartCopy takes over the identity of another store; see [feedback.Destination].
func (s *Store) StartCopy(_ context.Context, key feedback.Key, known feedback.KnownTime) (began bool, err error) {
	err = s.update(func(tx *bbolt.Tx) error {
		m := tx.Bucket(bMeta)
		if !unfinished(tx) && !empty(tx) {
			if !bytes.Equal(m.Get(kKey), key) {
				return feedback.Occupied(s.path)
			}
			return nil
		}
		began = true
		for _, name := range [][]byte{bRecords, bReplies, bRecent, bVerdicts, bDays, bSeen[0], bSeen[1], bThread[0], bThread[1], bDocuments} {
			if err := tx.DeleteBucket(name); err != nil {
				return err
			}
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return errors.Join(m.Put(kCopying, number(1)), m.Put(kKey, key), putKnown(m, known), markRemoved(tx))
	})
	return began, err
}

// empty reports whether a store has no data of its own. What it knows of the last hours is
// none: a bot that was started once has some.
func empty(tx *bbolt.Tx) bool {
	for _, name := range [][]byte{bRecords, bVerdicts, bDays, bDocuments} {
		if k, _ := tx.Bucket(name).Cursor().First(); k != nil {
			return false
		}
	}
	return true
}

// unfinished reports whether a copy has begun and not ended.
func unfinished(tx *bbolt.Tx) bool { return readNumber(tx.Bucket(bMeta).Get(kCopying)) != 0 }

// Add stores rows of another store.
func (s *Store) Add(_ context.Context, r feedback.Rows) error {
	return s.update(func(tx *bbolt.Tx) error {
		turn := turnOf(tx)
		for _, c := range r.Counts {
			if err := count(tx, c.Counter, int64(c.N)); err != nil {
				return err
			}
		}
		for _, d := range r.Documents {
			if err := putDocument(tx, d); err != nil {
				return err
			}
		}
		for _, row := range r.Records {
			if err := storeRecord(tx, row.Reply, row.At, row.Record, row.Recent); err != nil {
				return err
			}
		}
		for _, row := range r.Votes {
			if err := putVote(tx, row); err != nil {
				return err
			}
		}
		for _, row := range r.Seen {
			var mark []byte
			if row.Open {
				mark = []byte{1}
			}
			if err := tx.Bucket(bSeen[turn]).Put(row.Key[:], mark); err != nil {
				return err
			}
		}
		for _, row := range r.Threads {
			data, err := json.Marshal(row.Thread)
			if err != nil {
				return err
			}
			if err := tx.Bucket(bThread[turn]).Put(row.Key[:], data); err != nil {
				return err
			}
		}
		return nil
	})
}

// putVote stores a vote; its count is copied with the other counts.
func putVote(tx *bbolt.Tx, row feedback.VoteRow) error {
	data, err := json.Marshal(row.Vote)
	if err != nil {
		return err
	}
	key := append(bytes.Clone(row.Reply[:]), row.User[:]...)
	return tx.Bucket(bVerdicts).Put(key, append(stamp(row.At), data...))
}

// EndCopy notes that the copy is complete.
func (s *Store) EndCopy(context.Context) error {
	return s.update(func(tx *bbolt.Tx) error { return tx.Bucket(bMeta).Delete(kCopying) })
}
