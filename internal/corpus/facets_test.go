package corpus

import (
	"maps"
	"testing"
	"testing/fstest"
)

func TestWhatAFacetAnswersFor(t *testing.T) {
	const f = "k/facets.yaml:"
	file := func(name, text string, want ...string) fault { return one(name, "facets.yaml", "", text, want...) }
	refuse(t, []fault{
		file("fine", "- {facet: definition, answers_for: {compare: 0.1}}\n- {facet: compare, without: definition, answers_for: {definition: 0}}\n"),
		file("unknown facet", "- {facet: definitions, answers_for: {definition: 0}}\n", f+`1: no role has an entry on the facet "definitions"`),
		file("answers for an unknown facet", "- facet: definition\n  answers_for:\n    pay: 0\n", f+`3: no role has an entry on the facet "pay"`),
		file("without an unknown facet", "- facet: definition\n  without: pay\n", f+`2: no role has an entry on the facet "pay"`),
		file("no facet", "- {answers_for: {definition: 0}}\n", f+"1: facet is missing", f+`1: no role has an entry on the facet ""`),
		file("twice", "- {facet: definition}\n- {facet: definition}\n", f+`2: facet "definition" is already defined in k/facets.yaml`),
		file("penalty that is no number", "- facet: compare\n  answers_for: {definition: dear}\n", f+`2: penalty of definition is "dear"`),
		file("penalty above one", "- {facet: compare, answers_for: {definition: 2}}\n", f+`1: penalty of definition is "2"`),
		file("penalty that is not a number", "- {facet: compare, answers_for: {definition: .nan}}\n", f+`1: penalty of definition is ".nan"`),
		file("penalty below nothing", "- {facet: compare, answers_for: {definition: -1}}\n", f+`1: penalty of definition is "-1"`),
		file("unknown field", "- {facet: compare, answers: {definition: 0}}\n", f+`1: unknown field "answers"`),
		one("an entry's own", def, "kind: general", "kind: general\nanswers_for: {compare: 0.2}"),
		one("an entry's unknown facet", def, "kind: general", "kind: general\nanswers_for:\n  pay: 0.2", `k/entries/cto/definition.md:7: no role has an entry on the facet "pay"`),
		one("an entry's penalty", def, "kind: general", "kind: general\nanswers_for: {compare: low}", `k/entries/cto/definition.md:6: penalty of compare is "low"`),
	})
}

func TestAFacetIsReplacedByName(t *testing.T) {
	file := func(text string) fstest.MapFS { return fstest.MapFS{"facets.yaml": {Data: []byte(text)}} }
	base := small(t)
	base["facets.yaml"] = file("- {facet: definition, answers_for: {compare: 0.1}}\n- {facet: compare, answers_for: {definition: 0.3}}\n")["facets.yaml"]
	c := load(t, base, file("- {facet: definition, answers_for: {compare: 0.2}}\n"))
	if got := c.Facet("definition").AnswersFor; !maps.Equal(got, map[string]float64{"compare": 0.2}) || c.Facet("compare") == nil || len(c.Facets) != 2 {
		t.Errorf("got %v of %d facets", got, len(c.Facets))
	}
}
