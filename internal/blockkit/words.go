package blockkit

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/corpus"
)

// Plainly is a message of one short text, shown as it is.
func Plainly(text string) Message {
	b := &builder{}
	b.say(text)
	return b.message(text)
}

// BusyText is said when there is more work than the bot takes on.
const BusyText = "Too many questions at once just now. Please ask again in a minute."

// StoppingText is said to whoever asks while the bot is being stopped.
const StoppingText = "I am being stopped just now. Please ask again in a minute."

// AlreadyAnswered points to the same answer earlier in the thread. link is its
// permalink; without one the words must do.
func AlreadyAnswered(e *corpus.Entry, link string) Message {
	text := "I answered that above in this thread"
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

// InviteFirst says how the bot gets to post in a channel it is not in.
func InviteFirst() Message {
	return Plainly("I am not in this channel, so I cannot post here. Invite me (type /invite and choose Rolecall), then press the button again.")
}

// Forgotten says what became of "forget me": how many records were removed, and
// whether their bytes are gone from the store's file too.
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
	return Plainly(what + " Nobody sees them in a report any more, but their bytes could not be erased from the file yet. " +
		"I keep trying; write “forget me” again to see whether it has worked.")
}

// NotForgotten says that "forget me" failed and why, a clause.
func NotForgotten(why string) Message {
	return Plainly("I could not remove what is stored about you: " + why + ". Nothing was removed. Please tell whoever runs me, and write “forget me” again later.")
}

// ForgetElsewhere answers "forget me" written in a channel.
func ForgetElsewhere() Message {
	return Plainly("To have what is stored about you removed, write “forget me” to me in a direct message. Nothing was removed now, since everyone here can read along.")
}

// Prefaced is a message with a line before it, such as why only one person sees it.
func Prefaced(line string, m Message) Message {
	b := &builder{}
	b.add(slack.NewRichTextBlock("preface", slack.NewRichTextSection(textElement(line, italic))))
	return Message{Text: escape(line) + "\n" + m.Text, Blocks: append(b.blocks, m.Blocks...)}
}

// Keeps are the settings in force of what is stored.
type Keeps struct {
	Questions string        // whose text: none, misses, all
	For       time.Duration // how long; zero is the default of 90 days, negative forever
}

// privacyEntry is the answer about what is stored, which the settings in force
// are told beside.
const privacyEntry = "bot.privacy"

// period is how long question text is kept, in words.
func (k Keeps) period() string {
	days := int(k.For / (24 * time.Hour))
	switch {
	case k.For < 0:
		return "until someone removes them"
	case k.For == 0:
		return "for 90 days"
	case days == 1:
		return "for one day"
	}
	return fmt.Sprintf("for %d days", days)
}

// scrubbed says what is taken out of a question's text, and what is not.
const scrubbed = "Names after an @, e-mail addresses, phone numbers and links are taken out first; a name written as plain words stays."

// text says what the settings mean for a person.
func (k Keeps) text() string {
	switch k.Questions {
	case "none":
		return "The text of questions is not stored."
	case "all":
		return "Questions are stored " + k.period() + ", under a code instead of your name. " + scrubbed
	}
	return "Only questions that I could not answer are stored, " + k.period() + ". " + scrubbed
}

// Stored answers "what do you store?" for the settings in force.
func Stored(k Keeps) Message {
	lines := []string{
		k.text(),
		"A rating is stored with the answer's name, the reason you gave and a code instead of your name.",
		"Nothing leaves your workspace and the server your operator runs.",
		"Write “forget me” to me in a direct message, and what is stored under your code is removed.",
	}
	b := &builder{}
	b.bullets("What I store", lines)
	b.add(slack.NewActionBlock(b.id("do"), b.button(ActionShow, "More on privacy", b.ref(privacyEntry))))
	return b.message("What I store\n• " + strings.Join(lines, "\n• "))
}

// NoneOfThese answers the press on "None of these": the question may be left for
// the curators, or looked up among the topics. ref is the pressed button's.
func NoneOfThese(ref Ref) Message {
	const text = "None of these, then. Ask in other words, look at the topics, or leave the question for the people who write the answers."
	b := &builder{view: View{ReplyID: ref.Reply}}
	b.say(text)
	keep := Ref{Reply: ref.Reply}
	b.add(slack.NewActionBlock(b.id("on"), b.button(ActionLeave, "Leave it for the curators", keep), b.button(ActionTopics, "List topics", keep)))
	return b.message(text)
}

// Offer is what someone in a watched channel sees, alone, when their message
// looks like a question with a sure answer. reply is the offer's id.
func Offer(e *corpus.Entry, reply string) Message {
	const lead = "This looks like a question I can answer: "
	b := &builder{view: View{ReplyID: reply}}
	b.add(slack.NewRichTextBlock(b.id("say"), slack.NewRichTextSection(textElement(lead, nil), textElement(e.Question, bold))))
	show := b.button(ActionShow, "Show the answer", b.ref(e.ID))
	show.Style = slack.StylePrimary
	b.add(slack.NewActionBlock(b.id("do"), show, b.button(ActionDismiss, "Not now", b.ref(e.ID))))
	b.quiet("Only you see this.")
	return b.message(lead + e.Question)
}
