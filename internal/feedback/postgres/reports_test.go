package postgres

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

// How a store is filled and where, for BenchmarkReports:
//
//	go test ./internal/feedback/postgres -run '^$' -bench Reports -benchtime 3x -events 1000000 -keep all
var (
	benchEvents = flag.Int("events", 100_000, "benchmark of reports: how many questions there are")
	benchKeep   = flag.String("keep", string(feedback.KeepMisses), "benchmark of reports: which questions have a record: misses or all")
	benchStore  = flag.String("store", "", "benchmark of reports: an empty database, or one that such a benchmark has filled; \"\" for one of its own")
)

// filled is the end of the two years of a filled store.
var filled = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// crowd is a made-up company: of its questions 12 of 100 are missed, 10 offer choices of
// which half are taken, the rest are answered; 30 of 100 are rated. Entries, texts and
// people are asked, typed and curious as Zipf's law says.
type crowd struct {
	key                    feedback.Key
	rng                    *rand.Rand
	entries, texts, people *rand.Zipf
	counts                 map[feedback.Counter]int64
}

func newCrowd(key feedback.Key) *crowd {
	rng := rand.New(rand.NewPCG(1, 2))
	return &crowd{key, rng, rand.NewZipf(rng, 1.1, 4, 199), rand.NewZipf(rng, 1.05, 20, 49_999), rand.NewZipf(rng, 1.1, 50, 19_999), map[feedback.Counter]int64{}}
}

// question returns the rows of the i-th of n questions; a row is nil if nothing is stored.
func (c *crowd) question(i, n int, keep feedback.Keep) (record, vote []any) {
	surfaces := []feedback.Surface{feedback.SurfaceChannel, feedback.SurfaceDM, feedback.SurfaceSlash, feedback.SurfaceModal, feedback.SurfaceHome}
	at := filled.Add(-time.Duration(n-i) * (2 * 365 * 24 * time.Hour / time.Duration(n)))
	entry, user := fmt.Sprint("cto.topic-", c.entries.Uint64()), fmt.Sprint("U", c.people.Uint64())
	a := feedback.Asked{Reply: fmt.Sprint("r", i), User: user, Surface: surfaces[c.rng.IntN(len(surfaces))], Outcome: feedback.OutcomeAnswer, Entry: entry,
		Confidence: .5 + c.rng.Float64()/2, Rule: "answer: by score"}
	near := []feedback.Near{{Entry: entry, Score: .4}, {Entry: "cto.other", Score: .3}, {Entry: "cio.other", Score: .2}}
	taken := ""
	switch kind := c.rng.IntN(100); {
	case kind < 12:
		a.Outcome, a.Entry, a.Nearest, a.Reason = feedback.OutcomeNone, "", near, feedback.ReasonNothingNear
	case kind < 22:
		a.Outcome, a.Entry, a.Nearest = feedback.OutcomeChoices, "", near
		if kind < 17 {
			taken = entry
		}
	}
	p := feedback.Policy{Keep: feedback.KeepNone, Key: c.key} // scrubbing would take most of the time
	counter, r, _ := p.Asked(a, at)
	c.counts[counter]++
	reply, person := c.key.Reply(a.Reply), c.key.User(user)
	if r.Taken = taken; taken != "" {
		counter.Kind, counter.What, counter.Entry = "taken", "", taken
		c.counts[counter]++
	}
	if keep == feedback.KeepAll || a.Outcome.Missed() {
		r.Question = fmt.Sprintf("what of zebra %d in the herd of a technology chief", c.texts.Uint64())
		var to columns
		if to.add(reply, &stored{at: at, record: r}, keep == feedback.KeepAll) == nil {
			record = []any{to.replies[0], to.at[0], to.people[0], to.recent[0], to.missed[0], to.data[0]}
		}
	}
	if c.rng.IntN(100) < 30 {
		v := p.Verdict(feedback.Verdict{Entry: entry, Helpful: c.rng.IntN(4) > 0, Reason: feedback.ComplaintWrong, Surface: a.Surface})
		c.counts[v.Counter(at)]++
		data, _ := json.Marshal(v)
		vote = []any{reply[:], person[:], stamp(at), v.Helpful, data}
	}
	return record, vote
}

// fill fills a store with n questions, unless it has some.
func fill(b *testing.B, s *Store, n int, keep feedback.Keep) {
	b.Helper()
	ctx := context.Background()
	conn, err := pgx.ConnectConfig(ctx, s.address.config.ConnConfig.Copy())
	must(b, err)
	defer conn.Close(ctx)
	exec := func(sql string) { b.Helper(); _, err := conn.Exec(ctx, sql); must(b, err) }
	exec(`SET statement_timeout = 0`)
	var there bool
	must(b, conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM rolecall_counts)`).Scan(&there))
	if there {
		return
	}
	began, c := time.Now(), newCrowd(s.policy.Key)
	var records, votes [][]any
	put := func(table string, names []string, rows *[][]any) {
		_, err := conn.CopyFrom(ctx, pgx.Identifier{table}, names, pgx.CopyFromRows(*rows))
		must(b, err)
		*rows = (*rows)[:0]
	}
	for i := range n {
		record, vote := c.question(i, n, keep)
		if record != nil {
			records = append(records, record)
		}
		if vote != nil {
			votes = append(votes, vote)
		}
		if i%50_000 == 0 || i == n-1 {
			put("rolecall_records", []string{"reply", "at", "person", "recent", "missed", "data"}, &records)
			put("rolecall_votes", []string{"reply", "person", "at", "helpful", "data"}, &votes)
		}
	}
	batch := &pgx.Batch{}
	queueCounts(batch, c.counts)
	must(b, conn.SendBatch(ctx, batch).Close())
	b.Logf("filled with %d questions in %v", n, time.Since(began).Round(time.Second))
	exec(`VACUUM ANALYZE`)
	rows, err := conn.Query(ctx, `SELECT c.relname || ' ' || pg_size_pretty(pg_table_size(c.oid)) || ', ' || c.reltuples::bigint || ' rows, indexes ' || pg_size_pretty(pg_indexes_size(c.oid))
		FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'rolecall%' AND c.reltuples > 0 ORDER BY 1`)
	must(b, err)
	sizes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(b, err)
	for _, size := range sizes {
		b.Log(size)
	}
}

// reports are the reports of a store, by name.
func reports() map[string]func(context.Context, *Store) error {
	month := feedback.Window{Since: filled.AddDate(0, 0, -30), Until: filled}
	week := feedback.Window{Since: filled.AddDate(0, 0, -7), Until: filled}
	all := func(feedback.Question) error { return nil }
	return map[string]func(context.Context, *Store) error{
		"stats of all days": func(ctx context.Context, s *Store) error { _, err := s.Stats(ctx, feedback.Window{}); return err },
		"stats of a month":  func(ctx context.Context, s *Store) error { _, err := s.Stats(ctx, month); return err },
		"overview of eight weeks": func(ctx context.Context, s *Store) error {
			_, err := feedback.Overview(ctx, s.Stats, filled)
			return err
		},
		"questions of all days": func(ctx context.Context, s *Store) error { return s.Questions(ctx, feedback.Window{}, all) },
		"questions of ninety days": func(ctx context.Context, s *Store) error {
			return s.Questions(ctx, feedback.Window{Since: filled.AddDate(0, 0, -90)}, all)
		},
		"misses of all days":  func(ctx context.Context, s *Store) error { return s.Questions(ctx, feedback.Window{Missed: true}, all) },
		"questions of a week": func(ctx context.Context, s *Store) error { return s.Questions(ctx, week, all) },
		"export of all days": func(ctx context.Context, s *Store) error {
			return s.Export(ctx, io.Discard, feedback.CSV, feedback.Window{})
		},
		"export of a month": func(ctx context.Context, s *Store) error { return s.Export(ctx, io.Discard, feedback.CSV, month) },
		"recent of someone": func(ctx context.Context, s *Store) error { _, err := s.Recent(ctx, "U0", 10); return err },
		"top of a month":    func(ctx context.Context, s *Store) error { _, err := s.Top(ctx, 30, 10); return err },
	}
}

// answering does what an answer asks of a store until ctx ends, and returns how long each
// kind of call took.
func answering(ctx context.Context, b *testing.B, s *Store) map[string][]time.Duration {
	took := map[string][]time.Duration{}
	measure := func(name string, f func(ctx context.Context) error) {
		began := time.Now()
		if err := f(context.WithoutCancel(ctx)); err != nil {
			b.Error(err)
		}
		took[name] = append(took[name], time.Since(began))
	}
	run := time.Now().UnixNano()
	for i := 0; ctx.Err() == nil; i++ {
		key := fmt.Sprint(run, i)
		measure("Seen", func(ctx context.Context) error { _, err := s.Seen(ctx, "Ev"+key, key); return err })
		measure("UpdateThread", func(ctx context.Context) error {
			return s.UpdateThread(ctx, fmt.Sprint("C", i%50), func(t *feedback.Thread) { t.Entry = "cto.coding" })
		})
		measure("Verdict", func(ctx context.Context) error {
			return s.Verdict(ctx, feedback.Verdict{Reply: "bench" + key, User: fmt.Sprint("U", i), Entry: "cto.coding", Helpful: true})
		})
		time.Sleep(5 * time.Millisecond) // questions come one by one; a burst would measure the loop
	}
	return took
}

// BenchmarkReports measures each report over a filled store, alone and while questions are
// answered, and the answers with and without reports.
func BenchmarkReports(b *testing.B) {
	url, keep := *benchStore, feedback.Keep(*benchKeep)
	if url == "" {
		url = server.Database(b)
	}
	s := begin(b, url, Options{Keep: keep, Retention: feedback.Retention{Questions: -1, Verdicts: -1}, Now: func() time.Time { return filled }})
	fill(b, s, *benchEvents, keep)
	all := reports()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				must(b, all[name](b.Context(), s))
			}
		})
	}
	for _, name := range append([]string{""}, slices.Sorted(maps.Keys(all))...) {
		b.Run("answers during "+name, func(b *testing.B) {
			ctx, stop := context.WithTimeout(b.Context(), time.Duration(b.N)*time.Second)
			defer stop()
			var wg sync.WaitGroup
			if name != "" {
				wg.Go(func() {
					for ctx.Err() == nil {
						_ = all[name](ctx, s)
					}
				})
			}
			took := answering(ctx, b, s)
			wg.Wait()
			for call, d := range took {
				slices.Sort(d)
				b.ReportMetric(float64(d[len(d)/2].Microseconds()), call+"-p50-µs")
				b.ReportMetric(float64(d[len(d)*99/100].Microseconds()), call+"-p99-µs")
			}
		})
	}
	b.Run("forget someone", func(b *testing.B) { // the most curious of all
		for i := 0; b.Loop(); i++ {
			_, err := s.Purge(b.Context(), feedback.Purge{User: fmt.Sprint("U", 1+i)})
			must(b, err)
		}
	})
}
