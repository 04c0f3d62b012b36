package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/match"
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
		explain(&b, s.advisor.Explain(r))
	}
	_, err := io.WriteString(s.out, b.String())
	return err
}

// explain prints how the matcher read a text and ranked the entries.
func explain(w *strings.Builder, m match.Result) {
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
	fmt.Fprintf(w, "band         %s: %s, confidence %.2f\n", m.Band, m.Reason, m.Confidence)
	for i, c := range m.Candidates {
		line := fmt.Sprintf("%2d  %6.3f  %-32s", i+1, c.Score, c.Entry)
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
	Step        string           `json:"step"` // what was decided to do
	Rule        match.Rule       `json:"rule"` // of the matcher; "" where a command decided
	Part        string           `json:"part"` // of the message that decided; "" for all of it
	Text        string           `json:"text"` // what was matched; "" where nothing was
	Read        string           `json:"read"` // the text as the matcher read it
	Band        string           `json:"band"`
	FollowUp    bool             `json:"follow_up"`
	Letters     string           `json:"letters"`
	Readings    []string         `json:"readings"`
	Corrections []correctionLine `json:"corrections"`
	Roles       []roleLine       `json:"roles"`
	Candidates  []weighedLine    `json:"candidates"`
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
	Score    float64       `json:"score"`
	Features []featureLine `json:"features"`
}

type featureLine struct {
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
}

// traceJSON returns how a reply was decided; m is the match behind it, explained.
func traceJSON(t advisor.Trace, m match.Result) *traceLine {
	l := &traceLine{Step: t.Step, Rule: t.Rule, Part: t.Part, Text: t.Text,
		Readings: []string{}, Corrections: []correctionLine{}, Roles: []roleLine{}, Candidates: []weighedLine{}}
	if t.Text == "" { // nothing was matched
		return l
	}
	l.Read, l.Band, l.FollowUp, l.Letters = m.Normal, m.Band.String(), m.FollowUp, m.Letters
	l.Readings = append(l.Readings, m.Readings...)
	for _, c := range m.Corrections {
		l.Corrections = append(l.Corrections, correctionLine{c.From, c.To})
	}
	for _, r := range m.Roles {
		l.Roles = append(l.Roles, roleLine{r.ID, r.Text, r.Other})
	}
	for _, c := range m.Candidates[:min(len(m.Candidates), explainedCandidates)] {
		w := weighedLine{Entry: c.Entry, Score: round(c.Score), Features: []featureLine{}}
		for _, f := range c.Features {
			w.Features = append(w.Features, featureLine{f.Text, round(f.Weight)})
		}
		l.Candidates = append(l.Candidates, w)
	}
	return l
}
