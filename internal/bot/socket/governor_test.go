package socket

import (
	"testing"
	"time"
)

// A pause of ours is not the life of a connection: however long it is, a storm
// that goes on is known as one. It is waited out, for a day if need be, at a few
// hundred connections.
func TestGovernorCountsLivesNotPauses(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, time: UsualTiming()}
	var pauses []time.Duration
	connections := 0
	for end := now.Add(24 * time.Hour); now.Before(end); connections++ {
		g.began()
		now = now.Add(10 * time.Millisecond)
		if g.ended() {
			pauses = append(pauses, g.pause())
			now = now.Add(pauses[len(pauses)-1])
		}
	}
	if len(pauses) < 20 || pauses[0] != 4*time.Second || pauses[len(pauses)-1] != time.Minute {
		t.Errorf("paused %v …, want 4 s at first and a minute at last", pauses[:min(len(pauses), 20)])
	}
	if connections > 24*60+100 { // one a minute
		t.Errorf("%d connections in a day", connections)
	}
	if !g.storm() {
		t.Error("a storm is not known as one")
	}
}

// Slack that recycles connections in use is no storm.
func TestGovernorSparesConnectionsInUse(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, time: UsualTiming()}
	for range 20 {
		g.began()
		g.useful()
		now = now.Add(7 * time.Second)
		if g.ended() {
			t.Fatal("slowed down")
		}
	}
}

// Nor does anything that comes over them excuse a connection every second.
func TestGovernorBoundsConnectionsInUse(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, time: UsualTiming()}
	connections := 0
	for end := now.Add(10 * time.Minute); now.Before(end); connections++ {
		g.began()
		g.useful()
		now = now.Add(10 * time.Millisecond)
		if g.ended() {
			now = now.Add(g.pause())
		}
	}
	if connections > 10*(perMinute+1) {
		t.Errorf("%d connections in ten minutes", connections)
	}
}

func TestGovernorForgivesALongLife(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, time: UsualTiming()}
	for range 2 {
		g.began()
		now = now.Add(time.Second)
		g.ended()
	}
	g.began()
	now = now.Add(time.Hour)
	if g.ended() || g.short != 0 {
		t.Errorf("after an hour of quiet %d short lives are counted", g.short)
	}
}

// A storm is over when a connection lasts, whether or not it was of use.
func TestGovernorKnowsTheEndOfAStorm(t *testing.T) {
	for _, used := range []bool{false, true} {
		now := time.Unix(1_700_000_000, 0)
		g := governor{now: func() time.Time { return now }, time: UsualTiming()}
		for range 5 {
			g.began()
			g.ended()
		}
		if !g.storm() {
			t.Fatal("five short lives are no storm")
		}
		now = now.Add(time.Hour)
		g.began()
		if used {
			g.useful()
		}
		now = now.Add(72 * time.Hour)
		if g.ended() || g.storm() || g.pause() != g.time.FirstPause {
			t.Errorf("after three days (used: %v) %d short lives are counted, the pause is %s", used, g.short, g.pause())
		}
	}
}
