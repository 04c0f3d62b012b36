package lint

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/corpus/study"
)

// Leftover is a text that goes on saying what an answer said before another one took its
// place.
type Leftover struct {
	Role      string // of a cell: the role's id …
	Dimension string // … and the label of its row, as in "Usually reports to"
	Kit       string // or the role whose kit has it
	Entry     string // or the entry
	Text      string // the cell, the point or the line of the kit
}

// Where names the text: "the table", "the kit of cto" or "cto.team".
func (l Leftover) Where() string {
	switch {
	case l.Role != "":
		return "the table"
	case l.Kit != "":
		return "the kit of " + l.Kit
	}
	return l.Entry
}

// Says tells what it still says: "the table still says “CEO” (CTO, Usually reports to)".
func (l Leftover) Says(c *corpus.Corpus) string {
	if r := c.Role(l.Role); r != nil {
		return fmt.Sprintf("%s still says “%s” (%s, %s)", l.Where(), l.Text, r.Letters, l.Dimension)
	}
	return fmt.Sprintf("%s still says “%s”", l.Where(), l.Text)
}

// Leftovers finds what an override leaves behind: the cells of the entry's roles, the kits
// and the other entries that still give a figure, from the same study, which the entry no
// longer gives; and cells with a claim of the entry's facet that its short answer no
// longer makes. was is the entry before the override, c the corpus with it.
func Leftovers(c *corpus.Corpus, was *corpus.Entry) (out []Leftover) {
	now := c.Entry(was.ID)
	if now == nil {
		return nil
	}
	gone := study.NewGone(told(was), told(now))
	for _, id := range was.Roles {
		r := c.Role(id)
		if r == nil {
			continue
		}
		for _, d := range corpus.Dimensions() {
			cell := r.Cells[d.Key]
			if gone.ToldBy(cell.Text, studies(cell.Sources), true) || d.Facet == was.Facet() && unsaid(cell.Text, was, now) {
				out = append(out, Leftover{Role: id, Dimension: d.Label, Text: cell.Text})
			}
		}
	}
	if gone.None() {
		return out
	}
	for _, k := range c.Kits {
		for _, text := range k.Texts() {
			if gone.ToldBy(text, studies(k.Sources), false) {
				out = append(out, Leftover{Kit: k.Role, Text: text})
			}
		}
	}
	for _, e := range c.Entries {
		if e.ID == was.ID {
			continue
		}
		eachLine(e, func(spans []corpus.Span, _ int) {
			if words := prose.Plain(spans, nil); gone.ToldBy(words, studies(prose.Cited(spans)), false) {
				out = append(out, Leftover{Entry: e.ID, Text: words})
			}
		})
	}
	return out
}

// told is what an entry tells on studies.
func told(e *corpus.Entry) *study.Told {
	t := &study.Told{}
	eachLine(e, func(spans []corpus.Span, line int) {
		t.Add(study.Place{File: e.File, Line: line}, prose.Plain(spans, nil), studies(prose.Cited(spans)))
	})
	return t
}

// eachLine calls f with each paragraph and point of an answer.
func eachLine(e *corpus.Entry, f func(spans []corpus.Span, line int)) {
	e.Short.Each(f)
	e.Body.Each(f)
}

// studies are the sources that somebody can look up.
func studies(ids []string) (out []string) {
	for _, id := range ids {
		if id != corpus.Own && id != corpus.Company {
			out = append(out, id)
		}
	}
	return out
}

// letters are those of roles, by which a cell names them: CEO.
var letters = regexp.MustCompile(`\b[A-Z]{2,}\b`)

// unsaid reports whether the claim of a cell, up to its first condition, names roles that
// the old answer named too, and the new short answer none of them.
func unsaid(cell string, was, now *corpus.Entry) bool {
	claim := cell
	if i := strings.IndexAny(cell, ";("); i >= 0 {
		claim = cell[:i]
	}
	said := func(t corpus.Text, name string) bool {
		return slices.Contains(letters.FindAllString(t.Plain(nil), -1), name)
	}
	named := slices.DeleteFunc(letters.FindAllString(claim, -1), func(name string) bool {
		return !said(was.Short, name) && !said(was.Body, name)
	})
	return len(named) > 0 && !slices.ContainsFunc(named, func(name string) bool { return said(now.Short, name) })
}

// leftovers warns, at a company's entry, of what it leaves behind: each cell, since
// comparisons show it next to the answer, and in one line all else.
func (l *linter) leftovers(e *corpus.Entry) {
	was := l.c.Replaced(e.ID)
	if was == nil {
		return
	}
	var others []string
	text := ""
	for _, left := range Leftovers(l.c, was) {
		if left.Role != "" {
			l.warn(e.File, e.Line("short"), left.Says(l.c), "say in the answer how both are true, or write roles/"+left.Role+".yaml too")
			continue
		}
		if !slices.Contains(others, left.Where()) {
			others = append(others, left.Where())
		}
		text = cmp.Or(text, left.Text)
	}
	if len(others) > 0 {
		says := " still says"
		if len(others) > 1 {
			says = " still say"
		}
		l.warn(e.File, e.Line("short"), named(others)+says+" what this answer no longer does: "+corpus.Quote(text), "say in the answer how both are true, or write those files too")
	}
}

// maxNamed is how many others a warning names. A choice: it is one line.
const maxNamed = 3

// named is a list of ids in words, of which the last may be counted only.
func named(ids []string) string {
	if n := len(ids) - maxNamed; n > 0 {
		ids = append(slices.Clone(ids[:maxNamed]), fmt.Sprintf("%d more", n))
	}
	return prose.List(ids, "and")
}
