package postgres

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

// writeLimit bounds the transaction that writes the buffer. A choice: a full buffer of
// 5,000 records takes a third of a second, and nobody waits for it.
const writeLimit = 5 * time.Second

// stored is a row of the records.
type stored struct {
	at     time.Time
	record feedback.Record
	there  bool // in the database
}

// write stores what is pending, in one transaction.
func (s *Store) write(ctx context.Context, p *pending) error {
	return s.tx(ctx, writeLimit, func(ctx context.Context, tx pgx.Tx) error {
		counts := maps.Clone(p.counts)
		if len(p.changes) > 0 {
			rows, err := s.applied(ctx, tx, p.changes, counts)
			if err == nil {
				err = s.putRecords(ctx, tx, rows)
			}
			if err != nil {
				return err
			}
		}
		b := &pgx.Batch{}
		queueMarks(b, p)
		queueCounts(b, counts)
		return tx.SendBatch(ctx, b).Close()
	})
}

// applied returns the records after the changes, which it also counts. Their rows stay
// locked, so that no other process changes them meanwhile.
func (s *Store) applied(ctx context.Context, tx pgx.Tx, changes []change, counts map[feedback.Counter]int64) (map[feedback.Hash]*stored, error) {
	forgotten, err := forgottenSince(ctx, tx, changes)
	if err != nil {
		return nil, err
	}
	replies := map[feedback.Hash]bool{}
	for _, c := range changes {
		replies[c.reply] = true
	}
	rows, err := readRecords(ctx, tx, `SELECT reply, at, person, data FROM rolecall_records WHERE reply = ANY($1) ORDER BY reply FOR UPDATE`, keys(replies))
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		if at, ok := forgotten[feedback.Hash(c.record.User)]; ok && c.since.Before(at) {
			continue
		}
		have := rows[c.reply]
		switch {
		case have == nil:
			have = &stored{at: c.at, record: c.record}
			rows[c.reply] = have
		case c.edit == nil: // a choice that another process has written may be there first
			r := c.record
			r.Taken, r.Rejected, r.Left = cmp.Or(r.Taken, have.record.Taken), r.Rejected || have.record.Rejected, r.Left || have.record.Left
			have.at, have.record = c.at, r
		}
		if c.edit != nil {
			if counter, counted := c.edit(&have.record); counted {
				counts[counter]++
			}
		}
	}
	return rows, nil
}

// forgottenSince returns when people of the changes were forgotten, perhaps at another
// process.
func forgottenSince(ctx context.Context, tx pgx.Tx, changes []change) (map[feedback.Hash]time.Time, error) {
	people := map[feedback.Hash]bool{}
	for _, c := range changes {
		people[feedback.Hash(c.record.User)] = true
	}
	out := map[feedback.Hash]time.Time{}
	rows, err := tx.Query(ctx, `SELECT person, at FROM rolecall_forgotten WHERE person = ANY($1)`, keys(people))
	if err != nil {
		return nil, err
	}
	var person []byte
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&person, &at}, func() error { out[hash(person)] = at; return nil })
	return out, err
}

// readRecords returns the records that a query finds. One that cannot be read is empty.
func readRecords(ctx context.Context, tx pgx.Tx, query string, args ...any) (map[feedback.Hash]*stored, error) {
	out := map[feedback.Hash]*stored{}
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	var reply, person, data []byte
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&reply, &at, &person, &data}, func() error {
		r, _ := readRecord(person, data)
		out[hash(reply)] = &stored{at: at, record: r, there: true}
		return nil
	})
	return out, err
}

// putRecords stores records in the order of their keys, so that two processes do not wait
// for each other.
func (s *Store) putRecords(ctx context.Context, tx pgx.Tx, rows map[feedback.Hash]*stored) error {
	var fresh, old columns
	for _, reply := range sorted(rows) {
		row := rows[reply]
		to := &fresh
		if row.there {
			to = &old
		}
		if err := to.add(reply, row, row.record.Question != "" && s.opt.Keep == feedback.KeepAll); err != nil {
			return err
		}
	}
	if len(old.replies) > 0 {
		if _, err := tx.Exec(ctx, `UPDATE rolecall_records r SET at = n.at, person = n.person, recent = n.recent, missed = n.missed, data = n.data
			FROM unnest($1::bytea[], $2::timestamptz[], $3::bytea[], $4::boolean[], $5::boolean[], $6::bytea[]) AS n (reply, at, person, recent, missed, data) WHERE r.reply = n.reply`, old.args()...); err != nil {
			return err
		}
	}
	if len(fresh.replies) == 0 {
		return nil
	}
	done, err := tx.Exec(ctx, insertRecords, fresh.args()...)
	if err == nil && done.RowsAffected() != int64(len(fresh.replies)) {
		err = errAgain // another process has written one of them since they were read
	}
	return err
}

const insertRecords = `INSERT INTO rolecall_records (reply, at, person, recent, missed, data)
	SELECT * FROM unnest($1::bytea[], $2::timestamptz[], $3::bytea[], $4::boolean[], $5::boolean[], $6::bytea[]) ON CONFLICT (reply) DO NOTHING`

// columns are rows of the records, column by column.
type columns struct {
	replies, people, data [][]byte
	at                    []time.Time
	recent, missed        []bool
}

func (c *columns) add(reply feedback.Hash, row *stored, recent bool) error {
	r := row.record
	person := r.User
	r.User = nil // it has a column of its own
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	c.replies, c.at, c.people = append(c.replies, reply[:]), append(c.at, stamp(row.at)), append(c.people, person)
	c.recent, c.missed, c.data = append(c.recent, recent), append(c.missed, r.Report(reply, row.at).Missed()), append(c.data, data)
	return nil
}

func (c *columns) args() []any { return []any{c.replies, c.at, c.people, c.recent, c.missed, c.data} }

// queueMarks stores which events were seen while the database was away, and which are
// handled.
func queueMarks(b *pgx.Batch, p *pending) {
	if len(p.seen) > 0 {
		marks := slices.SortedFunc(slices.Values(p.seen), func(x, y mark) int { return bytes.Compare(x.key[:], y.key[:]) })
		var keys, open [][]byte
		var at, openAt []time.Time
		for _, m := range marks {
			keys, at = append(keys, m.key[:]), append(at, m.at)
			if m.open {
				open, openAt = append(open, m.key[:]), append(openAt, m.at)
			}
		}
		b.Queue(`INSERT INTO rolecall_seen (key, at) SELECT * FROM unnest($1::bytea[], $2::timestamptz[]) ON CONFLICT DO NOTHING`, keys, at)
		b.Queue(`INSERT INTO rolecall_open (key, at) SELECT * FROM unnest($1::bytea[], $2::timestamptz[]) ON CONFLICT DO NOTHING`, open, openAt)
	}
	if len(p.handled) > 0 {
		done := map[feedback.Hash]bool{}
		for _, k := range p.handled {
			done[k] = true
		}
		b.Queue(`DELETE FROM rolecall_open WHERE key = ANY($1)`, keys(done))
	}
}

// queueCounts adds to counts, and removes those that fall to zero or below. It must come
// last in a transaction, in the order of its keys: all processes change the same rows.
func queueCounts(b *pgx.Batch, counts map[feedback.Counter]int64) {
	maps.DeleteFunc(counts, func(_ feedback.Counter, n int64) bool { return n == 0 })
	if len(counts) == 0 {
		return
	}
	var day, kind, surface, what, entry []string
	var n []int64
	fewer := false
	order := func(a, b feedback.Counter) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), strings.Compare(a.Kind, b.Kind), cmp.Compare(a.Surface, b.Surface), strings.Compare(a.What, b.What), strings.Compare(a.Entry, b.Entry))
	}
	for _, c := range slices.SortedFunc(maps.Keys(counts), order) {
		day, kind, surface, what, entry = append(day, c.Day), append(kind, text(c.Kind)), append(surface, text(string(c.Surface))), append(what, text(c.What)), append(entry, text(c.Entry))
		n = append(n, counts[c])
		fewer = fewer || counts[c] < 0
	}
	// Two counters may be the same text once it is valid.
	b.Queue(`INSERT INTO rolecall_counts AS c (day, kind, surface, what, entry, n)
		SELECT day, kind, surface, what, entry, sum(n)::bigint FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[]) AS u (day, kind, surface, what, entry, n)
		GROUP BY 1, 2, 3, 4, 5 ORDER BY day COLLATE "C", kind COLLATE "C", surface COLLATE "C", what COLLATE "C", entry COLLATE "C"
		ON CONFLICT (day, kind, surface, what, entry) DO UPDATE SET n = c.n + excluded.n`, day, kind, surface, what, entry, n)
	if fewer {
		b.Queue(`DELETE FROM rolecall_counts WHERE n <= 0 AND day = ANY($1)`, day)
	}
}

// text returns a word as PostgreSQL accepts it.
func text(word string) string { return strings.ToValidUTF8(word, "\uFFFD") }

// stamp is a time as it is stored: in milliseconds, as in every store. A time before 1970
// counts as 1970.
func stamp(t time.Time) time.Time { return time.UnixMilli(max(0, t.UnixMilli())).UTC() }

// hash returns the hash in a column; one that is not whole is another one.
func hash(column []byte) (h feedback.Hash) {
	copy(h[:], column)
	return h
}

// sorted returns the keys of a map in order.
func sorted[V any](m map[feedback.Hash]V) []feedback.Hash {
	return slices.SortedFunc(maps.Keys(m), func(a, b feedback.Hash) int { return bytes.Compare(a[:], b[:]) })
}

// keys returns the keys of a map in order, for a query.
func keys[V any](m map[feedback.Hash]V) (out [][]byte) {
	for _, k := range sorted(m) {
		out = append(out, k[:])
	}
	return out
}
