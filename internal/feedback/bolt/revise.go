package bolt

import (
	"bytes"
	"context"
	"errors"
	"math"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// revision is a [feedback.Revision] of the documents in a file.
type revision feedback.Revision

// apply is r for a document on disk. One that cannot be read would never expire, and
// nobody can tell who it is about: it goes. An edit is left for a repair.
func (r revision) apply(k, v []byte) (d, left feedback.StoredDocument, gone, changed bool) {
	d, ok := readDocument(k, v)
	if !ok {
		gone = !d.Kind.Lasting()
		return d, d, gone, gone
	}
	left, gone, changed = r(d)
	return d, left, gone, changed
}

// find returns the keys of the documents that r changes, at most limit.
func (r revision) find(tx *bbolt.Tx, limit int) (keys [][]byte) {
	c := tx.Bucket(bDocuments).Cursor()
	for k, v := c.First(); k != nil && len(keys) < limit; k, v = c.Next() {
		if _, _, _, changed := r.apply(k, v); changed {
			keys = append(keys, bytes.Clone(k))
		}
	}
	return keys
}

// revise applies r to the documents with these keys, and returns how many it changed.
func (s *Store) revise(tx *bbolt.Tx, keys [][]byte, r revision) (n int, err error) {
	b, now := tx.Bucket(bDocuments), s.at(time.Time{})
	for _, k := range keys {
		v := b.Get(k)
		if v == nil {
			continue // removed since it was found
		}
		d, left, gone, changed := r.apply(k, v)
		switch {
		case !changed: // since it was found
			continue
		case gone:
			err = errors.Join(b.Delete(k), markRemoved(tx), leaveRemains(tx, d, now))
		default:
			err = putDocument(tx, left)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// reviseAll applies r to every document in one transaction.
func (s *Store) reviseAll(tx *bbolt.Tx, r revision) (int, error) {
	return s.revise(tx, r.find(tx, math.MaxInt), r)
}

// reviseEach applies r to every document, in small transactions.
func (s *Store) reviseEach(ctx context.Context, r revision) (total int, err error) {
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return total, err
		}
		var keys [][]byte
		n := 0
		err := s.view(func(tx *bbolt.Tx) error { keys = r.find(tx, sweepBatch); return nil })
		if err == nil && len(keys) > 0 {
			err = s.update(func(tx *bbolt.Tx) (err error) { n, err = s.revise(tx, keys, r); return err })
		}
		if err != nil {
			return total, err
		}
		total += n
		more = len(keys) == sweepBatch
	}
	return total, nil
}

// leaveRemains notes the message of a document that is removed, so that it is emptied.
func leaveRemains(tx *bbolt.Tx, d feedback.StoredDocument, now time.Time) error {
	if r, ok := d.RemainsOf(now); ok {
		return putDocument(tx, r)
	}
	return nil
}
