package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/payload"
	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/curate/pending"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

func missActions() map[string]action {
	return map[string]action{
		draw.ActionQuestion: {curators, (*Desk).seeQuestion},
		draw.ActionMeans:    {curators, (*Desk).askMeaning},
		draw.ActionWrite:    {curators, (*Desk).writeAnswer},
		draw.ActionNotOurs:  {curators, (*Desk).notOurs},
		draw.ActionRefused:  {curators, (*Desk).seeRefused},
	}
}

func missForms() map[string]form {
	return map[string]form{draw.CallbackMeans: {curators, (*Desk).meansSubmitted}}
}

// maxEntries is how many entries "It means…" offers. A choice: as the search for a question
// does; typing on is quicker than scrolling.
const maxEntries = 20

// entriesFor returns the entries that complete what was typed; before anything is typed,
// those nearest to the miss that the form is about.
func (d *Desk) entriesFor(i *payload.Interaction) (list []*corpus.Entry) {
	a := d.o.Advisor()
	add := func(id string) {
		if e := a.Corpus().Entry(id); e != nil {
			list = append(list, e)
		}
	}
	if strings.TrimSpace(i.Value) != "" {
		for _, c := range a.Complete(i.Value, maxEntries) {
			add(c.Entry)
		}
		return list
	}
	ref, _ := draw.ParseRef(i.View.Metadata)
	for _, g := range d.lastGroups() {
		if slices.Contains(g.IDs, ref.Miss) {
			for _, n := range g.Nearest {
				add(n.Entry)
			}
		}
	}
	return list
}

// inPlace shows a modal, in place of the modal that the press came from, if any: over it,
// what was dealt with would still be there once the form on top is closed.
func (d *Desk) inPlace(ctx context.Context, i *payload.Interaction, v slack.ModalViewRequest) error {
	if i.InModal() {
		return d.o.Out.UpdateModal(ctx, i.View.ID, i.View.Hash, v)
	}
	return d.o.Out.OpenModal(ctx, i.TriggerID, v)
}

// opened looks for the miss of a press. Where nobody needs to deal with it any more, it
// says so instead, and ok is false.
func (d *Desk) opened(ctx context.Context, i *payload.Interaction, ref draw.Ref) (f found, ok bool, err error) {
	f, err = d.look(ctx, ref.Miss)
	switch {
	case err != nil:
		return f, false, err
	case f.closed:
		return f, false, d.inPlace(ctx, i, blockkit.MessageModal(d.taken(ctx, f)))
	case len(f.wordings) == 0:
		return f, false, d.inPlace(ctx, i, draw.QuestionForm(f.miss, nil, d.keepsText()))
	}
	return f, true, nil
}

func (d *Desk) seeQuestion(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	f, ok, err := d.opened(ctx, i, ref)
	if !ok {
		return err
	}
	f.miss.Ref = from(i, f.miss.Ref)
	return d.inPlace(ctx, i, draw.QuestionForm(f.miss, f.wordings, true))
}

func (d *Desk) askMeaning(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	f, ok, err := d.opened(ctx, i, ref)
	if !ok {
		return err
	}
	return d.inPlace(ctx, i, draw.MeansForm(f.miss, d.clearest(f.wordings)))
}

// writeAnswer opens the form of a new entry.
func (d *Desk) writeAnswer(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	f, ok, err := d.opened(ctx, i, ref)
	if !ok {
		return err
	}
	ref = from(i, draw.Ref{Miss: f.miss.Ref.Miss})
	return d.write(ctx, i, ref, d.newEntry(i.User.ID, ref, f))
}

func (d *Desk) notOurs(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	return d.o.Store.Alone(ctx, dealing, func(ctx context.Context) error {
		f, err := d.look(ctx, ref.Miss)
		if err != nil {
			return err
		}
		m := d.taken(ctx, f)
		switch {
		case f.closed:
		case len(f.wordings) == 0:
			m = draw.MissGone()
		default:
			done, err := d.closeMiss(ctx, f, i.User.ID, draw.DeedNotOurs, "")
			if err != nil {
				return err
			}
			m = draw.MissDone(f.miss.N, done)
			if !i.InModal() {
				return nil // the card, or the Home tab, shows it
			}
		}
		if i.InModal() {
			return d.o.Out.UpdateModal(ctx, i.View.ID, "", blockkit.MessageModal(m))
		}
		return d.o.Out.ReplyPrivately(ctx, i.Requester(), m)
	})
}

// meansSubmitted adds a wording to the entry that was picked. What can be checked is said
// in the acknowledgement; saving may take longer than that may wait.
func (d *Desk) meansSubmitted(ctx context.Context, i *payload.Interaction, ref draw.Ref, answer Answer) error {
	entry, words := draw.Text(i.View, draw.BlockPick), draw.Text(i.View, draw.BlockWords)
	f, err := d.look(ctx, ref.Miss)
	if err != nil {
		closeWith(answer, unsaved(err))
		return err
	}
	if f.closed {
		closeWith(answer, d.taken(ctx, f))
		return nil
	}
	form, err := d.o.Room.Form(ctx, entry)
	if err != nil {
		answer(slack.NewErrorsViewSubmissionResponse(map[string]string{draw.BlockPick: "Choose an answer that is still there"}))
		return nil
	}
	if strings.TrimSpace(entryform.Clean(words)) == "" {
		answer(slack.NewErrorsViewSubmissionResponse(map[string]string{draw.BlockWords: "Write how someone would ask"}))
		return nil
	}
	form.Fields.Phrasings = append(form.Fields.Phrasings, words)
	err = d.o.Room.Check(ctx, form.Fields, form.Version)
	if faults := (entryform.Faults)(nil); errors.As(err, &faults) {
		answer(slack.NewErrorsViewSubmissionResponse(map[string]string{draw.BlockWords: draw.Sentence(faults[0])}))
		return nil
	}
	if err != nil {
		closeWith(answer, unsaved(err))
		return err
	}
	if !answer(saving()) {
		return errTooLate
	}
	var m slack.ModalViewRequest
	err = d.o.Store.Alone(ctx, dealing, func(ctx context.Context) error {
		f, err := d.look(ctx, ref.Miss)
		if err != nil {
			return err
		}
		if f.closed { // someone else was quicker meanwhile
			m = blockkit.MessageModal(d.taken(ctx, f))
			return nil
		}
		saved, err := d.o.Room.AddWording(ctx, i.User.ID, entry, words)
		if err == nil {
			_, err = d.closeMiss(ctx, f, i.User.ID, draw.DeedMeans, entry)
		}
		m = draw.MeansSaved(ref, d.title(entry), f.miss.Waiting, saved.Late)
		return err
	})
	if err != nil {
		_ = d.o.Out.UpdateModal(ctx, i.View.ID, "", blockkit.MessageModal(unsaved(err)))
		return err
	}
	return d.o.Out.UpdateModal(ctx, i.View.ID, "", m)
}

// errTooLate ends the request of a form whose answer came after Slack's deadline: the
// person was asked to try again, and nothing was changed.
var errTooLate = errors.New("the answer came too late for the form's acknowledgement")

// unsaved says why something was not saved, where that helps whoever tried.
func unsaved(err error) blockkit.Message {
	if faults := (entryform.Faults)(nil); errors.As(err, &faults) {
		return blockkit.Plainly("It was not saved. " + draw.Sentence(faults[0]))
	}
	if errors.Is(err, feedback.ErrAway) {
		return blockkit.Plainly(blockkit.AwayText)
	}
	return blockkit.Plainly("It was not saved. " + cmp.Or(hint.Of(err), "Please try again in a minute; the log has the reason."))
}

// missDone is called when a miss was dealt with in another way: an answer was written, a
// colleague asked. It is no error that someone else was first.
func (d *Desk) missDone(ctx context.Context, miss, by string, what draw.Deed, entry string) error {
	return d.o.Store.Alone(ctx, dealing, func(ctx context.Context) error {
		f, err := d.look(ctx, miss)
		if err != nil {
			return err
		}
		if f.closed || f.card == nil && len(f.kept) == 0 { // whoever waits gets the answer all the same
			if entry == "" {
				return nil
			}
			return d.resolved(ctx, f.ids, entry)
		}
		_, err = d.closeMiss(ctx, f, by, what, entry)
		return err
	})
}

// colleagueFailed opens a miss again whose colleague cannot answer it, or did not in time.
func (d *Desk) colleagueFailed(ctx context.Context, miss string, inTime bool) error {
	return d.o.Store.Alone(ctx, dealing, func(ctx context.Context) error {
		f, err := d.look(ctx, miss)
		if err != nil || f.card == nil || f.card.State != pending.CardDone {
			return err
		}
		f.card.CannotSay, f.card.Late = inTime, !inTime
		f.card.Shown = pending.CardShown{} // so that the sweep draws it again
		if err := d.cards.Reopen(ctx, *f.card); err != nil {
			return err
		}
		d.Wake()
		return nil
	})
}

// closeMiss notes that a miss was dealt with, shows it on its card and the Home tab, and
// has those told who wait for an answer.
func (d *Desk) closeMiss(ctx context.Context, f found, by string, what draw.Deed, entry string) (draw.Done, error) {
	done := draw.Done{By: by, What: what, On: d.o.Now()}
	state := pending.CardDone
	if what == draw.DeedNotOurs {
		state = pending.CardNotOurs
	}
	card := f.newCard()
	if err := d.cards.Close(ctx, card, state, pending.Deed{By: by, What: string(what), Entry: entry}); err != nil {
		return done, err
	}
	if entry != "" {
		done.Title = d.title(entry)
		if err := d.resolved(ctx, f.ids, entry); err != nil {
			return done, err
		}
	}
	d.show(ctx, card, draw.MissDone(f.miss.N, done))
	d.Wake()
	d.homeAgain(ctx, by)
	return done, nil
}

// show replaces the message of a card. A failure is only logged: a press of what is still
// there says who was first.
func (d *Desk) show(ctx context.Context, card pending.Card, m blockkit.Message) {
	if card.TS == "" {
		return
	}
	if err := d.o.Out.UpdateMessage(ctx, card.Channel, card.TS, m); err != nil {
		d.o.Logger.Warn("a card could not be updated", "error", err)
	}
}

// homeAgain publishes a curator's Home tab, which lists what is open.
func (d *Desk) homeAgain(ctx context.Context, user string) {
	if d.o.Home == nil {
		return
	}
	if err := d.o.Home(ctx, user); err != nil {
		d.o.Logger.Warn("the Home tab could not be published", "error", err)
	}
}

// taken says who dealt with a miss.
func (d *Desk) taken(ctx context.Context, f found) blockkit.Message {
	if !f.closed {
		return blockkit.Message{}
	}
	deed, err := d.cards.DoneBy(ctx, f.card.ID)
	if err != nil {
		d.warn("who dealt with a card cannot be read", err)
	}
	done := draw.Done{By: deed.By, What: draw.Deed(cmp.Or(deed.What, "dealt with it")), On: f.card.Closed}
	if deed.Entry != "" {
		done.Title = d.title(deed.Entry)
	}
	return draw.Taken(done)
}

// byCount sorts wordings, the most asked first.
func byCount(m map[string]*draw.Wording) (list []draw.Wording) {
	for _, w := range m {
		list = append(list, *w)
	}
	slices.SortFunc(list, func(a, b draw.Wording) int { return cmp.Or(b.N-a.N, strings.Compare(a.Text, b.Text)) })
	return list
}
