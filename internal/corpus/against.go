package corpus

import (
	"fmt"
	"strings"

	"rolecall/internal/corpus/prose"
)

// SharedRun is how many words in a row an answer may not share with a document that it
// was written from. A choice: eight words are a quotation, not a fact.
const SharedRun = 8

// LintAgainst finds answer prose (short answers, bodies, cells, kits, advice)
// that shares SharedRun words in a row with a document. docs are full texts by
// file name.
func LintAgainst(c *Corpus, docs map[string]string) Problems {
	runs := map[string]string{}
	for _, name := range sortedKeys(docs) {
		w := strings.Fields(Normal(docs[name]))
		for i := 0; i+SharedRun <= len(w); i++ {
			runs[strings.Join(w[i:i+SharedRun], " ")] = name
		}
	}
	var ps Problems
	check := func(file string, line int, words string) {
		w := strings.Fields(Normal(words))
		for i := 0; i+SharedRun <= len(w); i++ {
			run := strings.Join(w[i:i+SharedRun], " ")
			if name, ok := runs[run]; ok {
				ps = append(ps, Problem{File: file, Line: line, Hint: "say it in your own words",
					What: fmt.Sprintf("shares %d words in a row with %s: %q", SharedRun, name, run)})
				return
			}
		}
	}
	for _, e := range c.Entries {
		for _, t := range []Text{e.Short, e.Body} {
			t.Each(func(spans []Span, line int) { check(e.File, line, prose.Plain(spans, nil)) })
		}
	}
	for _, r := range c.Roles {
		for _, d := range Dimensions() {
			check(r.File, r.Cells[d.Key].Line, r.Cells[d.Key].Text)
		}
	}
	for _, k := range c.Kits {
		for _, s := range sortedKeys(k.line) {
			check(k.File, k.line[s], s)
		}
	}
	if g := c.WhichRole; g != nil {
		for _, o := range g.Outcomes {
			check(g.File, o.Line, o.Advice)
		}
	}
	return ps.sorted()
}
