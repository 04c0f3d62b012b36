package prose

import (
	"reflect"
	"strings"
	"testing"
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
		text, faults := Parse(tt.src, 1)
		if len(faults) > 0 {
			t.Errorf("Parse(%q): %v", tt.src, faults)
		}
		got := text.Plain(func(ids []string) string { return "{" + strings.Join(ids, "+") + "}" })
		if got != tt.plain {
			t.Errorf("Parse(%q) reads %q, want %q", tt.src, got, tt.plain)
		}
		if cites := text.Cites(); !reflect.DeepEqual(cites, tt.cites) {
			t.Errorf("Parse(%q) cites %q, want %q", tt.src, cites, tt.cites)
		}
	}
}

func TestParseTextKeepsStyle(t *testing.T) {
	text, _ := Parse("a **b** *c* ***d*** [E]", 1)
	want := []Span{{Text: "a "}, {Text: "b", Bold: true}, {Text: " "}, {Text: "c", Italic: true}, {Text: " "},
		{Text: "d", Bold: true, Italic: true}, {Text: " "}, {Cite: []string{"E"}}}
	if len(text) != 1 || !reflect.DeepEqual(text[0].Spans, want) {
		t.Errorf("got %+v, want %+v", text, want)
	}
}

func TestPlainWithoutCitationsLeavesNoGap(t *testing.T) {
	text, _ := Parse("One [A]. Two [B, C], three [D]", 1)
	if got, want := text.Plain(nil), "One. Two, three"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEachKnowsTheLines(t *testing.T) {
	text, _ := Parse("para\nphrase\n\n- one\n  goes on\n- two\n\n- three\n\nend", 10)
	var got []int
	text.Each(func(_ []Span, line int) { got = append(got, line) })
	if want := []int{10, 13, 15, 17, 19}; !reflect.DeepEqual(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a **b** [C, D]\n\n- e\n- *f*\n\n**Next:** g", "# h", "|a|\n|-|", "1. a\n   - b", "<b>", "[a]: b\n[a]", "&#0;\\*", "- \n\n  -", "***", "> a\n- b\n\t- c", "```\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		const first = 7
		text, faults := Parse(src, first)
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
