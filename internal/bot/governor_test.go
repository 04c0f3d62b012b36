package bot

import (
	"testing"
	"time"
)

// A pause of ours is not the life of a connection: however long it is, a storm
// that goes on is known as one.
func TestGovernorCountsLivesNotPauses(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	g := governor{now: func() time.Time { return now }, time: usualTiming()}
	var pauses []time.Duration
	for connections := 0; g.short < giveUpAfter; connections++ {
		if connections > 20 {
			t.Fatalf("after %d connections %d short lives are counted", connections, g.short)
		}
		if g.connected() {
			g.cut()
			pauses = append(pauses, g.pause())
			now = now.Add(g.pause())
		}
		now = now.Add(10 * time.Millisecond)
	}
	want := []time.Duration{4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second}
	if len(pauses) != len(want) {
		t.Fatalf("paused %v, want %v", pauses, want)
	}
	for i, d := range want {
		if pauses[i] != d {
			t.Errorf("pause %d is %s, want %s", i, pauses[i], d)
		}
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
