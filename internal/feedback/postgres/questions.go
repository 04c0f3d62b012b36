package postgres

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

// pageSize is how many rows a report reads at a time, so that memory stays small and a
// reader that has enough need not wait for the rest. A choice: a page of questions is a
// few hundred kilobytes.
const pageSize = 1000

// pages calls f for the rows of a query, page by page. read scans one row.
func pages[T any](ctx context.Context, tx pgx.Tx, query string, args []any, read func(pgx.Rows) (T, bool, error), f func([]T) error) error {
	if _, err := tx.Exec(ctx, `DECLARE page NO SCROLL CURSOR FOR `+query, args...); err != nil {
		return err
	}
	for {
		rows, err := tx.Query(ctx, fmt.Sprintf(`FETCH %d FROM page`, pageSize), pgx.QueryExecModeDescribeExec) // another query has other columns
		if err != nil {
			return err
		}
		var page []T
		n := 0
		for ; rows.Next(); n++ {
			row, ok, err := read(rows)
			if err != nil {
				rows.Close()
				return err
			}
			if ok { // a row that cannot be read must not hide the others
				page = append(page, row)
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
		if err := f(page); err != nil {
			return err
		}
		if n < pageSize {
			_, err := tx.Exec(ctx, `CLOSE page`)
			return err
		}
	}
}

// Questions calls f for every stored question in w, oldest first.
func (s *Store) Questions(ctx context.Context, w feedback.Window, f func(feedback.Question) error) error {
	return s.each(ctx, reportLimit, func(ctx context.Context, tx pgx.Tx) error {
		return eachQuestion(ctx, tx, w, func(q asked) error { return f(q.Question) })
	})
}

// each runs a report whose caller's own errors are returned as they are.
func (s *Store) each(ctx context.Context, limit time.Duration, f func(context.Context, pgx.Tx) error) error {
	if err := s.flush(ctx); err != nil {
		return err
	}
	var own error
	err := s.report(ctx, limit, func(ctx context.Context, tx pgx.Tx) error {
		err := f(ctx, tx)
		if theirs, ok := err.(callersError); ok {
			own = theirs.error
			return nil
		}
		return err
	})
	if own != nil {
		return own
	}
	return err
}

// callersError is an error of a caller's function, not of the database.
type callersError struct{ error }

func callers(err error) error {
	if err != nil {
		return callersError{err}
	}
	return nil
}

// asked is a question with the hash of its reply.
type asked struct {
	feedback.Question
	reply feedback.Hash
}

// span returns the ends of a window for a query; without a limit they are infinite.
func span(w feedback.Window) (since, until any) {
	since, until = "-infinity", "infinity"
	if !w.Since.IsZero() {
		since = w.Since.UTC().Format(time.RFC3339Nano)
	}
	if !w.Until.IsZero() {
		until = w.Until.UTC().Format(time.RFC3339Nano)
	}
	return since, until
}

// eachQuestion calls f for every question in w, oldest first. The votes are looked up for a
// page at a time: joining them row by row took four times as long.
func eachQuestion(ctx context.Context, tx pgx.Tx, w feedback.Window, f func(asked) error) error {
	since, until := span(w)
	query := `SELECT reply, at, data FROM rolecall_records WHERE at >= $1::text::timestamptz AND at < $2::text::timestamptz`
	if w.Missed {
		query += ` AND missed`
	}
	return pages(ctx, tx, query+` ORDER BY at, reply`, []any{since, until}, func(rows pgx.Rows) (q asked, ok bool, err error) {
		var reply, data []byte
		var at time.Time
		if err := rows.Scan(&reply, &at, &data); err != nil {
			return q, false, err
		}
		r, ok := readRecord(nil, data)
		return asked{r.Report(hash(reply), at.UTC()), hash(reply)}, ok, nil
	}, func(page []asked) error {
		if err := addVotes(ctx, tx, page); err != nil {
			return err
		}
		for _, q := range page {
			if err := f(q); err != nil {
				return callers(err)
			}
		}
		return nil
	})
}

// addVotes counts the votes of questions, where they say how well it was answered.
func addVotes(ctx context.Context, tx pgx.Tx, page []asked) error {
	rated := map[feedback.Hash]*asked{}
	for i := range page {
		if page[i].Rated() {
			rated[page[i].reply] = &page[i]
		}
	}
	if len(rated) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `SELECT reply, helpful FROM rolecall_votes WHERE reply = ANY($1)`, keys(rated))
	if err != nil {
		return err
	}
	var reply []byte
	var helpful bool
	_, err = pgx.ForEachRow(rows, []any{&reply, &helpful}, func() error {
		if q := rated[hash(reply)]; helpful {
			q.Liked++
		} else {
			q.Disliked++
		}
		return nil
	})
	return err
}

// Export writes every stored question and verdict in w: questions oldest first, then
// verdicts by reply.
func (s *Store) Export(ctx context.Context, out io.Writer, format feedback.Format, w feedback.Window) error {
	to, err := feedback.NewExporter(out, format)
	if err != nil {
		return err
	}
	type rated struct {
		reply feedback.Hash
		at    time.Time
		vote  feedback.Vote
	}
	return s.each(ctx, reportLimit, func(ctx context.Context, tx pgx.Tx) error {
		if err := eachQuestion(ctx, tx, w, func(q asked) error { return to.Question(q.reply, q.Question) }); err != nil {
			return err
		}
		since, until := span(w)
		err := pages(ctx, tx, `SELECT reply, at, data FROM rolecall_votes
			WHERE at >= $1::text::timestamptz AND at < $2::text::timestamptz ORDER BY reply, person`, []any{since, until}, func(rows pgx.Rows) (v rated, ok bool, err error) {
			var reply, data []byte
			if err := rows.Scan(&reply, &v.at, &data); err != nil {
				return v, false, err
			}
			v.reply, v.at = hash(reply), v.at.UTC()
			v.vote, err = readVote(data)
			return v, err == nil, nil
		}, func(page []rated) error {
			for _, v := range page {
				if err := to.Vote(v.reply, v.at, v.vote); err != nil {
					return callers(err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return callers(to.Flush())
	})
}
