package blockkit

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

const (
	// maxSourcesShown is how many sources the line under a reply names. A choice: a button
	// opens the rest.
	maxSourcesShown = 3
	// phoneLine is how many characters of the line a phone shows without a break. Measured
	// on the demo page, 390 pixels wide, in Slack's typeface Lato.
	phoneLine = 50
)

// cited adds the quiet line of sources, then tail. Where there are too many for it, it names
// the first of those shown in short and then only the notes, which are the part of tail that
// nobody may miss; the foot has a button that opens all of it.
func (b *builder) cited(c *corpus.Corpus, shown, all []string, tail, notes string) {
	shown, all = listed(c, shown), listed(c, all)
	if len(all) <= maxSourcesShown {
		b.linked(c, all, tail)
		return
	}
	b.sources = len(all)
	var links []string
	used := utf8.RuneCountInString(dotted("Sources:", notes))
	for i, id := range shown[:min(len(shown), maxSourcesShown)] {
		if used += utf8.RuneCountInString(", " + c.Source(id).Cite); i > 0 && used > phoneLine {
			break
		}
		links = append(links, link(c.Source(id), c.Source(id).Cite))
	}
	line := escape(notes)
	if len(links) > 0 {
		line = dotted("Sources: "+strings.Join(links, ", "), line)
	}
	if line != "" {
		b.add(slack.NewContextBlock(b.id("src"), slack.NewTextBlockObject(slack.MarkdownType, line, false, true)))
	}
}

// link is a source's label as mrkdwn, linked if it has an address. Labels are escaped,
// although curators write them.
func link(s *corpus.Source, label string) string {
	if s.URL == "" {
		return escape(label)
	}
	return "<" + linkable.Replace(s.URL) + "|" + escape(label) + ">"
}

// listed are the ids of the sources that a list of them shows, each once.
func listed(c *corpus.Corpus, ids []string) []string {
	return slices.DeleteFunc(distinct(ids), func(id string) bool { return id == corpus.Own || c.Source(id) == nil })
}

// Sources lists all sources of a reply: what its button "Sources (5)" opens.
func Sources(r advisor.Reply, v View) Message {
	switch {
	case r.Comparison != nil:
		return sourcesOf(r.Corpus, roleTitle(r.Comparison.Roles), sourceIDs(r.Comparison, v.All), reviewed(r.Comparison.Reviewed))
	case r.Outcome == advisor.KitPage && r.Kit != nil:
		return sourcesOf(r.Corpus, "Hiring kit · "+r.Role.Letters, r.Kit.Sources, kitTail(r))
	case r.Outcome == advisor.RoleCard && r.Role != nil:
		return sourcesOf(r.Corpus, r.Role.Name, cardSources(r.Role, v.All), reviewed(r.Role.Reviewed))
	case r.Entry != nil:
		return sourcesOf(r.Corpus, Title(r.Corpus, r.Entry), r.Entry.Sources, sourceTail(r.Corpus, r.Entry, v.Now))
	}
	return Plainly(r.Lead) // the entry is gone since the button was posted
}

// GuideSources lists the sources of the guide "Which role do we need?".
func GuideSources(c *corpus.Corpus) Message {
	if c.WhichRole == nil {
		return Plainly(noGuide)
	}
	return sourcesOf(c, c.WhichRole.Title, c.WhichRole.Sources, reviewed(c.WhichRole.Reviewed))
}

// sourcesOf lists sources, each with its title and when its data is from, then tail.
func sourcesOf(c *corpus.Corpus, about string, ids []string, tail string) Message {
	b := &builder{}
	b.header("Sources: " + about)
	text := plain{}
	text.line("Sources: " + about)
	var items []slack.RichTextElement
	for _, id := range listed(c, ids) {
		s := c.Source(id)
		label, more := s.Listed, sourceDetail(s)
		name := textElement(label, bold)
		if s.URL != "" {
			name = slack.NewRichTextSectionLinkElement(s.URL, label, nil)
		}
		items = append(items, slack.NewRichTextSection(name, textElement(more, nil)))
		text.line(strings.TrimSpace("• " + label + more + " " + s.URL))
	}
	if len(items) > 0 {
		b.add(slack.NewRichTextBlock(b.id("sources"), bulleted(0, items...)))
	}
	b.quiet(tail)
	text.line(tail)
	return b.message(text.String())
}

// sourceDetail is what a list of sources adds to a source's label: its title, unless the
// curators wrote a label that has it, and that it has no date.
func sourceDetail(s *corpus.Source) string {
	detail := ""
	if s.Listed == s.Cite && s.Cite != s.Title {
		detail = ": " + s.Title
	}
	if _, dated := s.Month(); !dated {
		detail += " (undated)"
	}
	return detail
}

// sourcesButton opens the list of all sources. ref.Entry names what they support.
func (b *builder) sourcesButton(ref Ref) *slack.ButtonBlockElement {
	return b.button(ActionSources, fmt.Sprintf("Sources (%d)", b.sources), ref)
}

// shownSources are the sources of what a reply shows of its entry: of a brief reply, those
// that the short answer cites.
func shownSources(r advisor.Reply) []string {
	if !r.Brief {
		return r.Entry.Sources
	}
	var ids []string
	r.Entry.Short.Each(func(spans []corpus.Span, _ int) {
		for _, s := range spans {
			ids = append(ids, s.Cite...)
		}
	})
	return distinct(ids)
}

// linkable takes out of an address what would end it. One for all: making it takes ten
// times the memory of what else a line of sources takes, a fifth of a reply's.
var linkable = strings.NewReplacer("|", "%7C", ">", "%3E", "<", "%3C", " ", "%20")

// linked adds a line with links to sources, then tail.
func (b *builder) linked(c *corpus.Corpus, ids []string, tail string) {
	line := sourceList(c, ids, func(s *corpus.Source) string { return link(s, s.Listed) }, escape(tail))
	b.add(slack.NewContextBlock(b.id("src"), slack.NewTextBlockObject(slack.MarkdownType, line, false, true)))
}

// sourceList is the line of sources, each as label shows it, then a tail. What
// has no date comes last and is told so once: most of it is read for what it
// says, not for its year.
func sourceList(c *corpus.Corpus, ids []string, label func(*corpus.Source) string, tail string) string {
	var dated, undated []string
	for _, id := range ids {
		s := c.Source(id)
		if s == nil || id == corpus.Own {
			continue
		}
		if _, ok := s.Month(); ok {
			dated = append(dated, label(s))
		} else {
			undated = append(undated, label(s))
		}
	}
	line := "Sources: " + strings.Join(dated, ", ")
	switch {
	case len(dated)+len(undated) == 0:
		return tail
	case len(dated) == 0:
		line = "Sources, undated: " + strings.Join(undated, ", ")
	case len(undated) > 0:
		line += "; undated: " + strings.Join(undated, ", ")
	}
	return line + " · " + tail
}

// dotted joins parts of a quiet line, without those that are empty.
func dotted(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

func reviewed(day time.Time) string { return "Reviewed " + day.Format(dateFormat) }

// sourceTail is what follows the sources of an entry: what the marks of age mean, when it was
// reviewed, and what it is no substitute for.
func sourceTail(c *corpus.Corpus, e *corpus.Entry, now time.Time) string {
	return dotted(ageNote(c, e, now), entryReviewed(e, now), carefulNote(e))
}

// sourceNotes is the part of an entry's tail that is in sight also where its sources are
// behind a button: the day of a review that is not due can be there too.
func sourceNotes(c *corpus.Corpus, e *corpus.Entry, now time.Time) string {
	if e.Stale(now) {
		return sourceTail(c, e, now)
	}
	return dotted(ageNote(c, e, now), carefulNote(e))
}

func entryReviewed(e *corpus.Entry, now time.Time) string {
	if e.Stale(now) {
		return reviewed(e.Reviewed) + ", due for review: check before relying on it"
	}
	return reviewed(e.Reviewed)
}

func carefulNote(e *corpus.Entry) string {
	if e.Kind.Careful() {
		return noLegalAdvice
	}
	return ""
}

// ageNote says what the marks in an entry's citations mean, or is "" where it has none.
func ageNote(c *corpus.Corpus, e *corpus.Entry, now time.Time) string {
	marked := map[string]bool{}
	for _, t := range []corpus.Text{e.Short, e.Body} {
		t.Each(func(spans []corpus.Span, _ int) {
			for _, s := range spans {
				marked[c.PayAge(e, s.Cite, now)] = true
			}
		})
	}
	switch {
	case marked[corpus.Old] && marked[corpus.VeryOld]:
		return "Old: over 18 months ago; very old: over three years ago"
	case marked[corpus.Old]:
		return "Old: over 18 months ago"
	case marked[corpus.VeryOld]:
		return "Very old: over three years ago"
	}
	return ""
}

func distinct(ids []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}
