package lint

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rolecall/internal/corpus"
	"rolecall/knowledge"
)

// reporting is a company's answer in the place of ours on who the CTO reports to.
const reporting = "---\nquestion: Who does our CTO report to?\nlabel: Reporting line\nroles: [cto]\nshort: Our CTO reports to the COO, Ana, since March 2026.\nphrasings: [our cto's boss]\nreviewed: 2026-11-20\n---\n- The CEO sees the CTO once a month.\n"

// overridden is the built-in corpus with entries of a company over it.
func overridden(t *testing.T, files map[string]string) *corpus.Corpus {
	t.Helper()
	own := fstest.MapFS{}
	for name, text := range files {
		own[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return load(t, knowledge.FS, own)
}

// TestTheTableThatStillSaysOtherwise is what a curator met: the answer said COO, and the
// comparison went on with the CEO and 40%.
func TestTheTableThatStillSaysOtherwise(t *testing.T) {
	c := overridden(t, map[string]string{"entries/cto/reporting-line.md": reporting})
	left := Leftovers(c, c.Replaced("cto.reporting-line"))
	want := Leftover{Role: "cto", Dimension: "Usually reports to", Text: "CEO (40% of 2,500 worldwide, 2021); CIO or COO in some large firms"}
	if !slices.Contains(left, want) {
		t.Errorf("got %+v, want also %+v", left, want)
	}
	told := 0
	for _, p := range Corpus(c, nil, today) {
		if p.File != "b/entries/cto/reporting-line.md" || !p.Warning {
			t.Errorf("not at the company's file, or a fault: %v", p)
		}
		if p.What == "the table still says “"+want.Text+"” (CTO, Usually reports to)" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("lint tells of the cell %d times, want once", told)
	}
}

func TestLeftovers(t *testing.T) {
	page := func(short string) string {
		return strings.Replace(reporting, "Our CTO reports to the COO, Ana, since March 2026.", short, 1)
	}
	cio := strings.NewReplacer("roles: [cto]", "roles: [cio]", "our cto", "our cio").Replace(page("Our CIO reports to the COO, Ana."))
	for _, tt := range []struct {
		name, id, page string
		cells          string // role and row of each
	}{
		{"the figure is dropped", "cto.reporting-line", page("Our CTO reports to the CEO."), "cto Usually reports to"},
		{"the figure is another", "cto.reporting-line", page("Our CTO reports to the CEO, as do 44% of 2,500 CTOs asked worldwide in 2021 [IBM21]."), "cto Usually reports to"},
		{"the figure is kept", "cto.reporting-line", page("Our CTO reports to the CEO, as do 40% of 2,500 CTOs asked worldwide in 2021 [IBM21]."), ""},
		{"the figure is kept, and another boss named", "cto.reporting-line", page("Our CTO reports to the COO; 40% of 2,500 CTOs do otherwise (worldwide, 2021) [IBM21]."), "cto Usually reports to"},
		{"a claim without a figure", "ciso.reporting-line", strings.NewReplacer("roles: [cto]", "roles: [ciso]").Replace(page("Our CISO reports to the CFO.")), "ciso Usually reports to"},
		{"a claim that is kept", "ciso.reporting-line", strings.NewReplacer("roles: [cto]", "roles: [ciso]").Replace(page("Our CISO reports to the CIO.")), ""},
		{"of another role", "cio.reporting-line", cio, "cio Usually reports to"},
		{"on something else", "cto.title", page("Ours is called head of technology."), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := overridden(t, map[string]string{"entries/" + strings.Replace(tt.id, ".", "/", 1) + ".md": tt.page})
			var got []string
			for _, l := range Leftovers(c, c.Replaced(tt.id)) {
				if l.Role != "" {
					got = append(got, fmt.Sprintf("%s %s", l.Role, l.Dimension))
				}
			}
			if strings.Join(got, ", ") != tt.cells {
				t.Errorf("got %q, want %q", got, tt.cells)
			}
		})
	}
}

// TestLeftoversInKitsAndOtherEntries of the small corpus, where the figure is repeated.
func TestLeftoversInKitsAndOtherEntries(t *testing.T) {
	files := small(t)
	const figure = "In a survey of 100 British firms in 2021 40% sat on the board"
	edit{pair, "The CIO looks at the company [ALPHA]", figure + " [BETA]"}.apply(t, files)
	edit{kitFile, "Has led managers", figure}.apply(t, files)
	edit{kitFile, "sources: [OWN]", "sources: [BETA]"}.apply(t, files)
	c := load(t, files, fstest.MapFS{def: {Data: []byte(strings.NewReplacer("12 bicycles", "bicycles", "deck 4", "a deck").Replace(parking))}})
	want := []Leftover{{Kit: "cto", Text: figure}, {Entry: "compare.cto-cio", Text: figure + "."}}
	if got := Leftovers(c, c.Replaced("cto.definition")); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	var got []string
	for _, p := range Corpus(c, nil, today) {
		got = append(got, p.String())
	}
	if want := "b/entries/cto/definition.md:5: warning: the kit of cto and compare.cto-cio still say what this answer no longer does: In a survey of 100 British firms in 2021 40% sat on the boar…\n" +
		"    hint: say in the answer how both are true, or write those files too"; strings.Join(got, "\n") != want {
		t.Errorf("lint says\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if got, want := (Leftover{Entry: "cto.team", Text: "40% do."}).Says(c), "cto.team still says “40% do.”"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	if got, want := named([]string{"a", "b", "c", "d", "e"}), "a, b, c and 2 more"; got != want {
		t.Errorf("named: %q, want %q", got, want)
	}
	if got := Leftovers(load(t, files), &corpus.Entry{ID: "no.such"}); got != nil {
		t.Errorf("of an entry that is gone: %v", got)
	}
}

// BenchmarkLeftovers is of the entry that leaves most behind.
func BenchmarkLeftovers(b *testing.B) {
	page := strings.NewReplacer("reports to the COO, Ana,", "is paid well", "cto's boss", "cto's money").Replace(reporting)
	c := load(b, knowledge.FS, fstest.MapFS{"entries/cto/salary.md": {Data: []byte(page)}})
	for b.Loop() {
		if len(Leftovers(c, c.Replaced("cto.salary"))) < 10 {
			b.Fatal("it leaves less than it did")
		}
	}
}
