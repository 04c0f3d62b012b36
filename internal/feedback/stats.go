package feedback

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Counts sum up questions and verdicts.
type Counts struct {
	Asked    int `json:"asked"`
	Answered int `json:"answered"` // answered directly
	Choices  int `json:"choices"`  // answered with choices
	Taken    int `json:"taken"`    // how many of Choices were taken
	Missed   int `json:"missed"`   // no answer, or no choice was taken
	Refused  int `json:"refused"`  // how many of Missed were understood and refused
	Liked    int `json:"liked"`
	Disliked int `json:"disliked"`
}

// Group is the counts of one entry, week or surface. A group by entry counts only
// what has an entry: answers, choices taken, verdicts.
type Group struct {
	Name string `json:"name"`
	Counts
}

// Tally is how often a reason was given.
type Tally struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// Stats is the report of what people asked and thought.
type Stats struct {
	Since string `json:"since"` // first day with counts; both are "" if there are none
	Until string `json:"until"`
	Counts
	Reasons    []Tally `json:"reasons"`    // of dislikes, most frequent first
	Unanswered []Tally `json:"unanswered"` // why questions were missed, most frequent first
	Entries    []Group `json:"entries"`    // most asked first
	Weeks      []Group `json:"weeks"`      // by Monday, oldest first
	Surfaces   []Group `json:"surfaces"`   // most asked first
}

// notTaken is the reason of choices that nobody took.
const notTaken = "not-taken"

func (c *Counts) add(k Counted) {
	switch k.Kind {
	case countAsked:
		c.Asked += k.N
		switch what, reason, _ := strings.Cut(k.What, ":"); Outcome(what) {
		case OutcomeNone, OutcomeError:
			c.Missed += k.N
			if (Question{Outcome: Outcome(what), Reason: Reason(reason)}).Refused() {
				c.Refused += k.N
			}
		case OutcomeChoices:
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

// Summary adds up counts and returns Stats.
type Summary struct {
	stats                    Stats
	entries, weeks, surfaces map[string]*Group
	reasons, unanswered      map[string]int
	day, week                string
}

// NewSummary returns an empty Summary.
func NewSummary() *Summary {
	return &Summary{entries: map[string]*Group{}, weeks: map[string]*Group{}, surfaces: map[string]*Group{},
		reasons: map[string]int{}, unanswered: map[string]int{}}
}

// Add adds a count. Counts must be added in order of day.
func (s *Summary) Add(c Counted) {
	if c.Day != s.day {
		s.day, s.week = c.Day, monday(c.Day)
		s.stats.Since, s.stats.Until = cmp.Or(s.stats.Since, c.Day), c.Day
	}
	s.stats.add(c)
	into(s.weeks, s.week, c)
	into(s.surfaces, string(c.Surface), c)
	if c.Entry != "" {
		into(s.entries, c.Entry, c)
	}
	if _, reason, ok := strings.Cut(c.What, ":"); ok && c.Kind == countVerdict {
		s.reasons[reason] += c.N
	}
	if what, reason, _ := strings.Cut(c.What, ":"); c.Kind == countAsked && (Outcome(what) == OutcomeNone || Outcome(what) == OutcomeError) {
		s.unanswered[reason] += c.N
	}
}

// into adds a count to the group called name.
func into(groups map[string]*Group, name string, c Counted) {
	g := groups[name]
	if g == nil {
		g = &Group{Name: name}
		groups[name] = g
	}
	g.add(c)
}

// Stats returns the sums of all counts added.
func (s *Summary) Stats() Stats {
	out := s.stats
	out.Missed = max(0, out.Missed)
	out.Entries, out.Weeks, out.Surfaces = groups(s.entries, true), groups(s.weeks, false), groups(s.surfaces, true)
	missed := maps.Clone(s.unanswered)
	if n := out.Choices - out.Taken; n > 0 {
		missed[notTaken] = n
	}
	out.Reasons, out.Unanswered = tallies(s.reasons), tallies(missed)
	return out
}

// tallies returns how often each reason was given, most frequent first.
func tallies(m map[string]int) []Tally {
	out := []Tally{}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, Tally{name, m[name]})
	}
	slices.SortStableFunc(out, func(a, b Tally) int { return b.N - a.N })
	return out
}

// groups returns groups sorted by name, or by how often they were asked or taken.
func groups(m map[string]*Group, byCount bool) []Group {
	out := make([]Group, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		g := *m[name]
		g.Missed = max(0, g.Missed) // below 0 if a choice of an earlier week was taken in this one
		out = append(out, g)
	}
	if byCount {
		slices.SortStableFunc(out, func(a, b Group) int {
			return cmp.Or(b.Asked+b.Taken-a.Asked-a.Taken, b.Liked+b.Disliked-a.Liked-a.Disliked)
		})
	}
	return out
}

// monday returns the first day of a day's week.
func monday(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
}
