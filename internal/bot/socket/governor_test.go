package socket

import (
	"testing"
	"time"
)

// Pauses do not count as lifetimes: however long they are, a storm that goes on is
// recognised. In a day of storm there are at most some 1,500 connections.
func TestGovernorCountsLifetimesNotPauses(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, timing: DefaultTiming()}
	var pauses []time.Duration
	connections := 0
	for end := now.Add(24 * time.Hour); now.Before(end); connections++ {
		g.opened()
		now = now.Add(10 * time.Millisecond)
		if g.reconnecting() {
			pauses = append(pauses, g.pause())
			now = now.Add(pauses[len(pauses)-1])
		}
	}
	if len(pauses) < 20 || pauses[0] != 4*time.Second || pauses[len(pauses)-1] != time.Minute {
		t.Errorf("paused %v …, want 4 s at first and a minute at last", pauses[:min(len(pauses), 20)])
	}
	if connections > 24*60+100 { // one a minute, and the first pauses are shorter
		t.Errorf("%d connections in a day", connections)
	}
	if !g.inStorm() {
		t.Error("a storm is not recognised")
	}
}

func TestGovernorIgnoresShortConnectionsThatWereUsed(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, timing: DefaultTiming()}
	for range 20 {
		g.opened()
		g.received()
		now = now.Add(7 * time.Second)
		if g.reconnecting() {
			t.Fatal("slowed down")
		}
	}
}

func TestGovernorBoundsTheRateOfUsedConnections(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, timing: DefaultTiming()}
	connections := 0
	for end := now.Add(10 * time.Minute); now.Before(end); connections++ {
		g.opened()
		g.received()
		now = now.Add(10 * time.Millisecond)
		if g.reconnecting() {
			now = now.Add(g.pause())
		}
	}
	if connections > 10*(maxPerMinute+1) {
		t.Errorf("%d connections in ten minutes", connections)
	}
}

func TestALongConnectionResetsTheGovernor(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, timing: DefaultTiming()}
	for range 2 {
		g.opened()
		now = now.Add(time.Second)
		g.reconnecting()
	}
	g.opened()
	now = now.Add(time.Hour)
	if g.reconnecting() || g.short != 0 {
		t.Errorf("after a connection of an hour %d short ones are counted", g.short)
	}
}

// A storm is over when a connection lasts, whether it was used or not.
func TestAStormEndsWhenAConnectionLasts(t *testing.T) {
	for _, used := range []bool{false, true} {
		now := time.Unix(1_700_000_000, 0)
		g := governor{now: func() time.Time { return now }, timing: DefaultTiming()}
		for range 5 {
			g.opened()
			g.reconnecting()
		}
		if !g.inStorm() {
			t.Fatal("five short connections are not a storm")
		}
		now = now.Add(time.Hour)
		g.opened()
		if used {
			g.received()
		}
		now = now.Add(72 * time.Hour)
		if g.reconnecting() || g.inStorm() || g.pause() != g.timing.FirstPause {
			t.Errorf("after three days (used: %v) %d short connections are counted, the pause is %s", used, g.short, g.pause())
		}
	}
}
