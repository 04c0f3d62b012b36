package lint

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

// figures reports a number in a sentence or cell that cites no source, or only a
// seller's page without saying so.
func (l *linter) figures(file string, line int, words string, sources []string) {
	if !prose.IsFigure(words) {
		return
	}
	grades := ""
	for _, id := range sources {
		if src := l.c.Source(id); src != nil {
			grades += src.Grade
		}
	}
	switch {
	case grades == "" && len(sources) > 0: // unknown ones; Load has reported them
	case grades == "":
		how := "cite it with [ID], or write the number as a word if it is not a figure"
		if l.c.Overlaid(file) {
			how = "cite it with [ID], or with [" + corpus.Company + "] where it is your own"
		}
		l.harm(file, line, "a number without a source: "+corpus.Quote(words), how)
	case strings.Trim(grades, "D") == "" && !strings.Contains(strings.ToLower(words), "vendor figure"):
		l.harm(file, line, "a number that rests on a seller's page alone: "+corpus.Quote(words), `say "vendor figure", or cite a better source`)
	}
}

// populated reports whether words say where a figure is from, or how many it is of.
func (l *linter) populated(words string) bool {
	return prose.SaysOfWhat(words) || l.places != nil && l.places.MatchString(words)
}

// amounts checks that percentages and sums of money say when and where they are
// from. The year may stand in the bracket, which is shown; the place, or how many
// were asked, may stand in another point on the same source.
func (l *linter) amounts(e *corpus.Entry) {
	told := map[string]bool{} // sources whose population some line gives
	lines := func(f func(words string, spans []corpus.Span, line int)) {
		for _, t := range []corpus.Text{e.Short, e.Body} {
			t.Each(func(spans []corpus.Span, line int) { f(prose.Plain(spans, nil), spans, line) })
		}
	}
	lines(func(words string, spans []corpus.Span, _ int) {
		for _, id := range prose.Cited(spans) {
			told[id] = told[id] || l.populated(words)
		}
	})
	lines(func(words string, spans []corpus.Span, line int) {
		ids := slices.DeleteFunc(prose.Cited(spans), func(id string) bool { return l.c.Source(id) == nil }) // Load has told of those
		if len(ids) == 0 || !prose.IsFigure(words) {
			return
		}
		known := prose.SaysWhen(prose.Plain(spans, l.c.Citer(e, time.Time{})))
		if !prose.IsAmount(words) {
			if !known && !slices.ContainsFunc(ids, l.dated) {
				l.houseRule(e.File, line, "a number whose sources have no date: "+corpus.Quote(words), `say "undated" or the year it was, or cite a source with a date`)
			}
			return
		}
		if !known {
			l.houseRule(e.File, line, "a figure without a year: "+corpus.Quote(words), `give the year of the data, or say "undated"`)
		}
		if slices.ContainsFunc(ids, func(id string) bool { return told[id] }) {
			return
		}
		for _, id := range ids { // where no source knows, its record is what to look at first
			if in := l.c.Source(id).Country; in != "" {
				l.houseRule(e.File, line, "a figure that does not say where or of how many: "+corpus.Quote(words), fmt.Sprintf("%s is about %s: say so, or how many were asked", id, in))
				return
			}
		}
	})
}

// dated reports whether a source of the corpus has a date.
func (l *linter) dated(id string) bool {
	_, ok := l.c.Source(id).Month()
	return ok
}
