package lint

import (
	"fmt"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/study"
)

// studies reports two files that give other figures of one source for the same
// thing: a reader who opens both trusts neither.
func (l *linter) studies() {
	for _, r := range l.told.Rivals(corpus.Own) {
		at, says, other, said := r.Last, r.LastSays, r.First, r.FirstSays
		if l.c.Overlaid(other.File) { // a company can change its own file
			at, says, other, said = other, said, at, says
		}
		l.harm(at.File, at.Line, fmt.Sprintf("says %s where %s says %s of the same, by %s", says, other.File, said, r.Source),
			"look it up, and give one figure in both; or say how the two differ, such as the year")
	}
}

// tells keeps what a paragraph, point or cell says on its sources.
func (l *linter) tells(file string, line int, words string, sources []string) {
	l.told.Add(study.Place{File: file, Line: line}, words, sources)
}
