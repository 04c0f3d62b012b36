package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// documentKey is the key of a document: kind, zero byte, id.
func documentKey(kind feedback.DocumentKind, id string) []byte {
	return append(append([]byte(kind), 0), id...)
}

// readDocument returns a document. Of one that cannot be read it returns kind and id,
// which the key holds.
func readDocument(k, v []byte) (d feedback.StoredDocument, ok bool) {
	if ok = json.Unmarshal(v, &d) == nil; !ok {
		d = feedback.StoredDocument{}
	}
	kind, id, _ := bytes.Cut(k, []byte{0})
	d.Kind, d.ID = feedback.DocumentKind(kind), string(id)
	return d, ok
}

// present returns a document, unless it has expired or cannot be read.
func (s *Store) present(k, v []byte) (d feedback.StoredDocument, ok bool) {
	d, ok = readDocument(k, v)
	if !ok {
		s.unreadable.Do(func() {
			s.log.Error("a document in the store cannot be read and is left out; others may follow", "kind", d.Kind,
				"hint", "restore a backup if an edit of the knowledge is missing")
		})
	}
	return d, ok && !d.Expired(s.opt.Now())
}

// Documents implements [feedback.Documents].
func (s *Store) Documents(ctx context.Context, kind feedback.DocumentKind) (list []feedback.Document, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = s.view(func(tx *bbolt.Tx) error {
		prefix := documentKey(kind, "")
		c := tx.Bucket(bDocuments).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
			if d, ok := s.present(k, v); ok {
				list = append(list, d.Document)
			}
		}
		return nil
	})
	return list, err
}

// Document implements [feedback.Documents].
func (s *Store) Document(ctx context.Context, kind feedback.DocumentKind, id string) (d feedback.Document, ok bool, err error) {
	if err := ctx.Err(); err != nil {
		return d, false, err
	}
	err = s.view(func(tx *bbolt.Tx) error {
		key := documentKey(kind, id)
		if v := tx.Bucket(bDocuments).Get(key); v != nil {
			var stored feedback.StoredDocument
			if stored, ok = s.present(key, v); ok {
				d = stored.Document
			}
		}
		return nil
	})
	return d, ok, err
}

// Change implements [feedback.Documents].
func (s *Store) Change(ctx context.Context, changes ...feedback.DocumentChange) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, c := range changes {
		if err := c.Check(); err != nil {
			return err
		}
	}
	err := s.update(func(tx *bbolt.Tx) error {
		for _, c := range changes {
			if err := s.changeDocument(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, feedback.ErrChanged) {
		return feedback.ErrChanged // without the path of the file, which is not at fault
	}
	return err
}

func (s *Store) changeDocument(tx *bbolt.Tx, c feedback.DocumentChange) error {
	d, b, now := c.Document(), tx.Bucket(bDocuments), s.opt.Now()
	key := documentKey(d.Kind, d.ID)
	old := b.Get(key)
	there := false
	if old != nil {
		var have feedback.StoredDocument
		have, there = s.present(key, old)
		// One that has expired is replaced before the sweep has come to it.
		if !there && c.Put != nil && c.Put.Remains != have.Remains {
			if err := leaveRemains(tx, have, s.at(time.Time{})); err != nil {
				return err
			}
		}
	}
	switch {
	case c.New && there, c.Must && !there:
		return feedback.ErrChanged
	case c.Put != nil:
		return putDocument(tx, s.policy.Document(s.known.Load().Stamped(*d, now)))
	case old != nil:
		return errors.Join(b.Delete(key), markRemoved(tx))
	}
	return nil
}

// putDocument stores a document.
func putDocument(tx *bbolt.Tx, d feedback.StoredDocument) error {
	data, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("encode a document: %w", err)
	}
	b, key := tx.Bucket(bDocuments), documentKey(d.Kind, d.ID)
	if old := b.Get(key); old != nil && !bytes.Equal(old, data) {
		if err := markRemoved(tx); err != nil {
			return err
		}
	}
	return b.Put(key, data)
}

// Watch waits for ctx: no other process uses the file.
func (s *Store) Watch(ctx context.Context, _ feedback.DocumentKind, _ func()) { <-ctx.Done() }

// Scrubbed implements [feedback.Documents].
func (s *Store) Scrubbed(text string) string { return s.policy.Scrubbed(text) }

// QuestionID implements [feedback.Documents].
func (s *Store) QuestionID(reply string) string { return s.policy.QuestionID(reply) }
