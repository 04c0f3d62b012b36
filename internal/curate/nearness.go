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
//
// Which of two close entries of ours has a phrasing changes with whatever the matcher
// learned last: with a company's files, it is told only of what they are part of.
func Nearness(c *corpus.Corpus, x *match.Index) corpus.Problems {
	var ps corpus.Problems
	for _, e := range c.Entries {
		for _, p := range e.Phrasings {
			if other := nearer(x, e.ID, p.Text); other != "" {
				if found, ok := tooNear(c, e, p, other); ok {
					ps = append(ps, found)
				}
			}
		}
	}
	return ps
}

// tooNear is the problem of a phrasing of e that is nearer to another entry; ok is false
// where nobody who checks c can do anything about it.
func tooNear(c *corpus.Corpus, e *corpus.Entry, p corpus.Phrasing, other string) (found corpus.Problem, ok bool) {
	if !c.HasOverlay() || c.Overlaid(e.File) {
		return corpus.Problem{File: e.File, Line: p.Line, Warning: true,
			What: fmt.Sprintf("phrasing %q is nearer to %s than to its own entry", p.Text, other),
			Hint: "move it there, or reword it so that it says how this entry differs"}, true
	}
	if taker := c.Entry(other); c.IsOwn(taker) {
		return corpus.Problem{File: taker.File, Line: taker.Line("question"), Warning: true,
			What: fmt.Sprintf("takes the question %q from %s", p.Text, e.ID),
			Hint: "reword the phrasings that are close to it, so that they say how this entry differs"}, true
	}
	return corpus.Problem{}, false
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
