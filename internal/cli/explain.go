package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"rolecall/internal/advisor"
)

// explainedCandidates is how many candidates --explain lists with the weights of their
// features. A choice: the best one and its nearest rival.
const explainedCandidates = 2

// explanation prints why a reply was chosen: the rule that was applied and the
// match it is based on, if there is one.
func (s *session) explanation(r advisor.Reply) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\ndecided by   %s\n", r.Trace)
	if r.Trace.Text != "" {
		if r.Trace.Part != "" {
			fmt.Fprintf(&b, "matched      %s\n", strings.Join(strings.Fields(r.Trace.Text), " "))
		}
		r.Match = s.advisor.Explain(r)
		explain(&b, r)
	}
	_, err := io.WriteString(s.out, b.String())
	return err
}

// explain prints how the matcher read a text and ranked the entries; the match of the
// reply is explained.
func explain(w *strings.Builder, r advisor.Reply) {
	m := r.Match
	fmt.Fprintf(w, "read as      %s\n", cmp.Or(m.Normal, "nothing"))
	for _, c := range m.Corrections {
		fmt.Fprintf(w, "corrected    %s -> %s\n", c.From, c.To)
	}
	for _, r := range m.Roles {
		kind := "role"
		if r.Other {
			kind = "other role"
		}
		fmt.Fprintf(w, "%-12s %s (%q)\n", kind, r.ID, r.Text)
	}
	if m.Letters != "" {
		fmt.Fprintf(w, "letters      %s can mean %s\n", m.Letters, strings.Join(m.Readings, " or "))
	}
	if m.FollowUp {
		fmt.Fprintln(w, "follow-up    read with the question before it")
	}
	label := "why"
	for _, line := range r.Why()[1:] { // the first is the rule
		fmt.Fprintf(w, "%-12s %s\n", label, line)
		label = ""
	}
	if len(m.Candidates) > 0 {
		fmt.Fprintln(w, "\n    chance   score")
	}
	for i, c := range m.Candidates {
		line := fmt.Sprintf("%2d  %6.2f  %6.3f  %-32s", i+1, c.Chance, c.Score, c.Entry)
		if c.Matched != "" { // the matcher sets it for the first candidates only
			line += fmt.Sprintf(" %q", c.Matched)
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
		for _, f := range c.Features {
			if i < explainedCandidates {
				fmt.Fprintf(w, "      %+7.3f  %s\n", f.Weight, f.Text)
			}
		}
	}
}

// traceLine is the field trace of `ask --json --explain`. Scripts rely on the field
// names. It has what --explain prints as text.
type traceLine struct {
	Step        advisor.Outcome  `json:"step"`                     // what was decided to do
	Rule        string           `json:"rule"`                     // that decided
	Part        string           `json:"part"`                     // of the message that decided; "" for all of it
	Text        string           `json:"text"`                     // what was matched; "" where nothing was
	Why         []string         `json:"why"`                      // in words
	Read        string           `json:"read"`                     // the text as the matcher read it
	None        float64          `json:"none"`                     // the chance that no entry is the answer
	Second      *likenessLine    `json:"second_opinion,omitempty"` // where it was asked: what it finds most alike
	FollowUp    bool             `json:"follow_up"`
	Letters     string           `json:"letters"`
	Readings    []string         `json:"readings"`
	Corrections []correctionLine `json:"corrections"`
	Roles       []roleLine       `json:"roles"`
	Candidates  []weighedLine    `json:"candidates"`
}

type likenessLine struct {
	Entry    string  `json:"entry"`
	Likeness float64 `json:"likeness"` // -1 to 1
}

type correctionLine struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type roleLine struct {
	Role  string `json:"role"`
	Text  string `json:"text"`
	Other bool   `json:"other"` // a role that is refused
}

// weighedLine is a candidate with the features that weighed most, of the first
// explainedCandidates.
type weighedLine struct {
	Entry    string        `json:"entry"`
	Chance   float64       `json:"chance"`
	Score    float64       `json:"score"`
	Features []featureLine `json:"features"`
}

type featureLine struct {
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
}

// traceJSON returns how a reply was decided; its match is explained.
func traceJSON(r advisor.Reply) *traceLine {
	t, m := r.Trace, r.Match
	l := &traceLine{Step: r.Outcome, Rule: t.Rule, Part: t.Part, Text: t.Text, Why: r.Why(),
		Readings: []string{}, Corrections: []correctionLine{}, Roles: []roleLine{}, Candidates: []weighedLine{}}
	if t.Text == "" { // nothing was matched
		return l
	}
	l.Read, l.None, l.FollowUp, l.Letters = m.Normal, round(m.None), m.FollowUp, m.Letters
	l.Readings = append(l.Readings, m.Readings...)
	if c, ok := r.SecondOpinion(); ok {
		l.Second = &likenessLine{c.Entry, round(c.Cosine)}
	}
	for _, c := range m.Corrections {
		l.Corrections = append(l.Corrections, correctionLine{c.From, c.To})
	}
	for _, r := range m.Roles {
		l.Roles = append(l.Roles, roleLine{r.ID, r.Text, r.Other})
	}
	for _, c := range m.Candidates[:min(len(m.Candidates), explainedCandidates)] {
		w := weighedLine{Entry: c.Entry, Chance: round(c.Chance), Score: round(c.Score), Features: []featureLine{}}
		for _, f := range c.Features {
			w.Features = append(w.Features, featureLine{f.Text, round(f.Weight)})
		}
		l.Candidates = append(l.Candidates, w)
	}
	return l
}
