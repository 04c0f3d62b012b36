package kitfile

import (
	"regexp"
	"strconv"
	"strings"

	"rolecall/internal/corpus"
)

// byteOrderMark makes Excel read the file as UTF-8; without it Excel on Windows takes the
// local code page, and an apostrophe or a name arrives broken. Other spreadsheets skip it.
// A line "sep=," would open in every locale, but makes Excel ignore the mark.
const byteOrderMark = "\ufeff"

// CSV writes the scoresheet: a row for each question and, of the case and of reference
// calls, for each thing to rate or ask.
func CSV(d Document) string {
	var out strings.Builder
	out.WriteString(byteOrderMark)
	row := func(cells ...string) {
		for i, c := range cells {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(cell(c))
		}
		out.WriteString("\r\n") // RFC 4180
	}
	row("round", "minutes", "question", "what good sounds like", "weight", "score", "evidence", "competency", "knock-out")
	for _, r := range Rounds(d.Kit) {
		for _, q := range r.Questions {
			c := d.competency(q.Competency)
			row(r.Stage.Stage, number(q.Minutes), q.Ask, q.Good, number(c.Weight), "", "", c.Name, yes(c.Knockout))
		}
		minutes := r.Minutes // once, so that the column adds up
		if r.Case != nil {
			for _, name := range r.Case.Competencies {
				c := d.competency(name)
				row(r.Stage.Stage, number(minutes), "Case: "+r.Case.Title, r.Case.Anchors[corpus.MaxRating-1], number(c.Weight), "", "", c.Name, yes(c.Knockout))
				minutes = 0
			}
		}
		if d.asksReferences(r) {
			for _, ask := range d.Kit.References {
				row(r.Stage.Stage, number(minutes), ask, "", "", "", "", "", "")
				minutes = 0
			}
		}
	}
	return out.String()
}

// asksReferences reports whether a round is the one of the reference calls: nobody is
// interviewed, and the kit gives it no questions of its own.
func (d Document) asksReferences(r Round) bool {
	return r.WithoutCandidate && len(r.Questions) == 0 && r.Case == nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// formula matches where a spreadsheet may see the start of a formula: at the start of a
// cell, and where a locale that splits at semicolons may start one.
var formula = regexp.MustCompile(`(^|[;\t\r\n])([\s"]*)([=+\-@＝＋－＠−])`)

// cell quotes a text, so that a spreadsheet reads it as text. A number stays one.
func cell(s string) string {
	if _, err := strconv.Atoi(s); err != nil {
		s = formula.ReplaceAllString(s, "${1}${2}'${3}")
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
