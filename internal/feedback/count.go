package feedback

import (
	"maps"
	"slices"
	"time"
)

// The kinds of daily counts.
const (
	countAsked    = "asked"
	countTaken    = "taken"    // a choice was taken
	countRejected = "rejected" // "None of these"
	countVerdict  = "verdict"  // Counter.What is up, down or down:COMPLAINT
)

// Counter is the key of a daily count: all that statistics need, and nothing about a
// person.
type Counter struct {
	Day     string // 2026-11-22, in UTC
	Kind    string
	Surface Surface
	What    string
	Entry   string
}

// Counted is a counter with its count.
type Counted struct {
	Counter
	N int
}

// Counter returns the counter of a vote.
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

// day returns the day of t, as counters name it.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// On returns the counter for the day of t.
func (c Counter) On(t time.Time) Counter {
	c.Day = day(t)
	return c
}

// DaysBack returns the first of the last n days, today included.
func DaysBack(now time.Time, n int) string { return day(now.UTC().AddDate(0, 0, -max(0, n-1))) }

// Popularity holds how often each entry was shown or taken.
type Popularity map[string]int

// Add adds a count.
func (p Popularity) Add(c Counted) {
	if c.Entry != "" && (c.Kind == countAsked && c.What != string(OutcomeChoices) || c.Kind == countTaken) {
		p[c.Entry] += c.N
	}
}

// Most returns the n entries with the highest counts.
func (p Popularity) Most(n int) []Popular {
	out := make([]Popular, 0, len(p))
	for _, e := range slices.Sorted(maps.Keys(p)) {
		out = append(out, Popular{Entry: e, N: p[e]})
	}
	slices.SortStableFunc(out, func(a, b Popular) int { return b.N - a.N })
	return out[:min(max(n, 0), len(out))]
}
