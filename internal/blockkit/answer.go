package blockkit

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

const (
	// foldOver is the length in characters from which an answer shows its second
	// half only after "Show more": about two screens of a phone. Ours are no longer; a
	// company's may be.
	foldOver = corpus.MaxEntryText
	// maxAsked is how much of the question a shared reply quotes, in characters. A
	// choice: about two lines on a wide screen.
	maxAsked = 240
	// maxExplained is how many candidates the line for curators lists. A choice: as
	// many as there are choices.
	maxExplained = advisor.MaxChoices
)

// dateFormat is the format of review dates. It has the month as a word, since
// people in different countries read 1/2/2026 differently.
const dateFormat = "2 Jan 2006"

// noLegalAdvice is the line under answers on pay, law and contracts, and under
// hiring kits.
const noLegalAdvice = "General information, not legal advice."

// Title returns the heading of an entry: "CTO · Reporting line".
func Title(c *corpus.Corpus, e *corpus.Entry) string {
	var letters []string
	for _, id := range e.Roles {
		if r := c.Role(id); r != nil {
			letters = append(letters, r.Letters)
		}
	}
	if len(letters) == 0 {
		return e.Label
	}
	return strings.Join(letters, " and ") + " · " + e.Label
}

func (b *builder) answer() {
	r, e := b.reply, b.reply.Entry
	if e == nil {
		b.none()
		return
	}
	cite := r.Corpus.Citer(e, b.view.Now)
	b.header(Title(r.Corpus, e))
	b.notes()
	b.richText(e.Short, cite)
	body, folded := e.Body, false
	switch {
	case r.Brief:
		body, folded = nil, true
	case !b.view.Full && !r.Full && utf8.RuneCountInString(r.Corpus.Plain(e, b.view.Now)) > foldOver:
		body, folded = fold(e.Body)
	}
	b.richText(body, cite)
	b.sources(e)
	var buttons []slack.BlockElement
	if folded {
		ref := b.ref(e.ID)
		ref.Asked = b.shareText()
		buttons = append(buttons, b.button(ActionMore, "Show more", ref))
	}
	if r.Outcome == advisor.Guide {
		start := b.button(ActionGuide, "Start the six questions", b.ref(e.ID))
		start.Style = slack.StylePrimary
		buttons = append(buttons, start)
	}
	if len(e.Roles) > 1 && strings.HasPrefix(e.ID, "compare.") {
		buttons = append(buttons, b.button(ActionCompare, "Side by side", b.ref(strings.Join(e.Roles, " "))))
	}
	b.foot(buttons)
	b.feedback(e.ID)
}

// notes adds the advisor's notes on how it understood the question, and on what the
// answer is about. They come before it: they change how it is read.
func (b *builder) notes() {
	for _, n := range b.reply.Notes {
		b.quiet(n)
	}
}

// fold returns the text up to its first list, and whether anything follows it.
func fold(t corpus.Text) (corpus.Text, bool) {
	for i, block := range t {
		if block.Items != nil && i+1 < len(t) {
			return t[:i+1], true
		}
	}
	return t, false
}

// alsoLead comes before the second question of a message.
const alsoLead = "You also asked:"

// foot adds the buttons at the end of a reply: the second question of the message, then
// the reply's own, Share, and last the related questions, which have the longest labels.
func (b *builder) foot(own []slack.BlockElement) {
	if also := b.reply.Also; also != nil {
		b.quiet(alsoLead)
		b.add(slack.NewActionBlock(b.id("also"), b.button(ActionShow, also.Question, b.ref(also.ID))))
	}
	if label := b.view.shareLabel(); label != "" {
		ref := b.ref(b.reply.EntryID())
		switch b.reply.Outcome {
		case advisor.Compared:
			ref.Entry = roleIDs(b.reply.Comparison)
		case advisor.KitPage:
			ref.Entry = "kit " + b.reply.Role.ID
		case advisor.RoleCard:
			ref.Entry = "role " + b.reply.Role.ID
		}
		ref.All = b.view.All
		own = append(own, b.share(label, ref))
	}
	for _, e := range b.reply.Related {
		if e != b.reply.Also && !b.reply.Brief {
			own = append(own, b.button(ActionShow, e.Question, b.ref(e.ID)))
		}
	}
	if len(own) > 0 {
		b.add(slack.NewActionBlock(b.id("do"), own...))
	}
}

// share returns a Share button for what ref.Entry names.
func (b *builder) share(label string, ref Ref) *slack.ButtonBlockElement {
	ref.Asked = b.shareText()
	return b.button(ActionShare, label, ref)
}

// shareText returns the question for a button of a private reply, which may be
// shared later: short and on one line. Other buttons do not carry the question.
func (b *builder) shareText() string {
	if !b.view.Private {
		return ""
	}
	return singleLine(b.view.Asked, maxAsked)
}

// sources adds the line with an entry's sources and review date.
func (b *builder) sources(e *corpus.Entry) {
	b.linked(b.reply.Corpus, shownSources(b.reply), sourceTail(b.reply.Corpus, e, b.view.Now))
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

// linked adds a line with links to sources, then tail. The labels of the sources
// are escaped, although curators write them.
func (b *builder) linked(c *corpus.Corpus, ids []string, tail string) {
	line := sourceList(c, ids, func(s *corpus.Source) string {
		label := escape(s.Listed)
		if s.URL == "" {
			return label
		}
		return "<" + linkable.Replace(s.URL) + "|" + label + ">"
	}, escape(tail))
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

func sourceTail(c *corpus.Corpus, e *corpus.Entry, now time.Time) string {
	tail := "Reviewed " + e.Reviewed.Format(dateFormat)
	if note := ageNote(c, e, now); note != "" {
		tail = note + " · " + tail
	}
	if e.Stale(now) {
		tail += ", due for review: check before relying on it"
	}
	if e.Kind.Careful() {
		tail += " · " + noLegalAdvice
	}
	return tail
}

// ageNote says what the marks in an entry's citations mean, or is "" where it has none.
func ageNote(c *corpus.Corpus, e *corpus.Entry, now time.Time) string {
	marked := map[string]bool{}
	for _, t := range []corpus.Text{e.Short, e.Body} {
		t.Each(func(spans []corpus.Span, _ int) {
			for _, s := range spans {
				marked[c.PayAge(s.Cite, now)] = e.Kind == corpus.KindPay
			}
		})
	}
	switch {
	case marked[corpus.Old] && marked[corpus.VeryOld]:
		return "Marked old: from over 18 months ago; very old: over three years ago"
	case marked[corpus.Old]:
		return "Marked old: from over 18 months ago"
	case marked[corpus.VeryOld]:
		return "Marked very old: from over three years ago"
	}
	return ""
}

func (b *builder) choices() {
	r := b.reply
	b.say(r.Lead)
	b.notes()
	var buttons []slack.BlockElement
	labels := choiceLabels(r.Corpus, r.Choices)
	for i, e := range r.Choices {
		buttons = append(buttons, b.button(ActionChoose, labels[i], b.askedRef(e.ID)))
	}
	buttons = append(buttons, b.button(ActionNoneOf, "None of these", b.askedRef("")))
	b.add(slack.NewActionBlock(b.id("choose"), buttons...))
}

// shownOnPhone is about how many characters of a button a phone shows (docs.slack.dev,
// button element: "may truncate with ~30 characters").
const shownOnPhone = 30

// choiceLabels are the labels of buttons to choose between: the questions or, of those
// that begin alike, so that a phone shows no difference, the titles, which name the roles
// first.
func choiceLabels(c *corpus.Corpus, choices []*corpus.Entry) []string {
	alike := map[string]int{}
	for _, e := range choices {
		alike[Clip(e.Question, shownOnPhone)]++
	}
	labels := make([]string, len(choices))
	for i, e := range choices {
		labels[i] = e.Question
		if alike[Clip(e.Question, shownOnPhone)] > 1 {
			labels[i] = Title(c, e)
		}
	}
	return labels
}

// askedRef returns a Ref that also carries the question, so that the answer to a
// private reply can be shared later.
func (b *builder) askedRef(entry string) Ref {
	ref := b.ref(entry)
	ref.Asked = b.shareText()
	return ref
}

func (b *builder) none() {
	r := b.reply
	b.say(r.Lead)
	b.notes()
	var near, buttons []slack.BlockElement
	labels := choiceLabels(r.Corpus, r.Choices)
	for i, e := range r.Choices {
		near = append(near, b.button(ActionShow, labels[i], b.askedRef(e.ID)))
	}
	if len(near) > 0 {
		b.quiet(nearestLead)
		b.add(slack.NewActionBlock(b.id("near"), near...))
	}
	switch r.Reason {
	case advisor.ReasonNothing, advisor.ReasonNotEnglish:
		buttons = append(buttons, b.button(ActionLeave, "Leave it for the curators", b.ref("")))
	}
	if r.Outcome != advisor.BadCompare && !saysItAll(r.Reason) {
		buttons = append(buttons, b.button(ActionTopics, "List topics", b.ref("")))
	}
	if len(buttons) > 0 {
		b.add(slack.NewActionBlock(b.id("on"), buttons...))
	}
}

// nearestLead comes before the entries nearest to a question without an answer.
const nearestLead = "The closest answers I have:"

// saysItAll reports whether a friendly line without buttons is enough; to someone in
// distress other topics are an insult.
func saysItAll(reason advisor.Reason) bool {
	return reason == advisor.ReasonGreeting || reason == advisor.ReasonThanks || reason == advisor.ReasonSmallTalk || reason == advisor.ReasonDistress
}

func (b *builder) roleCard() {
	r, role := b.reply, b.reply.Role
	b.header(role.Name + lettersOf(role))
	b.notes()
	if r.Entry != nil {
		b.richText(r.Entry.Short, r.Corpus.Citer(r.Entry, b.view.Now))
	}
	var lines []slack.RichTextElement
	var ids []string
	for _, d := range corpus.Dimensions() {
		cell, ok := role.Cells[d.Key]
		if !ok || !(d.Default || b.view.Full) {
			continue
		}
		ids = append(ids, cell.Sources...)
		lines = append(lines, slack.NewRichTextSection(textElement(d.Label+": ", bold), textElement(cell.Text, nil)))
	}
	b.add(slack.NewRichTextBlock(b.id("card"), bulleted(0, lines...)))
	b.linked(r.Corpus, distinct(ids), "Reviewed "+role.Reviewed.Format(dateFormat))
	var buttons []slack.BlockElement
	if r.Corpus.Kit(role.ID) != nil {
		buttons = append(buttons, b.button(ActionKit, "Hiring kit", b.ref(role.ID)))
	}
	b.foot(buttons)
	b.feedback(r.EntryID())
}

// lettersOf returns " (CTO)", or "" if the letters are the name.
func lettersOf(r *corpus.Role) string {
	if strings.EqualFold(r.Letters, r.Name) {
		return ""
	}
	return " (" + r.Letters + ")"
}

// explanation adds a line for curators that says why the reply was chosen. For a
// command nothing was ranked, so it names the command only.
func (b *builder) explanation() {
	why, next := b.reply.Why(), []string{}
	if b.reply.Trace.Text != "" {
		why[0] += fmt.Sprintf(" (%s, confidence %.2f)", b.reply.Reason, b.reply.Confidence)
	}
	for i, c := range b.reply.Match.Candidates {
		if i > 0 && i < maxExplained {
			next = append(next, fmt.Sprintf("%s %.2f", c.Entry, c.Chance))
		}
	}
	if len(next) > 0 {
		why = append(why, "next: "+strings.Join(next, ", "))
	}
	b.quiet("Why: " + strings.Join(why, " · "))
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
