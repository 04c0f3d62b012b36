package match

import (
	"maps"
	"testing"
	"testing/fstest"

	"rolecall/internal/corpus"
	"rolecall/knowledge"
)

// TestWhatAnEntryAnswersFor: facets and penalties come from the corpus; a company's
// replace ours, and an entry's replace its facet's.
func TestWhatAnEntryAnswersFor(t *testing.T) {
	entry := func(role, more string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\nquestion: What about it?\nlabel: It\nroles: [" + role + "]\n" + more +
			"short: It is so.\nphrasings: [what about it then]\nreviewed: 2026-06-01\n---\n- So.\n")}
	}
	company := fstest.MapFS{
		"facets.yaml":                     {Data: []byte("- {facet: coding, answers_for: {technical-depth: 0.3, culture: 0.4}}\n")},
		"entries/caio/coding.md":          entry("caio", ""),
		"entries/cdigo/coding.md":         entry("cdigo", "answers_for: {team: 0.2}\n"),
		"entries/cdigo/team.md":           entry("cdigo", ""),
		"entries/cdo/coding.md":           entry("cdo", "answers_for: {team: 0.2}\n"),
		"entries/cpo/salary.md":           entry("cpo", ""),
		"entries/coo/responsibilities.md": entry("coo", ""),
	}
	c, ps, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS}, corpus.Layer{Name: "company", FS: company})
	if err != nil {
		t.Fatal(ps)
	}
	x := newIndex(c)
	for id, want := range map[string]map[string]float64{
		"caio.coding":    {"r.technical-depth": 0.3, "r.culture": 0.4}, // the company's item
		"cdigo.coding":   {},                                           // its own, which its role has an entry on
		"cdo.coding":     {"r.team": 0.2},
		"cpo.salary":     {"r.equity": 0.1}, // our item
		"cto.salary":     {},                // there is cto.equity
		"coo.definition": {},                // something else says what a COO does
		"ceo.definition": {"r.definition": 0, "r.responsibilities": 0, "r.day-to-day": 0.05, "r.types": 0.15, "r.need": 0.15, "r.history": 0.15,
			"r.team": 0.2, "r.skills": 0.15, "r.reporting-line": 0.2},
	} {
		e := x.entries[x.entryIndex(id)]
		got := map[string]float64{}
		for _, n := range e.answersFor {
			got[x.names[n.class]] = n.penalty
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s answers for %v, want %v", id, got, want)
		}
	}
	for id, boss := range map[string]bool{"compare.cto-ceo": true, "compare.cto-vpe": false} {
		e := x.entries[x.entryIndex(id)]
		lines := false
		for _, n := range e.answersFor {
			lines = lines || x.names[n.class] == "r.reporting-line"
		}
		if lines == boss {
			t.Errorf("%s answers for the reporting line: %v", id, lines)
		}
	}
}
