package corpus

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The limits of a good answer, in characters as shown. An entry is read on a
// phone, a cell in a narrow table.
const (
	MaxEntryText   = 1800
	MaxShort       = 320
	MaxLabel       = 24
	MaxCell        = 120
	MaxKitText     = 300
	MinPhrasings   = 10
	MinPoints      = 3
	MaxPoints      = 5
	MinCells       = 8  // of a role that has no definition entry of its own
	MaxQuestion    = 75 // a question becomes a button or a menu option; Slack's limit for both
	MaxPhrasing    = 300
	maxReplyLength = 400
)

// Lint checks what a usable corpus may still get wrong: lengths, citations,
// missing facets, phrasings that stand twice, stale reviews. topics are the ids
// that must have an entry. It does not need the matcher; see curate for
// phrasings that are nearer to another entry.
func Lint(c *Corpus, topics []string, now time.Time) Problems {
	l := &linter{c: c, now: now}
	for _, id := range topics {
		if c.Entry(id) == nil {
			l.add("knowledge/topics.txt", 0, fmt.Sprintf("topic %q has no entry", id), "write entries/"+strings.Replace(id, ".", "/", 1)+".md")
		}
	}
	phrased := map[string]string{}
	for _, e := range c.Entries {
		l.entry(e)
		l.phrasings(e, phrased)
	}
	l.names()
	for _, r := range c.Roles {
		l.role(r)
	}
	for _, r := range c.Refusals {
		l.text("knowledge/refusals.yaml", r.Line, "reply", r.Reply, maxReplyLength)
	}
	for _, k := range c.Kits {
		l.kit(k)
	}
	if g := c.WhichRole; g != nil {
		l.guide(g)
	}
	return l.ps.sorted()
}

type linter struct {
	c   *Corpus
	now time.Time
	ps  Problems
}

func (l *linter) add(file string, line int, what, hint string) {
	l.ps = append(l.ps, Problem{File: file, Line: line, What: what, Hint: hint})
}

func (l *linter) entry(e *Entry) {
	plain := func(t Text) string { return t.Plain(func(ids []string) string { return l.c.cite(ids) }) }
	short, body := plain(e.Short), plain(e.Body)
	if n := utf8.RuneCountInString(short); n > MaxShort {
		l.add(e.File, e.Line("short"), fmt.Sprintf("short answer has %d characters, at most %d", n, MaxShort), "keep the answer and its condition; move the rest into points")
	}
	if n := utf8.RuneCountInString(short + body); n > MaxEntryText {
		l.add(e.File, e.Line("short"), fmt.Sprintf("answer has %d characters, at most %d", n, MaxEntryText), "split off a finer entry")
	}
	l.text(e.File, e.Line("label"), "label", e.Label, MaxLabel)
	l.text(e.File, e.Line("question"), "question", e.Question, MaxQuestion)
	if body == "" {
		l.add(e.File, 0, "has no body", "give three to five points")
	}
	points, next := 0, false
	for _, b := range e.Body {
		points += len(b.Items)
		next = next || len(b.Spans) > 0 && strings.HasPrefix(b.Spans[0].Text, "Next:")
	}
	if body != "" && (points < MinPoints || points > MaxPoints) && !strings.HasPrefix(e.ID, "bot.") {
		l.add(e.File, e.Line("body"), fmt.Sprintf("has %d points", points), "give three to five, as a list")
	}
	if !next {
		l.add(e.File, 0, "has no **Next:** line", "say what to ask or do next")
	}
	if len(e.Sources) == 0 && !strings.HasPrefix(e.ID, "bot.") {
		l.add(e.File, 0, "cites no source", "cite with [ID], or [OWN] for our own reading")
	}
	if len(e.Related) == 0 {
		l.add(e.File, 0, "has no related entries", "name up to three")
	}
	if e.Stale(l.now) {
		l.ps = append(l.ps, Problem{File: e.File, Line: e.Line("reviewed"), Warning: true,
			What: "review of " + e.Reviewed.Format(time.DateOnly) + " is stale", Hint: "check the answer and set today's date"})
	}
	for _, t := range []Text{e.Short, e.Body} {
		t.Each(func(spans []Span, line int) { l.figures(e.File, line, spans) })
	}
	for _, t := range []string{short, body, e.Question} {
		if strings.Contains(t, "!") {
			l.add(e.File, 0, "has an exclamation mark", "say it plainly")
			break
		}
	}
}

var (
	digits = regexp.MustCompile(`\d`)
	// Names and set phrases that hold digits without being figures: NIS2,
	// SMF24, ISO 27001, 24/7, 30-60-90, "first 90 days", 1:1, "1 to 5" ratings.
	notFigures = regexp.MustCompile(`(?i)\b(?:[a-z]+-?\d+[a-z]?|ISO(?:/IEC)? \d+|24/7|30[-/ ]60[-/ ]90|(?:first )?(?:30|60|90|100)(?:-| )days?|1:1s?|SOC ?2|scale of 1 to \d+|1 to 5|1-5|section \d+|article \d+)\b`)
)

// figures finds a number in a point that cites nothing, or that rests on a
// seller's page alone without saying so.
func (l *linter) figures(file string, line int, spans []Span) {
	words := PlainSpans(spans, nil)
	if !digits.MatchString(notFigures.ReplaceAllString(words, "")) {
		return
	}
	grades := ""
	for _, s := range spans {
		for _, id := range s.Cite {
			if src := l.c.Source(id); src != nil {
				grades += src.Grade
			}
		}
	}
	switch {
	case grades == "":
		l.add(file, line, "a number without a source: "+clip(words), "cite it with [ID], or write the number as a word if it is no figure")
	case strings.Trim(grades, "D") == "" && !strings.Contains(strings.ToLower(words), "vendor figure"):
		l.add(file, line, "a number that rests on a seller's page alone: "+clip(words), `say "vendor figure", or cite a better source`)
	}
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func (l *linter) phrasings(e *Entry, phrased map[string]string) {
	if n := len(e.Phrasings); n < MinPhrasings {
		l.add(e.File, e.Line("question"), fmt.Sprintf("has %d phrasings, at least %d", n, MinPhrasings), "add ways people really ask it")
	}
	all := append([]Phrasing{{Text: e.Question, Line: e.Line("question")}}, e.Phrasings...)
	for _, p := range all {
		key := Normal(p.Text)
		if first, dup := phrased[key]; dup {
			l.add(e.File, p.Line, fmt.Sprintf("phrasing %q stands in %s too", clip(p.Text), first), "a phrasing belongs to one entry, once")
			continue
		}
		phrased[key] = e.ID
		if utf8.RuneCountInString(p.Text) > MaxPhrasing {
			l.add(e.File, p.Line, "phrasing is over-long", fmt.Sprintf("at most %d characters", MaxPhrasing))
		}
	}
}

// Normal is a text as it is compared for sameness: lower case letters and
// digits, single spaces.
func Normal(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r < 0x80 && !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	}), " ")
}

// names finds a title that two roles claim.
func (l *linter) names() {
	owner := map[string]string{}
	claim := func(file string, line int, id string, lists ...[]string) {
		for _, n := range slices.Concat(lists...) {
			key := Normal(n)
			if first, taken := owner[key]; taken && first != id {
				l.add(file, line, fmt.Sprintf("title %q of %s belongs to %s too", n, id, first), "give it to one; two-way letters go into letters.yaml")
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
		claim(r.File, 0, r.ID, r.Titles, plain(r.Abbreviations), r.Misspellings)
	}
	for _, o := range l.c.Others {
		claim("knowledge/others.yaml", o.Line, o.ID, o.Titles, plain(o.Abbreviations), o.Misspellings)
	}
}

func (l *linter) role(r *Role) {
	filled := 0
	for _, d := range Dimensions() {
		cell, ok := r.Cells[d.Key]
		if !ok || cell.Text == "" {
			if l.c.Entry(r.ID+".definition") != nil {
				l.add(r.File, 0, fmt.Sprintf("cell %q is missing", d.Key), "fill it; \"varies\" only where sources were sought in vain")
			}
			continue
		}
		filled++
		l.text(r.File, cell.Line, "cell "+d.Key, cell.Text, MaxCell)
		if len(cell.Sources) == 0 {
			l.add(r.File, cell.Line, fmt.Sprintf("cell %q has no source", d.Key), "name one, or OWN")
		}
	}
	if filled < MinCells {
		l.add(r.File, 0, fmt.Sprintf("has %d cells, at least %d", filled, MinCells), "fill more dimensions")
	}
	if len(r.Titles) == 0 {
		l.add(r.File, 0, "has no titles", "list the spelled-out names people use")
	}
}

func (l *linter) text(file string, line int, field, s string, limit int) {
	if n := utf8.RuneCountInString(s); n > limit {
		l.add(file, line, fmt.Sprintf("%s has %d characters, at most %d", field, n, limit), "shorten it")
	}
	if strings.ContainsAny(s, "<>\n") {
		l.add(file, line, field+" holds a character that will not render", "no < > or line breaks")
	}
}

func (l *linter) kit(k *Kit) {
	sc := k.Scorecard
	for _, s := range slices.Concat([]string{sc.Mission}, sc.Outcomes, sc.Must, sc.Nice, sc.Not, k.References, k.Posting, k.Offer) {
		l.text(k.File, 0, "a line of the kit", s, MaxKitText)
	}
	for part, n := range map[string]int{"competencies": len(sc.Competencies), "loop": len(k.Loop), "questions": len(k.Questions),
		"references": len(k.References), "red_flags": len(k.RedFlags), "posting": len(k.Posting), "offer": len(k.Offer), "sources": len(k.Sources)} {
		if n == 0 {
			l.add(k.File, 0, part+" is empty", "a panel needs every part of the kit")
		}
	}
	for _, q := range k.Questions {
		for _, s := range []string{q.Ask, q.Good, q.Weak} {
			l.text(k.File, 0, "an interview question", s, MaxKitText)
		}
		if q.Good == "" || q.Weak == "" {
			l.add(k.File, 0, "question without its good and weak signs: "+clip(q.Ask), "say what each answer shows")
		}
	}
}

func (l *linter) guide(g *Guide) {
	if len(g.Questions) == 0 || len(g.Outcomes) == 0 {
		l.add(g.File, 0, "a guide needs questions and outcomes", "see README.md")
	}
	for _, q := range g.Questions {
		l.text(g.File, 0, "question", q.Text, 150)
		for _, o := range q.Options {
			l.text(g.File, 0, "option", o.Text, 75)
			if o.Because == "" && (len(o.Weights) > 0 || o.Veto != "") {
				l.add(g.File, 0, "option "+q.ID+"/"+o.ID+" weighs without a because", "the recommendation explains itself with it")
			}
		}
	}
	for _, o := range g.Outcomes {
		l.text(g.File, 0, "advice", o.Advice, 600)
	}
}
