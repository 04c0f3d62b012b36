package feedback

import "time"

// All four are choices.
const (
	// maxDrift is how much the wall clock and the monotonic clock may differ between
	// two sweeps, and how far the wall clock may be behind the newest time known:
	// more than a time server corrects in one step, and too little to matter for a
	// retention of days.
	maxDrift = 10 * time.Minute
	// maxDowntime is how far the wall clock may have moved on while the store was
	// closed: a bot is rarely off for more than a holiday week. Beyond that the clock
	// may be wrong, and would delete data that is still young.
	maxDowntime = 7 * 24 * time.Hour
	// settleTime is how long an untrusted clock must run evenly before data is
	// deleted by it: time for someone, or a time server, to correct it, and short
	// compared with a retention of weeks.
	settleTime = 24 * time.Hour
	// saveInterval is how far the stored newest time may be behind, so that an idle
	// store does not write at each sweep; small compared with maxDowntime.
	saveInterval = time.Hour
)

// FutureFrom returns the time from which a timestamp counts as lying in the future of
// a trusted clock: it came from a clock that was wrong.
func FutureFrom(now time.Time) time.Time { return now.Add(maxDrift) }

// KnownTime is what a store knows about the time, and keeps across restarts.
type KnownTime struct {
	Newest    time.Time     // the newest time that a trusted clock showed; zero for none
	Settled   time.Duration // how long an untrusted clock had run evenly
	SettledAt time.Time     // what that clock showed then
}

// At returns the timestamp of something that happened at t, or now if t is zero.
// While the clock is behind the newest time known, it is that time: a timestamp of
// years ago would be deleted as soon as the clock is right again. A clock that is
// ahead is accepted, since the bot may have been off for long; wrong timestamps are
// corrected later, see FutureFrom.
func (k KnownTime) At(t, now time.Time) time.Time {
	switch {
	case k.Newest.Sub(now) > maxDrift:
		return k.Newest
	case t.IsZero():
		return now
	}
	return t
}

// Clock decides when retention may trust the wall clock. The zero Clock trusts the
// first time it observes.
type Clock struct {
	wall      time.Time
	uptime    time.Duration
	observed  bool // wall and uptime are set
	untrusted bool
	since     time.Duration // uptime from which an untrusted clock has run evenly
}

// NewClock returns a clock that starts with what a store knows about the time. A wall
// clock far from that is not trusted until it has run evenly for settleTime. Hours in
// an earlier process count, because otherwise a bot that is restarted every night
// would never delete anything; hours of a clock that showed a very different time do
// not. A new store knows no time, so its clock is not trusted at first. keep is how
// long questions are kept: an error of half of that would delete young data.
func NewClock(k KnownTime, keep time.Duration, wall time.Time, uptime time.Duration) Clock {
	var c Clock
	c.Observe(wall, uptime)
	bound := maxDowntime
	if keep > 0 {
		bound = min(bound, keep/2)
	}
	goesOnFrom := func(before time.Time) bool {
		off := c.wall.Sub(before)
		return off >= -maxDrift && off <= bound
	}
	if k.Newest.IsZero() || !goesOnFrom(k.Newest) {
		c.untrusted, c.since = true, uptime
		if goesOnFrom(k.SettledAt) {
			c.since -= k.Settled
		}
	}
	return c
}

// Trusted reports whether the wall clock is trusted.
func (c *Clock) Trusted() bool { return !c.untrusted }

// Observe records the wall clock and the monotonic one, and reports whether the wall
// clock is trusted.
func (c *Clock) Observe(wall time.Time, uptime time.Duration) bool {
	wall = wall.Round(0) // drop the monotonic reading, to see when the wall clock jumps
	if c.observed {
		if drift := wall.Sub(c.wall) - (uptime - c.uptime); drift.Abs() > maxDrift {
			c.untrusted, c.since = true, uptime
		}
	}
	c.wall, c.uptime, c.observed = wall, uptime, true
	if c.untrusted && uptime-c.since >= settleTime {
		c.untrusted = false
	}
	return !c.untrusted
}

// Known returns what is now known about the time: the newest time of a trusted clock,
// or how long an untrusted one has run evenly. changed is false if it need not be
// stored.
func (c *Clock) Known(before KnownTime) (k KnownTime, changed bool) {
	if c.untrusted {
		return KnownTime{Newest: before.Newest, Settled: c.uptime - c.since, SettledAt: c.wall}, true
	}
	if !before.Newest.IsZero() && c.wall.Sub(before.Newest).Abs() < saveInterval {
		return before, false
	}
	return KnownTime{Newest: c.wall, SettledAt: c.wall}, true
}
