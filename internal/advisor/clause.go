package advisor

import (
	"regexp"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// clauseStart is where the question begins in a message that first tells the
// story: after the end of a sentence, or after a comma before a question word.
var clauseStart = regexp.MustCompile(`(?i)[.!?\n]\s+|[,;:]\s+(?:and |so |but )?(?:what|who|whom|whose|how|when|where|why|which|should|would|could|can|do|does|did|is|are|will)\b`)

// clauseWords is the fewest words of a clause worth asking by itself.
const clauseWords = 3

// clauseConfidence is how sure an answer to the last clause alone must be. It is
// above the band's own threshold: half of the message has been left out.
const clauseConfidence = 0.8

// lastClause is the question at the end of a longer message: "We are looking for
// a CIO, what is that?" asks "what is that?". ok is false when the message is
// one clause.
func lastClause(text string) (clause string, ok bool) {
	text = strings.TrimSpace(text)
	for _, at := range clauseStart.FindAllStringIndex(text, -1) {
		start := at[0] + 1 // behind the mark; the question word stays
		if rest := strings.TrimSpace(text[start:]); len(strings.Fields(rest)) >= clauseWords {
			clause, ok = rest, true
		}
	}
	return clause, ok
}

// whatIsIt are clauses that ask what the role just named is, normalised.
var whatIsIt = []string{"what is that", "what is it", "what is this", "whats that", "whats it", "what s that", "what does that mean",
	"what does it mean", "what are they", "what is that exactly", "what even is that"}

// matchClauses asks the last clause alone, with the roles of the whole message
// as what was said before, when the message as a whole has no sure answer. The
// whole result stands unless the clause's is sure.
func (a *Advisor) matchClauses(text string, whole match.Result) match.Result {
	clause, ok := lastClause(text)
	roles := known(whole.Roles)
	if !ok || len(roles) == 0 {
		return whole
	}
	if slices.Contains(whatIsIt, corpus.Normal(clause)) {
		role := roles[len(roles)-1]
		part := a.index.Match(match.Query{Text: "what is a " + a.corpus.Role(role).Name})
		part.Roles = whole.Roles
		return part
	}
	if whole.Band == match.BandAnswer || whole.Comparison || a.corpus.Refusal(whole.Reason) != nil {
		return whole
	}
	part := a.index.Match(match.Query{Text: clause, Context: match.Context{Roles: roles}})
	if part.Band == match.BandAnswer && part.Confidence >= clauseConfidence {
		part.Roles = whole.Roles
		return part
	}
	return whole
}
