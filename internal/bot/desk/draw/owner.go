package draw

import (
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
	Oldest           string // title of the entry that is overdue longest
	Ownerless        int    // of the overdue ones
	Missed, Answered int    // questions without an answer in the month, and how many have one now
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
	p.lines(line{strong(h.Month.UTC().Format("January 2006")), say(" · " + checked)},
		line{say(count(h.Missed, "question", "questions") + " without an answer; " + count(h.Answered, "has", "have") + " one now.")})
	return p.message()
}

// Version is one version of an entry.
type Version struct {
	ID   string
	By   string // Slack id; "" for someone who asked to be forgotten
	At   time.Time
	What string // "edited", "still true"
	Now  bool   // in service
}

// maxVersions is how many versions a history shows. A choice: two blocks each are far below
// what a view holds, and who needs an older one exports it.
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
			p.lines(append(l, strong(" · in service")))
			continue
		}
		p.lines(l)
		at := ref
		at.Version = v.ID
		p.buttons(p.button(ActionBack, "Back to this version", at))
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
