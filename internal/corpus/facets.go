package corpus

import (
	"fmt"
	"strconv"
)

// Facet says which other facets an entry answers for, where its role has no entry on
// them.
type Facet struct {
	Name string
	// Without limits it to roles that have no entry on that facet either: the
	// definition answers for many facets only where nothing says what the role does.
	Without string
	// AnswersFor maps facets to penalties, in units of a match's score.
	AnswersFor map[string]float64

	File string
	line map[string]int // "name", "without", and of each facet answered for
}

// Facet returns the facet with that name, or nil.
func (c *Corpus) Facet(name string) *Facet {
	for _, f := range c.Facets {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func (l *loader) facetsFile(p string, data []byte) {
	file := l.shownName(p)
	var raw []struct {
		Facet, Without str
		AnswersFor     map[string]str `yaml:"answers_for"`
	}
	if !l.decode(file, data, &raw) {
		return
	}
	for _, r := range raw {
		f := &Facet{Name: l.required(file, r.Facet, "facet"), Without: r.Without.Text, File: file,
			line: map[string]int{"name": r.Facet.Line, "without": r.Without.Line}}
		f.AnswersFor = l.penalties(file, r.AnswersFor, f.line)
		if l.once("facet", f.Name, file, r.Facet.Line) {
			put(&l.c.Facets, f, func(o *Facet) bool { return o.Name == f.Name })
		}
	}
}

// penalties reads facets with their penalties, and sets the line of each.
func (l *loader) penalties(file string, raw map[string]str, line map[string]int) map[string]float64 {
	penalties := map[string]float64{}
	for _, facet := range sortedKeys(raw) {
		s := raw[facet]
		line[facet] = s.Line
		penalty, err := strconv.ParseFloat(s.Text, 64)
		if err != nil || !(penalty >= 0 && penalty <= 1) {
			l.report(file, s.Line, fmt.Sprintf("penalty of %s is %q", facet, s.Text), "write a number from 0, as good as an entry of its own, to 1, never")
			continue
		}
		penalties[facet] = penalty
	}
	return penalties
}

// facets reports facets that no entry has.
func (l *loader) facets() {
	for _, f := range l.c.Facets {
		l.facet(f.File, f.line["name"], f.Name)
		if f.Without != "" {
			l.facet(f.File, f.line["without"], f.Without)
		}
		for _, name := range sortedKeys(f.AnswersFor) {
			l.facet(f.File, f.line[name], name)
		}
	}
	for _, e := range l.c.Entries {
		for _, name := range sortedKeys(e.AnswersFor) {
			l.facet(e.File, e.Line("answers_for "+name), name)
		}
	}
}
