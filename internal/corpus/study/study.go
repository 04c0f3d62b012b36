// Package study finds where two texts give other figures of one source for the same
// thing. It knows texts and the ids of their sources, not what they are part of.
package study

import "slices"

// Place is where a text is.
type Place struct {
	File string
	Line int
}

// Told is all that is told on sources.
type Told struct{ said []said }

type said struct {
	at      Place
	sources []string
	statement
}

// Add adds a paragraph, point or cell.
func (t *Told) Add(at Place, words string, sources []string) {
	for _, s := range statements(words) {
		t.said = append(t.said, said{at, sources, s})
	}
}

// Rival is a pair of texts of which one must be wrong.
type Rival struct {
	First, Last Place // in the order in which they were added
	Source      string
	// What each says, such as "40%" or "662 IT leaders".
	FirstSays, LastSays string
}

// Rivals returns the pairs of places in two files. own is the id that marks what is no
// study.
func (t *Told) Rivals(own string) (out []Rival) {
	for i, last := range t.said {
		for _, first := range t.said[:i] {
			at := slices.IndexFunc(last.sources, func(id string) bool { return id != own && slices.Contains(first.sources, id) })
			if at < 0 || first.at.File == last.at.File {
				continue
			}
			a, b := first.rivals(last.statement)
			if a == "" && len(first.sources) == 1 && len(last.sources) == 1 {
				a, b = first.otherAsked(last.statement)
			}
			if a != "" {
				out = append(out, Rival{first.at, last.at, last.sources[at], a, b})
			}
		}
	}
	return out
}
