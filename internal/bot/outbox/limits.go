package outbox

import "time"

// callInterval is the time between two calls that waited for the same limit:
// Slack allows one message a second in a channel (its page "Rate limits").
const callInterval = time.Second

// limitMargin is added to Retry-After, which is in whole seconds: a call that
// comes slightly early would be refused and wait another second. A choice, small
// next to that second.
const limitMargin = 50 * time.Millisecond

// limit is a rate limit that Slack has announced.
type limit struct {
	until time.Time // no call before this time, as Slack demands
	next  time.Time // the next free slot; waiting calls get one slot each
}

// reserve returns how long a call under key must wait, 0 for not at all. Calls
// that must wait get one slot each, callInterval apart: sent all at once they
// would run into the same limit again.
func (o *Outbox) reserve(key string) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	l, ok := o.limits[key]
	if !ok {
		return 0
	}
	d := time.Until(l.next)
	if d <= 0 {
		delete(o.limits, key)
		return 0
	}
	o.limits[key] = limit{until: l.until, next: l.next.Add(callInterval)}
	return d
}

// isLimited reports whether Slack forbids a call under key now.
func (o *Outbox) isLimited(key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Until(o.limits[key].until) > 0
}

// setLimit stores the limit of a key, and forgets limits that are over.
func (o *Outbox) setLimit(key string, d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	for k, l := range o.limits {
		if l.next.Before(now) {
			delete(o.limits, k)
		}
	}
	until := now.Add(d + limitMargin)
	o.limits[key] = limit{until, until} // calls whose slot is earlier reserve a new one
}
