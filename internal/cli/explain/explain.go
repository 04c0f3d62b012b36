// Package explain shows how a reply came about, as text for people and as JSON for
// scripts: what `rolecall ask --explain` adds to an answer.
package explain

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"rolecall/internal/advisor"
)

// explainedCandidates is how many candidates --explain lists with the weights of their
// features. A choice: the best one and its nearest rival.
const explainedCandidates = 2

// Text says why a reply was chosen: the rule that was applied and the match it is based
// on, if there is one. That match is explained.
func Text(r advisor.Reply) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\ndecided by   %s\n", r.Trace)
	if r.Trace.Text != "" {
		if r.Trace.Part != "" {
			fmt.Fprintf(&b, "matched      %s\n", strings.Join(strings.Fields(r.Trace.Text), " "))
		}
		match(&b, r)
	}
	return b.String()
}

// match prints how the matcher read a text and ranked the entries.
func match(w *strings.Builder, r advisor.Reply) {
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

// Trace is the field trace of `ask --json --explain`. Scripts rely on the field
// names. It has what --explain prints as text.
type Trace struct {
	Step        advisor.Outcome `json:"step"`                     // what was decided to do
	Rule        string          `json:"rule"`                     // that decided
	Part        string          `json:"part"`                     // of the message that decided; "" for all of it
	Text        string          `json:"text"`                     // what was matched; "" where nothing was
	Why         []string        `json:"why"`                      // in words
	Read        string          `json:"read"`                     // the text as the matcher read it
	None        float64         `json:"none"`                     // the chance that no entry is the answer
	Second      *Likeness       `json:"second_opinion,omitempty"` // where it was asked: what it finds most alike
	FollowUp    bool            `json:"follow_up"`
	Letters     string          `json:"letters"`
	Readings    []string        `json:"readings"`
	Corrections []Correction    `json:"corrections"`
	Roles       []Role          `json:"roles"`
	Candidates  []Weighed       `json:"candidates"`
}

type Likeness struct {
	Entry    string  `json:"entry"`
	Likeness float64 `json:"likeness"` // -1 to 1
}

type Correction struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type Role struct {
	Role  string `json:"role"`
	Text  string `json:"text"`
	Other bool   `json:"other"` // a role that is refused
}

// Weighed is a candidate with the features that weighed most, of the first
// explainedCandidates.
type Weighed struct {
	Entry    string    `json:"entry"`
	Chance   float64   `json:"chance"`
	Score    float64   `json:"score"`
	Features []Feature `json:"features"`
}

type Feature struct {
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
}

// JSON returns how a reply was decided; its match is explained.
func JSON(r advisor.Reply) *Trace {
	t, m := r.Trace, r.Match
	l := &Trace{Step: r.Outcome, Rule: t.Rule, Part: t.Part, Text: t.Text, Why: r.Why(),
		Readings: []string{}, Corrections: []Correction{}, Roles: []Role{}, Candidates: []Weighed{}}
	if t.Text == "" { // nothing was matched
		return l
	}
	l.Read, l.None, l.FollowUp, l.Letters = m.Normal, Round(m.None), m.FollowUp, m.Letters
	l.Readings = append(l.Readings, m.Readings...)
	if c, ok := r.SecondOpinion(); ok {
		l.Second = &Likeness{c.Entry, Round(c.Cosine)}
	}
	for _, c := range m.Corrections {
		l.Corrections = append(l.Corrections, Correction{c.From, c.To})
	}
	for _, r := range m.Roles {
		l.Roles = append(l.Roles, Role{r.ID, r.Text, r.Other})
	}
	for _, c := range m.Candidates[:min(len(m.Candidates), explainedCandidates)] {
		w := Weighed{Entry: c.Entry, Chance: Round(c.Chance), Score: Round(c.Score), Features: []Feature{}}
		for _, f := range c.Features {
			w.Features = append(w.Features, Feature{f.Text, Round(f.Weight)})
		}
		l.Candidates = append(l.Candidates, w)
	}
	return l
}

// Round keeps four decimals. A choice: more would only be noise when a script compares
// two outputs.
func Round(f float64) float64 { return math.Round(f*1e4) / 1e4 }
