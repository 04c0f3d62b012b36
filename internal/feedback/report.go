package feedback

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ReportWeeks is how many weeks a report for curators looks back. A choice: two months
// show where it goes, and eight lines are read on a phone without scrolling.
const ReportWeeks = 8

// maxReasons is how many reasons for no answer a report lists, the rest as one. A
// choice: the corpus has eleven refusals, of which a week sees a few.
const maxReasons = 6

// Report is what curators read in Slack. Whoever draws it may draw the figures as
// charts. It may hold scrubbed questions, so it must be shown as plain text, never as
// markup.
type Report struct {
	Title    string // may be ""
	Summary  string // a sentence or two
	Figures  []Figures
	Sections []Section
	Note     string
}

// Section is a list with a title.
type Section struct {
	Title string
	Lines []string
	More  int // how many lines were left out
}

// Figures are counts by week or by reason.
type Figures struct {
	Title  string
	Labels string   // what the rows are, where the title does not say it: "Week from"
	Series []string // the name of each count in a row
	Rows   []Row
	Time   bool // the rows follow each other in time
}

// Row is the counts of one week or one reason, one for each series.
type Row struct {
	Label string
	N     []int
}

// Line returns a row in words: "28 Sep: 34 asked, 28 answered, 12 liked".
func (f Figures) Line(r Row) string {
	if len(r.N) == 1 {
		return fmt.Sprintf("%s: %d", r.Label, r.N[0])
	}
	parts := make([]string, len(r.N))
	for i, n := range r.N {
		parts[i] = fmt.Sprintf("%d %s", n, f.Series[i])
	}
	return r.Label + ": " + strings.Join(parts, ", ")
}

// Compares reports whether the figures are worth a chart: there are two rows to
// compare. Rows before the first count, and reasons without one, were left out.
func (f Figures) Compares() bool { return len(f.Rows) > 1 }

// Text returns the whole report as plain text.
func (r Report) Text() string {
	var b strings.Builder
	if r.Title != "" {
		b.WriteString(r.Title + "\n")
	}
	b.WriteString(r.Summary + "\n")
	list := func(s Section) {
		b.WriteString("\n" + s.Title + "\n")
		for _, line := range s.Lines {
			b.WriteString("• " + line + "\n")
		}
		if s.More > 0 {
			fmt.Fprintf(&b, "… and %d more\n", s.More)
		}
	}
	for _, f := range r.Figures {
		list(f.Section())
	}
	for _, s := range r.Sections {
		list(s)
	}
	if r.Note != "" {
		b.WriteString("\n" + r.Note + "\n")
	}
	return b.String()
}

// Section returns the figures as a list.
func (f Figures) Section() Section {
	s := Section{Title: f.Title}
	for _, r := range f.Rows {
		s.Lines = append(s.Lines, f.Line(r))
	}
	return s
}

// Number returns a count with its unit: "1 question", "12 questions".
func Number(n int, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}

// InWords says what became of the questions, and what people thought of the answers.
func (c Counts) InWords() string {
	return fmt.Sprintf("%d answered outright, %d missed; %d found an answer helpful, %d not.", c.Answered, c.Missed, c.Liked, c.Disliked)
}

// StatsFunc sums up a span of days: Stats of a [Source].
type StatsFunc func(context.Context, Window) (Stats, error)

// LastWeeks returns the counts of the last n times seven days before until, oldest
// first, each under its first day.
func LastWeeks(ctx context.Context, stats StatsFunc, until time.Time, n int) ([]Group, error) {
	out := make([]Group, n)
	for i := range out {
		week := Window{Since: until.AddDate(0, 0, -7*(n-i)), Until: until.AddDate(0, 0, -7*(n-i-1))}
		s, err := stats(ctx, week)
		if err != nil {
			return nil, err
		}
		out[i] = Group{Name: week.Since.Format("2 Jan"), Counts: s.Counts}
	}
	return out, nil
}

// ByWeek returns what was asked, answered and liked by week, from the first week with
// a count on; ok is false without any.
func ByWeek(weeks []Group) (f Figures, ok bool) {
	first := slices.IndexFunc(weeks, func(g Group) bool { return g.Asked+g.Answered+g.Liked > 0 })
	if first < 0 {
		return Figures{}, false
	}
	f = Figures{Title: "Asked, answered and liked by week", Labels: "Week from", Series: []string{"asked", "answered", "liked"}, Time: true}
	for _, g := range weeks[first:] {
		f.Rows = append(f.Rows, Row{g.Name, []int{g.Asked, g.Answered, g.Liked}})
	}
	return f, true
}

// courtesies are reasons of replies to what is not a question, so that nothing is missing.
var courtesies = []string{"greeting", "thanks", "small-talk"}

// reasonWords are the reasons whose own name does not say it.
var reasonWords = map[string]string{"": "other", string(ReasonNothingNear): "nothing found", notTaken: "no choice was taken"}

// reasonInWords returns why a question got no answer, as curators read it.
func reasonInWords(name string) string {
	return cmp.Or(reasonWords[name], strings.ReplaceAll(name, "-", " "))
}

// ByReason returns why questions got no answer, most frequent first; ok is false
// without any.
func ByReason(unanswered []Tally) (f Figures, ok bool) {
	f = Figures{Title: "Asked without an answer, by reason", Series: []string{"questions"}}
	rest := 0
	for _, t := range unanswered {
		switch {
		case slices.Contains(courtesies, t.Name) || t.N == 0:
		case len(f.Rows) < maxReasons:
			f.Rows = append(f.Rows, Row{reasonInWords(t.Name), []int{t.N}})
		default:
			rest += t.N
		}
	}
	if rest > 0 {
		f.Rows = append(f.Rows, Row{"all others", []int{rest}})
	}
	return f, len(f.Rows) > 0
}

// Add adds figures, unless ok is false.
func (r *Report) Add(f Figures, ok bool) {
	if ok {
		r.Figures = append(r.Figures, f)
	}
}

// maxShownMost is how many entries an overview lists. A choice: as many lines as a
// section of the digest.
const maxShownMost = 5

// Overview returns the statistics of the last ReportWeeks weeks, until being the end of
// the last day.
func Overview(ctx context.Context, stats StatsFunc, until time.Time) (Report, error) {
	weeks, err := LastWeeks(ctx, stats, until, ReportWeeks)
	if err != nil {
		return Report{}, err
	}
	all, err := stats(ctx, Window{Since: until.AddDate(0, 0, -7*ReportWeeks), Until: until})
	if err != nil {
		return Report{}, err
	}
	r := Report{Title: fmt.Sprintf("Rolecall, the %d weeks to %s", ReportWeeks, until.AddDate(0, 0, -1).Format("2 January 2006")),
		Summary: Number(all.Asked, "question") + ", " + all.InWords()}
	r.Add(ByWeek(weeks))
	r.Add(ByReason(all.Unanswered))
	most := Section{Title: "Shown most", More: max(0, len(all.Entries)-maxShownMost)}
	for _, g := range all.Entries[:min(len(all.Entries), maxShownMost)] {
		most.Lines = append(most.Lines, fmt.Sprintf("%s: %s, %d helpful, %d not", g.Name, Number(g.Asked+g.Taken, "time"), g.Liked, g.Disliked))
	}
	if len(most.Lines) > 0 {
		r.Sections = append(r.Sections, most)
	}
	return r, nil
}
