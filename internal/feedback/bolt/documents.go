package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// documentKey is the key of a document: kind, zero byte, id.
func documentKey(kind feedback.DocumentKind, id string) []byte {
	return append(append([]byte(kind), 0), id...)
}

// Documents implements [feedback.Documents].
func (s *Store) Documents(ctx context.Context, kind feedback.DocumentKind) (list []feedback.Document, err error) {
	now := s.opt.Now()
	err = s.view(func(tx *bbolt.Tx) error {
		list = nil
		prefix := documentKey(kind, "")
		c := tx.Bucket(bDocuments).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
			var d feedback.StoredDocument
			if err := json.Unmarshal(v, &d); err != nil {
				return fmt.Errorf("a document cannot be read: %w", err)
			}
			if d.Until.IsZero() || d.Until.After(now) {
				list = append(list, d.Document)
			}
		}
		return ctx.Err()
	})
	return list, err
}

// Document implements [feedback.Documents].
func (s *Store) Document(ctx context.Context, kind feedback.DocumentKind, id string) (d feedback.Document, ok bool, err error) {
	now := s.opt.Now()
	err = s.view(func(tx *bbolt.Tx) error {
		v := tx.Bucket(bDocuments).Get(documentKey(kind, id))
		if ok = v != nil; !ok {
			return ctx.Err()
		}
		var stored feedback.StoredDocument
		if err := json.Unmarshal(v, &stored); err != nil {
			return fmt.Errorf("a document cannot be read: %w", err)
		}
		d, ok = stored.Document, stored.Until.IsZero() || stored.Until.After(now)
		return ctx.Err()
	})
	return d, ok, err
}

// Change implements [feedback.Documents].
func (s *Store) Change(ctx context.Context, changes ...feedback.DocumentChange) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := s.opt.Now()
	return s.update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bDocuments)
		for _, c := range changes {
			d := c.Put
			if d == nil {
				d = c.Remove
			}
			key := documentKey(d.Kind, d.ID)
			there := b.Get(key) != nil
			if c.New && there || c.Must && !there {
				return feedback.ErrChanged
			}
			if c.Put == nil {
				if err := b.Delete(key); err != nil {
					return err
				}
				if there {
					if err := markRemoved(tx); err != nil {
						return err
					}
				}
				continue
			}
			if err := d.Check(); err != nil {
				return err
			}
			stored := s.policy.Document(*d)
			if stored.Saved.IsZero() {
				stored.Saved = now
			}
			data, err := json.Marshal(stored)
			if err != nil {
				return fmt.Errorf("encode a document: %w", err)
			}
			if err := b.Put(key, data); err != nil {
				return err
			}
		}
		return nil
	})
}

// Scrubbed implements [feedback.Documents].
func (s *Store) Scrubbed(text string) string { return s.policy.Scrubbed(text) }

// QuestionID implements [feedback.Documents].
func (s *Store) QuestionID(reply string) string { return s.policy.QuestionID(reply) }
