package bolt

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// run lets a store sweep every sweepInterval for the duration d.
func run(t *testing.T, s *Store, c *clocks, w *sweeper, d time.Duration) {
	t.Helper()
	for range int(d / sweepInterval) {
		c.pass(sweepInterval)
		must(t, s.sweep(context.Background(), w))
	}
}

// restart closes a store and opens it again after the wall clock has moved by d.
func restart(t *testing.T, s *Store, c *clocks, d time.Duration) (*Store, *sweeper) {
	t.Helper()
	must(t, s.Close())
	c.leap(d)
	s = open(t, s.Path(), s.opt)
	return s, s.newSweeper()
}

// A store is closed and opened again with a clock that has moved. Young data stays,
// however wrong the clock is; old data is removed once the clock has run evenly for a
// day, across restarts too, since the bot may really have been off.
func TestAClockThatIsWrongAtTheStart(t *testing.T) {
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	for _, tt := range []struct {
		off               time.Duration
		atOnce, afterADay int // questions left after some hours, and after more than a day
	}{
		{3 * day, 50, 50},
		{6 * day, 50, 50},
		{-2 * time.Hour, 50, 50},
		{89 * day, 50, 0},
		{100 * day, 50, 0},
		{3 * year, 50, 0},
		{200 * year, 50, 0},
		{-3 * year, 50, 50},
		{-50 * year, 50, 50},
	} {
		for _, restarts := range []bool{false, true} {
			t.Run(fmt.Sprintf("%v, restarts %v", tt.off, restarts), func(t *testing.T) {
				ctx, c := context.Background(), newClocks()
				s := open(t, filepath.Join(t.TempDir(), FileName), c.options(feedback.KeepMisses))
				run(t, s, c, s.newSweeper(), 25*time.Hour)
				for i := range 50 {
					must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U1", Outcome: "none", Question: "zebra"}))
				}
				s, w := restart(t, s, c, tt.off)
				hours := func() {
					run(t, s, c, w, 10*time.Hour)
					if restarts {
						s, w = restart(t, s, c, time.Minute)
					}
				}
				hours()
				if n := len(questions(t, s)); n != tt.atOnce {
					t.Errorf("%d questions are left after ten hours, want %d", n, tt.atOnce)
				}
				hours()
				hours()
				if n := len(questions(t, s)); n != tt.afterADay {
					t.Errorf("%d questions are left after thirty hours, want %d", n, tt.afterADay)
				}
			})
		}
	}
}

// The hours that a clock has run evenly before a restart count only if the clock goes
// on from the same time.
func TestHoursOfAnotherClockDoNotCount(t *testing.T) {
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	for _, tt := range []struct {
		first, second time.Duration // how far the clock is off at the first start, and how much more at the second
		left          int
	}{
		{3 * year, 20 * year, 50},
		{3 * year, 91 * day, 50},
		{20 * year, -10 * year, 50},
		{3 * year, -day, 50},
		{3 * year, time.Minute, 0},
		{3 * year, day, 0},
	} {
		ctx, c := context.Background(), newClocks()
		s := open(t, filepath.Join(t.TempDir(), FileName), c.options(feedback.KeepMisses))
		run(t, s, c, s.newSweeper(), 25*time.Hour)
		for i := range 50 {
			must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U1", Outcome: "none", Question: "zebra"}))
		}
		s, w := restart(t, s, c, tt.first)
		run(t, s, c, w, 20*time.Hour)
		s, w = restart(t, s, c, tt.second)
		run(t, s, c, w, 5*time.Hour)
		if n := len(questions(t, s)); n != tt.left {
			t.Errorf("off by %v, then by %v more: %d questions are left, want %d", tt.first, tt.second, n, tt.left)
		}
		run(t, s, c, w, 20*time.Hour)
		if n := len(questions(t, s)); n != 0 {
			t.Errorf("off by %v, then by %v more: %d questions are left when that clock has run for a day", tt.first, tt.second, n)
		}
	}
}

// Records made while the clock is years behind get the newest time that the store
// knows, and are kept for ninety days once the clock is right again.
func TestRecordsOfAClockThatIsBehindGetTheNewestTime(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	s := open(t, filepath.Join(t.TempDir(), FileName), c.options(feedback.KeepMisses))
	run(t, s, c, s.newSweeper(), 25*time.Hour)
	const behind = 50 * 365 * 24 * time.Hour
	s, w := restart(t, s, c, -behind)
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none", Question: "zebra", Time: c.now()}))
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1", Entry: "cto.coding", Time: c.now()}))
	must(t, s.LeaveForCurators(ctx, "other", "U1"))
	must(t, s.Choice(ctx, feedback.Choice{Reply: "third", User: "U1", Question: "zebra", Time: c.now()}))
	run(t, s, c, w, time.Hour)
	s, w = restart(t, s, c, behind)
	run(t, s, c, w, 26*time.Hour)
	stats, err := s.Stats(ctx, feedback.Window{Since: c.now().AddDate(0, 0, -7)})
	must(t, err)
	if n := len(questions(t, s)); n != 3 || stats.Asked != 1 || stats.Disliked != 1 {
		t.Errorf("%d questions, %d asked and %d disliked this week; want what was asked", n, stats.Asked, stats.Disliked)
	}
	c.pass(91 * 24 * time.Hour)
	must(t, s.sweep(ctx, w))
	if n := len(questions(t, s)); n != 0 {
		t.Errorf("%d questions are left after 91 days", n)
	}
}
