package advisor

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/knowledge"
)

// company is a folder that adds roles with as little as a role can have: names, kin,
// cells, and a definition.
var company = fstest.MapFS{
	"roles/head-of-robotics.yaml": {Data: []byte(`id: head-of-robotics
name: Head of Robotics
letters: Head of robotics
plural: Heads of robotics
titles: [head of robotics, robotics director, director of robotics]
kin: cto
fields: [robotics]
difference: decides how machines work beside people
cells:
  purpose: {text: Makes robots earn their place on the floor, sources: [OWN]}
  team: {text: Robot engineers and technicians, sources: [OWN]}
reviewed: 2026-11-22
`)},
	"entries/head-of-robotics/definition.md": {Data: []byte(`---
question: What is a head of robotics?
label: Definition
roles: [head-of-robotics]
short: The person who decides how machines work beside people.
phrasings: [who is the head of robotics for, robotics director meaning]
related: [cto.definition]
reviewed: 2026-11-22
owner: robots
---
- They answer for the robots on the floor [OWN].

**Next:** ask how many robots there are.
`)},
	"roles/interim-ciso.yaml": {Data: []byte(`id: interim-ciso
name: Stand-in CISO
letters: Stand-in CISO
titles: [stand-in ciso]
variant_of: ciso
variant_word: interim
difference: keeps security going between two CISOs
cells:
  purpose: {text: Keeps security going between two CISOs, sources: [OWN]}
reviewed: 2026-11-22
`)},
	"words/places.txt":   {Data: []byte("# where our offices are\nlower wick\nupper wick\n")},
	"words/people.txt":   {Data: []byte("zaphod\nwick\n")},
	"words/concepts.txt": {Data: []byte("pay: simoleons\n")},
	"words/ways.txt":     {Data: []byte("[salary]\nwampum for R\n")},
	"words/openers.txt":  {Data: []byte("avast\n")},
	"facets.yaml":        {Data: []byte("- {facet: coding, answers_for: {technical-depth: 0.05}}\n")},
	"roles/chair.yaml": {Data: []byte(`id: chair
name: Chair of the Board
letters: Chair
titles: [chair of the board, board chair, chairwoman]
boss: true
difference: leads the board
cells:
  purpose: {text: Leads the board, sources: [OWN]}
reviewed: 2026-11-22
`)},
}

// overlaid is the advisor on our corpus with company laid over it, built once: it
// takes seconds to train.
var overlaid = sync.OnceValues(func() (*Advisor, error) {
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS}, corpus.Layer{Name: "company", FS: company})
	if err != nil {
		return nil, err
	}
	x, err := match.New(c)
	if err != nil {
		return nil, err
	}
	return New(c, x), nil
})

// TestARoleOfACompanyHasAllARoleHas: a role that a folder adds is answered, compared
// and offered, and replaces nothing that is in the program.
func TestARoleOfACompanyHasAllARoleHas(t *testing.T) {
	a, err := overlaid()
	if err != nil {
		t.Fatal(err)
	}
	offered := func(r Reply, id string) bool {
		return slices.ContainsFunc(r.Choices, func(e *corpus.Entry) bool { return e.ID == id })
	}
	for _, tt := range []struct {
		name, text string
		want       func(Reply) bool
	}{
		{"answered", "what is a head of robotics", func(r Reply) bool { return r.Outcome == Answer && r.EntryID() == "head-of-robotics.definition" }},
		{"answered by its title alone", "robotics director", func(r Reply) bool { return r.EntryID() == "head-of-robotics.definition" }},
		{"answered by a title people invent", "robotics boss meaning", func(r Reply) bool { return r.EntryID() == "head-of-robotics.definition" }},
		{"compared", "compare head of robotics and cto", func(r Reply) bool {
			return r.Outcome == Compared && slices.Equal(r.Context.Roles, []string{"head-of-robotics", "cto"})
		}},
		{"offered among choices", "how much does a head of robotics earn", func(r Reply) bool { return r.Outcome == Choices && offered(r, "head-of-robotics.definition") }},
		{"what its kin is asked is offered", "how much does a head of robotics earn", func(r Reply) bool { return r.Outcome == Choices && offered(r, "cto.salary") }},
		{"no person is judged, the scorecard of its kin is offered", "is maria a good head of robotics", func(r Reply) bool { return r.Reason == "named-person" && offered(r, "cto.scorecard") }},
		{"a variant is answered by what it is a variant of", "who does a stand-in ciso report to", func(r Reply) bool { return r.EntryID() == "ciso.reporting-line" || offered(r, "ciso.reporting-line") }},
		{"a boss is no rival of who reports to it", "does a cto report to the chair of the board", func(r Reply) bool { return r.EntryID() == "cto.reporting-line" || offered(r, "cto.reporting-line") }},
	} {
		r := a.Ask(Question{Text: tt.text})
		if !tt.want(r) {
			var ids []string
			for _, e := range r.Choices {
				ids = append(ids, e.ID)
			}
			t.Errorf("%s: %q gives %s %s %s [%s] %.2f", tt.name, tt.text, r.Outcome, r.EntryID(), r.Reason, strings.Join(ids, " "), r.Confidence)
		}
	}
}

// TestWordsOfACompany: the lists of a folder are read as ours are.
func TestWordsOfACompany(t *testing.T) {
	a, err := overlaid()
	if err != nil {
		t.Fatal(err)
	}
	a = a.At(Thresholds{Answer: 0.3, AnswerInThread: 0.3, Offer: 0.9, OfferWithoutRole: 0.8}) // what is meant matters here, not how surely
	for _, tt := range []struct{ name, text, entry, reason string }{
		{"a person", "is zaphod a good cto", "", "named-person"},
		{"a way of asking", "wampum for a cto", "cto.salary", ""},
		{"an opener", "avast ye, who does a cto report to?", "cto.reporting-line", ""},
	} {
		if r := a.Ask(Question{Text: tt.text}); r.EntryID() != tt.entry || tt.reason != "" && string(r.Reason) != tt.reason {
			t.Errorf("%s: %q gives %s %s %s", tt.name, tt.text, r.Outcome, r.EntryID(), r.Reason)
		}
	}
	const least = 0.2 // a word for a concept: 0.30 with the list, 0.05 without
	if first := a.Ask(Question{Text: "does a cto get many simoleons a year"}).Match.Candidates[0]; first.Entry != "cto.salary" || first.Chance < least {
		t.Errorf("simoleons are %s, %.2f", first.Entry, first.Chance)
	}
	want := a.Ask(Question{Text: "cto salary in paris"})
	for _, place := range []string{"lower wick", "upper wick"} { // "wick" is a person too
		r := a.Ask(Question{Text: "cto salary in " + place})
		if r.EntryID() != "cto.salary" || r.Confidence != want.Confidence {
			t.Errorf("in %s: %s %.2f, in Paris %.2f", place, r.EntryID(), r.Confidence, want.Confidence)
		}
	}
}
