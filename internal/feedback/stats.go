package feedback

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// Counts sum up questions and verdicts.
type Counts struct {
	Asked    int `json:"asked"`
	Answered int `json:"answered"` // outright
	Choices  int `json:"choices"`  // answered with choices
	Taken    int `json:"taken"`    // of those, one was taken
	Missed   int `json:"missed"`   // no answer, or none of the choices taken
	Refused  int `json:"refused"`  // of those, understood and not our business
	Liked    int `json:"liked"`
	Disliked int `json:"disliked"`
}

// Group is the counts of one entry, week or surface. A group by entry knows
// only what has an entry: answers, choices taken, verdicts.
type Group struct {
	Name string `json:"name"`
	Counts
}

// Tally is how often something was said.
type Tally struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// Stats is the report of what people asked and thought.
type Stats struct {
	Since string `json:"since"` // first and last day counted, "" when nothing was
	Until string `json:"until"`
	Counts
	Reasons  []Tally `json:"reasons"`  // of dislikes, most first
	Entries  []Group `json:"entries"`  // most asked first
	Weeks    []Group `json:"weeks"`    // by Monday, oldest first
	Surfaces []Group `json:"surfaces"` // most asked first
}

func (c *Counts) add(k counted) {
	switch k.Kind {
	case countAsked:
		c.Asked += k.N
		switch what, reason, _ := strings.Cut(k.What, ":"); what {
		case outcomeNone, outcomeError:
			c.Missed += k.N
			if (Question{Outcome: what, Reason: reason}).Refused() {
				c.Refused += k.N
			}
		case outcomeChoices:
			c.Choices += k.N
			c.Missed += k.N
		default:
			c.Answered += k.N
		}
	case countTaken:
		c.Taken += k.N
		c.Missed -= k.N
	case countVerdict:
		if k.What == "up" {
			c.Liked += k.N
		} else {
			c.Disliked += k.N
		}
	}
}

// Stats sums up a span of whole days.
func (s *Bolt) Stats(ctx context.Context, w Window) (Stats, error) {
	if err := s.flush(); err != nil {
		return Stats{}, err
	}
	from, to := "", ""
	if !w.Since.IsZero() {
		from = w.Since.UTC().Format(time.DateOnly)
	}
	if !w.Until.IsZero() {
		to = w.Until.Add(-time.Nanosecond).UTC().Format(time.DateOnly)
	}
	out := Stats{}
	entries, weeks, surfaces, reasons := map[string]*Group{}, map[string]*Group{}, map[string]*Group{}, map[string]int{}
	into := func(m map[string]*Group, name string, k counted) {
		g := m[name]
		if g == nil {
			g = &Group{Name: name}
			m[name] = g
		}
		g.add(k)
	}
	day, week := "", ""
	err := s.view(func(tx *bbolt.Tx) error {
		return eachCount(ctx, tx, from, to, func(k counted) {
			if k.Day != day {
				day, week = k.Day, monday(k.Day)
				out.Since, out.Until = cmp.Or(out.Since, k.Day), k.Day
			}
			out.add(k)
			into(weeks, week, k)
			into(surfaces, k.Surface, k)
			if k.Entry != "" {
				into(entries, k.Entry, k)
			}
			if _, reason, ok := strings.Cut(k.What, ":"); ok && k.Kind == countVerdict {
				reasons[reason] += k.N
			}
		})
	})
	if err != nil {
		return Stats{}, err
	}
	out.Missed = max(0, out.Missed)
	out.Entries, out.Weeks, out.Surfaces = groups(entries, true), groups(weeks, false), groups(surfaces, true)
	for _, name := range sortedKeys(reasons) {
		out.Reasons = append(out.Reasons, Tally{name, reasons[name]})
	}
	slices.SortStableFunc(out.Reasons, func(a, b Tally) int { return b.N - a.N })
	if out.Reasons == nil {
		out.Reasons = []Tally{}
	}
	return out, nil
}

// groups sorts groups by name, or by what was asked or taken most.
func groups(m map[string]*Group, byCount bool) []Group {
	out := make([]Group, 0, len(m))
	for _, name := range sortedKeys(m) {
		g := *m[name]
		g.Missed = max(0, g.Missed) // a choice of an earlier week, taken in this one
		out = append(out, g)
	}
	if byCount {
		slices.SortStableFunc(out, func(a, b Group) int {
			return cmp.Or(b.Asked+b.Taken-a.Asked-a.Taken, b.Liked+b.Disliked-a.Liked-a.Disliked)
		})
	}
	return out
}

// monday is the first day of a day's week.
func monday(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
}
