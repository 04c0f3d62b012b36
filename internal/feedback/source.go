package feedback

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"time"

	"go.etcd.io/bbolt"
)

// Source is what reports are made from: the store itself, or a running bot
// asked over its socket. Both give the same.
type Source interface {
	// Stats sums up a span of days.
	Stats(ctx context.Context, w Window) (Stats, error)
	// Questions calls f for every question kept, oldest first: misses and
	// choices, and with KeepAll answered ones too.
	Questions(ctx context.Context, w Window, f func(Question) error) error
	// Export writes what is kept, oldest first within questions and verdicts.
	Export(ctx context.Context, out io.Writer, format Format, w Window) error
	// Purge removes and says how many records, verdicts and counts went.
	Purge(ctx context.Context, p Purge) (int, error)
	// Backup writes a consistent copy of the store.
	Backup(ctx context.Context, out io.Writer) error
	io.Closer
}

var _ Source = (*Bolt)(nil)

// Window is a span of time; a zero end is open. Stats counts whole days (UTC).
type Window struct {
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"` // not included
}

// Question is a question that was kept. Text is scrubbed, and empty where it
// was not to be kept.
type Question struct {
	Time       time.Time `json:"time"`
	Surface    Surface   `json:"surface,omitempty"`
	Outcome    string    `json:"outcome"`
	Entry      string    `json:"entry,omitempty"`
	Confidence float64   `json:"confidence,omitempty"`
	Text       string    `json:"question,omitempty"`
	Nearest    []Near    `json:"nearest,omitempty"`
	Reason     string    `json:"reason,omitempty"`
	Taken      string    `json:"taken,omitempty"`    // the choice taken
	Rejected   bool      `json:"rejected,omitempty"` // "none of these"
	Left       bool      `json:"left,omitempty"`     // left for the curators on purpose
	Liked      int       `json:"liked,omitempty"`
	Disliked   int       `json:"disliked,omitempty"`
}

// Missed reports whether nobody got an answer: none was found, or none of the
// choices was taken.
func (q Question) Missed() bool {
	return missed(q.Outcome) && (q.Outcome != outcomeChoices || q.Taken == "")
}

// Refused reports whether the question was understood and is not our business:
// a miss that no entry would cure.
func (q Question) Refused() bool {
	return q.Outcome == outcomeNone && q.Reason != "" && q.Reason != reasonNothingNear && q.Reason != reasonNoKit
}

// pageSize bounds how many records one read transaction holds, since a slow
// reader (a socket) would keep freed pages from being used again.
const pageSize = 1000

// pages calls f for every key and value of a bucket from start on, a bounded
// number at a time. The slices are bbolt's and end with the call of f, which
// copies what it keeps; between is called outside the transaction.
func (s *Bolt) pages(ctx context.Context, bucket, start []byte, f func(tx *bbolt.Tx, k, v []byte) error, between func() error) error {
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
			if k == nil || page%4 == 0 {
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

// Questions calls f for every question kept in w, oldest first.
func (s *Bolt) Questions(ctx context.Context, w Window, f func(Question) error) error {
	return s.eachQuestion(ctx, w, func(q Question, _ []byte) error { return f(q) })
}

// eachQuestion is Questions with the hash of each reply.
func (s *Bolt) eachQuestion(ctx context.Context, w Window, f func(q Question, reply []byte) error) error {
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
		q     Question
		reply []byte
	}
	var page []found
	return s.pages(ctx, bRecords, start, func(tx *bbolt.Tx, k, v []byte) error {
		if end != nil && bytes.Compare(k[:8], end) >= 0 {
			return nil
		}
		var r record
		if json.Unmarshal(v, &r) != nil {
			return nil // one broken record must not hide the others
		}
		q := Question{Time: stamped(k), Surface: r.Surface, Outcome: r.Outcome, Entry: r.Entry, Confidence: r.Confidence, Text: r.Question,
			Nearest: r.Nearest, Reason: r.Reason, Taken: r.Taken, Rejected: r.Rejected, Left: r.Left}
		reply := bytes.Clone(k[8:])
		if q.Outcome != outcomeChoices && !q.Missed() { // the choice itself says what was meant
			c := tx.Bucket(bVerdicts).Cursor()
			for vk, vv := c.Seek(reply); vk != nil && bytes.HasPrefix(vk, reply); vk, vv = c.Next() {
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
