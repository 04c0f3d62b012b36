package blockkit

import (
	"fmt"
	"slices"
	"strings"
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
const noLegalAdvice = "Not legal advice."

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
	short, body, folded := e.Short, e.Body, false
	switch {
	case r.Brief:
		short, body, folded = r.InShort(), nil, true
	case !b.view.Full && !r.Full && utf8.RuneCountInString(r.Corpus.Plain(e, b.view.Now)) > foldOver:
		body, folded = fold(e.Body)
	}
	b.richText(short, cite)
	b.richText(body, cite)
	b.cited(creditsOf(r, b.view.Full, b.view.Now))
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
		buttons = append(buttons, b.button(ActionCompare, "Compare side by side", b.ref(strings.Join(e.Roles, " "))))
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

func (b *builder) roleCard() {
	r, role := b.reply, b.reply.Role
	b.header(role.Name + lettersOf(role))
	b.notes()
	if r.Entry != nil {
		b.richText(r.Entry.Short, r.Corpus.Citer(r.Entry, b.view.Now))
	}
	var lines []slack.RichTextElement
	for _, d := range cardRows(role, b.view.Full) {
		lines = append(lines, slack.NewRichTextSection(textElement(d.Label+": ", bold), textElement(role.Cells[d.Key].Text, nil)))
	}
	b.add(slack.NewRichTextBlock(b.id("card"), bulleted(0, lines...)))
	b.cited(creditsOf(r, b.view.Full, b.view.Now))
	var buttons []slack.BlockElement
	if r.Corpus.Kit(role.ID) != nil {
		buttons = append(buttons, b.button(ActionKit, "Hiring kit", b.ref(role.ID)))
	}
	b.foot(buttons)
	b.feedback(r.EntryID())
}

// cardRows are the dimensions that a role's card shows.
func cardRows(role *corpus.Role, full bool) []corpus.Dimension {
	return slices.DeleteFunc(corpus.Dimensions(), func(d corpus.Dimension) bool {
		_, ok := role.Cells[d.Key]
		return !ok || !d.Default && !full
	})
}

// cardSources are the sources of what a role's card shows, in their order.
func cardSources(role *corpus.Role, full bool) (ids []string) {
	for _, d := range cardRows(role, full) {
		ids = append(ids, role.Cells[d.Key].Sources...)
	}
	return distinct(ids)
}

// lettersOf returns " (CTO)", or "" if the letters are the name.
func lettersOf(r *corpus.Role) string {
	if strings.EqualFold(r.Letters, r.Name) {
		return ""
	}
	return " (" + r.Letters + ")"
}

// curate adds what only curators see.
func (b *builder) curate() {
	entry := b.reply.EntryID()
	if b.view.Row == nil || b.reply.Corpus == nil || b.reply.Corpus.Entry(entry) == nil {
		b.quiet("Why: " + strings.Join(Why(b.reply), " · "))
		return
	}
	b.add(b.view.Row(entry))
}

// Why says for curators why a reply was chosen. For a command nothing was ranked, so it
// names the command only.
func Why(r advisor.Reply) []string {
	why, next := r.Why(), []string{}
	if r.Trace.Text != "" {
		why[0] += fmt.Sprintf(" (%s, confidence %.2f)", r.Reason, r.Confidence)
	}
	for i, c := range r.Match.Candidates {
		if i > 0 && i < maxExplained {
			next = append(next, fmt.Sprintf("%s %.2f", c.Entry, c.Chance))
		}
	}
	if len(next) > 0 {
		why = append(why, "next: "+strings.Join(next, ", "))
	}
	return why
}
