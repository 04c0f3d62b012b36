package advisor

import (
	"fmt"
	"strings"

	"rolecall/internal/match"
)

// Trace is how a reply was decided.
type Trace struct {
	Rule  string      // the rule that decided: "exact phrasing", "command: kit"
	Part  string      // the part of the message that decided, in words; "" for all of it
	Text  string      // what was matched: the message or the part; "" where nothing was
	Query match.Query // … with its context
}

// String is the trace in one line: "last question: exact phrasing".
func (t Trace) String() string {
	if t.Part == "" {
		return t.Rule
	}
	return strings.Join([]string{t.Part, t.Rule}, ": ")
}

// Why says in words, each of which could stand on a line of its own, why a reply was
// chosen: the rule and, where something was matched, the phrasing nearest to it, the
// words that weighed most, the chances and the second opinion. The words are those of a
// match that Explain returned.
func (r Reply) Why() []string {
	m, why := r.Match, []string{r.Trace.String()}
	if r.Trace.Text == "" || len(m.Candidates) == 0 {
		return why
	}
	first := m.Candidates[0]
	if first.Matched != "" {
		why = append(why, fmt.Sprintf("nearest: “%s” of %s", first.Matched, first.Entry))
	}
	var words []string
	for _, f := range first.Features {
		if f.Weight > 0 && len(words) < nearestShown {
			words = append(words, f.Text)
		}
	}
	if len(words) > 0 {
		why = append(why, "words that weighed most: "+strings.Join(words, ", "))
	}
	if len(first.Spoken) > 0 {
		why = append(why, "words that its answer has: "+strings.Join(first.Spoken, ", "))
	}
	chance := fmt.Sprintf("chance: %.2f that it is %s", first.Chance, first.Entry)
	if first.Question > first.Chance {
		chance += fmt.Sprintf(", %.2f that it is this question about any role", first.Question)
	}
	why = append(why, fmt.Sprintf("%s, %.2f that it is none", chance, m.None))
	if c, ok := r.SecondOpinion(); ok {
		why = append(why, fmt.Sprintf("second opinion: most like %s (%.2f)", c.Entry, c.Cosine))
	}
	return why
}

// SecondOpinion is the candidate that the second opinion finds most like the text; ok is
// false where it was not asked.
func (r Reply) SecondOpinion() (best match.Candidate, ok bool) {
	if !r.Match.Second {
		return best, false
	}
	for _, c := range r.Match.Candidates {
		if !ok || c.Cosine > best.Cosine {
			best, ok = c, true
		}
	}
	return best, ok
}

// Explain is the match behind a reply of this advisor, with the features that weighed
// most for each candidate; it is empty where a command decided. It repeats the match,
// a pure function, since keeping the features of every reply would cost more.
func (a *Advisor) Explain(r Reply) match.Result {
	if r.Trace.Text == "" {
		return r.Match
	}
	return a.index.Explain(r.Trace.Query)
}

// named is a reply that a button or a menu named.
func named(r Reply) Reply {
	r.Trace.Rule = "chosen by name"
	return r
}
