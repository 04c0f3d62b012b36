package lint

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestLintComparesStudies(t *testing.T) {
	const d, p, r = "k/entries/cto/definition.md:", "k/entries/compare/cto-cio.md:", "k/roles/cto.yaml:"
	const told = "The CIO looks at the company [ALPHA]"
	says := func(s string) edit { return edit{pair, told, s} }
	refuse(t, []fault{
		{"another share in another entry", []edit{says("Of 100 British firms in 2021 44% sat on the board [BETA]")},
			[]string{d + "24: says 40% where k/entries/compare/cto-cio.md says 44% of the same, by BETA"}},
		{"of another number asked", []edit{says("The survey was of 120 British firms in 2021 [BETA]")},
			[]string{d + "24: says 100 British firms where k/entries/compare/cto-cio.md says 120 British firms of the same, by BETA"}},
		{"in a cell", []edit{{ctoRole, "{text: The board, sources: [ALPHA]}", "{text: 44% sat on the board of a British firm (2021), sources: [BETA]}"}},
			[]string{r + "13: says 44% where k/entries/cto/definition.md says 40% of the same, by BETA"}},
		{"the same share", []edit{says("Of 100 British firms in 2021 40% sat on the board [BETA]")}, []string{}},
		{"of another source", []edit{says("Of 100 British firms in 2021 44% sat on the board [ALPHA]")}, []string{}},
		{"of something else", []edit{says("Of 100 British firms in 2021 44% gave the job a plan [BETA]")}, []string{}},
		{"of others asked, by another source of the same point", []edit{says("Of 120 British firms some did in 2021 [ALPHA, BETA]")}, []string{}},
		{"in another year", []edit{says("Of 100 British firms in 2011 44% sat on the board [BETA]")}, []string{}},
		one("twice in one entry", def, defOwn, "Of 100 British firms 44% sat on the board in 2021 [BETA]"),
		{"our own reading is no study", []edit{says("A board of 7% sat [OWN]"), {def, defOwn, "A board of 8% sat (2021) [OWN]"}}, []string{p + "29: a figure without a year: A board of 7% sat."}},
	}, nil, nil)
}

// TestAStudyOfAnOverlayIsAWarning: where a company says otherwise than we do, its own file is
// named, which it can change.
func TestAStudyOfAnOverlayIsAWarning(t *testing.T) {
	files := small(t)
	page := strings.Replace(string(files[pair].Data), "The CIO looks at the company [ALPHA]", "Of 100 British firms in 2021 44% sat on the board [BETA]", 1)
	ps := Corpus(load(t, files, fstest.MapFS{pair: {Data: []byte(page)}}), nil, today)
	const want = "b/entries/compare/cto-cio.md:29: warning: says 44% where a/entries/cto/definition.md says 40% of the same, by BETA"
	if len(ps) != 1 || ps[0].Summary() != want {
		t.Errorf("got %v, want %s", ps, want)
	}
}
