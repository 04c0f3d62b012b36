package lint

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

// style checks an entry for the form that lets it be read on a phone and passed
// on: two sentences, few brackets, nothing to unfold.
func (l *linter) style(e *corpus.Entry) {
	at := e.Line("short")
	if n := utf8.RuneCountInString(e.Short.Plain(l.c.Citer(e, time.Time{}))); n > corpus.MaxShort {
		l.houseRule(e.File, at, fmt.Sprintf("short answer has %d characters, at most %d", n, corpus.MaxShort), "keep the answer and its condition; move the rest into points")
	}
	l.length(e)
	l.sentences(e)
	total := 0
	for _, t := range []corpus.Text{e.Short, e.Body} {
		t.Each(func(spans []corpus.Span, line int) {
			found := prose.Brackets(spans)
			for _, ids := range found {
				if len(ids) > MaxBracketSources {
					l.houseRule(e.File, line, fmt.Sprintf("%d sources in a bracket, at most %d: %s", len(ids), MaxBracketSources, corpus.Quote(prose.Plain(spans, nil))),
						"keep those that carry the point; the others go into the entry's sources")
				}
			}
			if n := len(found); n > 1 {
				l.houseRule(e.File, line, fmt.Sprintf("%d brackets in a paragraph or point, at most 1: %s", n, corpus.Quote(prose.Plain(spans, nil))),
					"put its sources into one at the end, or drop those that only agree: they go into the entry's sources")
			}
			total += len(found)
		})
	}
	if total > MaxBrackets {
		l.houseRule(e.File, at, fmt.Sprintf("%d brackets, at most %d", total, MaxBrackets), "cite numbers, quotations and disputed points; what everyone says goes into the entry's sources")
	}
}

// length checks the whole answer. Marks of age come by themselves, so that they
// are a warning: no build fails because time passes.
func (l *linter) length(e *corpus.Entry) {
	const how = "cut what is not needed to decide, or split off a finer entry: what is longer is folded, and Next with it"
	long := func(now time.Time) (n int, over bool) {
		n = utf8.RuneCountInString(l.c.Plain(e, now))
		return n, n > corpus.MaxEntryText
	}
	if n, over := long(time.Time{}); over {
		l.harm(e.File, e.Line("short"), fmt.Sprintf("answer has %d characters, at most %d", n, corpus.MaxEntryText), how)
	} else if n, over := long(l.now); over {
		l.warn(e.File, e.Line("short"), fmt.Sprintf("answer has %d characters with the age of its figures, at most %d", n, corpus.MaxEntryText), how)
	}
}

// sentences checks that there are two in the short answer, and in the body none
// that says nothing.
func (l *linter) sentences(e *corpus.Entry) {
	if len(e.Short) == 1 && e.Short[0].Items == nil { // anything else is told by itself
		l.shortSentences(e, e.Short[0].Spans)
	}
	e.Body.Each(func(spans []corpus.Span, line int) {
		for _, s := range prose.Sentences(prose.Plain(prose.WithoutLabel(spans), nil)) {
			if strings.HasSuffix(s, ".") && len(strings.Fields(corpus.Normal(s))) == 1 { // "Hiring?" may stand alone
				l.houseRule(e.File, line, "a sentence of one word: "+s, "say who does what")
			}
		}
	})
}

func (l *linter) shortSentences(e *corpus.Entry, spans []corpus.Span) {
	at := e.Line("short")
	found := prose.Sentences(prose.Plain(spans, nil))
	if len(found) > 0 && (found[0] == "Yes." || found[0] == "No.") { // what follows says the rest
		found = found[1:]
	}
	switch n := len(found); {
	case n > maxShortSentences:
		l.houseRule(e.File, at, fmt.Sprintf("short answer has %d sentences, at most %d", n, maxShortSentences), "say the answer, then its condition or its best number; move the rest into points")
	case n == 1 && !l.c.Overlaid(e.File) && !plainAnswer.MatchString(found[0]):
		l.warn(e.File, at, "short answer has one sentence", "say the answer, then its condition or its best number")
	}
	if !prose.ClosesWithCitation(spans) {
		l.houseRule(e.File, at, "the bracket of the short answer is not at its end", "move it there, so that the answer can be passed on without it")
	}
}

// plainAnswer begins a short answer that needs no second sentence.
var plainAnswer = regexp.MustCompile(`^(?:Yes|No)\b`)
