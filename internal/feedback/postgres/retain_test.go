package postgres

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
)

const day, year = 24 * time.Hour, 365 * 24 * time.Hour

// run lets a store sweep for the duration d.
func run(t *testing.T, s *Store, c *clocks, w *feedback.Clock, d time.Duration) {
	t.Helper()
	const step = time.Hour // rarer than in life, which changes nothing
	for range int(d / step) {
		c.pass(step)
		must(t, s.sweepInTurn(context.Background(), w))
	}
}

// restart closes a store and opens it again after the wall clock has moved by d.
func restart(t *testing.T, s *Store, c *clocks, d time.Duration) (*Store, *feedback.Clock) {
	t.Helper()
	must(t, s.Close())
	c.leap(d)
	s = begin(t, s.address.config.ConnString(), s.opt)
	return s, s.newSweeper()
}

// rows returns how many rows of a table match.
func rows(t *testing.T, s *Store, table string) (n int) {
	t.Helper()
	must(t, s.do(context.Background(), bulkLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		return p.QueryRow(ctx, `SELECT count(*) FROM `+table).Scan(&n)
	}))
	return n
}

// A store is closed and opened again with a clock that has moved. Young data stays,
// however wrong the clock is; old data is removed once the clock has run evenly for a
// day, across restarts too, since the bot may really have been off.
func TestAClockThatIsWrongAtTheStart(t *testing.T) {
	for _, tt := range []struct {
		off               time.Duration
		atOnce, afterADay int // questions left after some hours, and after more than a day
	}{{6 * day, 50, 50}, {89 * day, 50, 0}, {200 * year, 50, 0}, {-3 * year, 50, 50}} {
		t.Run(fmt.Sprint(tt.off), func(t *testing.T) {
			ctx, c := context.Background(), newClocks()
			s := begin(t, server.Database(t), c.options(feedback.KeepMisses))
			run(t, s, c, s.newSweeper(), 25*time.Hour)
			for i := range 50 {
				must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U1", Outcome: "none", Question: "zebra"}))
			}
			s, w := restart(t, s, c, tt.off)
			run(t, s, c, w, 10*time.Hour)
			s, w = restart(t, s, c, 0)
			run(t, s, c, w, 10*time.Hour)
			if n := rows(t, s, "rolecall_records"); n != tt.atOnce {
				t.Errorf("within a day %d are left, want %d", n, tt.atOnce)
			}
			run(t, s, c, w, 10*time.Hour)
			if n := rows(t, s, "rolecall_records"); n != tt.afterADay {
				t.Errorf("after a day %d are left, want %d", n, tt.afterADay)
			}
		})
	}
}

// Records made while the clock is years ahead get the time at which the clock is
// trusted again, and are kept for their retention from then on.
func TestWhatAClockThatIsAheadStampedIsRestamped(t *testing.T) {
	for name, known := range map[string]bool{"a new store": false, "a store that knows the time": true} {
		t.Run(name, func(t *testing.T) {
			ctx, c := context.Background(), newClocks()
			opt := c.options(feedback.KeepAll)
			opt.Retention.Verdicts = 100 * day
			s := begin(t, server.Database(t), opt)
			w := s.newSweeper()
			if known {
				run(t, s, c, w, 25*time.Hour)
			}
			s, w = restart(t, s, c, 3*year)
			for i := range 5 {
				reply := fmt.Sprint("r", i)
				must(t, s.Asked(ctx, feedback.Asked{Reply: reply, User: "U1", Outcome: "answer", Entry: "cto.coding", Question: "zebra " + reply, Time: c.now()}))
				must(t, s.Verdict(ctx, feedback.Verdict{Reply: reply, User: "U1", Entry: "cto.coding", Time: c.now()}))
			}
			must(t, s.Change(ctx, feedback.DocumentChange{Put: &feedback.Document{Kind: feedback.DocumentDraft, ID: "d", Until: c.now().Add(14 * day), Remains: "C1:1.1"}}))
			_, err := s.Seen(ctx, "Ev1")
			must(t, err)
			run(t, s, c, w, 2*time.Hour)
			s, w = restart(t, s, c, -3*year)
			run(t, s, c, w, 26*time.Hour)
			week := feedback.Window{Since: c.now().Add(-7 * day), Until: c.now().Add(day)}
			stats, err := s.Stats(ctx, week)
			must(t, err)
			recent, err := s.Recent(ctx, "U1", 9)
			must(t, err)
			if stats.Asked != 5 || stats.Disliked != 5 || len(recent) != 5 {
				t.Errorf("in the week the clock was put right: %+v, and recent are %q", stats.Counts, recent)
			}
			seen := 1
			if known {
				seen = 0 // it was put right a day ago, and not just now
			}
			for _, tt := range []struct {
				passed                             time.Duration
				records, votes, seen, drafts, left int
			}{{0, 5, 5, seen, 1, 0}, {12 * day, 5, 5, 0, 1, 0}, {3 * day, 5, 5, 0, 0, 1}, {76 * day, 0, 5, 0, 0, 0}, {10 * day, 0, 0, 0, 0, 0}} {
				c.pass(tt.passed)
				must(t, s.sweep(ctx, w))
				got := fmt.Sprint(rows(t, s, "rolecall_records"), rows(t, s, "rolecall_votes"), rows(t, s, "rolecall_seen"),
					rows(t, s, "rolecall_documents WHERE kind = 'draft'"), rows(t, s, "rolecall_documents WHERE kind = 'remains'"))
				if want := fmt.Sprint(tt.records, tt.votes, tt.seen, tt.drafts, tt.left); got != want {
					t.Errorf("%v later records, votes, events, drafts and remains are %s, want %s", tt.passed, got, want)
				}
			}
			if stats, err = s.Stats(ctx, week); err != nil || stats.Asked != 5 || stats.Disliked != 5 {
				t.Errorf("at the end: %+v, %v; counts stay", stats.Counts, err)
			}
		})
	}
}

// TestWhatIsKeptForHours goes after them, in batches; so does what is open, and who was
// forgotten.
func TestWhatIsKeptForHours(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	s := begin(t, server.Database(t), c.options(feedback.KeepNone))
	w := s.newSweeper()
	run(t, s, c, w, 25*time.Hour)
	keys := make([]string, 2*sweepBatch+1)
	for i := range keys {
		keys[i] = fmt.Sprint("Ev", i)
	}
	_, err := s.Seen(ctx, keys...)
	must(t, err)
	must(t, s.Once(ctx, "digest", func(context.Context) error { return nil }))
	must(t, s.UpdateThread(ctx, "C1", func(t *feedback.Thread) { t.Entry = "cto.coding" }))
	_, err = s.Claim(ctx, "maya", "share")
	must(t, err)
	_, err = s.Forget(ctx, "U1")
	must(t, err)
	state := func() string {
		var out []string
		for _, table := range []string{"seen", "open", "threads", "claims", "forgotten"} {
			out = append(out, fmt.Sprint(table, " ", rows(t, s, "rolecall_"+table)))
		}
		return strings.Join(out, ", ")
	}
	c.pass(12*time.Hour - time.Second)
	must(t, s.sweep(ctx, w))
	if got, want := state(), fmt.Sprintf("seen %d, open 1, threads 1, claims 0, forgotten 1", len(keys)+1); got != want {
		t.Errorf("before their time: %s, want %s", got, want)
	}
	c.pass(2 * time.Second)
	must(t, s.sweep(ctx, w))
	if got, want := state(), "seen 0, open 0, threads 0, claims 0, forgotten 0"; got != want {
		t.Errorf("after their time: %s, want %s", got, want)
	}
}

// TestOneProcessSweeps: another one leaves it alone.
func TestOneProcessSweeps(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	url := server.Database(t)
	a, b := begin(t, url, c.options(feedback.KeepNone)), begin(t, url, c.options(feedback.KeepNone))
	w := b.newSweeper()
	run(t, b, c, w, 25*time.Hour)
	_, err := b.Seen(ctx, "Ev1")
	must(t, err)
	sweeping, err := a.lock(ctx, "sweep")
	must(t, err)
	run(t, b, c, w, 13*time.Hour)
	if n := rows(t, b, "rolecall_seen"); n != 1 {
		t.Errorf("both swept: %d events are left", n)
	}
	release(sweeping)
	run(t, b, c, w, time.Hour)
	if n := rows(t, b, "rolecall_seen"); n != 0 {
		t.Errorf("nobody swept: %d events are left", n)
	}
}

// TestVerdictsGoOneByOne: of those that are too old the count stays with retention, and goes
// with a purge.
func TestVerdictsGoOneByOne(t *testing.T) {
	ctx := context.Background()
	for name, purge := range map[string]bool{"retention": false, "purge": true} {
		s := begin(t, server.Database(t), Options{Now: noon})
		for i := range 3 {
			must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: fmt.Sprint("U", i), Helpful: true, Time: noon().Add(-time.Duration(i) * day)}))
		}
		n, err := s.expire(ctx, time.Time{}, noon().Add(-36*time.Hour), purge)
		must(t, err)
		stats, err := s.Stats(ctx, feedback.Window{})
		must(t, err)
		want := 3
		if purge {
			want = 2
		}
		if n != 1 || stats.Liked != want {
			t.Errorf("%s: %d went and %d are counted, want 1 and %d", name, n, stats.Liked, want)
		}
	}
}

// TestManyDocumentsArePurged although more edits than a batch holds, which stay, come first.
func TestManyDocumentsArePurged(t *testing.T) {
	ctx := context.Background()
	s := begin(t, server.Database(t), Options{Now: noon})
	var changes []feedback.DocumentChange
	for i := range 2*documentBatch + 1 {
		for _, kind := range []feedback.DocumentKind{feedback.DocumentEdit, feedback.DocumentWait} {
			changes = append(changes, feedback.DocumentChange{Put: &feedback.Document{Kind: kind, ID: fmt.Sprint(i), Saved: noon().Add(-day)}})
		}
	}
	must(t, s.Change(ctx, changes...))
	n, err := s.Purge(ctx, feedback.Purge{OlderThan: noon()})
	must(t, err)
	if left := rows(t, s, "rolecall_documents"); n != 2*documentBatch+1 || left != 2*documentBatch+1 {
		t.Errorf("%d went and %d are left, want half each of %d", n, left, len(changes))
	}
}
