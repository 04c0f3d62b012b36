package blockkit

import (
	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

// choices draws a list of what the question can mean.
func (b *builder) choices() {
	r := b.reply
	b.say(r.Lead)
	b.notes()
	for _, e := range r.Choices {
		b.offer(ActionChoose, e)
	}
	b.add(slack.NewActionBlock(b.id("choose"), b.button(ActionNoneOf, "None of these", b.askedRef(""))))
}

// offer draws an entry as a row with a button that shows its answer. The title comes
// first: it begins with the roles, which tell the rows apart. A row's text is never cut, as
// a phone does with the label of a button.
func (b *builder) offer(action string, e *corpus.Entry) {
	title := Title(b.reply.Corpus, e)
	show := b.button(action, showAnswer, b.askedRef(e.ID))
	show.AccessibilityLabel = Clip(showAnswer+": "+title, MaxButtonText)
	text := slack.NewTextBlockObject(slack.MarkdownType, "*"+escape(title)+"*\n"+escape(e.Question), false, true)
	b.add(slack.NewSectionBlock(text, nil, slack.NewAccessory(show), slack.SectionBlockOptionBlockID(b.id("row"))))
}

// showAnswer is the label of the button in a row.
const showAnswer = "Show answer"

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
	if len(r.Choices) > 0 {
		b.quiet(nearestLead)
	}
	for _, e := range r.Choices {
		b.offer(ActionShow, e)
	}
	var buttons []slack.BlockElement
	if b.view.Tell && (r.Reason == advisor.ReasonNothing || r.Reason == advisor.ReasonNoKit) {
		buttons = append(buttons, b.tell())
	}
	if r.Outcome != advisor.BadCompare && !saysItAll(r.Reason) {
		buttons = append(buttons, b.button(ActionTopics, "List topics", b.ref("")))
	}
	if len(buttons) > 0 {
		b.add(slack.NewActionBlock(b.id("on"), buttons...))
	}
}

// tell returns the button of someone who got no answer. Its value names the reply alone:
// the form that it opens reads the question from the store.
func (b *builder) tell() *slack.ButtonBlockElement {
	return b.button(ActionTell, "Tell me when there is an answer", Ref{Reply: b.view.ReplyID})
}

// nearestLead comes before the entries nearest to a question without an answer.
const nearestLead = "The closest answers I have:"

// saysItAll reports whether a friendly line without buttons is enough; to someone who
// needs help other topics are an insult.
func saysItAll(reason advisor.Reason) bool {
	return reason == advisor.ReasonGreeting || reason == advisor.ReasonThanks || reason == advisor.ReasonSmallTalk || reason == advisor.ReasonDistress || reason == advisor.ReasonMisconduct
}
