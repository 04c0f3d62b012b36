package corpus

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of the smaller texts, in characters. A choice: what reads well on a phone.
const (
	maxDifference    = 120
	maxAdvice        = 600
	maxGuideQuestion = 150
)

// names reports titles that two roles have.
func (l *linter) names() {
	owner := map[string]string{}
	claim := func(file string, line func(name string) int, id string, lists ...[]string) {
		for _, n := range slices.Concat(lists...) {
			key := Normal(n)
			if first, taken := owner[key]; taken && first != id {
				l.add(file, line(n), fmt.Sprintf("title %q of %s belongs to %s too", n, id, first), "give it to one; two-way letters go into letters.yaml")
			}
			owner[key] = id
		}
	}
	shared := map[string]bool{}
	for _, a := range l.c.Letters {
		shared[Normal(a.Letters)] = true
	}
	plain := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return shared[Normal(s)] })
	}
	for _, r := range l.c.Roles {
		claim(r.File, func(name string) int { return r.line[name] }, r.ID, r.Titles, plain(r.Abbreviations), r.Misspellings)
	}
	for _, o := range l.c.Others {
		claim(o.File, func(string) int { return o.Line }, o.ID, o.Titles, plain(o.Abbreviations), o.Misspellings)
	}
}

func (l *linter) role(r *Role) {
	filled := 0
	for _, d := range Dimensions() {
		cell, ok := r.Cells[d.Key]
		if !ok || cell.Text == "" {
			if l.c.Entry(r.ID+".definition") != nil {
				l.houseRule(r.File, 0, fmt.Sprintf("cell %q is missing", d.Key), "fill it; \"varies\" only where sources were looked for and none was found")
			}
			continue
		}
		filled++
		l.text(r.File, cell.Line, "cell "+d.Key, cell.Text, MaxCell)
		if len(cell.Sources) == 0 {
			l.houseRule(r.File, cell.Line, fmt.Sprintf("cell %q has no source", d.Key), "name one, or OWN")
			continue
		}
		l.figures(r.File, cell.Line, cell.Text, cell.Sources)
	}
	if filled < MinCells {
		l.houseRule(r.File, 0, fmt.Sprintf("has %d cells, at least %d", filled, MinCells), "fill more dimensions")
	}
	if len(r.Titles) == 0 {
		l.add(r.File, 0, "has no titles", "list the spelled-out names people use")
	}
	l.kinship(r)
	l.text(r.File, 0, "difference", r.Difference, maxDifference)
	l.reviewed(r.File, 0, r.Reviewed, KindGeneral)
}

// kinship checks kin, variant_of, variant_word and fields.
func (l *linter) kinship(r *Role) {
	for field, id := range map[string]string{"kin": r.Kin, "variant_of": r.VariantOf} {
		if id == r.ID {
			l.add(r.File, r.line["field:"+field], field+" is the role itself", "name another role, or leave it out")
		}
	}
	of := l.c.Role(r.VariantOf)
	switch {
	case r.VariantOf == "" && r.VariantWord != "":
		l.add(r.File, r.line["field:variant_word"], "variant_word without variant_of", "say which role it is a variant of, or remove it")
	case r.VariantOf != "" && r.VariantWord == "":
		l.add(r.File, r.line["field:variant_of"], "variant_of has no variant_word", "give the word that says what is special: fractional")
	case r.VariantOf != "" && !oneWord.MatchString(r.VariantWord):
		l.add(r.File, r.line["field:variant_word"], fmt.Sprintf("variant_word %q is not one word in small letters", r.VariantWord), "give one word, such as fractional")
	case of != nil && of != r && of.VariantOf != "":
		l.add(r.File, r.line["field:variant_of"], fmt.Sprintf("variant_of %q, which is a variant itself", of.ID), "name the role that both are: "+of.VariantOf)
	}
	for _, f := range r.Fields {
		line := r.line["field:"+f]
		if !oneWord.MatchString(f) {
			l.add(r.File, line, fmt.Sprintf("field %q is not one word in small letters", f), "give one word, or add a title instead")
		}
		for _, other := range l.c.Roles {
			if other.ID < r.ID && slices.Contains(other.Fields, f) {
				l.add(r.File, line, fmt.Sprintf("field %q of %s belongs to %s too", f, r.ID, other.ID), "give it to one")
			}
		}
	}
}

// text checks a text of one line that is shown as it is.
func (l *linter) text(file string, line int, field, s string, limit int) {
	if n := utf8.RuneCountInString(s); n > limit {
		l.add(file, line, fmt.Sprintf("%s has %d characters, at most %d", field, n, limit), "shorten it")
	}
	if strings.ContainsAny(s, "<>\n") {
		l.add(file, line, field+" holds a character that will not render", "no < > or line breaks")
	}
	l.shown(file, line, field, s)
}

func (l *linter) guide(g *Guide) {
	if len(g.Questions) == 0 || len(g.Outcomes) == 0 {
		l.add(g.File, 0, "a guide needs questions and outcomes", "see knowledge/README.md")
	}
	once := func(seen map[string]bool, line int, kind, id string) {
		if seen[id] {
			l.add(g.File, line, fmt.Sprintf("%s %q is there twice", kind, id), "rename one of them")
		}
		seen[id] = true
	}
	l.text(g.File, 0, "intro", g.Intro, maxAdvice)
	questions, outcomes := map[string]bool{}, map[string]bool{}
	for _, q := range g.Questions {
		once(questions, q.Line, "question", q.ID)
		l.text(g.File, q.Line, "question", q.Text, maxGuideQuestion)
		if len(q.Options) < 2 {
			l.add(g.File, q.Line, fmt.Sprintf("question %q has %d options", q.ID, len(q.Options)), "give at least two")
		}
		options := map[string]bool{}
		for _, o := range q.Options {
			once(options, o.Line, "option", q.ID+"/"+o.ID)
			l.text(g.File, o.Line, "option", o.Text, MaxQuestion)
			l.text(g.File, o.Line, "because", o.Because, MaxKitText)
			switch {
			case len(o.Weights) == 0 && o.Veto == "":
				l.add(g.File, o.Line, "option "+q.ID+"/"+o.ID+" weighs nothing", "give it weights or a veto, or its answer recommends without a reason")
			case o.Because == "":
				l.add(g.File, o.Line, "option "+q.ID+"/"+o.ID+" weighs without a because", "the recommendation explains itself with it")
			}
		}
	}
	for _, o := range g.Outcomes {
		once(outcomes, o.Line, "outcome", o.ID)
		l.text(g.File, o.Line, "title", o.Title, MaxQuestion)
		l.text(g.File, o.Line, "advice", o.Advice, maxAdvice)
	}
	l.reviewed(g.File, 0, g.Reviewed, KindGeneral)
}
