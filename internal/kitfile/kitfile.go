// Package kitfile writes a hiring kit as a document: Markdown for a file or a Slack
// canvas, a page of HTML that prints, and the scoresheet as CSV.
//
//	kitfile.go   what the formats have in common: the rounds and what each rates
//	markdown.go  the whole kit; headings, checklists and tables that a canvas has too
//	html.go      the whole kit and a scoresheet, one page a round; page.html is its form
//	csv.go       the scoresheet alone, for a spreadsheet
package kitfile

import (
	"fmt"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

// Document is a kit and what it refers to.
type Document struct {
	Corpus *corpus.Corpus
	Role   *corpus.Role
	Kit    *corpus.Kit
}

// Title is "Hiring kit: Chief Technology Officer (CTO)".
func (d Document) Title() string {
	if d.Role.Letters == "" || d.Role.Letters == d.Role.Name {
		return "Hiring kit: " + d.Role.Name
	}
	return "Hiring kit: " + d.Role.Name + " (" + d.Role.Letters + ")"
}

// What the kit in Slack says too.
const (
	// AnyRound names what belongs to no round of the loop.
	AnyRound      = "In any round"
	CandidateNote = "To send as it is: it gives no question away."
	RedFlagsNote  = "Reasons to ask again, not verdicts."
)

// Round is a conversation of the loop with all that is asked and rated in it.
type Round struct {
	corpus.Stage
	Questions []corpus.KitQuestion
	Case      *corpus.Case // nil in a round without the case
	Rated     []corpus.Competency
}

// Rounds returns the loop in its order. What belongs to none of its rounds comes last, as
// AnyRound: a company's kit may name a round that the loop does not have.
func Rounds(k *corpus.Kit) []Round {
	k = placed(k)
	var out []Round
	add := func(name string, s corpus.Stage) {
		r := Round{Stage: s, Questions: k.Asked(name), Rated: rated(k, name)}
		if k.Case != nil && k.Case.Round == name {
			r.Case = k.Case
		}
		if name != "" || len(r.Questions) > 0 || r.Case != nil {
			out = append(out, r)
		}
	}
	for _, s := range k.Loop {
		add(s.Stage, s)
	}
	add("", corpus.Stage{Stage: AnyRound})
	return out
}

// placed returns a copy of the kit in which the round of a question or the case is one of
// the loop or "".
func placed(k *corpus.Kit) *corpus.Kit {
	out := *k
	missing := func(round string) bool {
		return !slices.ContainsFunc(k.Loop, func(s corpus.Stage) bool { return s.Stage == round })
	}
	out.Questions = slices.Clone(k.Questions)
	for i, q := range out.Questions {
		if missing(q.Round) {
			out.Questions[i].Round = ""
		}
	}
	if k.Case != nil && missing(k.Case.Round) {
		c := *k.Case
		c.Round = ""
		out.Case = &c
	}
	return &out
}

// rated returns the competencies that a round rates.
func rated(k *corpus.Kit, round string) []corpus.Competency {
	names := k.Assessed(round)
	return slices.DeleteFunc(slices.Clone(k.Scorecard.Competencies), func(c corpus.Competency) bool { return !slices.Contains(names, c.Name) })
}

// rates says what a stage of the loop rates, and that it is without the candidate.
func (d Document) rates(s corpus.Stage) string {
	if s.WithoutCandidate {
		return joined("; ", "without the candidate", names(rated(d.Kit, s.Stage)))
	}
	return names(rated(d.Kit, s.Stage))
}

// competency returns the competency of that name; without its weight and anchors where
// the scorecard does not have it.
func (d Document) competency(name string) corpus.Competency {
	for _, c := range d.Kit.Scorecard.Competencies {
		if c.Name == name {
			return c
		}
	}
	return corpus.Competency{Name: name}
}

// sources returns the sources of the kit, without our own reading.
func (d Document) sources() []*corpus.Source {
	var out []*corpus.Source
	for _, id := range d.Kit.Sources {
		if s := d.Corpus.SourceOn(id, d.Kit.Reviewed); s != nil && id != corpus.Own {
			out = append(out, s)
		}
	}
	return out
}

// described is the title of a source with who published it and when: "IBM 2021" says
// too little on paper, where nothing can be pressed.
func described(s *corpus.Source) string {
	if s.ID == corpus.Company { // its label says who and when
		return s.Listed
	}
	var parts []string
	for _, p := range []string{s.Publisher, s.Title, s.Date} {
		if p != "" && p != "n.d." {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		return s.Listed
	}
	return strings.Join(parts, ", ")
}

// note stands under the title.
func (d Document) note() string {
	return "Reviewed " + d.Kit.Reviewed.Format("2 January 2006") + ". General information, not legal advice."
}

// Total says how much of the candidate's time the loop takes; "" without a loop.
func Total(k *corpus.Kit) string {
	minutes, rounds := k.CandidateTime()
	if rounds == 0 {
		return ""
	}
	in := "one round"
	if rounds > 1 {
		in = fmt.Sprintf("%d rounds", rounds)
	}
	return fmt.Sprintf("%s of the candidate's time, in %s.", Hours(minutes), in)
}

// TimeAndPeople is "45 min, with the panel", or less.
func TimeAndPeople(s corpus.Stage) string {
	minutes, who := "", ""
	if s.Minutes > 0 {
		minutes = fmt.Sprintf("%d min", s.Minutes)
	}
	if s.Who != "" {
		who = "with " + prose.LowerFirst(s.Who)
	}
	return joined(", ", minutes, who)
}

// Hours is "45 min", "2 h" or "2 h 15 min".
func Hours(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %d min", h, m)
	}
}

// Importance is "knock-out · weight 3", or less.
func Importance(c corpus.Competency) string {
	var parts []string
	if c.Knockout {
		parts = append(parts, "knock-out")
	}
	if c.Weight > 0 {
		parts = append(parts, fmt.Sprintf("weight %d", c.Weight))
	}
	return strings.Join(parts, " · ")
}

// HowRated says what the ratings mean.
func HowRated(sc corpus.Scorecard) string {
	said := fmt.Sprintf("Rated %d to 1.", corpus.MaxRating)
	if slices.ContainsFunc(sc.Competencies, func(c corpus.Competency) bool { return c.Weight > 0 || c.Knockout }) {
		said += fmt.Sprintf(" A rating below %d in a knock-out ends it; the other ratings count by weight, 1 to %d.", corpus.KnockoutBelow, corpus.MaxWeight)
	}
	return said
}

// Ratings are the anchors from the best down, each with its rating.
func Ratings(a corpus.Anchors) []string {
	var out []string
	for i, text := range slices.Backward(a[:]) {
		if text != "" {
			out = append(out, fmt.Sprintf("%d: %s", i+1, text))
		}
	}
	return out
}

// names are the names of competencies.
func names(list []corpus.Competency) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.Name
	}
	return strings.Join(out, ", ")
}
