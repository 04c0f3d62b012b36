package draw

import (
	"cmp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/curate/entryform"
)

// Resume asks whether to go on with a draft that one's own preview has kept.
func Resume(ref Ref, title string, kept time.Time) slack.ModalViewRequest {
	p := &page{}
	p.lines(line{say("You have a draft of "), moment(kept), say(": "), strong(title)})
	p.buttons(primary(p.button(ActionResume, "Go on with it", ref)), p.button(ActionAfresh, "Start again", ref))
	return p.show("Your draft", ref)
}

// Preview is a message to the curator alone: what an entry would look like.
func Preview(m blockkit.Message) blockkit.Message {
	return before(m, say("Preview, which only you see. Nothing is saved yet."))
}

// before puts a quiet line before a message.
func before(m blockkit.Message, parts ...part) blockkit.Message {
	p := &page{}
	p.quiet(parts...)
	p.text.WriteString("\n" + m.Text)
	p.add(m.Blocks[:min(len(m.Blocks), maxBlocks-1)]...)
	return p.message()
}

// Repeat is a cell of a comparison that still has the figure of an answer that was edited.
type Repeat struct{ Figure, Role, Row string }

// fieldNames are the labels of the fields that may have faults.
var fieldNames = map[entryform.Field]string{entryform.FieldQuestion: "Question", entryform.FieldLabel: "Short title", entryform.FieldRole: "Role",
	entryform.FieldShort: "The answer in two sentences", entryform.FieldPoints: "Points", entryform.FieldNext: "Next", entryform.FieldSources: "Sources",
	entryform.FieldTitle: "A source to add", entryform.FieldURL: "Its address", entryform.FieldPhrasings: "Other ways to ask",
	entryform.FieldOwner: "Owner", entryform.FieldReviewed: "Checked on"}

// FaultsAt are the faults of an answer at the fields of its form, as sentences.
func FaultsAt(x entryform.Fields, faults entryform.Faults) map[string]string {
	at := map[string]string{}
	for _, f := range faults {
		field := f.Field
		if field == entryform.FieldRole && x.ID != "" { // only the form of a new entry has it
			field = entryform.FieldQuestion
		}
		at[string(field)] = strings.TrimSpace(at[string(field)] + " " + Sentence(f))
	}
	return at
}

// Sentence is a fault as a sentence.
func Sentence(f entryform.Fault) string {
	s := f.String()
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + strings.TrimSuffix(s[n:], ".") + "."
}

// Faults lists what is wrong with an answer, where no form can show it at its field.
func Faults(faults entryform.Faults) blockkit.Message {
	p := &page{}
	var lines []line
	for _, f := range faults {
		lines = append(lines, line{strong(cmp.Or(fieldNames[f.Field], string(f.Field))), say(": " + f.String())})
	}
	p.bullets(line{say("It cannot be saved like this:")}, lines)
	return p.message()
}

// Saved is what a curator is told after a save.
type Saved struct {
	Ref     Ref
	Title   string
	Owner   bool     // of the answer, no curator: without its history
	Late    bool     // it is not in service yet
	Notes   []string // what a reader would stumble over
	Repeats []Repeat
	Told    int // how many people who waited are told
}

// Message is the confirmation of a save.
func (s Saved) Message() blockkit.Message {
	p := &page{}
	if s.Late {
		p.lines(line{say("Saved. It takes a little longer until I answer with it: "), strong(s.Title)})
	} else {
		p.lines(line{say("Saved. I answer with it now: "), strong(s.Title)})
	}
	var lines []line
	for _, r := range s.Repeats {
		lines = append(lines, line{sayf("The table still says “%s” (%s, %s)", r.Figure, r.Role, r.Row)})
	}
	p.bullets(line{say("Comparisons have cells of their own, which an edit does not change:")}, lines)
	var notes []line
	for _, n := range s.Notes {
		notes = append(notes, line{say(n)})
	}
	p.bullets(line{say("Look at this once more:")}, notes)
	p.told(s.Told)
	row := []*slack.ButtonBlockElement{p.button(ActionEdit, "Edit", s.Ref)}
	if !s.Owner {
		row = append(row, p.button(ActionHistory, "History", s.Ref))
	}
	p.buttons(row...)
	return p.message()
}

// Modal is the confirmation in place of the form, with the answer as it reads now.
func (s Saved) Modal(answer blockkit.Message) slack.ModalViewRequest {
	p := &page{blocks: s.Message().Blocks}
	if len(answer.Blocks) > 0 {
		p.add(slack.NewDividerBlock())
		p.add(answer.Blocks...)
	}
	return p.show("Saved", s.Ref)
}

// StillTrue is the answer as it reads once someone has said that it is still true.
func StillTrue(ref Ref, title string, on time.Time, answer blockkit.Message) slack.ModalViewRequest {
	p := &page{}
	p.lines(line{say(StillTrueText(title, on))})
	p.add(slack.NewDividerBlock())
	p.add(answer.Blocks...)
	return p.show("Still true", ref)
}

// StillTrueText confirms that an answer is still true.
func StillTrueText(title string, on time.Time) string {
	return title + " is checked as of " + on.UTC().Format(dayFormat) + ". It says so from now on."
}

// Why says why a reply was chosen, and what is known of its entry.
func Why(ref Ref, title string, why, about []string) slack.ModalViewRequest {
	p := &page{}
	for _, list := range []struct {
		title string
		texts []string
	}{{"How it was chosen", why}, {"About " + title, about}} {
		var lines []line
		for _, s := range list.texts {
			lines = append(lines, line{say(s)})
		}
		p.bullets(line{strong(list.title)}, lines)
	}
	return p.show("Why this answer", ref)
}
