package lint

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"rolecall/internal/corpus"
)

// The limits of the smaller texts, in characters. A choice: what reads well on a phone.
const (
	maxAdvice        = 600
	maxGuideQuestion = 150
)

func (l *linter) role(r *corpus.Role) {
	filled := 0
	for _, d := range corpus.Dimensions() {
		cell, ok := r.Cells[d.Key]
		if !ok || cell.Text == "" {
			if l.c.Entry(r.ID+".definition") != nil {
				l.houseRule(r.File, 0, fmt.Sprintf("cell %q is missing", d.Key), "fill it; \"varies\" only where sources were looked for and none was found")
			}
			continue
		}
		filled++
		l.shown(r.File, cell.Line, "cell "+d.Key, cell.Text)
		if len(cell.Sources) == 0 {
			l.houseRule(r.File, cell.Line, fmt.Sprintf("cell %q has no source", d.Key), "name one, or OWN")
			continue
		}
		l.company(r.File, cell.Line, cell.Sources)
		l.figures(r.File, cell.Line, cell.Text, cell.Sources)
		l.tells(r.File, cell.Line, cell.Text, cell.Sources)
	}
	if filled < MinCells {
		l.houseRule(r.File, 0, fmt.Sprintf("has %d cells, at least %d", filled, MinCells), "fill more dimensions")
	}
	l.shown(r.File, r.Line("name"), "name", r.Name)
	l.shown(r.File, r.Line("letters"), "letters", r.Letters)
	l.shown(r.File, r.Line("plural"), "plural", r.Plural)
	l.shown(r.File, r.Line("difference"), "difference", r.Difference)
	l.reviewed(r.File, 0, r.Reviewed, corpus.KindGeneral)
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

func (l *linter) guide(g *corpus.Guide) {
	if len(g.Questions) == 0 || len(g.Outcomes) == 0 {
		l.add(g.File, 0, "a guide needs questions and outcomes", "see knowledge/README.md")
	}
	once := func(seen map[string]bool, line int, kind, id string) {
		if seen[id] {
			l.add(g.File, line, fmt.Sprintf("%s %q is there twice", kind, id), "rename one of them")
		}
		seen[id] = true
	}
	l.company(g.File, 0, g.Sources)
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
			l.text(g.File, o.Line, "option", o.Text, corpus.MaxQuestion)
			l.text(g.File, o.Line, "because", o.Because, corpus.MaxKitText)
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
		l.text(g.File, o.Line, "title", o.Title, corpus.MaxQuestion)
		l.text(g.File, o.Line, "advice", o.Advice, maxAdvice)
	}
	l.reviewed(g.File, 0, g.Reviewed, corpus.KindGeneral)
}

// home checks how the texts of the Home tab read.
func (l *linter) home() {
	h := l.c.Home
	for _, s := range h.Stages {
		l.shown(s.File, s.Line, "name", s.Name)
		l.shown(s.File, s.Line, "help", s.Help)
		for _, link := range s.Links {
			l.shown(s.File, link.Line, "label", link.Label)
		}
	}
	for _, p := range h.Prompts {
		l.shown(p.File, p.Line, "title", p.Title)
		l.shown(p.File, p.Line, "message", p.Message)
	}
	for _, t := range h.Topics {
		l.shown(t.File, t.Line, "name", t.Name)
	}
}
