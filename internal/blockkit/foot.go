package blockkit

import (
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
	if own = append(own, b.related()...); len(own) > 0 {
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
	// maxRelatedButtons is how many related questions are buttons; the rest are in a
	// menu. A choice: with Share and the sources, two are two or three lines of a phone.
	maxRelatedButtons = 2
	// maxOverflow is how many options the menu may have (docs.slack.dev, overflow menu
	// element).
	maxOverflow = 5
)

// related offers the related questions: the first two by their titles, which are short
// and begin with the roles, the rest in a menu, where also goes a title that a phone would
// cut in the middle.
func (b *builder) related() []slack.BlockElement {
	if b.reply.Brief {
		return nil
	}
	var buttons []slack.BlockElement
	var options []*slack.OptionBlockObject
	for _, e := range b.reply.Related {
		title := Title(b.reply.Corpus, e)
		switch {
		case e == b.reply.Also:
		case len(buttons) < maxRelatedButtons && utf8.RuneCountInString(title) <= shownOnPhone:
			show := b.button(ActionShow, title, b.ref(e.ID))
			show.AccessibilityLabel = Clip(e.Question, MaxButtonText)
			buttons = append(buttons, show)
		case len(options) < maxOverflow:
			options = append(options, slack.NewOptionBlockObject(b.ref(e.ID).option(), plainText(optionLabel(title, e)), nil))
		}
	}
	if len(options) > 0 {
		b.ids++
		buttons = append(buttons, slack.NewOverflowBlockElement(ActionShow+"."+strconv.Itoa(b.ids), options...))
	}
	return buttons
}

// optionLabel is an entry's question, or its title where the question is too long for a
// menu, as a company's may be.
func optionLabel(title string, e *corpus.Entry) string {
	if utf8.RuneCountInString(e.Question) <= MaxButtonText {
		return e.Question
	}
	return Clip(title, MaxButtonText)
}
