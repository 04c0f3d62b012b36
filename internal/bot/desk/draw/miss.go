package draw

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Limits of lists. They are choices: what a curator takes in at a glance.
const (
	maxNearest  = 3  // entries named on a card
	maxWordings = 20 // of one question in a form
)

// Miss is a group of questions that got no answer, without their text.
type Miss struct {
	Ref        Ref
	N          int    // how often it was asked
	Reason     string // why there was no answer; see ReasonWords
	Last       time.Time
	Nearest    []string // titles of entries, the nearest first
	Waiting    int      // how many people want to be told
	MayAsk     bool     // an asker agreed that a colleague may be asked
	CannotSay  bool     // a colleague was asked and cannot answer it
	NoneInTime bool     // a colleague was asked and did not answer in time
	Again      bool     // someone had dealt with it, and it was asked again since
}

// MissCard is the card of a miss in the curators' channel.
func MissCard(m Miss) blockkit.Message {
	p := &page{}
	lines := []line{{strong("No answer: asked " + times(m.N)), say(" · last "), day(m.Last)}}
	p.lines(append(lines, m.about()...)...)
	p.missButtons(m, true)
	return p.message()
}

// about says what is known of a miss.
func (m Miss) about() (lines []line) {
	if m.Again {
		lines = append(lines, line{say("Asked again after someone had dealt with it.")})
	}
	lines = append(lines, line{say(ReasonWords(m.Reason) + ".")})
	if near, _ := first(m.Nearest, maxNearest); len(near) > 0 {
		lines = append(lines, line{say("Nearest: " + strings.Join(near, ", "))})
	}
	if m.Waiting > 0 {
		waiting := count(m.Waiting, "person wants", "people want") + " to be told; "
		if m.MayAsk {
			waiting += "a colleague may be asked."
		} else {
			waiting += "no colleague may be asked."
		}
		lines = append(lines, line{say(waiting)})
	}
	switch {
	case m.CannotSay:
		lines = append(lines, line{say("The colleague who was asked cannot answer it.")})
	case m.NoneInTime:
		lines = append(lines, line{say("The colleague who was asked did not answer in time.")})
	}
	return lines
}

// missButtons adds what a curator can do about a miss; see adds the question's form.
func (p *page) missButtons(m Miss, see bool) {
	row := []*slack.ButtonBlockElement{
		p.button(ActionMeans, "It means…", m.Ref),
		p.button(ActionWrite, "Write an answer", m.Ref),
	}
	if see {
		row = slices.Insert(row, 0, primary(p.button(ActionQuestion, "See the question", m.Ref)))
	}
	if m.MayAsk {
		row = append(row, p.button(ActionColleague, "Ask a colleague", m.Ref))
	}
	p.buttons(append(row, p.button(ActionNotOurs, "Not ours", m.Ref))...)
}

// Deed is what became of a card.
type Deed string

// The deeds. A title follows where there is one.
const (
	DeedMeans     Deed = "added a way to ask it"
	DeedWritten   Deed = "wrote an answer"
	DeedColleague Deed = "asked a colleague"
	DeedNotOurs   Deed = "said it is not ours"
	DeedAccepted  Deed = "accepted it"
	DeedRejected  Deed = "did not take it"
	DeedTrue      Deed = "said it is still true"
	DeedEdited    Deed = "edited it"
	DeedGiven     Deed = "gave it to"
)

// Done says who did what about a card.
type Done struct {
	By    string // Slack id
	What  Deed
	Title string // of the entry, if there is one
	To    string // of DeedGiven: a person or a channel
	On    time.Time
}

func (d Done) parts() []part {
	l := []part{who(d.By), say(" " + string(d.What))}
	if d.To != "" {
		l = append(l, say(" "), who(d.To))
	}
	if d.Title != "" {
		l = append(l, say(": "+d.Title))
	}
	return append(l, say(" · "), say(d.On.UTC().Format(dayFormat)))
}

// MissDone replaces a card that someone has handled.
func MissDone(n int, d Done) blockkit.Message {
	return quietly(append([]part{say("A question asked " + times(n) + ": ")}, d.parts()...)...)
}

// MissAnswered replaces a card whose question has an answer for another reason, such as an
// edit of its entry.
func MissAnswered(n int, title string) blockkit.Message {
	return quietly(say("A question asked " + times(n) + " has an answer now: " + title))
}

// MissGone replaces a card whose question is no longer kept.
func MissGone() blockkit.Message {
	return quietly(say("This question is no longer kept: its time is over, or who asked it withdrew it."))
}

// CardDone replaces any other card that someone has handled.
func CardDone(d Done) blockkit.Message { return quietly(d.parts()...) }

func quietly(parts ...part) blockkit.Message {
	p := &page{}
	p.quiet(parts...)
	return p.message()
}

// reasonWords are the reasons for no answer, for curators; package knowledge has the
// refusals.
var reasonWords = map[string]string{
	"":              "Answers were offered and none was taken",
	"ambiguous":     "Answers were offered and none was taken",
	"two-readings":  "Its letters mean more than one role, and none was chosen",
	"nothing-near":  "Nothing we have is near it",
	"no-kit":        "There is no hiring kit for the role",
	"not-english":   "It did not read as English",
	"empty":         "There was nothing to look for",
	"other-role":    "About a role that we do not cover",
	"other-meaning": "The letters of a role meant something else",
	"live-fact":     "Asked for news, or for who holds a role",
	"action":        "Asked the bot to do something",
	"it-help":       "Asked for technical help",
	"hr-admin":      "About personnel matters",
	"off-topic":     "About something else",
	"dishonest":     "Asked how to make something up",
	"greeting":      "A greeting",
	"thanks":        "Thanks",
	"small-talk":    "Small talk",
}

// neverListed are refusals that no curator sees, not even as a count: each is about a person.
var neverListed = []string{"named-person", "distress", "misconduct"}

// ReasonWords says why there was no answer; an id that has no words is shown as it is.
func ReasonWords(reason string) string {
	if words, ok := reasonWords[reason]; ok {
		return words
	}
	return strings.ReplaceAll(reason, "-", " ")
}

// Wording is one way in which people asked a question, scrubbed.
type Wording struct {
	Text string
	N    int
}

// QuestionForm shows the wordings of a miss, from the store. kept is false where the
// workspace keeps no text. A press of its buttons comes from a modal: what it opens takes its
// place.
func QuestionForm(m Miss, wordings []Wording, kept bool) slack.ModalViewRequest {
	p := &page{}
	shown, more := first(wordings, maxWordings)
	var items []line
	for _, w := range shown {
		items = append(items, line{say(w.Text), sayf(" (%d)", w.N)})
	}
	if more > 0 {
		items = append(items, line{sayf("… and %d more", more)})
	}
	switch {
	case len(items) > 0:
		p.bullets(line{strong("Asked " + times(m.N)), say(" · last "), day(m.Last)}, items)
	case kept:
		p.lines(line{say("The text is no longer kept: its time is over, or who asked it withdrew it.")})
	default:
		p.lines(line{say("No text is kept here (ROLECALL_KEEP_QUESTIONS=none).")})
	}
	p.lines(m.about()...)
	p.missButtons(m, false)
	if len(items) > 0 {
		p.quiet(say("Names, addresses and numbers are taken out before a question is kept. Please do not copy it elsewhere."))
	}
	return p.show("The question", m.Ref)
}

// MeansForm asks which entry a miss means, and for words to find it by. wording is the
// scrubbed text, "" where none is kept.
func MeansForm(m Miss, wording string) slack.ModalViewRequest {
	p := &page{}
	if near, _ := first(m.Nearest, maxNearest); len(near) > 0 {
		p.lines(line{say("Nearest: " + strings.Join(near, ", "))})
	}
	p.must(BlockPick, "The answer it means", "", typeahead(ActionMeansPick, "Choose or type to search"))
	p.must(BlockWords, "Add it in these words", "People's words as you would want to find them. No names.", typed(BlockWords, blockkit.Clip(wording, maxInput), true))
	return p.form("It means…", "Save", CallbackMeans, m.Ref)
}

func typeahead(action, placeholder string) *slack.SelectBlockElement {
	least := 0 // a choice: the nearest entries stand there before anything is typed
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain(placeholder), action)
	e.MinQueryLength = &least
	return e
}

// ColleagueForm asks for the colleague. wording is the scrubbed text of someone who agreed to it.
func ColleagueForm(m Miss, wording string, days int) slack.ModalViewRequest {
	p := &page{}
	p.lines(line{say("I write to them in your name. They see this question when they press “Write an answer”, and not who asked it:")})
	p.quote(wording)
	p.must(BlockPerson, "Your colleague", "Someone of our own organisation", person(ActionOf(BlockPerson), ""))
	p.input(BlockAsk, "A few words to them", "Why them? Leave out the question itself: the message stays with them.", typed(BlockAsk, "", true))
	p.lines(line{sayf("They have %s. What they write comes to the curators first.", count(days, "day", "days"))})
	return p.form("Ask a colleague", "Send", CallbackColleague, m.Ref)
}

// MeansSaved confirms that a question is known by one more wording; told is how many people
// who waited get the answer, late that it is not in service yet.
func MeansSaved(ref Ref, title string, told int, late bool) slack.ModalViewRequest {
	p, words := &page{}, "Saved. Who asks in these words gets it now: "
	if late {
		words = "Saved. In a little while, who asks in these words gets it: "
	}
	p.lines(line{say(words), strong(title)})
	p.told(told)
	return p.show("It means…", ref)
}

// told says how many people who waited get the answer.
func (p *page) told(n int) {
	if n > 0 {
		p.lines(line{say(count(n, "person who waited is", "people who waited are") + " told.")})
	}
}

// Taken tells a curator that someone else was first.
func Taken(d Done) blockkit.Message {
	return quietly(append(append([]part{say("Someone was first: ")}, d.parts()...), say(". Nothing was changed."))...)
}
