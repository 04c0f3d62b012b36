package kitfile

import (
	"regexp"
	"strconv"
	"strings"

	"rolecall/internal/corpus"
)

// Markdown writes the whole kit, without its title, which a canvas has apart. It keeps to
// what Slack's page "canvases.create" lists, such as headings of three levels, and nests
// nothing in lists or tables.
func Markdown(d Document) string {
	k, sc := d.Kit, d.Kit.Scorecard
	var m markdown
	m.paragraph(escaped(d.note()))

	m.heading(2, "Scorecard")
	m.labelled("Mission", sc.Mission)
	m.part("Outcomes", sc.Outcomes, bullet)
	m.part("Must have", sc.Must, check)
	m.part("Nice to have", sc.Nice, bullet)
	m.part("Not a criterion", sc.Not, bullet)

	if len(sc.Competencies) > 0 {
		m.heading(2, "Competencies")
		m.paragraph(escaped(HowRated(sc)))
		for _, c := range sc.Competencies {
			m.heading(3, joined(" · ", c.Name, Importance(c)))
			m.list(Ratings(c.Anchors), bullet)
		}
	}
	m.loop(d)
	m.section("Opening", "Say this at the start of every round.", k.Opening, check)
	m.section("Closing", "End every round with this.", k.Closing, check)
	m.section("Do not ask", "", k.DontAsk, bullet)
	m.questions(d)
	m.caseOf(k.Case)
	m.section("Reference checks", "", k.References, check)
	if len(k.RedFlags) > 0 {
		m.heading(2, "Red flags")
		m.paragraph(RedFlagsNote)
		rows := [][]string{{"Flag", "Ask"}}
		for _, f := range k.RedFlags {
			rows = append(rows, []string{f.Flag, f.Ask})
		}
		m.table(rows)
	}
	m.section("Debrief", "", k.Debrief.Agenda, numbered)
	m.labelled("Rule", k.Debrief.Rule)
	m.candidate(d)
	m.section("Posting outline", "", k.Posting, check)
	m.section("Offer", "", k.Offer, check)
	if sources := d.sources(); len(sources) > 0 {
		m.heading(2, "Sources")
		for _, s := range sources {
			line := escaped(described(s))
			if s.URL != "" {
				line = "[" + line + "](" + address.Replace(s.URL) + ")"
			}
			m.line("- " + line)
		}
	}
	return strings.TrimLeft(m.String(), "\n")
}

func (m *markdown) loop(d Document) {
	if len(d.Kit.Loop) == 0 {
		return
	}
	m.heading(2, "Interview loop")
	rows := [][]string{{"Round", "Minutes", "With", "On", "Rates"}}
	for _, s := range d.Kit.Loop {
		rows = append(rows, []string{s.Stage, strconv.Itoa(s.Minutes), s.Who, s.Covers, d.rates(s)})
	}
	m.table(rows)
	m.labelled("Total", Total(d.Kit))
}

func (m *markdown) questions(d Document) {
	if len(d.Kit.Questions) == 0 {
		return
	}
	m.heading(2, "Questions by round")
	for _, r := range Rounds(d.Kit) {
		if len(r.Questions) == 0 {
			continue
		}
		m.heading(3, joined(" · ", r.Stage.Stage, TimeAndPeople(r.Stage)))
		rows := [][]string{{"Question", "Rates", "Minutes", "Good sounds like", "Weak sounds like", "Score"}}
		for _, q := range r.Questions {
			rows = append(rows, []string{q.Ask, joined(" · ", q.Competency, Importance(d.competency(q.Competency))), number(q.Minutes), q.Good, q.Weak, ""})
		}
		m.table(rows)
	}
}

func (m *markdown) caseOf(c *corpus.Case) {
	if c == nil {
		return
	}
	m.heading(2, "Case: "+c.Title)
	m.labelled("Rates", strings.Join(c.Competencies, ", "))
	m.part("Facts for the candidate", c.Facts, bullet)
	m.part("Ratings", Ratings(c.Anchors), bullet)
	if c.Twist != "" || len(c.Plan) > 0 {
		m.heading(3, "Plan")
	}
	m.labelled("The fact that changes midway", c.Twist)
	rows := [][]string{{"Minutes", "What"}}
	for _, s := range c.Plan {
		rows = append(rows, []string{strconv.Itoa(s.Minutes), s.What})
	}
	m.table(rows)
}

// candidate is what can be sent to a candidate as it is: no question is in it.
func (m *markdown) candidate(d Document) {
	if len(d.Kit.Candidate) == 0 {
		return
	}
	m.heading(2, "Candidate's sheet")
	m.paragraph(CandidateNote)
	rows := [][]string{{"Round", "Minutes", "With", "Assessed"}}
	for _, s := range d.Kit.Loop {
		if !s.WithoutCandidate {
			rows = append(rows, []string{s.Stage, strconv.Itoa(s.Minutes), s.Who, d.rates(s)})
		}
	}
	m.table(rows)
	m.list(d.Kit.Candidate, bullet)
}

// number is n, or nothing for 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// joined joins what is not empty.
func joined(by string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, by)
}

// markdown collects a document. Its methods take plain text and escape it.
type markdown struct{ strings.Builder }

// The starts of a line in a list.
const (
	bullet   = "- "
	check    = "- [ ] "
	numbered = "1. "
)

func (m *markdown) line(s string) { m.WriteString(s + "\n") }

func (m *markdown) heading(level int, s string) {
	m.line("\n" + strings.Repeat("#", level) + " " + escaped(s))
}

// paragraph writes Markdown.
func (m *markdown) paragraph(s string) { m.line("\n" + s) }

func (m *markdown) labelled(label, s string) {
	if s != "" {
		m.paragraph("**" + escaped(label) + ":** " + escaped(s))
	}
}

func (m *markdown) list(lines []string, start string) {
	m.line("")
	for i, l := range lines {
		at := start
		if start == numbered {
			at = strconv.Itoa(i+1) + ". "
		}
		m.line(at + escaped(l))
	}
}

// section is a list under a heading, with a line between them that may be empty.
func (m *markdown) section(title, note string, lines []string, start string) {
	if len(lines) == 0 {
		return
	}
	m.heading(2, title)
	if note != "" {
		m.paragraph(escaped(note))
	}
	m.list(lines, start)
}

// part is a list under a small heading.
func (m *markdown) part(title string, lines []string, start string) {
	if len(lines) > 0 {
		m.heading(3, title)
		m.list(lines, start)
	}
}

// table writes rows, of which the first is the head.
func (m *markdown) table(rows [][]string) {
	if len(rows) < 2 {
		return
	}
	m.line("")
	for i, row := range rows {
		for _, cell := range row {
			m.WriteString("| " + escaped(cell) + " ")
		}
		m.line("|")
		if i == 0 {
			m.line(strings.Repeat("| --- ", len(row)) + "|")
		}
	}
}

var (
	// special is what has a meaning within a line. A mention in a canvas is an image, so that
	// the bracket is enough; a lone & is itself, but "&amp;" is an entity.
	special = regexp.MustCompile("[\\\\`*_\\[\\]<>|~]|&#?\\w+;")
	// opening is what has a meaning only at the start of a line.
	opening = regexp.MustCompile(`^(#|\+|-|=|\d+[.)])`)
	// address escapes what would end a link early.
	address = strings.NewReplacer("(", "%28", ")", "%29", " ", "%20", "<", "%3C", ">", "%3E")
)

// escaped returns plain text on one line, so that it is not read as Markdown.
func escaped(s string) string {
	s = special.ReplaceAllString(strings.Join(strings.Fields(s), " "), `\$0`)
	return opening.ReplaceAllStringFunc(s, func(start string) string {
		last := len(start) - 1
		return start[:last] + `\` + start[last:]
	})
}
