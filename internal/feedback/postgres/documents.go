package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
)

// parseDocument returns a document. Of one that cannot be read it returns kind and id.
func parseDocument(kind string, id, data []byte) (d feedback.StoredDocument, ok bool) {
	if ok = json.Unmarshal(data, &d) == nil; !ok {
		d = feedback.StoredDocument{}
	}
	d.Kind, d.ID = feedback.DocumentKind(kind), string(id)
	return d, ok
}

// present returns a document, unless it has expired or cannot be read.
func (s *Store) present(kind string, id, data []byte) (d feedback.StoredDocument, ok bool) {
	d, ok = parseDocument(kind, id, data)
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
	err = s.do(ctx, bulkLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		rows, err := p.Query(ctx, `SELECT id, data FROM rolecall_documents WHERE kind = $1 ORDER BY id`, text(string(kind)))
		if err != nil {
			return err
		}
		list = nil
		var id, data []byte
		_, err = pgx.ForEachRow(rows, []any{&id, &data}, func() error {
			if d, ok := s.present(string(kind), id, data); ok {
				list = append(list, d.Document)
			}
			return nil
		})
		return err
	})
	return list, err
}

// Document implements [feedback.Documents].
func (s *Store) Document(ctx context.Context, kind feedback.DocumentKind, id string) (d feedback.Document, ok bool, err error) {
	var data []byte
	err = s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		err := p.QueryRow(ctx, `SELECT data FROM rolecall_documents WHERE kind = $1 AND id = $2`, text(string(kind)), []byte(id)).Scan(&data)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil || data == nil {
		return d, false, err
	}
	stored, ok := s.present(string(kind), []byte(id), data)
	if ok {
		d = stored.Document
	}
	return d, ok, nil
}

// perChange is how much longer a change of many documents may take for each. A choice: two
// round trips to another continent, or a megabyte to a slow disk.
const perChange = 200 * time.Millisecond

// Change implements [feedback.Documents].
func (s *Store) Change(ctx context.Context, changes ...feedback.DocumentChange) error {
	for _, c := range changes {
		if err := c.Check(); err != nil {
			return err
		}
	}
	if len(changes) == 0 {
		return nil
	}
	limit := callLimit + time.Duration(len(changes))*perChange
	return s.tx(ctx, limit, func(ctx context.Context, tx pgx.Tx) error {
		touched := touched{}
		if err := lockDocuments(ctx, tx, changes); err != nil {
			return err
		}
		for _, c := range changes {
			if err := s.changeDocument(ctx, tx, c, touched); err != nil {
				return err
			}
		}
		return touched.tell(ctx, tx)
	})
}

// lockDocuments locks what is to be changed, whether it is there or not, in one order for
// all processes.
func lockDocuments(ctx context.Context, tx pgx.Tx, changes []feedback.DocumentChange) error {
	var names, kinds []string
	var ids [][]byte
	for _, c := range changes {
		d := c.Document()
		names = append(names, fmt.Sprintf("%s %x", d.Kind, d.ID))
		kinds, ids = append(kinds, text(string(d.Kind))), append(ids, []byte(d.ID))
	}
	slices.Sort(names)
	b := &pgx.Batch{}
	for _, name := range slices.Compact(names) {
		b.Queue(`SELECT pg_advisory_xact_lock(hashtextextended('rolecall document in ' || current_schema() || ': ' || $1, 0))`, text(name))
	}
	b.Queue(`SELECT FROM rolecall_documents WHERE (kind, id) IN (SELECT * FROM unnest($1::text[], $2::bytea[])) ORDER BY kind, id FOR UPDATE`, kinds, ids)
	return tx.SendBatch(ctx, b).Close()
}

func (s *Store) changeDocument(ctx context.Context, tx pgx.Tx, c feedback.DocumentChange, touched touched) error {
	d, now := c.Document(), s.opt.Now()
	var old []byte
	err := tx.QueryRow(ctx, `SELECT data FROM rolecall_documents WHERE kind = $1 AND id = $2 FOR UPDATE`, text(string(d.Kind)), []byte(d.ID)).Scan(&old)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	there := false
	if old != nil {
		var have feedback.StoredDocument
		have, there = s.present(string(d.Kind), []byte(d.ID), old)
		// One that has expired is replaced before the sweep has come to it.
		if !there && c.Put != nil && c.Put.Remains != have.Remains {
			if err := s.leaveRemains(ctx, tx, have, touched); err != nil {
				return err
			}
		}
	}
	switch {
	case c.New && there, c.Must && !there:
		return feedback.ErrChanged
	case c.Put != nil:
		return s.putDocument(ctx, tx, s.policy.Document(s.known.Load().Stamped(*d, now)), touched)
	case old != nil:
		return dropDocument(ctx, tx, *d, touched)
	}
	return nil
}

// putDocument stores a document.
func (s *Store) putDocument(ctx context.Context, tx pgx.Tx, d feedback.StoredDocument, touched touched) error {
	data, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("encode a document: %w", err)
	}
	people := [][]byte{}
	if d.By != "" {
		by := s.policy.Key.User(d.By)
		people = append(people, by[:])
	}
	for _, about := range d.About {
		people = append(people, aboutHash(about))
	}
	var until *time.Time
	if !d.Until.IsZero() {
		until = &d.Until
	}
	touched[d.Kind] = true
	_, err = tx.Exec(ctx, `INSERT INTO rolecall_documents (kind, id, saved, until, people, data) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (kind, id) DO UPDATE SET saved = excluded.saved, until = excluded.until, people = excluded.people, data = excluded.data`,
		text(string(d.Kind)), []byte(d.ID), d.Saved, until, people, data)
	return err
}

func dropDocument(ctx context.Context, tx pgx.Tx, d feedback.Document, touched touched) error {
	touched[d.Kind] = true
	_, err := tx.Exec(ctx, `DELETE FROM rolecall_documents WHERE kind = $1 AND id = $2`, text(string(d.Kind)), []byte(d.ID))
	return err
}

// leaveRemains notes the message of a document that is removed, so that it is emptied.
func (s *Store) leaveRemains(ctx context.Context, tx pgx.Tx, d feedback.StoredDocument, touched touched) error {
	if r, ok := d.RemainsOf(s.at(time.Time{})); ok {
		return s.putDocument(ctx, tx, r, touched)
	}
	return nil
}

// Scrubbed implements [feedback.Documents].
func (s *Store) Scrubbed(text string) string { return s.policy.Scrubbed(text) }

// QuestionID implements [feedback.Documents].
func (s *Store) QuestionID(reply string) string { return s.policy.QuestionID(reply) }
