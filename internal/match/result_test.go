package match

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"rolecall/internal/corpus"
)

// TestWrongRoleIsNoCandidate: no candidate is about a role that was not named.
func TestWrongRoleIsNoCandidate(t *testing.T) {
	x := testIndex(t)
	for i, e := range x.entries {
		if e.comparing || len(e.roles) != 1 {
			continue
		}
		for _, text := range x.corpus.Entries[i].Texts() {
			p := x.parse(text, false)
			if len(p.effective) != 1 || len(p.others) > 0 || len(p.readings) > 0 {
				continue
			}
			for _, text := range []string{text, "pls " + text} {
				r := x.Match(Query{Text: text})
				for _, c := range r.Candidates {
					i := x.entryIndex(c.Entry)
					if roles := x.entries[i].roles; len(roles) > 0 && !slices.Contains(roles, p.effective[0]) && !slices.Contains(roles, x.roles.kin(p.effective[0])) {
						t.Errorf("%q names %s, candidate %s", text, p.effective[0], c.Entry)
					}
				}
			}
		}
	}
}

// TestPhrasingsAreExact: every question and phrasing of the corpus, and of its refusals,
// is known word for word.
func TestPhrasingsAreExact(t *testing.T) {
	x := testIndex(t)
	twins := 0
	exact := func(text, id string) {
		r := x.Match(Query{Text: text})
		if r.Exact == id {
			return
		}
		if twins++; twins > 5 {
			t.Errorf("%q of %s is exactly %q", text, id, r.Exact)
		}
	}
	for i := range x.entries {
		for _, text := range x.corpus.Entries[i].Texts() {
			exact(text, x.entries[i].id)
		}
	}
	for _, ref := range x.corpus.Refusals {
		for _, text := range ref.Phrasings {
			exact(text, ref.ID)
		}
	}
	t.Logf("%d phrasings are read like another entry's", twins)
}

func TestAmbiguousLettersStayOpen(t *testing.T) {
	x := testIndex(t)
	r := x.Match(Query{Text: "what does a CDO do"})
	if r.Letters != "cdo" || !slices.Equal(r.Readings, []string{"cdo", "cdigo"}) {
		t.Errorf("%q has the readings %v", r.Letters, r.Readings)
	}
	if r = x.Match(Query{Text: "what does a CDO do in our digital unit"}); r.Letters != "" || len(r.Readings) != 0 || r.Roles[0].ID != "cdigo" {
		t.Errorf("the other words decide: %q %v %v", r.Letters, r.Readings, r.Roles)
	}
}

// TestLettersOfAThread: letters mean the reading that was spoken of, the last answer's before the thread's; where it
// spoke of both or of none, they stay open.
func TestLettersOfAThread(t *testing.T) {
	x := testIndex(t)
	for _, tt := range []struct {
		text    string
		context Context
		role    string // "" for both
	}{
		{"who does the cdo report to", Context{Entry: "cdigo.definition", Roles: []string{"cdigo"}}, "cdigo"},
		{"who does the cdo report to", Context{Entry: "cdo.definition", Roles: []string{"cdo"}}, "cdo"},
		{"and a cdo?", Context{Entry: "cio.salary", Roles: []string{"cdigo", "cio"}}, "cdigo"},
		{"what does a cdo earn", Context{Entry: "cdigo.definition", Roles: []string{"cdo", "cdigo"}}, "cdigo"},
		{"the cdo of data", Context{Entry: "cdigo.definition", Roles: []string{"cdigo"}}, "cdo"},
		{"who does the cdo report to", Context{Entry: "compare.cdo-cdigo", Roles: []string{"cdo", "cdigo"}}, ""},
		{"who does the cdo report to", Context{Entry: "cto.salary", Roles: []string{"cto"}}, ""},
	} {
		r := x.Match(Query{Text: tt.text, Context: tt.context})
		if open := len(r.Readings) > 1; open != (tt.role == "") || !open && r.Roles[0].ID != tt.role {
			t.Errorf("after %v, %q: %v, readings %v; want %q", tt.context, tt.text, r.Roles, r.Readings, tt.role)
		}
	}
}

func TestCorrectionsAndNormal(t *testing.T) {
	r := testIndex(t).Match(Query{Text: "wat is the salry of a Cheif Tecnology Oficer"})
	if r.Normal != "what is the salary of a {cto}" {
		t.Errorf("normal %q", r.Normal)
	}
	if want := []Correction{{"salry", "salary"}}; !slices.Equal(r.Corrections, want) {
		t.Errorf("corrections %v", r.Corrections)
	}
	if want := (RoleMention{ID: "cto", Text: "Cheif Tecnology Oficer"}); r.Roles[0] != want {
		t.Errorf("role %v", r.Roles)
	}
}

// TestComparison: a question asks for a comparison if it asks how roles differ, not
// whenever it names two.
func TestComparison(t *testing.T) {
	x := testIndex(t)
	for text, want := range map[string]bool{
		"cto vs cio vs ciso":                         true,
		"difference between vp engineering and cto":  true,
		"cto or cpo":                                 true,
		"does the cto report to the ceo, and why":    false,
		"how much does a cto earn":                   false,
		"what should a cto tell the ceo about risks": false,
	} {
		if r := x.Match(Query{Text: text}); r.Comparison != want {
			t.Errorf("%q: comparison %v (%s), want %v", text, r.Comparison, top(r), want)
		}
	}
}

// TestFacts: what a text says, whatever its chances are.
func TestFacts(t *testing.T) {
	x := testIndex(t)
	inThread := Context{Entry: "cto.salary", Roles: []string{"cto", "cio"}}
	for name, tt := range map[string]struct {
		text    string
		context Context
		is      func(r Result) bool
	}{
		"no words":                    {"", Context{}, func(r Result) bool { return r.Normal == "" && len(r.Candidates) == 0 }},
		"signs":                       {":tada: ?!", Context{}, func(r Result) bool { return r.Normal == "" && len(r.Candidates) == 0 }},
		"a thumb":                     {"👍", Context{}, func(r Result) bool { return r.Normal == "" }},
		"another script":              {"что делает технический директор", Context{}, func(r Result) bool { return r.Foreign }},
		"another language":            {"Was verdient ein CTO in Deutschland?", Context{}, func(r Result) bool { return r.Foreign }},
		"what is near in another one": {"Wem berichtet ein CIO?", Context{}, func(r Result) bool { return r.Foreign && top(r) == "cio.reporting-line" }},
		"an exact phrasing":           {"what does a CTO do", Context{}, func(r Result) bool { return r.Exact == "cto.responsibilities" }},
		"an exact refusal":            {"tell me a joke", Context{}, func(r Result) bool { return r.Exact == "small-talk" }},
		"one role named twice":        {"cto vs cto", Context{}, func(r Result) bool { return r.SameRole }},
		"… by its title":              {"cto vs chief technology officer", Context{}, func(r Result) bool { return r.SameRole }},
		"… in other words":            {"difference between cio and chief information officer", Context{}, func(r Result) bool { return r.SameRole }},
		"two roles are not one":       {"cto vs cio", Context{}, func(r Result) bool { return !r.SameRole }},
		"a role and small talk":       {"ok lets talk about cisos", Context{}, func(r Result) bool { return r.RoleOnly == "ciso" }},
		"a role pointed at":           {"no, the second one", inThread, func(r Result) bool { return r.RoleOnly == "cio" }},
		"… that something is asked":   {"the second one does it?", inThread, func(r Result) bool { return r.RoleOnly == "" && r.About == "cio" }},
		"a role and a topic":          {"ciso salary", Context{}, func(r Result) bool { return r.RoleOnly == "" && r.About == "ciso" && r.Covered == 1 }},
		"three roles": {"cto versus cio versus ciso", Context{}, func(r Result) bool {
			return r.Comparison && r.OnlyCompare && slices.Equal(r.Compared, []string{"cto", "cio", "ciso"})
		}},
		"two, and more words": {"who of cto and cio decides on laptops, versus each other", Context{}, func(r Result) bool { return !r.OnlyCompare }},
		"those of the thread": {"compare them", inThread, func(r Result) bool {
			return r.FollowUp && r.OnlyCompare && slices.Equal(r.Compared, []string{"cto", "cio"})
		}},
		"the thread's question":      {"and the ciso?", inThread, func(r Result) bool { return r.FollowUp && r.SameTopic == "ciso.salary" && r.About == "ciso" }},
		"a question of its own":      {"what does a ciso do", inThread, func(r Result) bool { return !r.FollowUp && r.SameTopic == "" && r.Exact == "ciso.responsibilities" }},
		"a role that is not covered": {"cfo salary", Context{}, func(r Result) bool { return r.Covered == 0 && len(r.Others) == 1 }},
		"… beside one that is":       {"does the cto report to the cfo", Context{}, func(r Result) bool { return r.Covered == 1 && len(r.Others) == 1 }},
		"a question and its kin":     {"virtual cio salary", Context{}, func(r Result) bool { return r.About != "" && len(r.Candidates) > 0 }},
	} {
		if r := x.Match(Query{Text: tt.text, Context: tt.context}); !tt.is(r) {
			r.Candidates, r.Refusals = r.Candidates[:min(2, len(r.Candidates))], nil
			t.Errorf("%s: %q is read as %+v", name, tt.text, r)
		}
	}
}

// TestCompanyRoleReplacesRefusedRole: a role that a company adds without an entry
// replaces the role we refuse, and the refusals that name it.
func TestCompanyRoleReplacesRefusedRole(t *testing.T) {
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	own := *c
	own.Roles = append(slices.Clone(c.Roles), &corpus.Role{ID: "cfo", Name: "Chief Financial Officer", Letters: "CFO", Abbreviations: []string{"cfo"}})
	x, err := New(&own)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"cfo", "what is a cfo", "what does a CFO do"} {
		if r := x.Match(Query{Text: text}); r.Exact != "" || r.RoleOnly != "cfo" || len(r.Roles) != 1 || r.Roles[0].Other {
			t.Errorf("%q: exactly %q, role %q of %v", text, r.Exact, r.RoleOnly, r.Roles)
		}
	}
}

// TestNotExact: a phrasing is ranked by its score, as if the corpus did not have it
// word for word; for any other text nothing changes.
func TestNotExact(t *testing.T) {
	x := testIndex(t)
	for i := range x.entries {
		text := x.corpus.Entries[i].Texts()[0]
		if r := x.Match(Query{Text: text, NotExact: true}); r.Exact != "" || r.Normal == "" || len(r.Candidates) == 0 {
			t.Errorf("%q: exactly %q, %d candidates", text, r.Exact, len(r.Candidates))
		}
	}
	for _, text := range goldenTexts(t) {
		r := x.Match(Query{Text: text})
		if n := x.Match(Query{Text: text, NotExact: true}); r.Exact == "" && !reflect.DeepEqual(r, n) {
			t.Errorf("%q: %+v, with NotExact %+v", text, r, n)
		}
	}
}

// TestRanksAreStable: learned again, on any number of cores, the corpus ranks every
// golden question in the same way, and so does every goroutine.
func TestRanksAreStable(t *testing.T) {
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	texts := goldenTexts(t)
	first := testIndex(t)
	want := make([]Result, len(texts))
	for i, text := range texts {
		want[i] = first.Match(Query{Text: text})
	}
	cores := []int{1, 3} // one, and a number that classes do not divide by
	if testing.Short() {
		cores = cores[:1]
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, n := range cores {
		runtime.GOMAXPROCS(n)
		again, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		t.Run("", func(t *testing.T) {
			for part := range n {
				t.Run("", func(t *testing.T) {
					t.Parallel()
					for i := part; i < len(texts); i += n {
						if got := again.Match(Query{Text: texts[i]}); !reflect.DeepEqual(got, want[i]) {
							t.Fatalf("%d cores, %q: %+v, before %+v", n, texts[i], got, want[i])
						}
					}
				})
			}
		})
	}
}

// goldenTexts are the questions of the golden set, follow-ups included.
func goldenTexts(t testing.TB) []string { return textsIn(t, "../../knowledge/golden", true) }

// textsIn are the questions of the files in a folder, with the follow-ups or without.
func textsIn(t testing.TB, folder string, followUps bool) (texts []string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(folder, "*.tsv"))
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			text, _, ok := strings.Cut(strings.TrimPrefix(line, "\t"), "\t")
			if ok && !strings.HasPrefix(line, "#") && (followUps || !strings.HasPrefix(line, "\t")) {
				texts = append(texts, text)
			}
		}
	}
	if len(texts) < 100 {
		t.Fatalf("only %d questions in %v", len(texts), files)
	}
	return texts
}

func TestEveryFeatureHasAName(t *testing.T) {
	x := testIndex(t)
	for _, text := range goldenTexts(t) {
		for _, c := range x.Explain(Query{Text: text}).Candidates {
			for _, f := range c.Features {
				if strings.TrimSpace(f.Text) == "" || f.Weight == 0 {
					t.Errorf("%q, %s: %q weighed %.3f", text, c.Entry, f.Text, f.Weight)
				}
			}
		}
	}
}

func TestExplain(t *testing.T) {
	x := testIndex(t)
	q := Query{Text: "roughly what salary does a cto get"}
	r := x.Explain(q)
	if len(r.Candidates) == 0 || len(r.Candidates[0].Features) == 0 {
		t.Fatal("no features")
	}
	if !slices.ContainsFunc(r.Candidates[0].Features, func(f Feature) bool { return strings.Contains(f.Text, "salar") && f.Weight > 0 }) {
		t.Errorf("salary does not show: %v", r.Candidates[0].Features)
	}
	if nearest := r.Candidates[0].Matched; !strings.Contains(nearest, "salar") && !strings.Contains(nearest, "get") {
		t.Errorf("the nearest phrasing is %q", nearest)
	}
	for _, text := range append(goldenTexts(t), q.Text) {
		r, m := x.Explain(Query{Text: text}), x.Match(Query{Text: text})
		for i := range r.Candidates {
			if wanted := i < maxMatched; wanted != (r.Candidates[i].Matched != "") {
				t.Errorf("%q: candidate %d: the nearest phrasing is %q", text, i, r.Candidates[i].Matched)
			}
			r.Candidates[i].Matched, r.Candidates[i].Features, r.Candidates[i].Spoken = "", nil, nil
		}
		if !reflect.DeepEqual(m, r) {
			t.Errorf("%q: explaining changed the result: %+v, matched %+v", text, r, m)
		}
	}
}
