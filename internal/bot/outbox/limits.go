package outbox

import "time"

// turnEvery is the time between two calls that waited for the same limit: Slack
// takes one message a second in a channel (its page "Rate limits").
const turnEvery = time.Second

// limitMargin is added to Slack's word, which is in whole seconds: a call that
// comes a moment early would be refused and wait a full second more.
const limitMargin = 50 * time.Millisecond

// limit is what is known of a rate limit that Slack told us of.
type limit struct {
	until time.Time // nothing before this: Slack's word
	next  time.Time // the next free turn; those who wait go one after the other
}

// turn is how long a call under key must wait, 0 for not at all. Calls that
// must wait get their turns one after the other: all at once they would run
// into the same limit again.
func (o *Outbox) turn(key string) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	l, ok := o.held[key]
	if !ok {
		return 0
	}
	d := time.Until(l.next)
	if d <= 0 {
		delete(o.held, key)
		return 0
	}
	o.held[key] = limit{until: l.until, next: l.next.Add(turnEvery)}
	return d
}

// limited reports that Slack's word forbids a call under key now.
func (o *Outbox) limited(key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Until(o.held[key].until) > 0
}

// hold notes Slack's word on a key, and forgets limits that are over.
func (o *Outbox) hold(key string, d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	for k, l := range o.held {
		if l.next.Before(now) {
			delete(o.held, k)
		}
	}
	until := now.Add(d + limitMargin)
	o.held[key] = limit{until, until} // those whose turn comes before take a new one
}
