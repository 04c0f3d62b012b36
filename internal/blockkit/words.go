package blockkit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/corpus"
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

// StoppingText answers a question while the bot shuts down.
const StoppingText = "I am shutting down at the moment. Please ask again in a minute."

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
// whether they were also erased from the store's file (rewritten).
func Forgotten(records int, rewritten bool) Message {
	what := ""
	switch {
	case records == 0 && rewritten:
		return Plainly("Nothing was stored about you.")
	case records == 0:
		what = "No record about you is left."
	case records == 1:
		what = "One record about you is removed."
	default:
		what = fmt.Sprintf("%d records about you are removed.", records)
	}
	if rewritten {
		return Plainly("Done. " + what + " Nothing else is stored.")
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

// Keeps are the current settings for storing.
type Keeps struct {
	Questions string        // which text is stored: none, misses, all
	For       time.Duration // for how long; negative is forever
	Kept      Kept
}

// Kept is how long the bot keeps what people ask of it on purpose; all zero where nothing can
// be curated in Slack.
type Kept struct {
	Wait    time.Duration // someone wants to be told when there is an answer
	Request time.Duration // a colleague was asked for one
	Draft   time.Duration
}

// Own counts what a person has here on purpose.
type Own struct{ Waits, Asked, AskedOf, Drafts, Edits int }

// privacyEntry is the entry about what is stored. Render adds the current settings
// to it.
const privacyEntry = "bot.privacy"

// period says in words how long question text is stored.
func (k Keeps) period() string {
	days := int(k.For / (24 * time.Hour))
	switch {
	case k.For < 0:
		return "until someone removes them"
	case days == 1:
		return "for one day"
	}
	return fmt.Sprintf("for %d days", days)
}

// scrubbed says what is removed from a question's text, and what is not.
const scrubbed = "Names after an @, e-mail addresses, phone numbers and links are removed first; a name written as plain words stays."

// text says in words what the settings mean.
func (k Keeps) text() string {
	switch k.Questions {
	case "none":
		return "The text of questions is not stored."
	case "all":
		return "Questions are stored " + k.period() + ", under a code instead of your name. " + scrubbed
	}
	return "Only questions that I could not answer are stored, " + k.period() + ". " + scrubbed
}

// Stored answers "what do you store?" for the current settings.
func Stored(k Keeps) Message {
	lines := []string{
		k.text(),
		"A rating is stored with the answer's name, the reason you gave and a code instead of your name.",
		"Nothing is sent anywhere except to Slack and to the server that your operator runs.",
		"Write “forget me” to me in a direct message, and I remove what is stored under your code.",
	}
	b := &builder{}
	b.bullets("What I store", lines)
	b.add(slack.NewActionBlock(b.id("do"), b.button(ActionShow, "More on privacy", b.ref(privacyEntry))))
	return b.message("What I store\n• " + strings.Join(lines, "\n• "))
}

// NoneOfThese answers the button "None of these": it offers to list the topics and, with
// tell, to wait for an answer. ref is the Ref of the pressed button.
func NoneOfThese(ref Ref, tell bool) Message {
	text := "None of these, then. Ask in other words, or look at the topics."
	b := &builder{view: View{ReplyID: ref.Reply}}
	var buttons []slack.BlockElement
	if tell {
		text = "None of these, then. Ask in other words, look at the topics, or wait for the people who write the answers."
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
