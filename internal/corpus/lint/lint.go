// Package lint checks how a corpus reads: what corpus.Load takes, and a reader would
// stumble over all the same. What the built-in corpus holds itself to, a company's own
// files need not.
package lint

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/corpus/study"
)

// How much of each an entry of the built-in corpus has. A choice: three points are an
// answer, five are read on a phone; ten phrasings teach the matcher a question.
const (
	MinPhrasings = 10
	MinPoints    = 3
	MaxPoints    = 5
	MinCells     = 8 // of a role that has no definition entry of its own
)

// What a reader takes in without losing the thread: the editors' measure, taken
// when answers had 7.6 brackets on average and were called cluttered for it.
const (
	MaxBrackets       = 5 // in an answer
	MaxBracketSources = 3
	maxShortSentences = 2 // the answer, then its condition or its best number
)

// Corpus checks what corpus.Load does not: how answers read, citations, phrasings that
// appear twice, stale reviews. topics are ids that must have an entry. See package
// curate for checks that need the matcher.
func Corpus(c *corpus.Corpus, topics []string, now time.Time) corpus.Problems {
	return check(c, topics, now, false)
}

// Overlaid returns what Corpus does about the files of the upper layers. Whoever saves one of
// them waits for it: it takes 60 ms of CPU where Corpus takes 330 (measured, one edit over the
// built-in corpus).
func Overlaid(c *corpus.Corpus, now time.Time) corpus.Problems {
	ps := check(c, nil, now, true)
	return slices.DeleteFunc(ps, func(p corpus.Problem) bool { return !c.Overlaid(p.File) })
}

func check(c *corpus.Corpus, topics []string, now time.Time, overlaid bool) corpus.Problems {
	l := &linter{c: c, now: now, places: prose.AnyOf(slices.DeleteFunc(c.Words(corpus.Places), func(p string) bool { return p != strings.ToLower(p) })), better: avoided(c.Lines(corpus.Avoid))}
	l.avoid = prose.AnyOf(slices.Sorted(maps.Keys(l.better)))
	for _, id := range topics {
		if c.Entry(id) == nil {
			l.add("knowledge/topics.txt", 0, fmt.Sprintf("topic %q has no entry", id), "write entries/"+strings.Replace(id, ".", "/", 1)+".md")
		}
	}
	phrased := map[string]phrase{}
	for _, e := range c.Entries {
		if !overlaid || c.Overlaid(e.File) {
			l.entry(e)
			l.leftovers(e)
		}
		l.entryTells(e)
		l.phrasings(e, phrased)
	}
	for _, s := range c.Sources {
		l.source(s)
	}
	l.home()
	for _, r := range c.Roles {
		l.role(r)
	}
	l.studies()
	for _, r := range c.Refusals {
		l.refusal(r, phrased)
	}
	for _, k := range c.Kits {
		l.kit(k)
	}
	if g := c.WhichRole; g != nil {
		l.guide(g)
	}
	return l.ps.Sorted()
}

type linter struct {
	c      *corpus.Corpus
	now    time.Time
	places *regexp.Regexp
	avoid  *regexp.Regexp             // the phrases of better
	better map[string]corpus.ListLine // what to say instead of a phrase
	told   study.Told                 // what studies compares
	ps     corpus.Problems
}

func (l *linter) add(file string, line int, what, hint string) {
	l.ps = append(l.ps, corpus.Problem{File: file, Line: line, What: what, Hint: hint})
}

// houseRule reports a breach of how the built-in corpus is written. A company writes as
// it likes: nothing is said of its files.
func (l *linter) houseRule(file string, line int, what, hint string) {
	if !l.c.Overlaid(file) {
		l.add(file, line, what, hint)
	}
}

// harm reports what a reader is worse off for. In a company's own file it is a warning.
func (l *linter) harm(file string, line int, what, hint string) {
	if l.c.Overlaid(file) {
		l.warn(file, line, what, hint)
	} else {
		l.add(file, line, what, hint)
	}
}

// warn adds a warning. Where a company's files are checked, there is none of the files
// below them, which it cannot change.
func (l *linter) warn(file string, line int, what, hint string) {
	if l.c.Overlaid(file) || !l.c.HasOverlay() {
		l.ps = append(l.ps, corpus.Problem{File: file, Line: line, What: what, Hint: hint, Warning: true})
	}
}

// company reports our own files that speak for a company.
func (l *linter) company(file string, line int, ids []string) {
	if slices.Contains(ids, corpus.Company) {
		l.houseRule(file, line, "cites ["+corpus.Company+"], which is for a company's own files", "cite a source, or [OWN] for our own reading")
	}
}

func (l *linter) entry(e *corpus.Entry) {
	own := strings.HasPrefix(e.ID, "bot.") // what we say about the bot needs no source
	l.style(e)
	l.amounts(e)
	if len(e.Short) > 1 || len(e.Short) == 1 && e.Short[0].Items != nil {
		l.harm(e.File, e.Line("short"), "short answer is more than one paragraph", "keep the answer and its condition; move the rest into points")
	}
	l.text(e.File, e.Line("label"), "label", e.Label, corpus.MaxLabel)
	l.text(e.File, e.Line("question"), "question", e.Question, corpus.MaxQuestion)
	if len(e.Body) == 0 {
		l.houseRule(e.File, 0, "has no body", "give three to five points")
	}
	points, next := 0, false
	for _, b := range e.Body {
		points += len(b.Items)
		next = next || len(b.Spans) > 0 && strings.HasPrefix(b.Spans[0].Text, "Next:")
	}
	if len(e.Body) > 0 && (points < MinPoints || points > MaxPoints) && !own {
		l.houseRule(e.File, e.Line("body"), fmt.Sprintf("has %d points", points), "give three to five, as a list")
	}
	if !next {
		l.houseRule(e.File, e.Line("body"), "has no **Next:** line", "say what to ask or do next")
	}
	if len(e.Sources) == 0 && !own {
		l.houseRule(e.File, e.Line("body"), "cites no source", "cite with [ID], or [OWN] for our own reading")
	}
	if len(e.Related) == 0 {
		l.houseRule(e.File, 0, "has no related entries", "name up to three")
	}
	if slices.Contains(e.Related, e.ID) || len(slices.Compact(slices.Sorted(slices.Values(e.Related)))) < len(e.Related) {
		l.add(e.File, e.Line("related"), "related entries name one twice, or the entry itself", "name up to three others")
	}
	if e.Owner == "" {
		l.houseRule(e.File, 0, "has no owner", "name who answers for it")
	}
	if e.Kind == corpus.KindPay && len(e.Covers) == 0 {
		l.houseRule(e.File, 0, "pay without the countries it covers", "name those its figures are from, as in covers: [US, UK]; global where they are from all over")
	}
	for _, area := range e.Covers {
		if len(l.c.Places.Areas()) > 0 && !l.c.Places.Known(area) {
			l.harm(e.File, e.Line("covers"), fmt.Sprintf("covers %q, to which no place leads", area), "write it as words/places.txt does, or add a line there")
		}
	}
	l.reviewed(e.File, e.Line("reviewed"), e.Reviewed, e.Kind)
	if e.Due().Equal(e.Watch) && e.Stale(l.now) {
		l.warn(e.File, e.Line("watch"), "what it was watched for came on "+e.Watch.Format(time.DateOnly), "check the answer and set today's date; watch for the next day that is announced, or for none")
	}
	if cited := append(e.Short.Cites(), e.Body.Cites()...); !slices.Contains(cited, corpus.Company) {
		l.company(e.File, e.Line("sources"), e.Sources)
	}
	for _, t := range []corpus.Text{e.Short, e.Body} {
		t.Each(func(spans []corpus.Span, line int) {
			l.prose(e.File, line, spans)
			if ids := prose.Cited(spans); len(ids) > 0 || !l.ofCompany(e) {
				l.figures(e.File, line, prose.Plain(spans, nil), ids)
			}
			l.company(e.File, line, prose.Cited(spans))
		})
	}
}

// entryTells keeps what an entry says on its sources.
func (l *linter) entryTells(e *corpus.Entry) {
	for _, t := range []corpus.Text{e.Short, e.Body} {
		t.Each(func(spans []corpus.Span, line int) {
			l.tells(e.File, line, prose.Plain(spans, nil), prose.Cited(spans))
		})
	}
}

// ofCompany reports whether what an entry says without a citation is what the company
// says: its list of sources names it.
func (l *linter) ofCompany(e *corpus.Entry) bool {
	return l.c.Overlaid(e.File) && slices.Contains(e.Sources, corpus.Company)
}

// source checks that a reader can look a source up, or learns why not.
func (l *linter) source(s *corpus.Source) {
	switch {
	case s.ID == corpus.Own:
	case s.URL == "" && s.Unlinked == "":
		l.houseRule(s.File, s.Line, "source "+s.ID+" has no address and no reason for that", "give its page as url, or say under unlinked why there is none")
	case s.URL != "" && s.Unlinked != "":
		l.add(s.File, s.Line, "source "+s.ID+" has an address and a reason for none", "remove one of them")
	}
}

// reviewed warns of a review that is too old or in the future. A wrong date in the
// future would keep the entry from getting stale.
func (l *linter) reviewed(file string, line int, day time.Time, kind corpus.Kind) {
	e := corpus.Entry{Reviewed: day, Kind: kind}
	switch {
	case day.IsZero(): // Load has reported it
	case e.Stale(l.now):
		l.warn(file, line, "review of "+day.Format(time.DateOnly)+" is stale", "check the answer and set today's date")
	case day.After(l.now.AddDate(0, 0, 1)):
		l.warn(file, line, "review of "+day.Format(time.DateOnly)+" is in the future", "set the day someone last checked it")
	}
}

// marks are Markdown, or parts of a misspelt citation, that the parser did not
// recognise and that would be shown as typed, and addresses that Slack makes links of.
var marks = regexp.MustCompile("[\\[\\]`*]|~~|__|://|www\\.")

// prose checks how a paragraph or point reads.
func (l *linter) prose(file string, line int, spans []corpus.Span) {
	words := prose.Plain(spans, nil)
	if strings.TrimSpace(words) == "" {
		l.add(file, line, "a point without words", "fill it, or remove it")
	}
	l.shown(file, line, "text", words)
}

// shown reports characters that are not shown well everywhere.
func (l *linter) shown(file string, line int, field, s string) {
	if m := marks.FindString(s); m != "" {
		l.add(file, line, fmt.Sprintf("%s holds %q, which will not render: %s", field, m, corpus.Quote(s)), "write plain words; a citation is [ID] with the id as in sources.yaml")
	}
	if strings.Contains(s, "!") {
		l.houseRule(file, line, field+" has an exclamation mark: "+corpus.Quote(s), "say it plainly")
	}
	l.wording(file, line, field, s)
}

func (l *linter) phrasings(e *corpus.Entry, phrased map[string]phrase) {
	if n := len(e.Phrasings); n < MinPhrasings {
		l.houseRule(e.File, e.Line("question"), fmt.Sprintf("has %d phrasings, at least %d", n, MinPhrasings), "add ways people really ask it")
	}
	all := append([]corpus.Phrasing{{Text: e.Question, Line: e.Line("question")}}, e.Phrasings...)
	for _, p := range all {
		l.phrasing(e.File, e.ID, p, phrased)
	}
}

// refusal checks a reply and its phrasings, which must not be an entry's too.
func (l *linter) refusal(r *corpus.Refusal, phrased map[string]phrase) {
	l.shown(r.File, r.Line, "reply", r.Reply)
	for i, text := range r.Phrasings {
		l.phrasing(r.File, r.ID, corpus.Phrasing{Text: text, Line: r.Lines[i]}, phrased)
	}
}

// phrase is where a phrasing was first.
type phrase struct {
	file, id string
	line     int
}

// phrasing checks one phrasing; phrased holds those checked before. Of two files, that of
// a company is named, which it can change.
func (l *linter) phrasing(file, id string, p corpus.Phrasing, phrased map[string]phrase) {
	key := corpus.Normal(p.Text)
	if key == "" {
		l.add(file, p.Line, "an empty phrasing", "write the words, or remove the line")
		return
	}
	if first, dup := phrased[key]; dup {
		at, other := phrase{file, id, p.Line}, first
		if l.c.Overlaid(first.file) && !l.c.Overlaid(file) {
			at, other = first, at
		}
		l.add(at.file, at.line, fmt.Sprintf("phrasing %q is in %s too", corpus.Quote(p.Text), other.id), "a phrasing belongs to one entry, once")
		return
	}
	phrased[key] = phrase{file, id, p.Line}
	if utf8.RuneCountInString(p.Text) > corpus.MaxPhrasing {
		l.add(file, p.Line, "phrasing is too long", fmt.Sprintf("at most %d characters", corpus.MaxPhrasing))
	}
}
