package feedback

import "time"

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

// AheadFrom is the time from which a stamp lies ahead of a clock that is
// trusted by more than clocks differ: it came from a clock that was wrong.
func AheadFrom(now time.Time) time.Time { return now.Add(jump) }

// KnownTime is what a store knows of the time, and keeps over a restart.
type KnownTime struct {
	Newest    time.Time     // the newest time a trusted clock showed; zero for none
	Settled   time.Duration // how long a doubted clock had run evenly
	SettledAt time.Time     // what that clock showed then
}

// At is when something happened: t, or now where t is zero. While the clock is
// behind the newest time known it is that time: what is stamped with a year long
// gone would be deleted as soon as the clock is right again. A clock that is
// ahead is taken at its word, since a bot may have been off for long; the stamps
// of one that was wrong are put right later, see AheadFrom.
func (k KnownTime) At(t, now time.Time) time.Time {
	switch {
	case k.Newest.Sub(now) > jump:
		return k.Newest
	case t.IsZero():
		return now
	}
	return t
}

// Clock decides when retention may trust the wall clock. The zero Clock trusts
// the first time it is shown.
type Clock struct {
	wall    time.Time
	uptime  time.Duration
	primed  bool
	doubted bool
	since   time.Duration // uptime from which a doubted clock has run evenly
}

// NewClock begins with what a store knows of the time. A clock far from it is
// doubted until it has run evenly for a day. Hours it ran in an earlier process
// count, or a bot that is started anew every night would never delete anything;
// those of a clock that showed quite another time do not. A new store knows no
// time, and doubts at first. keep is how long questions are kept: an error of
// half of it would delete what is young.
func NewClock(k KnownTime, keep time.Duration, wall time.Time, uptime time.Duration) Clock {
	var c Clock
	c.Trust(wall, uptime)
	bound := away
	if keep > 0 {
		bound = min(bound, keep/2)
	}
	goesOnFrom := func(before time.Time) bool {
		off := c.wall.Sub(before)
		return off >= -jump && off <= bound
	}
	if k.Newest.IsZero() || !goesOnFrom(k.Newest) {
		c.doubted, c.since = true, uptime
		if goesOnFrom(k.SettledAt) {
			c.since -= k.Settled
		}
	}
	return c
}

// Doubts reports whether the clock is doubted.
func (c *Clock) Doubts() bool { return c.doubted }

// Trust notes both clocks, the wall's and one that only runs, and reports
// whether the wall clock has run evenly for long enough.
func (c *Clock) Trust(wall time.Time, uptime time.Duration) bool {
	wall = wall.Round(0) // drop the monotonic reading: the wall is what may jump
	if c.primed {
		if drift := wall.Sub(c.wall) - (uptime - c.uptime); drift.Abs() > jump {
			c.doubted, c.since = true, uptime
		}
	}
	c.wall, c.uptime, c.primed = wall, uptime, true
	if c.doubted && uptime-c.since >= settle {
		c.doubted = false
	}
	return !c.doubted
}

// Learned is what is known of the time by now: the newest time of a clock that
// is trusted, or how long one that is doubted has run evenly. It need not be
// kept where it says nothing new.
func (c *Clock) Learned(before KnownTime) (k KnownTime, news bool) {
	if c.doubted {
		return KnownTime{Newest: before.Newest, Settled: c.uptime - c.since, SettledAt: c.wall}, true
	}
	if !before.Newest.IsZero() && c.wall.Sub(before.Newest).Abs() < noteEvery {
		return before, false
	}
	return KnownTime{Newest: c.wall, SettledAt: c.wall}, true
}
