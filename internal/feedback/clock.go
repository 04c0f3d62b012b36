package feedback

import "time"

const (
	// jump is how far wall clock and monotonic clock may part between two
	// sweeps; beyond it nothing is deleted for settle, since a wrong clock
	// would delete what is still young.
	jump   = 10 * time.Minute
	settle = 24 * time.Hour
)

// sweeper decides when retention may trust the wall clock.
type sweeper struct {
	wall      time.Time
	uptime    time.Duration
	jumped    time.Duration // uptime of the last jump; 0 for none
	primed    bool
	rewritten time.Duration // uptime of the last rewriting of the file; 0 for none
}

// trust notes both clocks and reports whether the wall clock has run evenly
// for long enough.
func (w *sweeper) trust(wall time.Time, uptime time.Duration) bool {
	wall = wall.Round(0) // drop the monotonic reading: the wall is what may jump
	if w.primed {
		if drift := wall.Sub(w.wall) - (uptime - w.uptime); drift.Abs() > jump {
			w.jumped = max(uptime, 1)
		}
	}
	w.wall, w.uptime, w.primed = wall, uptime, true
	return w.jumped == 0 || uptime-w.jumped >= settle
}
