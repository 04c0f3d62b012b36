package blockkit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
)

// Plainly returns a message with one short text, which is not interpreted as
// markup.
func Plainly(text string) Message {
	b := &builder{}
	b.say(text)
	return b.message(text)
}

// BusyText answers a question when the bot's queue is full.
const BusyText = "Too many questions at the moment. Please ask again in a minute."

// AwayText answers what needs the store while it cannot be reached. It is true whatever was
// asked for: a rating, "forget me", an edit.
const AwayText = "I can't reach my notes at the moment, so nothing was saved or removed. Please try again in a few minutes."

// AlreadyAnswered points to the same answer earlier in the thread, after the notes for
// the question that was asked now. link is its permalink; it may be "".
func AlreadyAnswered(e *corpus.Entry, link string, notes ...string) Message {
	text := strings.Join(append(slices.Clone(notes), "I answered that above in this thread"), " ")
	if e != nil {
		text += ": " + e.Question
	}
	b := &builder{}
	section := []slack.RichTextSectionElement{textElement(text+" ", nil)}
	if link != "" {
		section = append(section, slack.NewRichTextSectionLinkElement(link, "See the answer", nil))
	}
	b.add(slack.NewRichTextBlock(b.id("say"), slack.NewRichTextSection(section...)))
	return b.message(strings.TrimSpace(text + " " + link))
}

// InviteFirst explains how to invite the bot to a channel it is not a member of.
func InviteFirst() Message {
	return Plainly("I am not in this channel, so I cannot post here. Invite me (type /invite and choose Rolecall), then press the button again.")
}

// Forgotten reports the result of "forget me": how many records were removed, and
// whether they were also erased from where the store keeps them.
func Forgotten(gone feedback.Forgotten) Message {
	what := ""
	switch {
	case gone.Records == 0 && gone.Erased:
		return Plainly("Nothing was stored about you.")
	case gone.Records == 0:
		what = "No record about you is left."
	case gone.Records == 1:
		what = "One record about you is removed."
	default:
		what = fmt.Sprintf("%d records about you are removed.", gone.Records)
	}
	switch {
	case gone.Erased:
		return Plainly("Done. " + what + " Nothing else is stored.")
	case gone.Elsewhere:
		if gone.Records > 0 {
			what = "Done. " + what
		}
		return Plainly(what + " The log and the backups of the database hold removed data for a while, until they are replaced; the people who run me know for how long. " +
			"I do not read them, and no report shows it.")
	}
	return Plainly(what + " Nobody sees them in a report any more, but they could not be erased from the file yet. " +
		"I will keep trying. To see whether it has worked, write “forget me” again.")
}

// NotForgotten says that "forget me" failed; why is a clause without a full stop.
func NotForgotten(why string) Message {
	return Plainly("I could not remove what is stored about you: " + why + ". Nothing was removed. Please tell the people who run me, and write “forget me” again later.")
}

// ForgetElsewhere answers "forget me" written in a channel.
func ForgetElsewhere() Message {
	return Plainly("To remove what is stored about you, write “forget me” to me in a direct message. Nothing was removed now, because everyone here can read this.")
}

// Prefaced returns a message with a line before it, such as why only one person
// sees it.
func Prefaced(line string, m Message) Message {
	b := &builder{}
	b.add(slack.NewRichTextBlock("preface", slack.NewRichTextSection(textElement(line, italic))))
	return Message{Text: escape(line) + "\n" + m.Text, Blocks: append(b.blocks, m.Blocks...)}
}

// NoneOfThese answers the button "None of these": it offers to list the topics and, with
// tell, to wait for an answer. ref is the Ref of the pressed button.
func NoneOfThese(ref Ref, tell bool) Message {
	text := "None of these, then. Ask in other words, or look at the topics."
	b := &builder{view: View{ReplyID: ref.Reply}}
	var buttons []slack.BlockElement
	if tell {
		text = "None of these, then. Ask in other words, look at the topics, or let me tell you when there is an answer."
		buttons = append(buttons, b.tell())
	}
	b.say(text)
	b.add(slack.NewActionBlock(b.id("on"), append(buttons, b.button(ActionTopics, "List topics", Ref{Reply: ref.Reply}))...))
	return b.message(text)
}

// Offer offers an answer to someone in a watched channel whose message looks like
// a question. Only they see it. reply is the id of the offer.
func Offer(e *corpus.Entry, reply string) Message {
	const lead = "This looks like a question I can answer: "
	b := &builder{view: View{ReplyID: reply}}
	b.add(slack.NewRichTextBlock(b.id("say"), slack.NewRichTextSection(textElement(lead, nil), textElement(e.Question, bold))))
	show := b.button(ActionShow, "Show the answer", b.ref(e.ID))
	show.Style = slack.StylePrimary
	b.add(slack.NewActionBlock(b.id("do"), show, b.button(ActionDismiss, "Not now", b.ref(e.ID))))
	b.quiet("Only you can see this.")
	return b.message(lead + e.Question)
}
