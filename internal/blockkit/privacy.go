package blockkit

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// This file has every text about what is stored that depends on the settings.

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
	if k.For < 0 {
		return "until someone removes them"
	}
	return "for " + days(k.For)
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

// days is "one day", "30 days".
func days(t time.Duration) string {
	if n := int(t / (24 * time.Hour)); n != 1 {
		return fmt.Sprintf("%d days", n)
	}
	return "one day"
}

// lines say what is kept of people who use more than questions and ratings.
func (k Kept) lines() (lines []string) {
	if k.Wait > 0 {
		lines = append(lines, "“Tell me when there is an answer” stores your Slack id and the question until you are told, for "+days(k.Wait)+
			" at most. A colleague sees the question only if you agreed, and not who asked it.",
			"A colleague who is asked: their Slack id and that of the curator, for "+days(k.Request)+" at most.")
	}
	if k.Draft > 0 {
		lines = append(lines, "Who writes answers: their Slack id with each version of an answer, for as long as there is the answer, and with each draft, for "+
			days(k.Draft)+" after its last change.")
	}
	return lines
}

// line says what a person has here, "" if nothing.
func (o Own) line() string {
	var parts []string
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{o.Waits, "question that waits for an answer", "questions that wait for an answer"},
		{o.AskedOf, "request to you to answer something", "requests to you to answer something"},
		{o.Asked, "request to a colleague", "requests to colleagues"},
		{o.Drafts, "draft", "drafts"},
		{o.Edits, "version of an answer with your name", "versions of answers with your name"},
	} {
		switch c.n {
		case 0:
		case 1:
			parts = append(parts, "1 "+c.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.many))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Of yours, besides questions and ratings: " + strings.Join(parts, ", ") + "."
}

// Stored answers "what do you store?" for the current settings. own is what the person has
// here, for them alone to see.
func Stored(k Keeps, own Own) Message {
	lines := []string{k.text(), "A rating is stored with the answer's name, the reason you gave and a code instead of your name."}
	lines = append(lines, k.Kept.lines()...)
	lines = append(lines, "Nothing is sent anywhere except to Slack and to the server that your operator runs.")
	forget := "Write “forget me” to me in a direct message, and I remove what is stored under your code"
	if k.Kept.Draft > 0 {
		forget += " or your id. Answers that you wrote stay, without your name"
	}
	lines = append(lines, forget+".")
	if has := own.line(); has != "" {
		lines = append(lines, has)
	}
	b := &builder{}
	b.bullets("What I store", lines)
	b.add(slack.NewActionBlock(b.id("do"), b.button(ActionShow, "More on privacy", b.ref(privacyEntry))))
	return b.message("What I store\n• " + strings.Join(lines, "\n• "))
}
