package corpus

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestParseTextCitations(t *testing.T) {
	tests := []struct {
		src   string
		plain string // citations written as {ID+ID}
		cites []string
	}{
		{"Plain words.", "Plain words.", nil},
		{"A fact [IBM21].", "A fact {IBM21}.", []string{"IBM21"}},
		{"Two [IBM21, DEL25] and one [OWN].", "Two {IBM21+DEL25} and one {OWN}.", []string{"IBM21", "DEL25", "OWN"}},
		{"Twice [OWN], twice [OWN].", "Twice {OWN}, twice {OWN}.", []string{"OWN"}},
		{"[IBM21] first", "{IBM21} first", []string{"IBM21"}},
		{"in **bold [OWN] words** and *leaning [A-1]*", "in bold {OWN} words and leaning {A-1}", []string{"OWN", "A-1"}},
		{"broken over [IBM21,\nDEL25] a line", "broken over {IBM21+DEL25} a line", []string{"IBM21", "DEL25"}},
		{"no id: [ibm21] [] [1] [Not an id]", "no id: [ibm21] [] [1] [Not an id]", nil},
		{"- one [A]\n- two [B]\n\nthen [C]", "• one {A}\n• two {B}\n\nthen {C}", []string{"A", "B", "C"}},
		{"- one\n\n  and more [A]\n- two", "• one and more {A}\n• two", []string{"A"}},
		{`R&D costs &euro;5 &#40;net&#41; \*not bold\*`, "R&D costs €5 (net) *not bold*", nil},
		{"", "", nil},
	}
	for _, tt := range tests {
		text, faults := ParseText(tt.src, 1)
		if len(faults) > 0 {
			t.Errorf("ParseText(%q): %v", tt.src, faults)
		}
		got := text.Plain(func(ids []string) string { return "{" + strings.Join(ids, "+") + "}" })
		if got != tt.plain {
			t.Errorf("ParseText(%q) reads %q, want %q", tt.src, got, tt.plain)
		}
		if cites := text.Cites(); !reflect.DeepEqual(cites, tt.cites) {
			t.Errorf("ParseText(%q) cites %q, want %q", tt.src, cites, tt.cites)
		}
	}
}

func TestParseTextKeepsStyle(t *testing.T) {
	text, _ := ParseText("a **b** *c* ***d*** [E]", 1)
	want := []Span{{Text: "a "}, {Text: "b", Bold: true}, {Text: " "}, {Text: "c", Italic: true}, {Text: " "},
		{Text: "d", Bold: true, Italic: true}, {Text: " "}, {Cite: []string{"E"}}}
	if len(text) != 1 || !reflect.DeepEqual(text[0].Spans, want) {
		t.Errorf("got %+v, want %+v", text, want)
	}
}

func TestPlainWithoutCitationsLeavesNoGap(t *testing.T) {
	text, _ := ParseText("One [A]. Two [B, C], three [D]", 1)
	if got, want := text.Plain(nil), "One. Two, three"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEachKnowsTheLines(t *testing.T) {
	text, _ := ParseText("para\nphrase\n\n- one\n  goes on\n- two\n\n- three\n\nend", 10)
	var got []int
	text.Each(func(_ []Span, line int) { got = append(got, line) })
	if want := []int{10, 13, 15, 17, 19}; !reflect.DeepEqual(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
}

func TestPlainIsTheWholeAnswer(t *testing.T) {
	c := load(t, small(t))
	got := c.Plain(c.Entry("cto.definition"), today)
	want := `One of several chiefs. The executive who answers for technology (Alpha 2021).

• Looks outwards as well as inwards (Alpha 2021).
• In a survey of 100 British firms in 2021 40% sat on the board (Beta 2025).
• Seldom writes code (our reading).

Sources disagree: some place the job under the CIO (Beta 2025; Delta 2024).

Next: ask which of the jobs is meant.`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestPayAges(t *testing.T) {
	c := load(t, small(t))
	tests := []struct {
		ids  []string
		now  string
		want string
	}{
		{[]string{"BETA"}, "2025-03-01", ""}, // of March 2025
		{[]string{"BETA"}, "2026-09-01", ""}, // 18 months to the day
		{[]string{"BETA"}, "2026-09-02", "dated"},
		{[]string{"BETA"}, "2028-03-01", "dated"}, // 36 months to the day
		{[]string{"BETA"}, "2028-03-02", "history"},
		{[]string{"ALPHA"}, "2023-06-01", ""}, // a bare year counts as its December
		{[]string{"ALPHA"}, "2023-06-02", "dated"},
		{[]string{"ALPHA"}, "2024-12-02", "history"},
		{[]string{"ALPHA", "BETA"}, "2026-01-01", ""}, // the newest decides
		{[]string{"GAMMA"}, "2030-01-01", ""},         // no date, no age
		{[]string{"NONE"}, "2030-01-01", ""},
	}
	for _, tt := range tests {
		now, _ := time.Parse(time.DateOnly, tt.now)
		if got := c.PayAge(tt.ids, now); got != tt.want {
			t.Errorf("PayAge(%v) on %s is %q, want %q", tt.ids, tt.now, got, tt.want)
		}
	}
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	if got, want := c.Citer(c.Entry("compare.cto-cio"), now)([]string{"BETA"}), "(Beta 2025, dated)"; got != want {
		t.Errorf("a pay entry cites %q, want %q", got, want)
	}
	if got, want := c.Citer(c.Entry("cto.definition"), now)([]string{"BETA"}), "(Beta 2025)"; got != want {
		t.Errorf("another entry cites %q, want %q", got, want)
	}
	if got, want := c.Citer(nil, now)([]string{"ALPHA", "NONE", "BETA"}), "(Alpha 2021; Beta 2025)"; got != want {
		t.Errorf("without an entry: %q, want %q", got, want)
	}
}

func TestStaleByKind(t *testing.T) {
	for kind, months := range map[Kind]int{KindGeneral: 24, KindPay: 12, KindContract: 12, KindLaw: 6} {
		e := Entry{Kind: kind, Reviewed: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)}
		last := e.Reviewed.AddDate(0, months, 0)
		if e.Stale(last) || !e.Stale(last.Add(time.Hour)) {
			t.Errorf("%s is to be stale after %d months", kind, months)
		}
		if kind.Careful() != (kind != KindGeneral) {
			t.Errorf("%s: Careful is %v", kind, kind.Careful())
		}
	}
}

// What was announced for a day makes an answer stale on that day, until someone
// looks at it again.
func TestStaleOnTheDayWatchedFor(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct{ watch, reviewed, due string }{
		{"2026-03-01", "2026-01-15", "2026-03-01"},
		{"2026-03-01", "2026-03-01", "2026-09-01"}, // looked at on the day
		{"2026-12-01", "2026-01-15", "2026-07-15"}, // the shelf life ends before
	} {
		e := Entry{Kind: KindLaw, Watch: day(tt.watch), Reviewed: day(tt.reviewed)}
		if due := day(tt.due); !e.Due().Equal(due) || e.Stale(due) || !e.Stale(due.Add(time.Hour)) {
			t.Errorf("watched for %s and reviewed on %s it is due on %s, want %s", tt.watch, tt.reviewed, e.Due().Format(time.DateOnly), tt.due)
		}
	}
}

func FuzzParseText(f *testing.F) {
	for _, seed := range []string{"a **b** [C, D]\n\n- e\n- *f*\n\n**Next:** g", "# h", "|a|\n|-|", "1. a\n   - b", "<b>", "[a]: b\n[a]", "&#0;\\*", "- \n\n  -", "***", "> a\n- b\n\t- c", "```\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		const first = 7
		text, faults := ParseText(src, first)
		last := first + strings.Count(src, "\n")
		in := func(line int) {
			if line < first || line > last {
				t.Errorf("line %d is outside %d-%d", line, first, last)
			}
		}
		for _, p := range faults {
			in(p.Line)
			if p.What == "" || p.Hint == "" {
				t.Errorf("%+v says too little", p)
			}
		}
		text.Each(func(_ []Span, line int) { in(line) })
		for _, id := range text.Cites() {
			if !strings.Contains(src, id) {
				t.Errorf("cites %q, which was not written", id)
			}
		}
		plain := text.Plain(func(ids []string) string { return strings.Join(ids, ",") })
		if utf8.ValidString(src) && !utf8.ValidString(plain) {
			t.Errorf("%q is not UTF-8", plain)
		}
	})
}
