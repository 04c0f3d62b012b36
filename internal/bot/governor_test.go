package bot

import (
	"testing"
	"time"
)

// A pause of ours is not the life of a connection: however long it is, a storm
// that goes on is known as one, and is waited out at the longest pause.
func TestGovernorCountsLivesNotPauses(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, time: usualTiming()}
	var pauses []time.Duration
	for range 24 {
		if g.connected() {
			g.cut()
			pauses = append(pauses, g.pause())
			now = now.Add(g.pause())
		}
		now = now.Add(10 * time.Millisecond)
	}
	want := []time.Duration{4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, time.Minute, time.Minute}
	if len(pauses) < len(want) {
		t.Fatalf("paused %v, want %v at least", pauses, want)
	}
	for i, d := range pauses {
		if d != want[min(i, len(want)-1)] {
			t.Errorf("pause %d is %s, want %s", i, d, want[min(i, len(want)-1)])
		}
	}
	if !g.storm() {
		t.Error("a storm is not known as one")
	}
}

// Slack that recycles connections in use is no storm.
func TestGovernorSparesConnectionsInUse(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, time: usualTiming()}
	for range 20 {
		if g.connected() {
			t.Fatal("slowed down")
		}
		g.useful()
		now = now.Add(time.Second)
	}
}

func TestGovernorForgivesALongLife(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, time: usualTiming()}
	for range 3 {
		g.connected()
		now = now.Add(time.Second)
	}
	now = now.Add(time.Hour)
	if g.connected() || g.short != 0 {
		t.Errorf("after an hour of quiet %d short lives are counted", g.short)
	}
}

// A storm is over when a connection lasts, whether or not it was of use.
func TestGovernorKnowsTheEndOfAStorm(t *testing.T) {
	for _, used := range []bool{false, true} {
		now := time.Unix(1_700_000_000, 0)
		g := governor{now: func() time.Time { return now }, time: usualTiming()}
		for range 5 {
			g.connected()
		}
		if !g.storm() {
			t.Fatal("five short lives are no storm")
		}
		if used {
			g.useful()
		}
		now = now.Add(72 * time.Hour)
		if g.lost(); g.storm() || g.pause() != g.time.firstPause {
			t.Errorf("after three days (used: %v) %d short lives are counted, the pause is %s", used, g.short, g.pause())
		}
	}
}
