package advisor

import (
	"slices"
	"strings"

	"rolecall/internal/match"
)

// Trace is how a reply was decided.
type Trace struct {
	Step  string     // what was decided to do, in words: "command: kit", "role card", "answer"
	Rule  match.Rule // the rule of the matcher behind it; "" where nothing was matched
	Part  string     // the part of the message that decided, in words; "" for all of it
	Text  string     // what was matched: the message or the part; "" where nothing was
	query match.Query
}

// String is the trace in one line: "last clause: answer: exact phrasing".
func (t Trace) String() string {
	parts := make([]string, 0, 3)
	for _, p := range []string{t.Part, t.Step, string(t.Rule)} {
		if p != "" && !slices.Contains(parts, p) { // a step and its rule may have one name
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ": ")
}

const (
	stepEmpty = "no words"       // the message holds no words
	stepNamed = "chosen by name" // a button or a menu named what is shown
)

// Explain is the match behind a reply of this advisor, with the features that weighed
// most for each candidate; it is empty where a command decided. It repeats the match,
// a pure function, since keeping the features of every reply would cost more.
func (a *Advisor) Explain(r Reply) match.Result {
	if r.Trace.Text == "" {
		return r.Match
	}
	m := a.index.Explain(r.Trace.query)
	m.Roles = r.Match.Roles // of the whole message
	return m
}

// withStep sets the rule that decided a reply.
func withStep(step string, r Reply) Reply {
	r.Trace.Step = step
	return r
}
