package postgres

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

// documentBatch bounds one transaction over documents. A choice: each may have a megabyte.
const documentBatch = 100

// aboutHash returns the hash of a person that a document is about.
func aboutHash(hexadecimal string) []byte {
	h, _ := hex.DecodeString(hexadecimal)
	return h
}

// place is where a revision has come to, in the order of documents.
type place struct {
	kind string
	id   []byte
}

// revise applies r to the documents that a condition finds after a place, at most limit of
// them (0: all), and returns how many it changed and where it ended, nil at the last. A
// document that cannot be read would never expire, and nobody can tell who it is about: it
// goes. An edit is left for a repair.
func (s *Store) revise(ctx context.Context, tx pgx.Tx, r feedback.Revision, touched touched, after place, limit int, where string, args ...any) (n int, end *place, err error) {
	query := fmt.Sprintf(`SELECT kind, id, data FROM rolecall_documents WHERE (%s) AND (kind, id) > ($%d, $%d) ORDER BY kind, id`, where, len(args)+1, len(args)+2)
	if limit > 0 {
		query += fmt.Sprintf(` LIMIT %d`, limit)
	}
	type found struct {
		place
		data []byte
	}
	if after.id == nil {
		after.id = []byte{}
	}
	rows, err := tx.Query(ctx, query+` FOR UPDATE`, append(args, after.kind, after.id)...)
	if err != nil {
		return 0, nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f found, err error) {
		return f, row.Scan(&f.kind, &f.id, &f.data)
	})
	if err != nil {
		return 0, nil, err
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
			return n, nil, err
		}
		n++
	}
	if limit > 0 && len(list) == limit {
		end = &list[limit-1].place
	}
	return n, end, nil
}

// reviseEach applies r to the documents that a condition finds, in small transactions.
func (s *Store) reviseEach(ctx context.Context, r feedback.Revision, where string, args ...any) (total int, err error) {
	for at := (&place{}); at != nil; {
		n, from := 0, *at
		err := s.tx(ctx, bulkLimit, func(ctx context.Context, tx pgx.Tx) (err error) {
			touched := touched{}
			if n, at, err = s.revise(ctx, tx, r, touched, from, documentBatch, where, args...); err != nil {
				return err
			}
			return touched.tell(ctx, tx)
		})
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}
