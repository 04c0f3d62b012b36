package corpus

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rolecall/internal/corpus/prose"
)

var (
	digits = regexp.MustCompile(`\d`)
	// Names and set phrases that hold digits without being figures: NIS2,
	// SMF24, ISO 27001, 24/7, 30-60-90, "first 90 days", 1:1, "1 to 5" ratings.
	notFigures = regexp.MustCompile(`(?i)\b(?:[a-z]+-?\d+[a-z]?|ISO(?:/IEC)? \d+|24/7|30[-/ ]60[-/ ]90|(?:first )?(?:30|60|90|100)(?:-| )days?|1:1s?|SOC ?2|scale of 1 to \d+|1 to 5|1-5|section \d+|article \d+)\b`)
)

// isFigure reports whether words hold a number that someone counted.
func isFigure(words string) bool { return digits.MatchString(notFigures.ReplaceAllString(words, "")) }

// figures reports a number in a sentence or cell that cites no source, or only a
// seller's page without saying so.
func (l *linter) figures(file string, line int, words string, sources []string) {
	if !isFigure(words) {
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
		l.houseRule(file, line, "a number without a source: "+shorten(words, maxQuote), "cite it with [ID], or write the number as a word if it is not a figure")
	case strings.Trim(grades, "D") == "" && !strings.Contains(strings.ToLower(words), "vendor figure"):
		l.houseRule(file, line, "a number that rests on a seller's page alone: "+shorten(words, maxQuote), `say "vendor figure", or cite a better source`)
	}
}

var (
	// What means something only with its population and year.
	percentage = regexp.MustCompile(`\d\s?(?:%|per cent\b)`)
	money      = regexp.MustCompile(`[$€£]\s?\d|\d\s?(?:USD|EUR|GBP|dollars|euros|pounds)\b`)

	// when is a year or a decade, or the words for a source without either.
	when = regexp.MustCompile(`\b(?:19|20)\d\ds?\b|\bundated\b|\b(?:without a|no) date\b`)
	// around are the ways to say where a figure is from that the list of places does
	// not have: it leaves "us" out, and holds names alone.
	around = regexp.MustCompile(`\b(?:US|USA|UK|EU|American?|British|English|German|French|European|Asian|Chinese|Indian|Japanese|Canadian|Australian|` +
		`Swiss|Dutch|Spanish|Italian|Irish|Nordic|African|Fortune \d+|S&P \d+|FTSE \d+)\b|(?i:\b(?:world|worldwide|global|globally|international|countr(?:y|ies))\b)`)
	// group is a number of two digits or more with what it counts.
	group = regexp.MustCompile(`\b(\d[\d,]*\d)\+? (?:or more )?([A-Za-z]+)`)
	// measures are what a number counts that is no population.
	measures = map[string]bool{"to": true, "and": true, "or": true, "minutes": true, "hours": true, "days": true, "weeks": true, "months": true, "years": true,
		"million": true, "billion": true, "dollars": true, "pounds": true, "euros": true, "USD": true, "EUR": true, "GBP": true, "per": true, "points": true, "times": true}
)

// populated reports whether words say where a figure is from, or how many it is of.
func (l *linter) populated(words string) bool {
	return around.MatchString(words) || l.places != nil && l.places.MatchString(words) || slices.ContainsFunc(group.FindAllStringSubmatch(words, -1), func(m []string) bool {
		return !measures[m[2]] && !when.MatchString(m[1])
	})
}

// amounts checks that percentages and sums of money say when and where they are
// from. The year may stand in the bracket, which is shown; the place, or how many
// were asked, may stand in another point on the same source.
func (l *linter) amounts(e *Entry) {
	told := map[string]bool{} // sources whose population some line gives
	lines := func(f func(words string, spans []Span, line int)) {
		for _, t := range []Text{e.Short, e.Body} {
			t.Each(func(spans []Span, line int) { f(prose.Plain(spans, nil), spans, line) })
		}
	}
	lines(func(words string, spans []Span, _ int) {
		for _, id := range cited(spans) {
			told[id] = told[id] || l.populated(words)
		}
	})
	lines(func(words string, spans []Span, line int) {
		ids := slices.DeleteFunc(cited(spans), func(id string) bool { return l.c.Source(id) == nil }) // Load has told of those
		if len(ids) == 0 || !isFigure(words) {
			return
		}
		known := when.MatchString(prose.Plain(spans, l.c.cite))
		if !percentage.MatchString(words) && !money.MatchString(words) {
			if !known && !slices.ContainsFunc(ids, l.dated) {
				l.warn(e.File, line, "a number whose sources have no date: "+shorten(words, maxQuote), `say "undated" or the year it was, or cite a source with a date`)
			}
			return
		}
		if !known {
			l.houseRule(e.File, line, "a figure without a year: "+shorten(words, maxQuote), `give the year of the data, or say "undated"`)
		}
		if slices.ContainsFunc(ids, func(id string) bool { return told[id] }) {
			return
		}
		for _, id := range ids { // where no source knows, its record is what to look at first
			if in := l.c.Source(id).Country; in != "" {
				l.warn(e.File, line, "a figure that does not say where or of how many: "+shorten(words, maxQuote), fmt.Sprintf("%s is about %s: say so, or how many were asked", id, in))
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
