package match

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestRefusals(t *testing.T) {
	x := testIndex(t)
	for text, reason := range map[string]string{
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

// TestWrongRoleIsNoCandidate: no candidate speaks of a role that was not named.
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
			r := x.Match(Query{Text: "pls " + text}) // word for word, a curator's phrasing wins over any rule
			for _, c := range r.Candidates {
				i := x.entryIndex(c.Entry)
				if roles := x.entries[i].roles; len(roles) > 0 && !slices.Contains(roles, p.effective[0]) && !slices.Contains(roles, kin[p.effective[0]]) {
					t.Errorf("%q names %s, candidate %s", text, p.effective[0], c.Entry)
				}
			}
		}
	}
}

// TestPhrasingsAnswerExactly: every question and phrasing of the corpus answers
// with its own entry at once.
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
	t.Logf("%d phrasings read like another's", twins)
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

// TestComparison: a free question asks for a comparison where it sets roles
// against each other, not wherever two are named.
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

// TestRanksAreStable: ten rebuilds rank alike, weights trained or embedded.
func TestRanksAreStable(t *testing.T) {
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	first := testIndex(t)
	var texts []string
	for _, e := range first.entries {
		texts = append(texts, "pls "+e.phrasings[0]) // no exact match
	}
	want := make([]Result, len(texts))
	for i, text := range texts {
		want[i] = first.Match(Query{Text: text})
	}
	for range 10 {
		again, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range texts {
			if got := again.Match(Query{Text: text}); !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("%q: %+v, before %+v", text, got, want[i])
			}
		}
		if Stale(c) {
			break // every rebuild trains; TestWeights speaks up
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
