package blockkit

import (
	"fmt"
	"strings"

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
	return Plainly("I am not in this channel, so I cannot post here. Invite me (type /invite and choose Rolecall), then press Share again.")
}

// Forgotten confirms "forget me"; n is the number of records removed.
func Forgotten(n int) Message {
	switch n {
	case 0:
		return Plainly("Nothing was stored about you.")
	case 1:
		return Plainly("Done. One record about you is removed; nothing else is stored.")
	}
	return Plainly(fmt.Sprintf("Done. %d records about you are removed; nothing else is stored.", n))
}

// keepsText says what a setting of ROLECALL_KEEP_QUESTIONS (none, misses, all)
// means for a person.
func keepsText(keeps string) string {
	switch keeps {
	case "none":
		return "The text of questions is not stored."
	case "all":
		return "Questions are stored for 90 days, without names, addresses and numbers, under a code instead of your name."
	}
	return "Only questions that I could not answer are stored, for 90 days, without names, addresses and numbers."
}

// Stored answers "what do you store?" for the setting in force: none, misses or all.
func Stored(keeps string) Message {
	rating := "A rating is stored with the answer's name, the reason you gave and a code instead of your name."
	forget := "Write “forget me” to me in a direct message, and what is stored under your code is removed."
	b := &builder{}
	b.bullets("What I store", []string{keepsText(keeps), rating, "Nothing leaves your workspace and the server your operator runs.", forget})
	b.add(slack.NewActionBlock(b.id("do"), b.button(ActionShow, "More on privacy", b.ref("bot.privacy"))))
	return b.message(strings.Join([]string{"What I store", keepsText(keeps), rating, "Nothing leaves your workspace and the server your operator runs.", forget}, "\n• "))
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

// Offer is what somebody in a watched channel sees, alone, when their message
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
