package lint

import (
	"fmt"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

// SharedRun is how many words in a row an answer may not share with a document that it
// was written from. A choice: eight words are a quotation, not a fact.
const SharedRun = 8

// Against finds answer prose (short answers, bodies, cells, kits, advice)
// that shares SharedRun words in a row with a document. docs are full texts by
// file name.
func Against(c *corpus.Corpus, docs map[string]string) corpus.Problems {
	runs := prose.NewRuns(SharedRun, docs)
	var ps corpus.Problems
	check := func(file string, line int, words string) {
		if run, name := runs.Find(words); run != "" {
			ps = append(ps, corpus.Problem{File: file, Line: line, Hint: "say it in your own words",
				What: fmt.Sprintf("shares %d words in a row with %s: %q", SharedRun, name, run)})
		}
	}
	for _, e := range c.Entries {
		for _, t := range []corpus.Text{e.Short, e.Body} {
			t.Each(func(spans []corpus.Span, line int) { check(e.File, line, prose.Plain(spans, nil)) })
		}
	}
	for _, r := range c.Roles {
		for _, d := range corpus.Dimensions() {
			check(r.File, r.Cells[d.Key].Line, r.Cells[d.Key].Text)
		}
	}
	for _, k := range c.Kits {
		for _, s := range k.Texts() {
			check(k.File, k.Line(s), s)
		}
	}
	if g := c.WhichRole; g != nil {
		for _, o := range g.Outcomes {
			check(g.File, o.Line, o.Advice)
		}
	}
	return ps.Sorted()
}
