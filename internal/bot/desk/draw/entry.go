package draw

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
)

// maxOptions is how many options a menu may have (docs.slack.dev, select menu element).
const maxOptions = 100

const companyLabel = "Our company"

// EntryForm is the form of an entry. Corpus has the roles and sources to choose from.
type EntryForm struct {
	Ref       Ref // Version: the one that the form was opened with; Draft: of a draft
	Corpus    *corpus.Corpus
	Fields    entryform.Fields
	OwnerName string   // an owner who is no person or channel of Slack; stays if none is chosen
	Notes     []string // what an import found, to be dealt with before a draft is accepted
	Theirs    *Theirs  // what someone else saved meanwhile
}

// Theirs is what someone else saved while the form was open.
type Theirs struct {
	By     string // Slack id
	At     time.Time
	Fields entryform.Fields
}

// Modal draws the form. An answer too long for a form is not cut: then the modal says so.
func (f EntryForm) Modal() slack.ModalViewRequest {
	if label := f.tooLong(); label != "" {
		return f.refused(label)
	}
	p, x := &page{}, f.Fields
	if f.Theirs != nil {
		p.lines(line{strong("Someone else saved this while you wrote."), say(" Both are here: yours first, theirs at the end.")})
	}
	var notes []line
	for _, n := range f.Notes {
		notes = append(notes, line{say(n)})
	}
	p.bullets(line{strong("Before you accept it")}, notes)
	p.must(fieldOf(entryform.FieldQuestion), "Question", "As people ask it", typed(entryform.FieldQuestion, x.Question, false))
	if x.ID == "" {
		p.add(f.role())
	}
	p.must(fieldOf(entryform.FieldShort), "The answer in two sentences", "Worth passing on alone"+marks(x.Short), typed(entryform.FieldShort, x.Short, true))
	p.input(fieldOf(entryform.FieldPoints), "Points", "Three to five, one a line. **bold** is bold"+marks(x.Points), typed(entryform.FieldPoints, x.Points, true))
	p.input(fieldOf(entryform.FieldNext), "Next", "One thing to ask, write or check", typed(entryform.FieldNext, x.Next, false))
	p.input(fieldOf(entryform.FieldSources), "Sources", "“Our company” for what only your people can know", f.sources())
	p.input(fieldOf(entryform.FieldTitle), "A source to add", "Its title", typed(entryform.FieldTitle, x.NewSource.Title, false))
	p.input(fieldOf(entryform.FieldURL), "Its address", "https://…", typed(entryform.FieldURL, x.NewSource.URL, false))
	p.input(fieldOf(entryform.FieldLabel), "Short title", "For buttons and lists. I make one if you leave it empty", typed(entryform.FieldLabel, x.Label, false))
	for n, lines := range inInputs(x.Phrasings) {
		label := "Other ways to ask"
		if n > 0 {
			label += ", continued"
		}
		p.input(wordingsBlock(n), label, "One a line", typed(entryform.Field(wordingsBlock(n)), lines, true))
	}
	hint := "They are asked to check it in time"
	if f.OwnerName != "" {
		hint = "Now " + f.OwnerName + ", if you choose nobody"
	}
	p.input(fieldOf(entryform.FieldOwner), "Owner", hint, person(ActionOf(entryform.FieldOwner), x.Owner))
	p.input(BlockOwnerChannel, "Or a channel as owner", "I must be in it to ask there", channel(ActionOf(BlockOwnerChannel), x.Owner))
	p.input(fieldOf(entryform.FieldReviewed), "Checked on", "Today, if you leave it empty", f.reviewed())
	p.buttons(p.button(ActionPreview, "Preview", f.Ref))
	p.quiet(say("A preview comes as a message that only you see, and keeps what you typed as a draft."))
	p.theirs(f)
	title, submit := f.names()
	return p.form(title, submit, CallbackEntry, f.Ref)
}

var mark = regexp.MustCompile(`\[[A-Z][A-Z0-9]*`)

// marks explains the marks of sources in a text, if it has any.
func marks(text string) string {
	first := mark.FindString(text)
	if first == "" {
		return ""
	}
	return ". " + first + "] names a source; leave it behind what it supports"
}

// names are the title of the form and the label of its submit button.
func (f EntryForm) names() (title, submit string) {
	title, submit = "Edit", "Save"
	switch {
	case f.Ref.Draft != "":
		title, submit = "A draft", "Accept"
	case f.Fields.ID == "":
		title = "Write an answer"
	}
	if f.Theirs != nil {
		submit = "Save mine"
	}
	return title, submit
}

// texts are the fields that a conflict shows, and those that may be too long.
func texts(x entryform.Fields) []struct{ label, text string } {
	return []struct{ label, text string }{{"Question", x.Question}, {"The answer in two sentences", x.Short}, {"Points", x.Points},
		{"Next", x.Next}, {"Other ways to ask", strings.Join(x.Phrasings, "\n")}}
}

func (f EntryForm) tooLong() string {
	for _, s := range texts(f.Fields) {
		if utf8.RuneCountInString(s.text) > maxInput && s.label != "Other ways to ask" {
			return s.label
		}
	}
	if len(inInputs(f.Fields.Phrasings)) > maxWordingInputs {
		return "Other ways to ask"
	}
	return ""
}

const (
	// maxWordingInputs is how many inputs the other ways to ask may take. A choice: the
	// longest built-in list needs two.
	maxWordingInputs = 5
	// fullInput is from how many characters on an input is followed by another one. A
	// choice: below maxInput, so that someone can add a few lines to each.
	fullInput = 2500
)

// wordingsBlock is the block id of the n-th input of the other ways to ask, from 0.
func wordingsBlock(n int) string {
	if n == 0 {
		return fieldOf(entryform.FieldPhrasings)
	}
	return fmt.Sprintf("%s_%d", entryform.FieldPhrasings, n+1)
}

// inInputs splits a list into the texts of inputs, a line each; at least one.
func inInputs(list []string) (texts []string) {
	texts = []string{""}
	for _, one := range list {
		last := &texts[len(texts)-1]
		if n := utf8.RuneCountInString(*last); n > 0 && n+1+utf8.RuneCountInString(one) > fullInput {
			texts = append(texts, one)
			continue
		}
		*last = strings.TrimPrefix(*last+"\n"+one, "\n")
	}
	return texts
}

func (f EntryForm) refused(label string) slack.ModalViewRequest {
	p, cure := &page{}, "“rolecall knowledge export DIR” writes it as a file, which has no such limit."
	if f.Ref.Draft != "" {
		cure = "Shorten it in the spreadsheet and import that again."
	}
	p.lines(line{strong(f.Fields.Question)}, line{sayf("“%s” has more than %d characters, which is what a form of Slack takes. Nothing was cut.", label, maxInput)},
		line{say(cure)})
	return p.show("Too long for a form", f.Ref)
}

const noRole = "No role in particular"

// NoRole is the value of the option "No role in particular".
const NoRole = "none"

// role is the menu of roles, of a new entry only: what an entry is about is in its id.
func (f EntryForm) role() *slack.InputBlock {
	options := []*slack.OptionBlockObject{option(NoRole, noRole)}
	for _, r := range f.Corpus.Roles[:min(len(f.Corpus.Roles), maxOptions-1)] {
		name := r.Name
		if !strings.EqualFold(r.Letters, name) {
			name += " (" + r.Letters + ")"
		}
		options = append(options, option(r.ID, name))
	}
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Choose a role"), ActionOf(entryform.FieldRole), options...)
	for _, o := range options {
		if o.Value == cmp.Or(f.Fields.Role, NoRole) {
			e.InitialOption = o
		}
	}
	return slack.NewInputBlock(fieldOf(entryform.FieldRole), plain("Role"), plain("The role it is about"), e)
}

func (f EntryForm) sources() *slack.MultiSelectBlockElement {
	least := 0 // a choice: the menu shows "Our company" before anything is typed
	e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeExternal, plain("Choose sources"), ActionSources)
	e.MinQueryLength = &least
	e.InitialOptions = SourceOptions(f.Corpus, f.Fields.Sources).Options
	return e
}

// SourceOptions are sources as options of the form's menu, "Our company" before all others.
// One that the corpus does not have is shown by its id, so that saving does not lose it.
func SourceOptions(c *corpus.Corpus, ids []string) blockkit.Options {
	ids = slices.Clone(ids)
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	o := blockkit.Options{Options: []*slack.OptionBlockObject{}}
	for _, id := range ids[:min(len(ids), maxOptions)] {
		label := id
		if s := c.Source(id); id == corpus.Company {
			label = companyLabel
		} else if s != nil {
			label = s.Listed
		}
		o.Options = append(o.Options, option(id, label))
	}
	return o
}

func rank(source string) int {
	if source == corpus.Company {
		return 0
	}
	return 1
}

// EntryOptions are entries as options of "It means…", by their questions.
func EntryOptions(entries []*corpus.Entry) blockkit.Options {
	o := blockkit.Options{Options: []*slack.OptionBlockObject{}}
	for _, e := range entries[:min(len(entries), maxOptions)] {
		o.Options = append(o.Options, option(e.ID, e.Question))
	}
	return o
}

func option(value, label string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plain(blockkit.Clip(label, blockkit.MaxButtonText)), nil)
}

func (f EntryForm) reviewed() *slack.DatePickerBlockElement {
	e := slack.NewDatePickerBlockElement(ActionOf(entryform.FieldReviewed))
	if !f.Fields.Reviewed.IsZero() {
		e.InitialDate = f.Fields.Reviewed.Format(time.DateOnly)
	}
	return e
}

// theirs adds what someone else saved, where it differs.
func (p *page) theirs(f EntryForm) {
	t := f.Theirs
	if t == nil {
		return
	}
	p.add(slack.NewDividerBlock())
	p.lines(line{who(t.By), say(" saved this at "), date(t.At, "{time}", "15:04 UTC"), say(". Below is what they wrote; above is yours.")})
	mine, same := texts(f.Fields), true
	for i, s := range texts(t.Fields) {
		if s.text == mine[i].text {
			continue
		}
		same = false
		p.lines(line{strong(s.label)})
		p.quote(cmp.Or(strings.TrimSpace(s.text), "(empty)"))
	}
	if same {
		p.lines(line{say("Their text is the same as yours; only sources, owner or date differ.")})
	}
}

// ReadEntry returns what was typed into the form of an entry, or into a colleague's.
func ReadEntry(f Form, ref Ref) entryform.Fields {
	x := entryform.Fields{ID: ref.Entry, Role: text(f, entryform.FieldRole),
		Question: text(f, entryform.FieldQuestion), Label: text(f, entryform.FieldLabel), Short: text(f, entryform.FieldShort), Points: text(f, entryform.FieldPoints),
		Next: text(f, entryform.FieldNext), Sources: f.Picked(fieldOf(entryform.FieldSources), ActionSources),
		NewSource: entryform.NewSource{Title: text(f, entryform.FieldTitle), URL: text(f, entryform.FieldURL)},
		Owner:     cmp.Or(text(f, entryform.FieldOwner), text(f, BlockOwnerChannel))}
	if x.Role == NoRole {
		x.Role = ""
	}
	for n := range maxWordingInputs {
		for one := range strings.Lines(text(f, wordingsBlock(n))) {
			if one = strings.TrimSpace(one); one != "" {
				x.Phrasings = append(x.Phrasings, one)
			}
		}
	}
	x.Reviewed, _ = time.Parse(time.DateOnly, text(f, entryform.FieldReviewed)) // Slack's own format; none is today
	return x
}
