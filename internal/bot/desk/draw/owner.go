package draw

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Reminder asks an owner whether an answer is still true.
type Reminder struct {
	Ref   Ref
	Title string
	Short string
	Due   time.Time
}

// Message is the reminder, to a person or in a channel.
func (r Reminder) Message() blockkit.Message {
	p := &page{}
	p.lines(line{say("Is this still true? "), strong(r.Title)})
	p.quote(blockkit.Clip(r.Short, maxTeaser))
	p.buttons(primary(p.button(ActionTrue, "Still true", r.Ref)), p.button(ActionEdit, "Edit", r.Ref), p.button(ActionGive, "Give to someone else", r.Ref))
	p.quiet(say("Due since " + r.Due.UTC().Format(dayFormat) + ". Until someone checks it, the answer says so."))
	return p.message()
}

// maxDue is how many answers the weekly list names. A choice: what a team can check in a week.
const maxDue = 10

// DueList names answers that are due and whose owner cannot be asked, the oldest first, in
// the curators' channel: one message, however many there are.
func DueList(titles []string) blockkit.Message {
	p := &page{}
	shown, more := first(titles, maxDue)
	var lines []line
	for _, t := range shown {
		lines = append(lines, line{say(t)})
	}
	if more > 0 {
		lines = append(lines, line{sayf("… and %d more", more)})
	}
	p.bullets(line{strong(count(len(titles), "answer is", "answers are") + " due for review")}, lines)
	p.quiet(say("Ask me for one with the slash command: under it stand Still true and Edit. An answer with a person or a channel as its owner is asked for there."))
	return p.message()
}

// GiveForm asks who is to own an answer.
func GiveForm(ref Ref, title string) slack.ModalViewRequest {
	p := &page{}
	p.lines(line{say("Who checks it from now on? "), strong(title)})
	p.input(BlockPerson, "A person", "", person(ActionOf(BlockPerson), ""))
	p.input(BlockChannel, "Or a channel", "I must be in it to ask there", channel(ActionOf(BlockChannel), ""))
	return p.form("Give to someone else", "Give", CallbackGive, ref)
}

// Health is how a month went for the knowledge.
type Health struct {
	Month            time.Time
	Entries, Overdue int
	Oldest           string    // title of the entry that is overdue longest
	Ownerless        int       // of the overdue ones
	Missed, Answered int       // questions without an answer in the month, and how many have one now
	Asked            int       // questions in the month
	Edits            int       // edits in service
	Draft            time.Time // when the oldest draft was written; zero without one
}

// Message is the monthly line for the curators' channel.
func (h Health) Message() blockkit.Message {
	p := &page{}
	checked := "All " + count(h.Entries, "answer is", "answers are") + " checked."
	if h.Overdue > 0 {
		checked = count(h.Overdue, "answer is", "answers are") + " due for review, of " + count(h.Entries, "answer", "answers")
		if h.Oldest != "" {
			checked += "; longest: " + h.Oldest
		}
		checked += "."
		if h.Ownerless > 0 {
			checked += " " + count(h.Ownerless, "of them has", "of them have") + " no owner."
		}
	}
	asked := count(h.Asked, "question", "questions")
	if h.Asked > 0 {
		asked += fmt.Sprintf(", %d%% answered", 100*(h.Asked-min(h.Missed, h.Asked))/h.Asked)
	}
	lines := []line{{strong(h.Month.UTC().Format("January 2006")), say(" · " + asked + ".")}}
	if h.Missed > 0 {
		lines = append(lines, line{say(count(h.Missed, "question", "questions") + " without an answer; " + count(h.Answered, "has", "have") + " one now.")})
	}
	work := count(h.Edits, "edit", "edits") + " in service"
	if !h.Draft.IsZero() {
		work += "; the oldest draft is of " + h.Draft.UTC().Format(dayFormat)
	}
	p.lines(append(lines, line{say(checked)}, line{say(work + ".")})...)
	return p.message()
}

// Version is one version of an entry.
type Version struct {
	ID   string
	By   string // Slack id; "" for someone who asked to be forgotten
	At   time.Time
	What string // "edited", "still true"
	Now  bool   // in service
	Text string // the short answer; "" where the answer below the edits came back
}

// maxVersions is how many versions a history shows. A choice: three blocks each are below
// the hundred that a view holds, and who needs an older one exports it.
const maxVersions = 20

// History lists the versions of an entry, the latest first. builtIn: there is an answer below
// them to go back to.
func History(ref Ref, title string, versions []Version, builtIn bool) slack.ModalViewRequest {
	p := &page{}
	p.lines(line{strong(title)})
	latest, more := first(versions, maxVersions)
	for _, v := range latest {
		l := line{who(v.By), say(" · " + v.What + " · "), moment(v.At)}
		if v.Now {
			l = append(l, strong(" · in service"))
		}
		p.lines(l)
		p.quote(blockkit.Clip(v.Text, maxTeaser))
		if v.Now || v.Text == "" {
			continue
		}
		at := ref
		at.Version = v.ID
		b := p.button(ActionBack, "Back to this version", at)
		b.Confirm = confirm("Back to this version?", "I answer with it from then on. What is in service now stays in the history.", "Go back")
		p.buttons(b)
	}
	switch {
	case len(versions) == 0:
		p.lines(line{say("Nobody has edited it in Slack.")})
	case more > 0:
		p.quiet(say("… and " + count(more, "older version", "older versions") + ", which are kept too."))
	}
	if builtIn && len(versions) > 0 {
		p.add(slack.NewDividerBlock())
		b := p.button(ActionBuiltIn, "Back to the built-in answer", ref)
		b.Confirm = confirm("Back to the built-in answer?", "The versions above stay: you can come back to each of them.", "Go back")
		p.buttons(b)
	}
	return p.show("History", ref)
}

func confirm(title, text, yes string) *slack.ConfirmationBlockObject {
	return slack.NewConfirmationBlockObject(plain(title), plain(text), plain(yes), plain("Cancel"))
}

// EntryRow is what a curator can do with an answer, under it.
func EntryRow(ref Ref) *slack.ActionBlock {
	p := &page{}
	return slack.NewActionBlock("cur_entry", p.button(ActionEdit, "Edit", ref), p.button(ActionTrue, "Still true", ref),
		p.button(ActionHistory, "History", ref), p.button(ActionWhy, "Why this answer", ref))
}

// EntryModal is the same for an answer in a channel, which looks the same to everyone: it
// opens from the message shortcut.
func EntryModal(ref Ref, title string) slack.ModalViewRequest {
	p := &page{}
	p.lines(line{strong(title)})
	p.add(EntryRow(ref))
	return p.show("This answer", ref)
}
