package curate

import (
	"fmt"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// Nearness finds phrasings that the matcher, asked without its memory for exact
// phrasings, would give to another entry. Such a phrasing teaches the wrong
// thing: it is misplaced, or the two entries need clearer borders. It takes some
// hundred microseconds a phrasing. Every problem is a warning.
func Nearness(c *corpus.Corpus, x *match.Index) corpus.Problems {
	var ps corpus.Problems
	for _, e := range c.Entries {
		for _, p := range e.Phrasings {
			if other := nearer(x, e.ID, p.Text); other != "" {
				ps = append(ps, corpus.Problem{File: e.File, Line: p.Line, Warning: true,
					What: fmt.Sprintf("phrasing %q is nearer to %s than to its own entry", p.Text, other),
					Hint: "move it there, or word it so that it says what sets this entry apart"})
			}
		}
	}
	return ps
}

// clearly is how much nearer another entry must be to be worth a warning.
const clearly = 0.15

// nearer returns the entry a phrasing is clearly nearer to than its own, or "".
func nearer(x *match.Index, own, text string) string {
	// A word that says nothing keeps the phrasing from being recognised whole.
	r := x.Match(match.Query{Text: text + " please"})
	if r.Exact || len(r.Candidates) == 0 || r.Candidates[0].Entry == own {
		return ""
	}
	score := -1.0
	for _, c := range r.Candidates {
		if c.Entry == own {
			score = c.Score
		}
	}
	if r.Candidates[0].Score-score < clearly {
		return ""
	}
	return r.Candidates[0].Entry
}
