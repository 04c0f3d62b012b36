package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

var _ feedback.Destination = (*Store)(nil)

const (
	// copyLimit bounds reading a whole store for a copy. A choice: ten million records take
	// minutes, and a reader that hangs would keep the database from cleaning up.
	copyLimit = 24 * time.Hour
	// leaveEvery is how often a copy looks whether a bot that is just ending has left the
	// database.
	leaveEvery = 100 * time.Millisecond
	// botName is the name of a bot's connections at the server, copyName that of a copy's.
	botName, copyName = "rolecall", "rolecall copy"
)

// OpenOrigin opens a store to be copied. A bot that uses it is an error (ErrInUse).
func OpenOrigin(ctx context.Context, url string, opt Options) (feedback.Origin, error) {
	opt.ReadOnly, opt.copying = true, true
	return openForCopy(ctx, url, opt)
}

// OpenDestination opens a store to copy to, and makes its tables.
func OpenDestination(ctx context.Context, url string, opt Options) (feedback.Destination, error) {
	opt.copying = true
	return openForCopy(ctx, url, opt)
}

func openForCopy(ctx context.Context, url string, opt Options) (feedback.Destination, error) {
	s, err := open(ctx, url, opt, true)
	if err != nil {
		return nil, err // not s: a nil *Store in an interface is not nil
	}
	if err := s.unused(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// unused returns an error while a bot is connected to the database. It waits a little for
// one that is just ending.
func (s *Store) unused(ctx context.Context) error {
	end := time.After(s.opt.Wait)
	for {
		var bots int
		err := s.report(ctx, callLimit, func(ctx context.Context, tx pgx.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1`, botName).Scan(&bots)
		})
		if err != nil || bots == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-end:
			return &feedback.Fault{Where: s.address.name, What: "is in use: a rolecall is connected to it", Hint: "stop it, and try again", Err: feedback.ErrInUse}
		case <-time.After(leaveEvery):
		}
	}
}

// Identity returns the key of the hashes, and what is known about the time.
func (s *Store) Identity() (feedback.Key, feedback.KnownTime) { return s.policy.Key, *s.known.Load() }

// Rows calls f for all that is stored, as it is at one moment.
func (s *Store) Rows(ctx context.Context, f func(feedback.Rows) error) error {
	return s.each(ctx, copyLimit, func(ctx context.Context, tx pgx.Tx) error {
		for _, table := range tablesToCopy {
			var part feedback.Rows
			err := pages(ctx, tx, table.query, nil, func(rows pgx.Rows) (struct{}, bool, error) {
				ok, err := table.read(rows, &part)
				if !ok && err == nil {
					part.Unreadable++
				}
				return struct{}{}, false, err
			}, func([]struct{}) error {
				full := part
				part = feedback.Rows{}
				return callers(f(full))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// tablesToCopy are the queries of a copy, and what reads a row of each; ok is false for one
// that cannot be read.
var tablesToCopy = []struct {
	query string
	read  func(pgx.Rows, *feedback.Rows) (ok bool, err error)
}{
	{`SELECT day, kind, surface, what, entry, n FROM rolecall_counts WHERE n > 0`, func(rows pgx.Rows, r *feedback.Rows) (bool, error) {
		var c feedback.Counted
		err := rows.Scan(&c.Day, &c.Kind, &c.Surface, &c.What, &c.Entry, &c.N)
		r.Counts = append(r.Counts, c)
		return true, err
	}},
	{`SELECT kind, id, data FROM rolecall_documents`, func(rows pgx.Rows, r *feedback.Rows) (bool, error) {
		var kind string
		var id, data []byte
		err := rows.Scan(&kind, &id, &data)
		d, ok := parseDocument(kind, id, data)
		if ok {
			r.Documents = append(r.Documents, d)
		}
		return ok, err
	}},
	{`SELECT reply, at, person, recent, data FROM rolecall_records`, func(rows pgx.Rows, r *feedback.Rows) (bool, error) {
		var row feedback.RecordRow
		var reply, person, data []byte
		err := rows.Scan(&reply, &row.At, &person, &row.Recent, &data)
		var ok bool
		row.Reply = hash(reply)
		if row.Record, ok = readRecord(person, data); ok {
			r.Records = append(r.Records, row)
		}
		return ok, err
	}},
	{`SELECT reply, person, at, data FROM rolecall_votes`, func(rows pgx.Rows, r *feedback.Rows) (bool, error) {
		var row feedback.VoteRow
		var reply, person, data []byte
		if err := rows.Scan(&reply, &person, &row.At, &data); err != nil {
			return false, err
		}
		vote, err := readVote(data)
		row.Reply, row.User, row.Vote = hash(reply), hash(person), vote
		if err == nil {
			r.Votes = append(r.Votes, row)
		}
		return err == nil, nil
	}},
	{`SELECT key, EXISTS (SELECT FROM rolecall_open o WHERE o.key = s.key) FROM rolecall_seen s`, func(rows pgx.Rows, r *feedback.Rows) (bool, error) {
		var row feedback.SeenRow
		var key []byte
		err := rows.Scan(&key, &row.Open)
		row.Key = hash(key)
		r.Seen = append(r.Seen, row)
		return true, err
	}},
	{`SELECT key, data FROM rolecall_threads`, func(rows pgx.Rows, r *feedback.Rows) (bool, error) {
		var key, data []byte
		err := rows.Scan(&key, &data)
		r.Threads = append(r.Threads, feedback.ThreadRow{Key: hash(key), Thread: readThread(data)})
		return true, err
	}},
}

// StartCopy takes over the identity of another store; see [feedback.Destination].
func (s *Store) StartCopy(ctx context.Context, key feedback.Key, known feedback.KnownTime) (began bool, err error) {
	err = s.tx(ctx, bulkLimit, func(ctx context.Context, tx pgx.Tx) error {
		began = false
		var have []byte
		var copying, data bool
		if err := tx.QueryRow(ctx, `SELECT key, copying, EXISTS (SELECT FROM rolecall_records) OR EXISTS (SELECT FROM rolecall_votes)
				OR EXISTS (SELECT FROM rolecall_counts) OR EXISTS (SELECT FROM rolecall_documents) FROM rolecall_meta FOR UPDATE`).Scan(&have, &copying, &data); err != nil {
			return err
		}
		if data && !copying {
			if !bytes.Equal(have, key) {
				return feedback.Occupied(s.address.name)
			}
			return nil
		}
		began = true
		if _, err := tx.Exec(ctx, `TRUNCATE rolecall_records, rolecall_votes, rolecall_counts, rolecall_documents, rolecall_seen, rolecall_open,
				rolecall_threads, rolecall_claims, rolecall_forgotten`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE rolecall_meta SET copying = true, key = $1, newest = $2, settled = $3, settled_at = $4`,
			[]byte(key), orNull(known.Newest), int64(known.Settled/time.Second), orNull(known.SettledAt))
		return err
	})
	if began && err == nil { // documents are found by the hash of their author
		s.policy.Key = key
		s.known.Store(&known)
	}
	return began && err == nil, err
}

// Add stores rows of another store.
func (s *Store) Add(ctx context.Context, r feedback.Rows) error {
	var records columns
	for _, row := range r.Records {
		if row.User == nil {
			row.User = []byte{} // the column has no NULL
		}
		if err := records.add(row.Reply, &stored{at: row.At, record: row.Record}, row.Recent); err != nil {
			return err
		}
	}
	var votes struct {
		replies, people, data [][]byte
		at                    []time.Time
		helpful               []bool
	}
	for _, row := range r.Votes {
		data, err := json.Marshal(row.Vote)
		if err != nil {
			return err
		}
		votes.replies, votes.people, votes.data = append(votes.replies, row.Reply[:]), append(votes.people, row.User[:]), append(votes.data, data)
		votes.at, votes.helpful = append(votes.at, stamp(row.At)), append(votes.helpful, row.Helpful)
	}
	counts := map[feedback.Counter]int64{}
	for _, c := range r.Counts {
		counts[c.Counter] += int64(c.N)
	}
	now := s.at(time.Time{})
	var threads, memories [][]byte
	for _, row := range r.Threads {
		data, err := json.Marshal(row.Thread)
		if err != nil {
			return err
		}
		threads, memories = append(threads, row.Key[:]), append(memories, data)
	}
	marks := &pending{}
	for _, row := range r.Seen {
		marks.seen = append(marks.seen, mark{key: row.Key, at: now, open: row.Open})
	}
	return s.tx(ctx, bulkLimit, func(ctx context.Context, tx pgx.Tx) error {
		b := &pgx.Batch{}
		if len(records.replies) > 0 {
			b.Queue(insertRecords, records.args()...)
		}
		if len(votes.replies) > 0 {
			b.Queue(`INSERT INTO rolecall_votes (reply, person, at, helpful, data)
				SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::timestamptz[], $4::boolean[], $5::bytea[])`, votes.replies, votes.people, votes.at, votes.helpful, votes.data)
		}
		if len(threads) > 0 {
			b.Queue(`INSERT INTO rolecall_threads (key, at, data) SELECT k, $2, d FROM unnest($1::bytea[], $3::bytea[]) AS u (k, d) ON CONFLICT DO NOTHING`, threads, now, memories)
		}
		queueMarks(b, marks)
		queueCounts(b, counts)
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
		touched := touched{}
		for _, d := range r.Documents {
			if err := s.putDocument(ctx, tx, d, touched); err != nil {
				return err
			}
		}
		return touched.tell(ctx, tx)
	})
}

// EndCopy notes that the copy is complete. The database looks at the tables first, so that
// it knows how to search them before it would come to it by itself.
func (s *Store) EndCopy(ctx context.Context) error {
	return s.tx(ctx, bulkLimit, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `ANALYZE rolecall_records, rolecall_votes, rolecall_counts, rolecall_documents`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE rolecall_meta SET copying = false`)
		return err
	})
}
