package curate

import (
	"fmt"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// Nearness finds phrasings that the matcher would assign to another entry if it
// did not know them word for word. Such a phrasing trains the matcher wrongly:
// either it belongs to the other entry, or the two entries are not distinct
// enough. It takes some hundred microseconds per phrasing. Every problem is a
// warning.
func Nearness(c *corpus.Corpus, x *match.Index) corpus.Problems {
	var ps corpus.Problems
	for _, e := range c.Entries {
		for _, p := range e.Phrasings {
			if other := nearer(x, e.ID, p.Text); other != "" {
				ps = append(ps, corpus.Problem{File: e.File, Line: p.Line, Warning: true,
					What: fmt.Sprintf("phrasing %q is nearer to %s than to its own entry", p.Text, other),
					Hint: "move it there, or reword it so that it says how this entry differs"})
			}
		}
	}
	return ps
}

// nearnessMargin is how much likelier another entry must be before there is a
// warning. A choice: smaller differences change with every edit of the corpus.
const nearnessMargin = 0.5

// nearer returns the entry that a phrasing matches better than its own entry, by
// nearnessMargin at least; "" if there is none.
func nearer(x *match.Index, own, text string) string {
	r := x.Match(match.Query{Text: text, NotExact: true})
	if len(r.Candidates) == 0 || r.Candidates[0].Entry == own {
		return ""
	}
	chance := 0.0
	for _, c := range r.Candidates {
		if c.Entry == own {
			chance = c.Chance
		}
	}
	if r.Candidates[0].Chance-chance < nearnessMargin {
		return ""
	}
	return r.Candidates[0].Entry
}
