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

func TestRefusals(t *testing.T) {
	x := testIndex(t)
	for text, reason := range map[string]Reason{
		"who is the cto of zalando":                 "live-fact",
		"who's the CIO of Acmecorp":                 "live-fact",
		"is our ciso about to resign":               "live-fact",
		"invite the cto to a call tomorrow at nine": "action",
		"is priya a good cto":                       "named-person",
		"what does a chief marketing officer do":    "other-role",
		"cfo salary":                                "other-role",
		"pls tell me another joke":                  "small-talk",
		"":                                          ReasonEmpty,
		":tada:":                                    ReasonEmpty,
		"что делает технический директор": ReasonNotEnglish,
		"最高技術責任者とは何ですか":                   ReasonNotEnglish,
	} {
		r := x.Match(Query{Text: text})
		if r.Band != BandNone || r.Reason != reason {
			t.Errorf("%q: %v %s (%s %.2f), want none for %s", text, r.Band, r.Reason, top(r), r.Confidence, reason)
		}
	}
}

// TestWrongRoleIsNoCandidate: no candidate is about a role that was not named.
func TestWrongRoleIsNoCandidate(t *testing.T) {
	x := testIndex(t)
	for _, e := range x.entries {
		if e.comparing || len(e.roles) != 1 {
			continue
		}
		for _, text := range e.phrasings {
			p := x.parse(text, false)
			if len(p.effective) != 1 || len(p.others) > 0 || len(p.readings) > 0 {
				continue
			}
			r := x.Match(Query{Text: "pls " + text}) // exact phrasings win over any rule
			for _, c := range r.Candidates {
				i := x.entryIndex(c.Entry)
				if roles := x.entries[i].roles; len(roles) > 0 && !slices.Contains(roles, p.effective[0]) && !slices.Contains(roles, x.roles.kin(p.effective[0])) {
					t.Errorf("%q names %s, candidate %s", text, p.effective[0], c.Entry)
				}
			}
		}
	}
}

// TestPhrasingsAnswerExactly: every question and phrasing of the corpus matches its
// own entry exactly.
func TestPhrasingsAnswerExactly(t *testing.T) {
	x := testIndex(t)
	twins := 0
	for i := range x.entries {
		for _, text := range x.entries[i].phrasings {
			r := x.Match(Query{Text: text})
			if r.Exact && r.Band == BandAnswer && top(r) == x.entries[i].id {
				continue
			}
			if twins++; twins > 5 {
				t.Errorf("%q of %s: %v %s, exact %v", text, x.entries[i].id, r.Band, top(r), r.Exact)
			}
		}
	}
	t.Logf("%d phrasings are read like another entry's", twins)
}

func TestAmbiguousLettersStayOpen(t *testing.T) {
	x := testIndex(t)
	r := x.Match(Query{Text: "what does a CDO do"})
	if !slices.Equal(r.Readings, []string{"cdo", "cdigo"}) {
		t.Errorf("readings %v", r.Readings)
	}
	if r = x.Match(Query{Text: "what does a CDO do in our digital unit"}); len(r.Readings) != 0 || r.Roles[0].ID != "cdigo" {
		t.Errorf("the other words decide: %v %v", r.Readings, r.Roles)
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

// TestRanksAreStable: learned again, on any number of cores, the corpus ranks every
// golden question in the same way.
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
	cores := []int{1, 2, 3, 8}
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
		for i, text := range texts {
			if got := again.Match(Query{Text: text}); !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("%d cores, %q: %+v, before %+v", n, text, got, want[i])
			}
		}
	}
}

// goldenTexts are the questions of the golden set, follow-ups included.
func goldenTexts(t *testing.T) (texts []string) {
	files, _ := filepath.Glob("../../knowledge/golden/*.tsv")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			text, _, ok := strings.Cut(strings.TrimPrefix(line, "\t"), "\t")
			if ok && !strings.HasPrefix(line, "#") {
				texts = append(texts, text)
			}
		}
	}
	if len(texts) < 100 {
		t.Fatalf("only %d golden questions in %v", len(texts), files)
	}
	return texts
}

// TestRules: what roles, language and emoji decide without scores.
func TestRules(t *testing.T) {
	x := testIndex(t)
	for text, reason := range map[string]Reason{
		"cto vs cto":                           ErrSameRole,
		"👍":                                    ReasonThanks,
		":+1:":                                 ReasonThanks,
		"Wem berichtet ein CIO?":               ReasonNotEnglish,
		"Was verdient ein CTO in Deutschland?": ReasonNotEnglish,
		"qué hace un CTO":                      ReasonNotEnglish,
		"wat doet een cto":                     ReasonNotEnglish,
	} {
		if r := x.Match(Query{Text: text}); r.Band != BandNone || r.Reason != reason {
			t.Errorf("%q: %v %s, want none for %s", text, r.Band, r.Reason, reason)
		}
	}
	if r := x.Match(Query{Text: "Wem berichtet ein CIO?"}); top(r) != "cio.reporting-line" {
		t.Errorf("nearest in another language: %s", top(r))
	}
	if r := x.Match(Query{Text: "ok lets talk about cisos"}); r.Reason != ReasonRoleOnly || top(r) != "ciso.definition" {
		t.Errorf("a role and small talk: %s %s", r.Reason, top(r))
	}
	if r := x.Match(Query{Text: "cto versus cio versus ciso"}); !slices.Equal(r.Compared, []string{"cto", "cio", "ciso"}) || r.Band == BandAnswer {
		t.Errorf("three roles: %v %v", r.Compared, r.Band)
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
		if r := x.Match(Query{Text: text}); r.Reason != ReasonRoleOnly || len(r.Roles) != 1 || r.Roles[0].Other {
			t.Errorf("%q: %v %s %v", text, r.Band, r.Reason, r.Roles)
		}
	}
}

// TestBotEntriesOnlyWhenAsked: entries about the bot are not candidates of questions
// about something else.
func TestBotEntriesOnlyWhenAsked(t *testing.T) {
	x := testIndex(t)
	for _, text := range goldenTexts(t) {
		p := x.parse(text, false)
		r := x.Match(Query{Text: text})
		for i, c := range r.Candidates {
			if i > 0 && strings.HasPrefix(c.Entry, "bot.") && c.Score < fillerFrom-penaltyNoRole && !p.contains(botWords) {
				t.Errorf("%q: %s %.2f among the candidates", text, c.Entry, c.Score)
			}
		}
	}
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
	r := x.Explain(Query{Text: "roughly what salary does a cto get"})
	if len(r.Candidates) == 0 || len(r.Candidates[0].Features) == 0 {
		t.Fatal("no features")
	}
	if !slices.ContainsFunc(r.Candidates[0].Features, func(f Feature) bool { return strings.Contains(f.Text, "salar") && f.Weight > 0 }) {
		t.Errorf("salary does not show: %v", r.Candidates[0].Features)
	}
	if m := x.Match(Query{Text: "roughly what salary does a cto get"}); m.Band != r.Band || m.Confidence != r.Confidence {
		t.Errorf("explaining changed the result: %v %v", m.Band, r.Band)
	}
}
