package bolt

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// Records made while the clock is years ahead get the time at which the clock is
// trusted again, and are kept for their retention from then on.
func TestRecordsOfAClockThatIsAheadAreRestamped(t *testing.T) {
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	for _, tt := range []struct {
		name   string
		known  bool          // whether the store knows the time before
		ahead  time.Duration // how far the clock is ahead
		runs   time.Duration // how long the clock is ahead; more than a day and it is trusted
		closed bool          // put right while the store is closed
	}{
		{"a new store", false, 3 * year, time.Hour, true},
		{"a new store, for days", false, 3 * year, 50 * time.Hour, true},
		{"a new store, put right while it runs", false, 3 * year, time.Hour, false},
		{"a known store", true, 3 * year, time.Hour, true},
		{"a known store, for days", true, 3 * year, 50 * time.Hour, true},
		{"a known store, put right while it runs", true, 3 * year, time.Hour, false},
		{"a known store, five days ahead", true, 5 * day, time.Hour, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, c := context.Background(), newClocks()
			if !tt.known {
				c.leap(tt.ahead)
			}
			opt := c.options(feedback.KeepAll)
			opt.Retention.Verdicts = 100 * day
			s := open(t, filepath.Join(t.TempDir(), FileName), opt)
			w := s.newSweeper()
			if tt.known {
				run(t, s, c, w, 25*time.Hour)
				s, w = restart(t, s, c, tt.ahead)
			}
			for i := range 5 {
				reply := fmt.Sprint("r", i)
				must(t, s.Asked(ctx, feedback.Asked{Reply: reply, User: "U1", Outcome: "answer", Entry: "cto.coding", Question: "zebra " + reply, Time: c.now()}))
				must(t, s.Verdict(ctx, feedback.Verdict{Reply: reply, User: "U1", Entry: "cto.coding", Time: c.now()}))
			}
			run(t, s, c, w, tt.runs)
			if tt.closed {
				s, w = restart(t, s, c, -tt.ahead)
			} else {
				c.leap(-tt.ahead)
			}
			run(t, s, c, w, 26*time.Hour)
			week := feedback.Window{Since: c.now().AddDate(0, 0, -7), Until: c.now().Add(day)}
			tally := func(when string, asked, disliked int) {
				t.Helper()
				stats, err := s.Stats(ctx, week)
				must(t, err)
				if stats.Asked != asked || stats.Disliked != disliked {
					t.Errorf("%s: %d asked and %d disliked in the week the clock was put right, want %d and %d", when, stats.Asked, stats.Disliked, asked, disliked)
				}
			}
			left := func(when string, want int) {
				t.Helper()
				if n := len(questions(t, s)); n != want {
					t.Errorf("%s: %d questions are left, want %d", when, n, want)
				}
			}
			left("at once", 5)
			tally("at once", 5, 5)
			recent, err := s.Recent(ctx, "U1", 9)
			must(t, err)
			if len(recent) != 5 {
				t.Errorf("recent are %q", recent)
			}
			must(t, s.Retract(ctx, "r0", "U1"))
			tally("with one retracted", 5, 4)
			must(t, s.LeaveForCurators(ctx, "r1", "U1"))

			c.pass(85 * day)
			must(t, s.sweep(ctx, w))
			left("after 85 days", 5)
			c.pass(6 * day)
			must(t, s.sweep(ctx, w))
			left("after 91 days", 0)
			if n := verdicts(t, s); n != 4 {
				t.Errorf("%d verdicts are left after 91 days, want 4", n)
			}
			c.pass(10 * day)
			must(t, s.sweep(ctx, w))
			if n := verdicts(t, s); n != 0 {
				t.Errorf("%d verdicts are left after 101 days of 100", n)
			}
			tally("at the end", 5, 4)
		})
	}
}

func verdicts(t *testing.T, s *Store) (n int) {
	t.Helper()
	must(t, s.view(func(tx *bbolt.Tx) error { n = tx.Bucket(bVerdicts).Stats().KeyN; return nil }))
	return n
}

// A backup copy made while the clock was ahead is removed in time, even if the bot is
// restarted every night.
func TestACopyFromTheFutureIsRemoved(t *testing.T) {
	c := newClocks()
	s := open(t, filepath.Join(t.TempDir(), FileName), c.options(feedback.KeepMisses))
	run(t, s, c, s.newSweeper(), 25*time.Hour)
	backup := s.Path() + ".v1.bak"
	must(t, os.WriteFile(backup, []byte("zebra"), 0o600))
	future := c.now().AddDate(3, 0, 0)
	must(t, os.Chtimes(backup, future, future))
	for night := range int(maxCopyAge/(20*time.Hour)) + 2 {
		var w *sweeper
		s, w = restart(t, s, c, 4*time.Hour)
		s.copied = "" // it is of an earlier process
		run(t, s, c, w, 20*time.Hour)
		if _, err := os.Stat(backup); night == 0 && err != nil {
			t.Error("the copy was removed within a day")
		}
	}
	if _, err := os.Stat(backup); err == nil {
		t.Error("the copy is kept for longer than any other")
	}
}
