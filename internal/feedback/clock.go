package feedback

import (
	"time"

	"go.etcd.io/bbolt"
)

const (
	// jump is how far wall clock and monotonic clock may part between two
	// sweeps, or the wall clock lie before the newest time known: more than a
	// time server corrects in one step, less than matters to a retention.
	jump = 10 * time.Minute
	// away is how far the wall clock may have moved on while the store was
	// closed: longer than a bot is usually off (a holiday week). Beyond it the
	// clock may be wrong, and would delete what is still young.
	away = 7 * 24 * time.Hour
	// settle is how long a clock that is doubted must run evenly before
	// anything is deleted by it: time for somebody, or a time server, to put
	// it right, and short beside what is kept for weeks.
	settle = 24 * time.Hour
	// noteEvery is how far the newest time known may lag behind, so that an
	// idle store does not write at each sweep; little beside away.
	noteEvery = time.Hour
)

// sweeper decides when retention may trust the wall clock.
type sweeper struct {
	wall      time.Time
	uptime    time.Duration
	primed    bool
	doubted   bool
	since     time.Duration // uptime from which a doubted clock has run evenly
	rewritten time.Duration // uptime of the last rewriting of the file; 0 for none
}

// trust notes both clocks and reports whether the wall clock has run evenly
// for long enough.
func (w *sweeper) trust(wall time.Time, uptime time.Duration) bool {
	wall = wall.Round(0) // drop the monotonic reading: the wall is what may jump
	if w.primed {
		if drift := wall.Sub(w.wall) - (uptime - w.uptime); drift.Abs() > jump {
			w.doubted, w.since = true, uptime
		}
	}
	w.wall, w.uptime, w.primed = wall, uptime, true
	if w.doubted && uptime-w.since >= settle {
		w.doubted = false
	}
	return !w.doubted
}

// newSweeper begins with what the store knows of the time. A clock far from it
// is doubted until it has run evenly for a day. Hours it ran in an earlier
// process count, or a bot that is started anew every night would never delete
// anything; those of a clock that showed quite another time do not. A new store
// knows no time, and doubts at first.
func (s *Bolt) newSweeper() *sweeper {
	w := &sweeper{}
	w.trust(s.opt.Now(), s.opt.uptime())
	bound := away
	if keep := s.opt.Retention.Questions; keep > 0 {
		bound = min(bound, keep/2)
	}
	newest := s.newest.Load()
	goesOnFrom := func(before time.Time) bool {
		off := w.wall.Sub(before)
		return off >= -jump && off <= bound
	}
	off := w.wall.Sub(time.Unix(newest, 0))
	if newest == 0 || !goesOnFrom(time.Unix(newest, 0)) {
		w.doubted, w.since = true, w.uptime
		if goesOnFrom(s.settledAt) {
			w.since -= s.settled
		}
	}
	if newest != 0 && w.doubted {
		s.log.Warn("the clock is far from the newest time in the store; retention waits until it has run evenly for a day", "off", off.Round(time.Second))
	}
	return w
}

// noteTime keeps the newest time of a clock that is trusted, or how long one
// that is doubted has run evenly.
func (s *Bolt) noteTime(w *sweeper) error {
	newest, settled := s.newest.Load(), time.Duration(0)
	if w.doubted {
		settled = w.uptime - w.since
	} else if newest != 0 && w.wall.Sub(time.Unix(newest, 0)).Abs() < noteEvery {
		return nil
	} else {
		newest = w.wall.Unix()
	}
	err := s.update(func(tx *bbolt.Tx) error {
		m := tx.Bucket(bMeta)
		if err := m.Put(kNewest, number(uint64(newest))); err != nil {
			return err
		}
		if err := m.Put(kSettledAt, number(uint64(w.wall.Unix()))); err != nil {
			return err
		}
		return m.Put(kSettled, number(uint64(settled/time.Second)))
	})
	if err == nil {
		s.newest.Store(newest)
	}
	return err
}

// at is when something happened: t, or now. While the clock is behind the
// newest time known it is that time: what is stamped with a year long gone
// would be deleted as soon as the clock is right again. A clock that is ahead is
// taken at its word, since a bot may have been off for long; restamp puts right
// what was wrong.
func (s *Bolt) at(t time.Time) time.Time {
	now := s.opt.Now()
	if newest := time.Unix(s.newest.Load(), 0); newest.Sub(now) > jump {
		return newest
	}
	if t.IsZero() {
		return now
	}
	return t
}
