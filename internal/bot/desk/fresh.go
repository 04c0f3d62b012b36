package desk

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rolecall/internal/advisor"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/payload"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/curate/pending"
	"rolecall/internal/hint"
)

// write opens the form of an answer in place of the modal that the press came from, if any;
// where the person has a draft of it, they are asked first whether to go on with that.
func (d *Desk) write(ctx context.Context, i *payload.Interaction, ref draw.Ref, f draw.EntryForm) error {
	if own, ok := d.ownDraft(ctx, i.User.ID, ref); ok {
		return d.inPlace(ctx, i, draw.Resume(ref, cmp.Or(own.Fields.Question, f.Fields.Question), own.Saved))
	}
	return d.inPlace(ctx, i, f.Modal())
}

// fresh is the form of an answer before the person types: of a miss, of a draft, or of an
// entry as it is in service.
func (d *Desk) fresh(ctx context.Context, user string, ref draw.Ref) (draw.EntryForm, error) {
	switch {
	case ref.Draft != "":
		x, err := d.o.Room.Draft(ctx, ref.Draft)
		if err != nil {
			return draw.EntryForm{}, err
		}
		return d.draftForm(ctx, user, ref, x)
	case ref.Miss != "":
		f, err := d.look(ctx, ref.Miss)
		if err != nil {
			return draw.EntryForm{}, err
		}
		if len(f.wordings) == 0 {
			return draw.EntryForm{}, hint.New("this question is no longer kept", "its time is over, or who asked it withdrew it")
		}
		return d.newEntry(user, ref, f), nil
	}
	return d.form(ctx, ref)
}

// newEntry is the form of a new entry that answers a miss.
func (d *Desk) newEntry(user string, ref draw.Ref, f found) draw.EntryForm {
	return d.drawn(ref, d.guess(entryform.Fields{}, user, d.clearest(f.wordings)))
}

// draftForm is the form of a draft. What a colleague wrote has no question, since an asker's
// words are kept with the question alone: the form reads them there, for the curator to put
// into other words.
func (d *Desk) draftForm(ctx context.Context, user string, ref draw.Ref, x curate.Draft) (draw.EntryForm, error) {
	ref.Entry, ref.Version = x.Fields.ID, strconv.Itoa(x.Over)
	fields, notes := x.Fields, x.Notes
	if x.Origin == pending.OriginColleague {
		wordings, err := d.asked(ctx, ref)
		if err != nil {
			return draw.EntryForm{}, err
		}
		if len(wordings) > 0 {
			notes = append([]string{"The question is in the words of someone who asked: put it in your own"}, notes...)
		}
		fields = d.guess(fields, user, d.clearest(wordings))
	}
	form := d.drawn(ref, fields)
	form.Notes = notes
	return form, nil
}

// asked are the words in which people asked what a form is about, from the store.
func (d *Desk) asked(ctx context.Context, ref draw.Ref) ([]draw.Wording, error) {
	question := ref.Miss
	if ref.Draft != "" {
		x, err := d.o.Room.Draft(ctx, ref.Draft)
		if err != nil || x.Origin != pending.OriginColleague || len(x.Questions) == 0 {
			return nil, err
		}
		question = x.Questions[0]
	}
	if question == "" {
		return nil, nil
	}
	f, err := d.look(ctx, question)
	return f.wordings, err
}

// withoutAsked is what may be kept of a form: a question that still has an asker's words stays
// with the stored question alone, where retention and "forget me" reach it.
func (d *Desk) withoutAsked(ctx context.Context, ref draw.Ref, x entryform.Fields) (entryform.Fields, error) {
	wordings, err := d.asked(ctx, ref)
	for _, w := range wordings {
		if corpus.Normal(w.Text) == corpus.Normal(x.Question) {
			x.Question = ""
		}
	}
	return x, err
}

// withAsked is the opposite of withoutAsked.
func (d *Desk) withAsked(ctx context.Context, ref draw.Ref, x entryform.Fields) (entryform.Fields, error) {
	if x.Question != "" {
		return x, nil
	}
	wordings, err := d.asked(ctx, ref)
	if text := d.clearest(wordings); text != "" {
		x.Question = asQuestion(text)
	}
	return x, err
}

// guess fills in what can be guessed of a new answer: the question, its role, that the company
// itself is the source, and who writes as its owner.
func (d *Desk) guess(x entryform.Fields, user, question string) entryform.Fields {
	if question != "" {
		x.Question, x.Role = asQuestion(question), cmp.Or(x.Role, d.roleOf(question))
	}
	if len(x.Sources) == 0 && x.NewSource.Title == "" && d.o.State().Corpus.Source(corpus.Company) != nil {
		x.Sources = []string{corpus.Company}
	}
	x.Owner = cmp.Or(x.Owner, user)
	return x
}

// compared is how many wordings are compared by how they are spelt. A choice: each takes a
// match, and a form must open within three seconds.
const compared = 5

// clearest is the wording that was asked most; of those asked equally often, the first one of
// which the fewest words had to be corrected.
func (d *Desk) clearest(wordings []draw.Wording) (text string) {
	fewest := -1
	for _, w := range wordings[:min(len(wordings), compared)] {
		if w.N < wordings[0].N {
			break
		}
		if n := len(d.o.Advisor().Ask(advisor.Question{Text: w.Text}).Match.Corrections); fewest < 0 || n < fewest {
			text, fewest = w.Text, n
		}
	}
	return text
}

// roleOf is the one role that a text names; "" where there is none, or there are several.
func (d *Desk) roleOf(text string) string {
	return d.o.Advisor().Ask(advisor.Question{Text: text}).Match.About
}

// asQuestion begins a text with a capital and ends it with a question mark.
func asQuestion(text string) string {
	text = strings.TrimSpace(text)
	r, n := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(r)) + text[n:]
	if last := text[len(text)-1]; strings.IndexByte("?.!", last) < 0 {
		text += "?"
	}
	return text
}
