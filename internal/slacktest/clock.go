package slacktest

import (
	"sort"
	"sync"
	"time"
)

// Clock returns the time and runs functions later. It is used for the expiry of triggers
// and response URLs, for retries, delays and pings.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f in its own goroutine after d. stop cancels the call.
	AfterFunc(d time.Duration, f func()) (stop func())
}

// SystemClock returns the system's clock.
func SystemClock() Clock { return systemClock{} }

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) AfterFunc(d time.Duration, f func()) func() {
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

// ManualClock shows the same time until Advance moves it. It is safe for concurrent
// use.
type ManualClock struct {
	mu     sync.Mutex
	now    time.Time
	next   int
	timers []manualTimer
}

type manualTimer struct {
	id int
	at time.Time
	f  func()
}

// NewManualClock returns a clock that shows now.
func NewManualClock(now time.Time) *ManualClock { return &ManualClock{now: now} }

// Now returns the time shown.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// AfterFunc has f called by Advance once the clock has moved by d.
func (c *ManualClock) AfterFunc(d time.Duration, f func()) func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next++
	id := c.next
	c.timers = append(c.timers, manualTimer{id: id, at: c.now.Add(d), f: f})
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		for i, t := range c.timers {
			if t.id == id {
				c.timers = append(c.timers[:i], c.timers[i+1:]...)
				return
			}
		}
	}
}

// Advance moves the clock by d and runs the functions that become due, in order of time
// and one after the other, including those that such functions add.
func (c *ManualClock) Advance(d time.Duration) {
	c.mu.Lock()
	end := c.now.Add(d)
	for {
		sort.SliceStable(c.timers, func(i, j int) bool { return c.timers[i].at.Before(c.timers[j].at) })
		if len(c.timers) == 0 || c.timers[0].at.After(end) {
			break
		}
		t := c.timers[0]
		c.timers = c.timers[1:]
		if t.at.After(c.now) {
			c.now = t.at
		}
		c.mu.Unlock()
		t.f()
		c.mu.Lock()
	}
	c.now = end
	c.mu.Unlock()
}
