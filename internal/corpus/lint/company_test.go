package lint

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rolecall/internal/corpus"
)

// TestOwnFilesMayBreakTheHouseRules: what is short is nobody's business but the
// company's; in the built-in corpus the same files have faults.
func TestOwnFilesMayBreakTheHouseRules(t *testing.T) {
	const role = "id: coo\nname: Chief Operating Officer\nletters: COO\ndifference: runs the day\ntitles: [chief operations officer]\nreviewed: 2026-11-01\ncells: {purpose: {text: To run the day}}\n"
	own := map[string]string{"entries/cto/parking.md": strings.Replace(parking, "There are 12 bicycles, since March 2026", "One bicycle", 1), "roles/coo.yaml": role}
	if got := company(t, own); len(got) > 0 {
		t.Errorf("laid over:\n%s", strings.Join(got, "\n"))
	}
	base := small(t)
	for name, text := range own {
		base[name] = &fstest.MapFile{Data: []byte(text)}
	}
	if got := found(base, nil, nil); len(got) != 9 || strings.Contains(strings.Join(got, ""), "warning") {
		t.Errorf("in the corpus itself, want nine faults:\n%s", strings.Join(got, "\n"))
	}
}

// TestTheCompanysFileIsNamed where its reply to a message is at fault.
func TestTheCompanysFileIsNamed(t *testing.T) {
	faulty := fstest.MapFS{"refusals.yaml": {Data: []byte("- {id: canteen, reply: 'See [x].'}\n")}}
	if ps := Corpus(load(t, small(t), faulty), nil, today); len(ps) != 1 || ps[0].File != "b/refusals.yaml" {
		t.Errorf("got %v, want the reply of the company's file", ps)
	}
}

// parking is an entry as a company writes one.
const parking = "---\nquestion: Where does the CTO park?\nlabel: Parking\nroles: [cto]\nshort: On deck 4. It is dark.\nphrasings: [cto parking, parking deck of the cto]\nreviewed: 2026-11-01\n---\n- There are 12 bicycles, since March 2026.\n- One car.\n"

// company are the summaries of what lint says of files laid over the small corpus.
func company(t *testing.T, files map[string]string) []string {
	t.Helper()
	own := fstest.MapFS{}
	for name, text := range files {
		own[name] = &fstest.MapFile{Data: []byte(text)}
	}
	out := []string{}
	for _, p := range Corpus(load(t, small(t), own), nil, today) {
		out = append(out, p.Summary())
	}
	return out
}

// TestWhatACompanyIsTold: nothing of style, all that harms a reader.
func TestWhatACompanyIsTold(t *testing.T) {
	const at = "b/entries/cto/parking.md:"
	with := func(old, new string) string {
		if strings.Count(parking, old) != 1 {
			t.Fatalf("%q is not in the entry once", old)
		}
		return strings.Replace(parking, old, new, 1)
	}
	for _, tt := range []struct {
		name, page string
		want       []string
	}{
		{"short, and nothing else", parking, nil},
		{"one sentence", with(" It is dark.", ""), nil},
		{"no points", with("- There are 12 bicycles, since March 2026.\n- One car.\n", ""), nil},
		{"many points", with("- One car.\n", strings.Repeat("- Another car.\n", 7)), nil},
		{"an exclamation mark", with("It is dark.", "It is dark!"), nil},
		{"four sources in a bracket", with("One car.", "One car [ALPHA, BETA, GAMMA, DELTA, COMPANY]."), nil},
		{"pay without countries", with("roles: [cto]", "roles: [cto]\nkind: pay"), nil},
		{"a figure without a year, where or of how many", with("One car.", "40% drive [ALPHA]. There are 12 bicycles [COMPANY]."), nil},
		{"a short answer of three sentences", with("It is dark.", "It is dark. It is "+long(250)+". Bring a lamp."), nil},
		{"an answer that is folded", with("One car.", long(1100)), []string{at + "5: warning: answer has 1169 characters, at most 1100"}},
		{"marks that do not render", with("One car.", "One car [own]."), []string{at + `10: text holds "[", which will not render: One car [own].`}},
		{"an address", with("One car.", "See https://intra."), []string{at + `10: text holds "://", which will not render: See https://intra.`}},
		{"a review that is overdue", with("2026-11-01", "2023-11-01"), []string{at + "7: warning: review of 2023-11-01 is stale"}},
		{"a phrasing of another entry", with("cto parking, ", "what is a CTO, "), []string{at + `6: phrasing "what is a CTO" is in cto.definition too`}},
		{"a figure beside what a study says", with("One car.", "One car [ALPHA]."), []string{at + "5: warning: a number without a source: On deck 4. It is dark.", at + "9: warning: a number without a source: There are 12 bicycles, since March 2026."}},
		{"a figure of the company beside a study", with("bicycles, since March 2026.\n- One car.", "bicycles [COMPANY].\n- One car [ALPHA]."), nil},
		{"a seller's figure", with("One car.", "40% drive, in 2024 [DELTA]."), []string{at + "10: warning: a number that rests on a seller's page alone: 40% drive, in 2024.", at + "5: warning: a number without a source: On deck 4. It is dark.", at + "9: warning: a number without a source: There are 12 bicycles, since March 2026."}},
		{"a place that nothing leads to", with("roles: [cto]", "roles: [cto]\nkind: pay\ncovers: [Atlantis]"), []string{at + `6: warning: covers "Atlantis", to which no place leads`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := company(t, map[string]string{"entries/cto/parking.md": tt.page, "words/places.txt": "the UK: uk\nthe US: us\n"})
			slices.Sort(tt.want)
			slices.Sort(got)
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestACompanyIsToldOfItsOwnFilesOnly: what was there before, it cannot change.
func TestACompanyIsToldOfItsOwnFilesOnly(t *testing.T) {
	files := small(t)
	edit{ctoRole, "2026-06-01", "2024-01-01"}.apply(t, files)
	if got := Corpus(load(t, files), nil, today); len(got) != 1 {
		t.Fatalf("without a company's files: %v", got)
	}
	own := fstest.MapFS{"entries/cto/parking.md": {Data: []byte(parking)}}
	if got := Corpus(load(t, files, own), nil, today); len(got) != 0 {
		t.Errorf("with them: %v", got)
	}
	// cto.a is read before cto.definition, and is the one to be named.
	own = fstest.MapFS{"entries/cto/a.md": {Data: []byte(strings.Replace(parking, "cto parking, ", "what is a CTO, ", 1))}}
	got := Corpus(load(t, files, own), nil, today)
	if len(got) != 1 || got[0].Summary() != `b/entries/cto/a.md:6: phrasing "what is a cto" is in cto.definition too` {
		t.Errorf("a phrasing of two entries: %v", got)
	}
}

func TestOurOwnFilesCiteNoCompany(t *testing.T) {
	const say = " [COMPANY], which is for a company's own files"
	cites := func(name, file, old, new, at string) fault {
		return one(name, file, old, new, "k/"+file+at+"cites"+say)
	}
	refuse(t, []fault{
		cites("in a point", def, defOwn, "Rarely writes code [COMPANY]", ":26: "),
		cites("in the sources of an entry", def, "related: [compare.cto-cio]", "related: [compare.cto-cio]\nsources: [COMPANY]", ":20: "),
		cites("in a cell", ctoRole, "{text: The plan, sources: [ALPHA]}", "{text: The plan, sources: [COMPANY]}", ":11: "),
		cites("in a kit", kitFile, "sources: [OWN]", "sources: [COMPANY]", ":1: "),
		cites("in a guide", guide, "sources: [OWN]", "sources: [COMPANY]", ":1: "),
	}, nil, nil)
}

// TestOverlaid says of a company's files what Corpus does, and nothing of those below: here
// a number without a source, a phrasing that stands below, and a figure that is told otherwise
// below.
func TestOverlaid(t *testing.T) {
	files := small(t)
	page := strings.Replace(string(files[pair].Data), "The CIO looks at the company [ALPHA]", "Of 100 British firms in 2021 44% sat on the board [BETA]", 1)
	own := strings.NewReplacer("cto parking, ", "what is a CTO, ", "One car.", "One car [ALPHA].").Replace(parking)
	edit{def, "**Next:**", "Then"}.apply(t, files)
	c := load(t, files, fstest.MapFS{pair: {Data: []byte(page)}, "entries/cto/parking.md": {Data: []byte(own)}})
	want := Corpus(c, nil, today)
	n := len(want)
	want = slices.DeleteFunc(want, func(p corpus.Problem) bool { return !c.Overlaid(p.File) })
	if got := Overlaid(c, today); !slices.Equal(got, want) || len(got) != 4 || n == 4 {
		t.Errorf("of %d got\n%v\nwant\n%v", n, got, want)
	}
}
