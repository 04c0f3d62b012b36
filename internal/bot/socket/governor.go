package socket

import (
	"slices"
	"time"
)

// stormThreshold is how many short connections in a row make a reconnect storm. A
// choice: one or two happen when Slack moves connections between its servers.
const stormThreshold = 3

// maxPerMinute is how many connections a minute are normal, even if envelopes came
// over them. A choice, well above what Slack's page "Using Socket Mode" announces:
// it refreshes a connection every few hours.
const maxPerMinute = 10

// maxDoublings bounds the exponent of the pause between connections. A choice:
// FirstPause doubled five times is above MaxPause, which then applies.
const maxDoublings = 5

// governor limits how often the bot reconnects. slack-go reconnects at once after
// any disconnect frame, so if Slack closed every connection immediately (too many
// connections, or a deployment at Slack) it would be called thousands of times a
// second. The bot waits until such a reconnect storm is over, however long it
// lasts: at night nobody is there to start it again.
type governor struct {
	now    func() time.Time
	timing Timing
	since  time.Time // when the current connection was opened; zero for none
	used   bool      // an envelope came over it
	short  int       // unused connections in a row that were too short

	recent []time.Time // when the connections of the last minute were opened
}

// opened records a new connection.
func (g *governor) opened() {
	now := g.now()
	g.since, g.used = now, false
	g.recent = append(slices.DeleteFunc(g.recent, func(t time.Time) bool { return now.Sub(t) >= time.Minute }), now)
}

// reconnecting records that Slack ended the current connection and slack-go is
// about to open another; it reports whether to pause first.
func (g *governor) reconnecting() bool {
	if g.since.IsZero() {
		return false
	}
	before := g.short
	g.lost()
	return g.short > before && g.short >= stormThreshold || len(g.recent) > maxPerMinute
}

// inStorm reports whether connections are currently too short or too frequent.
func (g *governor) inStorm() bool { return g.short >= stormThreshold || len(g.recent) > maxPerMinute }

// lost records that the current connection ended, and not because of us.
func (g *governor) lost() {
	switch {
	case g.since.IsZero():
		return
	case g.now().Sub(g.since) >= g.timing.MinLifetime:
		g.short = 0
	case !g.used:
		g.short++
	}
	g.since = time.Time{}
}

// received records that an envelope came over the current connection: however soon
// it ends, it was useful and does not count as short.
func (g *governor) received() { g.used = true }

// closed records that we ended the current connection: its lifetime says nothing
// about Slack.
func (g *governor) closed() { g.since = time.Time{} }

// pause returns how long to wait before the next session. It doubles with every
// stormThreshold short connections; MaxPause applies at once where there were too
// many connections in a minute.
func (g *governor) pause() time.Duration {
	if len(g.recent) > maxPerMinute {
		g.recent = g.recent[:0]
		return g.timing.MaxPause
	}
	return min(g.timing.FirstPause<<min(g.short/stormThreshold, maxDoublings), g.timing.MaxPause)
}
