package blockkit

import (
	"cmp"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

// alsoLead comes before the second question of a message.
const alsoLead = "You also asked:"

// foot adds what stands at the end of a reply, above the rating: the second question of
// the message, then one row with the reply's own buttons, Share, its sources and the
// related questions.
func (b *builder) foot(own []slack.BlockElement) {
	if also := b.reply.Also; also != nil {
		show := b.button(ActionShow, showAnswer, b.ref(also.ID))
		show.AccessibilityLabel = Clip(showAnswer+": "+also.Question, MaxButtonText)
		text := slack.NewTextBlockObject(slack.MarkdownType, alsoLead+" *"+escape(also.Question)+"*", false, true)
		b.add(slack.NewSectionBlock(text, nil, slack.NewAccessory(show), slack.SectionBlockOptionBlockID(b.id("also"))))
	}
	if label := b.view.shareLabel(); label != "" {
		own = append(own, b.share(label, b.subject()))
	}
	if b.sources > 0 {
		own = append(own, b.sourcesButton(b.subject()))
	}
	if own = append(own, b.related(own)...); len(own) > 0 {
		b.add(slack.NewActionBlock(b.id("do"), own...))
	}
}

// subject is the Ref of a button that is about the reply itself.
func (b *builder) subject() Ref {
	ref := b.ref(b.reply.EntryID())
	ref.All = b.view.All
	switch b.reply.Outcome {
	case advisor.Compared:
		ref.Entry = roleIDs(b.reply.Comparison)
	case advisor.KitPage:
		ref.Entry = "kit " + b.reply.Role.ID
	case advisor.RoleCard:
		ref.Entry = "role " + b.reply.Role.ID
		ref.All = b.view.Full
	}
	if b.about != "" {
		ref.Entry = b.about
	}
	return ref
}

const (
	// shownOnPhone is about how many characters of a button a phone shows
	// (docs.slack.dev, button element: "may truncate with ~30 characters").
	shownOnPhone = 30
	// maxRelatedButtons is how many related questions are buttons at most; the rest are in
	// a menu. A choice: they lead on, but the answer is what was asked for.
	maxRelatedButtons = 2
	// maxOverflow is how many options the menu may have (docs.slack.dev, overflow menu
	// element).
	maxOverflow = 5

	// What a phone shows in one row of buttons, in characters of their labels, and what
	// the edges of a button and the menu take of it. Measured on the demo page, 390 pixels
	// wide, in Slack's typeface Lato: a row has 316 pixels, a character six or seven, the
	// edges of a button and the gap after it 34, the menu and its gap 54.
	phoneRow  = 48
	edgesWide = 5
	menuWide  = 7
)

// related offers the related questions: as many by their titles or labels as the row of
// the other buttons has room for on a phone, at most two, so that the rating below stays in
// sight; the rest in a menu, which shows whole questions. A menu of one question is not worth
// opening: it is left out, or is a button where nothing else leads on.
func (b *builder) related(others []slack.BlockElement) []slack.BlockElement {
	list := slices.DeleteFunc(slices.Clone(b.reply.Related), func(e *corpus.Entry) bool { return e == b.reply.Also })
	used := lastRow(others)
	if used+menuWide > phoneRow {
		used = 0 // they begin a row of their own
	}
	var buttons []slack.BlockElement
	var options []*slack.OptionBlockObject
	for i, e := range list {
		title := Title(b.reply.Corpus, e)
		room := phoneRow - used - edgesWide
		if len(options) > 0 || i < len(list)-1 {
			room -= menuWide
		}
		label := b.short(e, min(room, shownOnPhone))
		switch {
		case len(buttons) < maxRelatedButtons && label != "":
			show := b.button(ActionShow, label, b.ref(e.ID))
			show.AccessibilityLabel = Clip(e.Question, MaxButtonText)
			buttons = append(buttons, show)
			used += utf8.RuneCountInString(label) + edgesWide
		case len(options) < maxOverflow:
			options = append(options, slack.NewOptionBlockObject(b.ref(e.ID).option(), plainText(optionLabel(title, e)), nil))
		}
	}
	switch {
	case len(options) == 1 && len(buttons) == 0:
		e := list[0]
		show := b.button(ActionShow, cmp.Or(b.short(e, shownOnPhone), e.Label), b.ref(e.ID))
		show.AccessibilityLabel = Clip(e.Question, MaxButtonText)
		return append(buttons, show)
	case len(options) > 1:
		b.ids++
		buttons = append(buttons, slack.NewOverflowBlockElement(ActionShow+"."+strconv.Itoa(b.ids), options...))
	}
	return buttons
}

// short is an entry's title or, if only that fits into n characters and the title of the
// reply has the same roles, its label; "" if neither fits.
func (b *builder) short(e *corpus.Entry, n int) string {
	if title := Title(b.reply.Corpus, e); utf8.RuneCountInString(title) <= n {
		return title
	}
	if b.reply.Entry == nil || !slices.Equal(e.Roles, b.reply.Entry.Roles) || utf8.RuneCountInString(e.Label) > n {
		return ""
	}
	return e.Label
}

// lastRow is how much buttons take of the last row that they fill on a phone.
func lastRow(buttons []slack.BlockElement) (used int) {
	for _, e := range buttons {
		button, ok := e.(*slack.ButtonBlockElement)
		if !ok {
			continue
		}
		wide := utf8.RuneCountInString(button.Text.Text) + edgesWide
		if used+wide > phoneRow {
			used = 0
		}
		used += wide
	}
	return used
}

// optionLabel is an entry's question, or its title where the question is too long for a
// menu, as a company's may be.
func optionLabel(title string, e *corpus.Entry) string {
	if utf8.RuneCountInString(e.Question) <= MaxButtonText {
		return e.Question
	}
	return Clip(title, MaxButtonText)
}
