package postgres

import (
	"sync"
	"time"

	"rolecall/internal/feedback"
)

// clocks are the wall clock and the monotonic one of a store under test.
type clocks struct {
	mu     sync.Mutex
	wall   time.Time
	uptime time.Duration
}

func newClocks() *clocks { return &clocks{wall: noon()} }

func (c *clocks) options(keep feedback.Keep) Options {
	return Options{Keep: keep, Now: c.now, uptime: func() time.Duration { c.mu.Lock(); defer c.mu.Unlock(); return c.uptime }}
}

func (c *clocks) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.wall }

// pass lets time pass on both clocks.
func (c *clocks) pass(d time.Duration) {
	c.mu.Lock()
	c.wall, c.uptime = c.wall.Add(d), c.uptime+d
	c.mu.Unlock()
}

// leap moves the wall clock alone.
func (c *clocks) leap(d time.Duration) { c.mu.Lock(); c.wall = c.wall.Add(d); c.mu.Unlock() }
