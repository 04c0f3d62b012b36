package feedback

import (
	"sync"
	"time"
)

// maxClaims is how many claims are remembered before old ones are removed: twice as
// many as requests can run or wait in a bot (2,000), so that a running one is never
// removed early.
const maxClaims = 4000

// Claims keeps claims in memory, see [Recorder]: for a store that one process uses, and
// for one that cannot ask the others at the moment. The zero value is ready for use.
type Claims struct {
	mu   sync.Mutex
	last map[string]claim // by place
}

type claim struct {
	what  string
	again time.Time // from when on the same may be claimed again; zero while it is held
}

// Claim is [Recorder.Claim] of this process alone.
func (c *Claims) Claim(where, what string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l, ok := c.last[where]; ok && l.what == what && (l.again.IsZero() || now.Before(l.again)) {
		return false
	}
	if c.last == nil || len(c.last) >= maxClaims {
		c.removeOld(now)
	}
	c.last[where] = claim{what: what}
	return true
}

// removeOld removes claims that hold nothing up.
func (c *Claims) removeOld(now time.Time) {
	kept := map[string]claim{}
	for where, l := range c.last {
		if l.again.IsZero() || now.Before(l.again) {
			kept[where] = l
		}
	}
	c.last = kept
}

// Release is [Recorder.Release] of this process alone.
func (c *Claims) Release(where, what string, hold time.Duration, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch l := c.last[where]; {
	case l.what != what: // something else was claimed there meanwhile
	case hold <= 0:
		delete(c.last, where)
	default:
		c.last[where] = claim{what, now.Add(hold)}
	}
}
