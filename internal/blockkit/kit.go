package blockkit

import (
	"fmt"
	"slices"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/kitfile"
)

// kitPage is a page of a hiring kit.
type kitPage struct {
	// key is the page in the buttons of messages that are already posted, while the kit
	// may get or lose pages: never change one.
	key   string
	title string
	note  string // a line under the title; may be empty
	lines []kitLine
	more  *corpus.Entry // where to read on; may be nil
	// message is the message of the thread under a kit that has the page; 0 is the
	// first. A choice: each message has about the length of a screen or two.
	message int
	// first: a kit that is one message shows the page, as it does those of message 0.
	first bool
}

func (p kitPage) isEmpty() bool {
	return !slices.ContainsFunc(p.lines, func(l kitLine) bool { return !l.isEmpty() })
}

// kitLine is a point of a page: a bold lead, a text, and subpoints. Each may be
// empty; without text and subpoints the line is not shown. head is a heading above
// it, or "".
type kitLine struct {
	head, lead, text string
	subpoints        []string
}

func (l kitLine) isEmpty() bool { return l.text == "" && len(l.subpoints) == 0 }

// kitPages returns the pages of a kit in reading order, without those that are empty.
// A modal shows one at a time.
func kitPages(r advisor.Reply) []kitPage {
	k, sc := r.Kit, r.Kit.Scorecard
	var anchors, flags []kitLine
	for _, c := range sc.Competencies {
		anchors = append(anchors, kitLine{lead: c.Name, text: kitfile.Importance(c), subpoints: kitfile.Ratings(c.Anchors)})
	}
	for _, f := range k.RedFlags {
		flags = append(flags, kitLine{lead: f.Flag, subpoints: []string{"Ask: " + f.Ask}})
	}
	pages := []kitPage{
		{key: "scorecard", title: "Scorecard", lines: []kitLine{{lead: "Mission", text: sc.Mission}, {lead: "Outcomes", subpoints: sc.Outcomes}, {lead: "Must have", subpoints: sc.Must},
			{lead: "Nice to have", subpoints: sc.Nice}, {lead: "Not a criterion", subpoints: sc.Not}}},
		{key: "competencies", title: "Competencies", note: kitfile.HowRated(sc), lines: anchors, message: 1},
		{key: "loop", title: "Interview loop", note: kitfile.Total(k), lines: loopLines(k), message: 2, first: true},
		{key: "candidate", title: "Candidate's sheet", note: kitfile.CandidateNote, lines: candidateLines(k), message: 2},
		{key: "opening", title: "Opening and closing", lines: []kitLine{{lead: "Opening", subpoints: k.Opening}, {lead: "Closing", subpoints: k.Closing}, {lead: "Do not ask", subpoints: k.DontAsk}},
			more: r.Corpus.Entry(legalEntry), message: 2},
		{key: "questions", title: "Interview questions", lines: questionLines(k), message: 3},
		{key: "case", title: "Case", lines: caseLines(k.Case), message: 4},
		{key: "references", title: "Reference checks", lines: texts(k.References), message: 5},
		{key: "flags", title: "Red flags", note: kitfile.RedFlagsNote, lines: flags, message: 5},
		{key: "debrief", title: "Debrief", lines: []kitLine{{lead: "Agenda", subpoints: k.Debrief.Agenda}, {lead: "Rule", text: k.Debrief.Rule}}, message: 5},
		{key: "posting", title: "Posting outline", lines: texts(k.Posting), message: 6},
		{key: "offer", title: "Offer", lines: texts(k.Offer), message: 6},
	}
	return slices.DeleteFunc(pages, kitPage.isEmpty)
}

// KitParts are the keys of the pages that a kit has, in reading order.
func KitParts(r advisor.Reply) []string {
	var keys []string
	if r.Kit != nil {
		for _, p := range kitPages(r) {
			keys = append(keys, p.key)
		}
	}
	return keys
}

// legalEntry says what interviewers may not ask.
const legalEntry = "hiring.legal"

// stageLine is a round with what the kit says of it: "45 min, with the panel. On: pay."
func stageLine(s corpus.Stage, label, about string) kitLine {
	text := ""
	if t := kitfile.TimeAndPeople(s); t != "" {
		text = t + ". "
	}
	if about != "" {
		text += label + about + "."
	}
	if text == "" { // a line without a text is not shown
		return kitLine{text: s.Stage}
	}
	return kitLine{lead: s.Stage, text: strings.TrimRight(text, " ")}
}

func loopLines(k *corpus.Kit) []kitLine {
	var lines []kitLine
	for _, s := range k.Loop {
		lines = append(lines, stageLine(s, "On: ", s.Covers))
	}
	return lines
}

// candidateLines is what a candidate may read; without words of its own there is no
// page for them.
func candidateLines(k *corpus.Kit) []kitLine {
	if len(k.Candidate) == 0 {
		return nil
	}
	var lines []kitLine
	for _, s := range k.Loop {
		if s.WithoutCandidate {
			continue
		}
		if names := k.Assessed(s.Stage); len(names) > 0 {
			lines = append(lines, stageLine(s, "Assessed: ", strings.Join(names, ", ")))
		} else {
			lines = append(lines, stageLine(s, "On: ", s.Covers))
		}
	}
	return append(lines, texts(k.Candidate)...)
}

// questionLines are the questions by round; those without one come last, with a heading
// only if others come before them.
func questionLines(k *corpus.Kit) []kitLine {
	var lines []kitLine
	for _, r := range kitfile.Rounds(k) {
		head := dotted(r.Stage.Stage, kitfile.TimeAndPeople(r.Stage))
		if head == kitfile.AnyRound && len(lines) == 0 {
			head = ""
		}
		for _, q := range r.Questions {
			about := q.Competency
			if q.Minutes > 0 {
				about += fmt.Sprintf(", %d min", q.Minutes)
			}
			lines = append(lines, kitLine{head: head, lead: q.Ask, text: "(" + about + ")", subpoints: []string{"Good: " + q.Good, "Weak: " + q.Weak}})
			head = ""
		}
	}
	return lines
}

func caseLines(c *corpus.Case) []kitLine {
	if c == nil {
		return nil
	}
	var plan []string
	for _, s := range c.Plan {
		plan = append(plan, fmt.Sprintf("%d min: %s", s.Minutes, s.What))
	}
	return []kitLine{
		{head: c.Title, lead: "Facts", subpoints: c.Facts},
		{lead: "The fact that changes midway", text: c.Twist},
		{lead: "Time", subpoints: plan},
		{lead: "Assessed", text: strings.Join(c.Competencies, ", ") + ".", subpoints: kitfile.Ratings(c.Anchors)},
	}
}

func texts(list []string) []kitLine {
	out := make([]kitLine, len(list))
	for i, s := range list {
		out[i].text = s
	}
	return out
}
