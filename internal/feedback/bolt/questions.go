package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// pageSize bounds how many records one read transaction reads, since a transaction
// that a slow reader (a socket) holds open prevents freed pages from being reused.
// Reading 1,000 took a tenth of a millisecond (measured); larger pages gain nothing.
const pageSize = 1000

// releaseEvery is how many pages are read before their memory is released. A choice:
// a report then maps a few thousand records at a time.
const releaseEvery = 4

// pages calls f for every key and value of a bucket from start on, pageSize in one
// transaction. The slices are only valid during the call of f. After each page it calls
// between, outside the transaction.
func (s *Store) pages(ctx context.Context, bucket, start []byte, f func(tx *bbolt.Tx, k, v []byte) error, between func() error) error {
	for from, page := start, 1; ; page++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := 0
		err := s.view(func(tx *bbolt.Tx) error {
			c := tx.Bucket(bucket).Cursor()
			k, v := c.Seek(from)
			for ; k != nil && n < pageSize; k, v = c.Next() {
				if err := f(tx, k, v); err != nil {
					return err
				}
				n++
			}
			from = bytes.Clone(k)
			if k == nil || page%releaseEvery == 0 {
				release(tx)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := between(); err != nil {
			return err
		}
		if from == nil {
			return nil
		}
	}
}

// Questions calls f for every stored question in w, oldest first.
func (s *Store) Questions(ctx context.Context, w feedback.Window, f func(feedback.Question) error) error {
	return s.eachQuestion(ctx, w, func(q feedback.Question, _ feedback.Hash) error { return f(q) })
}

// eachQuestion is Questions with the hash of each reply.
func (s *Store) eachQuestion(ctx context.Context, w feedback.Window, f func(q feedback.Question, reply feedback.Hash) error) error {
	if err := s.flush(); err != nil {
		return err
	}
	start, end := []byte{0}, []byte(nil)
	if !w.Since.IsZero() {
		start = stamp(w.Since)
	}
	if !w.Until.IsZero() {
		end = stamp(w.Until)
	}
	type found struct {
		q     feedback.Question
		reply feedback.Hash
	}
	var page []found
	return s.pages(ctx, bRecords, start, func(tx *bbolt.Tx, k, v []byte) error {
		if len(k) != keyLength || end != nil && bytes.Compare(k[:8], end) >= 0 {
			return nil
		}
		var r feedback.Record
		if json.Unmarshal(v, &r) != nil {
			return nil // a broken record must not hide the others
		}
		reply := feedback.Hash(k[8:])
		q := r.Report(reply, stamped(k))
		if w.Missed && !q.Missed() {
			return nil
		}
		if q.Rated() {
			c := tx.Bucket(bVerdicts).Cursor()
			for vk, vv := c.Seek(reply[:]); vk != nil && bytes.HasPrefix(vk, reply[:]); vk, vv = c.Next() {
				if vote, _, err := readVote(vv); err == nil && vote.Helpful {
					q.Liked++
				} else if err == nil {
					q.Disliked++
				}
			}
		}
		page = append(page, found{q, reply})
		return nil
	}, func() error {
		for _, it := range page {
			if err := f(it.q, it.reply); err != nil {
				return err
			}
		}
		page = page[:0]
		return nil
	})
}

// Export writes every stored question and verdict in w: questions oldest first, then
// verdicts by reply.
func (s *Store) Export(ctx context.Context, out io.Writer, format feedback.Format, w feedback.Window) error {
	to, err := feedback.NewExporter(out, format)
	if err != nil {
		return err
	}
	if err := s.eachQuestion(ctx, w, func(q feedback.Question, reply feedback.Hash) error { return to.Question(reply, q) }); err != nil {
		return err
	}
	type found struct {
		reply feedback.Hash
		at    time.Time
		vote  feedback.Vote
	}
	var page []found
	err = s.pages(ctx, bVerdicts, []byte{0}, func(_ *bbolt.Tx, k, v []byte) error {
		if vote, at, err := readVote(v); err == nil && w.Holds(at) && len(k) >= len(feedback.Hash{}) {
			page = append(page, found{feedback.Hash(k[:len(feedback.Hash{})]), at, vote})
		}
		return nil
	}, func() error {
		for _, it := range page {
			if err := to.Vote(it.reply, it.at, it.vote); err != nil {
				return err
			}
		}
		page = page[:0]
		return nil
	})
	if err != nil {
		return err
	}
	return to.Flush()
}
