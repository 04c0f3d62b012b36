package postgres

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

// revision decides what becomes of a document: what is left of it, or that it is gone.
// Applied to what it has left, it changes nothing.
type revision func(feedback.StoredDocument) (left feedback.StoredDocument, gone, changed bool)

// about removes what is stored about a person.
func (s *Store) about(user string) revision {
	return func(d feedback.StoredDocument) (feedback.StoredDocument, bool, bool) {
		return s.policy.Without(d, user)
	}
}

// purged removes what a purge removes.
func purged(p feedback.Purge) revision {
	return func(d feedback.StoredDocument) (feedback.StoredDocument, bool, bool) {
		gone := p.Removes(d.Document)
		return d, gone, gone
	}
}

// expired removes what has expired, once it is corrected if it came from a clock that
// was ahead.
func expired(now time.Time) revision {
	return func(d feedback.StoredDocument) (feedback.StoredDocument, bool, bool) {
		d, corrected := d.Restamped(now)
		gone := d.Expired(now)
		return d, gone, gone || corrected
	}
}

// aboutHash returns the hash of a person whom a document is about.
func aboutHash(hexadecimal string) []byte {
	h, _ := hex.DecodeString(hexadecimal)
	return h
}

// revise applies r to the documents that a condition finds, at most limit of them, 0 for
// all, and returns how many it changed. One that cannot be read would never expire, and
// nobody can tell who it is about: it goes. An edit is left for a repair.
func (s *Store) revise(ctx context.Context, tx pgx.Tx, r revision, touched touched, limit int, where string, args ...any) (n int, err error) {
	query := `SELECT kind, id, data FROM rolecall_documents WHERE ` + where + ` ORDER BY kind, id FOR UPDATE`
	if limit > 0 {
		query += fmt.Sprintf(` LIMIT %d`, limit)
	}
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	type found struct {
		kind     string
		id, data []byte
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f found, err error) {
		return f, row.Scan(&f.kind, &f.id, &f.data)
	})
	if err != nil {
		return 0, err
	}
	for _, f := range list {
		d, ok := parseDocument(f.kind, f.id, f.data)
		left, gone, changed := d, !d.Kind.Lasting(), !d.Kind.Lasting()
		if ok {
			left, gone, changed = r(d)
		}
		switch {
		case !changed:
			continue
		case gone:
			if err = dropDocument(ctx, tx, d.Document, touched); err == nil {
				err = s.leaveRemains(ctx, tx, d, touched)
			}
		default:
			err = s.putDocument(ctx, tx, left, touched)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// reviseEach applies r to the documents that a condition finds, in small transactions. r
// must change all of them, so that the condition finds them no more.
func (s *Store) reviseEach(ctx context.Context, r revision, where string, args ...any) (total int, err error) {
	for {
		n := 0
		err := s.tx(ctx, bulkLimit, func(ctx context.Context, tx pgx.Tx) (err error) {
			touched := touched{}
			if n, err = s.revise(ctx, tx, r, touched, sweepBatch, where, args...); err != nil {
				return err
			}
			return touched.tell(ctx, tx)
		})
		total += n
		if err != nil || n < sweepBatch {
			return total, err
		}
	}
}
