package feedback

import (
	"testing"
	"time"
)

// A retention of a day is no time to be generous in.
func TestHowFarAClockMayBeAheadAtTheStart(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for keep, want := range map[time.Duration]time.Duration{
		-1: away, 24 * time.Hour: 12 * time.Hour, 90 * 24 * time.Hour: away,
	} {
		for ahead, doubted := range map[time.Duration]bool{want - time.Hour: false, want + time.Hour: true} {
			if w := NewClock(KnownTime{Newest: now}, keep, now.Add(ahead), 0); w.Doubts() != doubted {
				t.Errorf("kept %v: a clock %v ahead is doubted: %v", keep, ahead, w.Doubts())
			}
		}
	}
}

// What a store is told to keep of the time says something new, or an idle store
// would write at each sweep.
func TestWhatAWatchLearns(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	w := NewClock(KnownTime{}, 0, now, 0) // of a new store: doubted
	w.Trust(now.Add(time.Hour), time.Hour)
	k, news := w.Learned(KnownTime{})
	if want := (KnownTime{Settled: time.Hour, SettledAt: now.Add(time.Hour)}); !news || k != want {
		t.Errorf("a doubted clock taught %+v, %v; want %+v", k, news, want)
	}
	w = NewClock(k, 0, now.Add(2*time.Hour), 0) // restarted an hour later
	w.Trust(now.Add(24*time.Hour), 22*time.Hour)
	if !w.Doubts() {
		t.Error("the clock is trusted after 23 hours, want 24")
	}
	at := now.Add(25 * time.Hour)
	w.Trust(at, 23*time.Hour)
	k, news = w.Learned(k)
	if want := (KnownTime{Newest: at, SettledAt: at}); w.Doubts() || !news || k != want {
		t.Errorf("a trusted clock taught %+v, %v; want %+v", k, news, want)
	}
	w.Trust(at.Add(noteEvery/2), 23*time.Hour+noteEvery/2)
	if _, news := w.Learned(k); news {
		t.Error("half of the time to note was noted")
	}
}
