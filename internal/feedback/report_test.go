package feedback

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"
)

// counted is what was counted on some days, in order.
type counted []Counted

// stats sums up a span of days, as a store does.
func (c counted) stats(_ context.Context, w Window) (Stats, error) {
	from, to := w.Days()
	sum := NewSummary()
	for _, k := range c {
		if k.Day >= from && k.Day <= to {
			sum.Add(k)
		}
	}
	return sum.Stats(), nil
}

func of(day, kind, what, entry string, n int) Counted {
	return Counted{Counter{Day: day, Kind: kind, What: what, Entry: entry}, n}
}

var autumn = counted{
	of("2026-11-02", countAsked, "answer", "cto.salary", 7),
	of("2026-11-02", countVerdict, "up", "cto.salary", 2),
	of("2026-11-08", countAsked, "none:nothing-near", "", 3),
	of("2026-11-09", countAsked, "choices", "", 4),
	of("2026-11-09", countAsked, "none:thanks", "", 9),
	of("2026-11-10", countAsked, "error:one-role", "", 1),
	of("2026-11-10", countAsked, "none", "", 1),
	of("2026-11-15", countTaken, "", "cio.definition", 2),
}

func TestStatsSayWhyQuestionsWereMissed(t *testing.T) {
	s, _ := autumn.stats(t.Context(), Window{Until: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)})
	want := []Tally{{"thanks", 9}, {"nothing-near", 3}, {"not-taken", 2}, {"", 1}, {"one-role", 1}}
	if !reflect.DeepEqual(s.Unanswered, want) {
		t.Errorf("got %v, want %v", s.Unanswered, want)
	}
	sum := 0
	for _, u := range s.Unanswered {
		sum += u.N
	}
	if sum != s.Missed {
		t.Errorf("%d reasons for %d misses", sum, s.Missed)
	}
	var b strings.Builder
	if err := s.Text(&b); err != nil || !strings.Contains(b.String(), "\nasked without an answer\n  thanks ") || !strings.Contains(b.String(), "\n  no choice was taken ") {
		t.Errorf("printed as\n%s", b.String())
	}
}

func TestOverviewCountsWholeWeeks(t *testing.T) {
	r, err := Overview(t.Context(), autumn.stats, time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	const want = `Rolecall, the 8 weeks to 15 November 2026
25 questions, 7 answered outright, 16 missed; 2 found an answer helpful, 0 not.

Asked, answered and liked by week
• 2 Nov: 10 asked, 7 answered, 2 liked
• 9 Nov: 15 asked, 0 answered, 0 liked

Asked without an answer, by reason
• nothing found: 3
• no choice was taken: 2
• other: 1
• one role: 1

Shown most
• cto.salary: 7 times, 2 helpful, 0 not
• cio.definition: 2 times, 0 helpful, 0 not
`
	if got := r.Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	empty, err := Overview(t.Context(), counted{}.stats, time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC))
	if err != nil || len(empty.Figures)+len(empty.Sections) != 0 {
		t.Errorf("of nothing: %+v, %v", empty, err)
	}
}

func TestOneQuestionIsSingular(t *testing.T) {
	one := counted{of("2026-11-15", countAsked, "answer", "cto.salary", 1)}
	r, err := Overview(t.Context(), one.stats, time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n1 question, 1 answered outright, 0 missed;", "cto.salary: 1 time, 0 helpful"} {
		if text := r.Text(); !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestManyReasonsEndWithTheRest(t *testing.T) {
	var all []Tally
	for i := range 9 {
		all = append(all, Tally{strings.Repeat("x", i+1), 20 - i})
	}
	f, _ := ByReason(all)
	if n := len(f.Rows); n != maxReasons+1 || f.Line(f.Rows[n-1]) != "all others: 39" {
		t.Errorf("%d rows: %v", n, f.Rows)
	}
}
