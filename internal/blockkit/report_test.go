package blockkit

import (
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"rolecall/internal/feedback"
)

// weekly is a report with figures for n weeks and m reasons.
func weekly(weeks, reasons int) feedback.Report {
	r := feedback.Report{Title: "Rolecall, the week to 14 June 2026", Summary: "41 questions (38 the week before), 30 answered outright, 8 missed; 12 found an answer helpful, 2 not.",
		Sections: []feedback.Section{{Title: "Questions without an answer", Lines: []string{"3× what about a <!channel> officer", "1× who pays"}, More: 4}},
		Note:     "Ready to add: 2 phrasings (rolecall feedback suggest)"}
	var groups []feedback.Group
	for i := range weeks {
		asked := 20 + 7*i%30
		groups = append(groups, feedback.Group{Name: today.AddDate(0, 0, 7*(i-weeks)).Format("2 Jan"), Counts: feedback.Counts{Asked: asked, Answered: asked * 3 / 4, Liked: asked / 4}})
	}
	r.Add(feedback.ByWeek(groups))
	r.Add(feedback.ByReason([]feedback.Tally{{Name: "nothing-near", N: 4}, {Name: "not-taken", N: 3}, {Name: "thanks", N: 3}, {Name: "no-kit", N: 1}}[:reasons]))
	return r
}

// charts returns the charts of a message.
func charts(m Message) (out []*slack.DataVisualizationBlock) {
	for _, b := range m.Blocks {
		if c, ok := b.(*slack.DataVisualizationBlock); ok {
			out = append(out, c)
		}
	}
	return out
}

// TestFiguresAreTextToo: with a chart below it, without one as a list, and always in
// the text of the message.
func TestFiguresAreTextToo(t *testing.T) {
	r := weekly(8, 4)
	for name, without := range map[string]Pieces{"with charts": 0, "without": Chart} {
		m := Report(r, without)
		check(t, Story{Name: name, Message: m}, "")
		if want := map[bool]int{true: 2, false: 0}[without == 0]; len(charts(m)) != want {
			t.Errorf("%s: %d charts, want %d", name, len(charts(m)), want)
		}
		raw := string(Story{Name: name, Message: Message{Blocks: m.Blocks}}.JSON(t))
		for _, f := range r.Figures {
			for _, row := range f.Rows {
				line := f.Line(row)
				if drawn := strings.Contains(raw, line); !strings.Contains(m.Text, line) || !drawn && (without == Chart || len(f.Series) == 1) {
					t.Errorf("%s: %q is not written", name, line)
				}
			}
		}
		if series := `asked: 20, 27, 34, 41, 48, 25, 32, 39\nanswered: 15, `; without == 0 && !strings.Contains(raw, series) {
			t.Errorf("%s: %s is not below its chart:\n%s", name, series, raw)
		}
		if strings.Contains(m.Text, "<!channel>") {
			t.Errorf("%s: a question is read as markup", name)
		}
	}
}

// TestNoChartWithoutAComparison: a chart of one point, or of nothing, shows nothing.
func TestNoChartWithoutAComparison(t *testing.T) {
	zeros := []feedback.Group{{Name: "1 Jun"}, {Name: "8 Jun"}}
	if _, ok := feedback.ByWeek(zeros); ok {
		t.Error("weeks without a question are figures")
	}
	started := append(slices.Clone(zeros), feedback.Group{Name: "15 Jun", Counts: feedback.Counts{Asked: 1}})
	if f, _ := feedback.ByWeek(started); len(f.Rows) != 1 {
		t.Errorf("%d weeks, want those from the first question on", len(f.Rows))
	}
	if m := Report(weekly(1, 1), 0); len(charts(m)) != 0 || !strings.Contains(m.Text, "nothing found: 4") {
		t.Errorf("%d charts of one point:\n%s", len(charts(m)), m.Text)
	}
	alike := feedback.Report{Figures: []feedback.Figures{{Title: "Alike", Series: []string{"n"}, Rows: []feedback.Row{{Label: strings.Repeat("x", 25), N: []int{1}}, {Label: strings.Repeat("x", 26), N: []int{2}}}}}}
	if m := Report(alike, 0); len(charts(m)) != 0 || len(m.Blocks) == 0 {
		t.Error("a chart with two labels that are cut to the same")
	}
}

// TestAtMostTwoCharts in a message; the third is a list.
func TestAtMostTwoCharts(t *testing.T) {
	r := weekly(8, 4)
	r.Figures = append(r.Figures, r.Figures[0])
	m := Report(r, 0)
	check(t, Story{Name: "three", Message: m}, "")
	if len(charts(m)) != 2 {
		t.Errorf("%d charts", len(charts(m)))
	}
}
