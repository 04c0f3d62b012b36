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

// credits are the sources of a reply, and what else its quiet line says.
type credits struct {
	shown, all []*corpus.Source // of what is in sight, and of the whole answer
	overdue    string           // begins the line where the answer should have been checked
	tail       string           // what ends it: the day of the review, and notes
	notes      string           // the part of tail that nobody may miss
}

// credited are the credits of what was reviewed on a day.
func credited(c *corpus.Corpus, ids []string, day time.Time, notes string) credits {
	all := listed(c, ids, day)
	return credits{shown: all, all: all, tail: dotted(reviewed(day), notes), notes: notes}
}

// creditsOf are those of a reply that has an entry, roles or a kit. full is whether all
// cells of its roles are shown.
func creditsOf(r advisor.Reply, full bool, now time.Time) credits {
	switch {
	case r.Comparison != nil:
		return credited(r.Corpus, sourceIDs(r.Comparison, full), r.Comparison.Reviewed, "")
	case r.Outcome == advisor.KitPage:
		return kitCredits(r)
	case r.Outcome == advisor.RoleCard:
		return credited(r.Corpus, cardSources(r.Role, full), r.Role.Reviewed, "")
	}
	e, age := r.Entry, ageNote(r.Corpus, r.Entry, now)
	cr := credits{shown: listed(r.Corpus, shownSources(r), e.Reviewed), all: listed(r.Corpus, e.Sources, e.Reviewed),
		tail: dotted(age, reviewed(e.Reviewed), carefulNote(e)), notes: dotted(age, carefulNote(e))}
	if e.Stale(now) {
		cr.overdue = "Review overdue since " + e.Due().Format(dateFormat) + ": check before relying on it"
	}
	return cr
}

// line is the whole quiet line, with each source as label shows it. What has no date comes
// last and is told so once: most of it is read for what it says, not for its year. What the
// company says of itself is not of a study.
func (cr credits) line(list []*corpus.Source, label func(*corpus.Source) string) string {
	var dated, undated []string
	company := ""
	for _, s := range list {
		if s.ID == corpus.Company {
			company = label(s)
		} else if _, ok := s.Month(); ok {
			dated = append(dated, label(s))
		} else {
			undated = append(undated, label(s))
		}
	}
	studies := strings.Join(dated, ", ")
	switch {
	case len(dated) > 0 && len(undated) > 0:
		studies = "Sources: " + studies + "; undated: " + strings.Join(undated, ", ")
	case len(dated) > 0:
		studies = "Sources: " + studies
	case len(undated) > 0:
		studies = "Sources, undated: " + strings.Join(undated, ", ")
	}
	return dotted(cr.overdue, studies, company, cr.tail)
}

// plain is the line as plain text.
func (cr credits) plain() string {
	return cr.line(cr.shown, func(s *corpus.Source) string { return s.Listed })
}

// cited adds the quiet line. Where there are too many sources for it, it names the first of
// those shown in short and then only the notes; the foot has a button that opens all of it.
func (b *builder) cited(cr credits) {
	if len(cr.all) <= maxSourcesShown {
		b.linked(cr)
		return
	}
	b.sources = len(cr.all)
	var links []string
	used := utf8.RuneCountInString(dotted(cr.overdue, "Sources:", cr.notes))
	for i, s := range cr.shown[:min(len(cr.shown), maxSourcesShown)] {
		if used += utf8.RuneCountInString(", " + s.Cite); i > 0 && used > phoneLine {
			break
		}
		links = append(links, link(s, s.Cite))
	}
	line := escape(dotted(cr.overdue, cr.notes))
	if len(links) > 0 {
		line = dotted(escape(cr.overdue), "Sources: "+strings.Join(links, ", "), escape(cr.notes))
	}
	if line != "" {
		b.add(slack.NewContextBlock(b.id("src"), slack.NewTextBlockObject(slack.MarkdownType, line, false, true)))
	}
}

// linked adds the line with links to all sources.
func (b *builder) linked(cr credits) {
	cr.overdue, cr.tail = escape(cr.overdue), escape(cr.tail)
	line := cr.line(cr.all, func(s *corpus.Source) string { return link(s, s.Listed) })
	b.add(slack.NewContextBlock(b.id("src"), slack.NewTextBlockObject(slack.MarkdownType, line, false, true)))
}

// link is a source's label as mrkdwn, linked if it has an address. Labels are escaped,
// although curators write them.
func link(s *corpus.Source, label string) string {
	if s.URL == "" {
		return escape(label)
	}
	return "<" + linkable.Replace(s.URL) + "|" + escape(label) + ">"
}

// listed are the sources that a list of them shows, each once, as they are shown in what
// was reviewed on a day. What the company says of itself comes last.
func listed(c *corpus.Corpus, ids []string, reviewed time.Time) (out []*corpus.Source) {
	ids = distinct(ids)
	if i := slices.Index(ids, corpus.Company); i >= 0 {
		ids = append(slices.Delete(ids, i, i+1), corpus.Company)
	}
	for _, id := range ids {
		if s := c.SourceOn(id, reviewed); s != nil && id != corpus.Own {
			out = append(out, s)
		}
	}
	return out
}

// Sources lists all sources of a reply: what its button "Sources (5)" opens.
func Sources(r advisor.Reply, v View) Message {
	about := ""
	switch {
	case r.Comparison != nil:
		about = roleTitle(r.Comparison.Roles)
	case r.Outcome == advisor.KitPage && r.Kit != nil:
		about = "Hiring kit · " + r.Role.Letters
	case r.Outcome == advisor.RoleCard && r.Role != nil:
		about = r.Role.Name
	case r.Entry != nil:
		about = Title(r.Corpus, r.Entry)
	default:
		return Plainly(r.Lead) // the entry is gone since the button was posted
	}
	return sourcesOf(about, creditsOf(r, v.All, v.Now))
}

// GuideSources lists the sources of the guide "Which role do we need?".
func GuideSources(c *corpus.Corpus) Message {
	if c.WhichRole == nil {
		return Plainly(noGuide)
	}
	return sourcesOf(c.WhichRole.Title, credited(c, c.WhichRole.Sources, c.WhichRole.Reviewed, ""))
}

// sourcesOf lists sources, each with its title and when its data is from, then the rest of
// the quiet line.
func sourcesOf(about string, cr credits) Message {
	b := &builder{}
	b.header("Sources: " + about)
	text := plain{}
	text.line("Sources: " + about)
	var items []slack.RichTextElement
	for _, s := range cr.all {
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
	tail := dotted(cr.overdue, cr.tail)
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
// that it cites, or the company where it answers for the whole.
func shownSources(r advisor.Reply) []string {
	if !r.Brief || slices.Equal(r.Entry.Sources, []string{corpus.Company}) {
		return r.Entry.Sources
	}
	var ids []string
	r.InShort().Each(func(spans []corpus.Span, _ int) {
		for _, s := range spans {
			ids = append(ids, s.Cite...)
		}
	})
	return distinct(ids)
}

// linkable takes out of an address what would end it. One for all: making it takes ten
// times the memory of what else a line of sources takes, a fifth of a reply's.
var linkable = strings.NewReplacer("|", "%7C", ">", "%3E", "<", "%3C", " ", "%20")

// dotted joins parts of a quiet line, without those that are empty.
func dotted(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

func reviewed(day time.Time) string { return "Reviewed " + day.Format(dateFormat) }

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
