package socket

import (
	"slices"
	"time"
)

// stormLimit is how many short lives in a row make a storm: one or two happen
// when Slack moves connections between its machines.
const stormLimit = 3

// perMinute is how many connections in a minute make a storm whatever came over
// them: Slack moves a connection every few hours, and during a deploy of its own
// a few times in a minute.
const perMinute = 10

// governor notices connections that die as soon as they are born. slack-go
// reconnects at once after any disconnect frame, so a Slack that closes every
// connection right away (too many connections, a deploy of its own) would be
// asked thousands of times a second. A storm is waited out for as long as it
// lasts: nobody is there at night to start the bot again.
type governor struct {
	now   func() time.Time
	time  Timing
	since time.Time // when the present connection began; zero for none
	used  bool      // something came over it
	short int       // short lives in a row

	recent []time.Time // when connections of the last minute began
}

// began notes a new connection.
func (g *governor) began() {
	now := g.now()
	g.since, g.used = now, false
	g.recent = append(slices.DeleteFunc(g.recent, func(t time.Time) bool { return now.Sub(t) >= time.Minute }), now)
}

// ended notes that the present connection ended by itself and another is about
// to be made; it reports whether to slow down before.
func (g *governor) ended() bool {
	if g.since.IsZero() {
		return false // there was none
	}
	before := g.short
	g.lost()
	return g.short > before && g.short >= stormLimit || len(g.recent) > perMinute
}

// storm reports whether connections do not last just now.
func (g *governor) storm() bool { return g.short >= stormLimit || len(g.recent) > perMinute }

// lost notes that the present connection ended by itself.
func (g *governor) lost() {
	switch {
	case g.since.IsZero():
		return
	case g.now().Sub(g.since) >= g.time.ShortLife:
		g.short = 0
	case !g.used:
		g.short++
	}
	g.since = time.Time{}
}

// useful notes that something came over the present connection: however soon it
// ends, it did its work and is no part of a storm.
func (g *governor) useful() { g.used = true }

// cut notes that we ended the present connection: how long it lived says
// nothing, and neither does the pause that follows.
func (g *governor) cut() { g.since = time.Time{} }

// pause is how long to wait before the next session: doubling with every storm,
// and at once the longest where connections follow each other too quickly.
func (g *governor) pause() time.Duration {
	if len(g.recent) > perMinute {
		g.recent = g.recent[:0]
		return g.time.LongestPause
	}
	return min(g.time.FirstPause<<min(g.short/stormLimit, 5), g.time.LongestPause)
}
