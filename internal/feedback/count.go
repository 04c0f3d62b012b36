package feedback

import (
	"maps"
	"slices"
	"time"
)

// Kinds of count a day.
const (
	countAsked    = "asked"
	countTaken    = "taken"    // a choice was taken
	countRejected = "rejected" // none of these
	countVerdict  = "verdict"  // what is up, down or down:COMPLAINT
)

// Counter names one count: all that statistics need, and nothing of anybody.
type Counter struct {
	Day     string // 2026-11-22, in UTC
	Kind    string
	Surface Surface
	What    string
	Entry   string
}

// Counted is a count.
type Counted struct {
	Counter
	N int
}

// Counter is the count a vote belongs to.
func (v Vote) Counter(at time.Time) Counter {
	what := "up"
	if !v.Helpful {
		what = "down"
		if v.Reason != "" {
			what += ":" + string(v.Reason)
		}
	}
	return Counter{day(at), countVerdict, v.Surface, what, v.Entry}
}

// day is a day as counters name it.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// On is the counter moved to the day of a time.
func (c Counter) On(t time.Time) Counter {
	c.Day = day(t)
	return c
}

// DaysBack is the first of the last n days, today included.
func DaysBack(now time.Time, n int) string { return day(now.UTC().AddDate(0, 0, -max(0, n-1))) }

// Popular adds up how often entries were shown or taken.
type Popular map[string]int

// Add adds a count.
func (p Popular) Add(c Counted) {
	if c.Entry != "" && (c.Kind == countAsked && c.What != string(OutcomeChoices) || c.Kind == countTaken) {
		p[c.Entry] += c.N
	}
}

// Most are the n entries with the highest sums, which are their scores.
func (p Popular) Most(n int) []Near {
	out := make([]Near, 0, len(p))
	for _, e := range slices.Sorted(maps.Keys(p)) {
		out = append(out, Near{Entry: e, Score: float64(p[e])})
	}
	slices.SortStableFunc(out, func(a, b Near) int { return int(b.Score - a.Score) })
	return out[:min(max(n, 0), len(out))]
}
