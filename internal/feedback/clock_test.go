package feedback

import (
	"testing"
	"time"
)

// With a short retention, a clock may be ahead only by half of it.
func TestHowFarAClockMayBeAheadAtTheStart(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for keep, want := range map[time.Duration]time.Duration{
		-1: maxDowntime, 24 * time.Hour: 12 * time.Hour, 90 * 24 * time.Hour: maxDowntime,
	} {
		for ahead, untrusted := range map[time.Duration]bool{want - time.Hour: false, want + time.Hour: true} {
			if w := NewClock(KnownTime{Newest: now}, keep, now.Add(ahead), 0); w.Trusted() == untrusted {
				t.Errorf("kept %v: a clock %v ahead is trusted: %v", keep, ahead, w.Trusted())
			}
		}
	}
}

// What a store must save of the time has changed; otherwise an idle store would write
// at each sweep.
func TestClockKnowsWhatToSave(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	w := NewClock(KnownTime{}, 0, now, 0) // of a new store: untrusted
	w.Observe(now.Add(time.Hour), time.Hour)
	k, news := w.Known(KnownTime{})
	if want := (KnownTime{Settled: time.Hour, SettledAt: now.Add(time.Hour)}); !news || k != want {
		t.Errorf("an untrusted clock knows %+v, %v; want %+v", k, news, want)
	}
	w = NewClock(k, 0, now.Add(2*time.Hour), 0) // restarted an hour later
	w.Observe(now.Add(24*time.Hour), 22*time.Hour)
	if w.Trusted() {
		t.Error("the clock is trusted after 23 hours, want 24")
	}
	at := now.Add(25 * time.Hour)
	w.Observe(at, 23*time.Hour)
	k, news = w.Known(k)
	if want := (KnownTime{Newest: at, SettledAt: at}); !w.Trusted() || !news || k != want {
		t.Errorf("a trusted clock knows %+v, %v; want %+v", k, news, want)
	}
	w.Observe(at.Add(saveInterval/2), 23*time.Hour+saveInterval/2)
	if _, news := w.Known(k); news {
		t.Error("after half of saveInterval the time is to be saved")
	}
}
