package desk

import (
	"context"
	"errors"
	"strconv"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/payload"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
)

// saveEntry saves the form of an entry: an edit, a new entry, or a draft that is accepted.
// Faults are shown at their fields; a save is confirmed once it is in service.
func (d *Desk) saveEntry(ctx context.Context, i *payload.Interaction, ref draw.Ref, answer Answer) error {
	if !d.mayWrite(ctx, i, ref) {
		d.o.Logger.Info("the form of an answer was submitted by someone who may not write it; nothing was changed")
		closeWith(answer, blockkit.Plainly(refusedText))
		return nil
	}
	x := d.typed(i, ref)
	over, _ := strconv.Atoi(ref.Version)
	switch err := d.o.Room.Check(ctx, x, over); {
	case err == nil:
	case d.showFaults(err, x, answer):
		return nil
	default:
		return d.unsaved(ctx, i, ref, x, err, func(v slack.ModalViewRequest, m blockkit.Message) error {
			if full := instead(v); fits(full) {
				return tooLate(answer(full))
			}
			if err := tooLate(answer(saving())); err != nil {
				return err
			}
			return d.showAfter(ctx, i, ref, v, m)
		})
	}
	if !answer(saving()) { // they were told that the bot is busy
		return d.keepOwn(ctx, i.User.ID, ref, x)
	}
	var saved curate.Saved
	var told int
	save := func(ctx context.Context) (err error) {
		var draft curate.Draft
		if draft, saved, err = d.save(ctx, i.User.ID, ref, x, over); err != nil {
			return err
		}
		if err := d.o.Room.DropDraft(ctx, ownDraftID(i.User.ID, ref)); err != nil && !errors.Is(err, curate.ErrNoDraft) {
			d.o.Logger.Warn("a draft whose answer is saved was not removed", "error", err)
		}
		told = d.toTell(ctx, ref, draft)
		d.endCards(ctx, i.User.ID, ref, draft, saved.Entry)
		return nil
	}
	saveAlone := save
	if ref.Draft != "" {
		saveAlone = func(ctx context.Context) error { return d.o.Store.Alone(ctx, accepting, save) }
	}
	if err := saveAlone(ctx); err != nil {
		return d.unsaved(ctx, i, ref, x, err, func(v slack.ModalViewRequest, m blockkit.Message) error {
			return d.showAfter(ctx, i, ref, v, m)
		})
	}
	d.Wake() // whoever waits for an answer is told
	return d.showAfter(ctx, i, ref, d.savedModal(ctx, i, ref, saved, told), d.saved(ctx, i, ref, saved, told).Message())
}

// showAfter shows what became of a form in its place; who has closed it gets a message.
func (d *Desk) showAfter(ctx context.Context, i *payload.Interaction, ref draw.Ref, v slack.ModalViewRequest, m blockkit.Message) error {
	if d.o.Out.UpdateModal(ctx, i.View.ID, "", v) == nil {
		return nil
	}
	return d.o.Out.ReplyPrivately(ctx, requester(i, ref), m)
}

// save saves an entry; of a draft, with what was changed in the form.
func (d *Desk) save(ctx context.Context, by string, ref draw.Ref, x entryform.Fields, over int) (draft curate.Draft, saved curate.Saved, err error) {
	if ref.Draft == "" {
		note := curate.NoteEdited
		if x.ID == "" {
			note = curate.NoteNew
		}
		saved, err = d.o.Room.Save(ctx, by, x, over, note)
		return draft, saved, err
	}
	if draft, err = d.o.Room.Draft(ctx, ref.Draft); err != nil {
		return draft, saved, err
	}
	draft.Fields, draft.Over = x, over
	done, err := d.o.Room.Accept(ctx, by, draft)
	if err != nil {
		return draft, saved, err
	}
	return draft, done[0].Saved, done[0].Err
}

// endCards ends the message from which an answer was written: a reminder, the card of a miss
// or of a draft.
func (d *Desk) endCards(ctx context.Context, by string, ref draw.Ref, draft curate.Draft, entry string) {
	switch {
	case ref.Miss != "":
		if err := d.missDone(ctx, ref.Miss, by, draw.DeedWritten, entry); err != nil {
			d.o.Failed("curating")
			d.o.Logger.Error("an answer is saved, but its card could not be ended", "error", err)
		}
	case ref.Draft != "":
		d.draftDone(ctx, draft, by, draw.DeedAccepted, entry)
	default:
		d.endReminder(ctx, ref, draw.CardDone(draw.Done{By: by, What: draw.DeedEdited, Title: d.title(entry), On: d.o.Now()}))
	}
}

// instead replaces the form that was submitted.
func instead(v slack.ModalViewRequest) *slack.ViewSubmissionResponse {
	return slack.NewUpdateViewSubmissionResponse(&v)
}

// closeWith acknowledges a form with a message in its place.
func closeWith(answer Answer, m blockkit.Message) bool {
	return answer(instead(blockkit.MessageModal(m)))
}

func saving() *slack.ViewSubmissionResponse {
	return instead(blockkit.MessageModal(blockkit.Plainly("Saving … You can close this: then I tell you in a message when it is in service.")))
}

func tooLate(inTime bool) error {
	if !inTime {
		return errTooLate
	}
	return nil
}

// showFaults answers a form with its faults, each at its field; false for any other error.
func (d *Desk) showFaults(err error, x entryform.Fields, answer Answer) bool {
	faults, ok := asFaults(err)
	if !ok {
		return false
	}
	answer(slack.NewErrorsViewSubmissionResponse(draw.FaultsAt(x, faults)))
	return true
}

func asFaults(err error) (entryform.Faults, bool) { return errors.AsType[entryform.Faults](err) }

// unsaved shows why an entry was not saved: both texts where someone else saved it
// meanwhile, else the reason. What was typed is kept as a draft in any case.
func (d *Desk) unsaved(ctx context.Context, i *payload.Interaction, ref draw.Ref, x entryform.Fields, err error, show func(slack.ModalViewRequest, blockkit.Message) error) error {
	kept := d.keepOwn(ctx, i.User.ID, ref, x)
	if errors.Is(err, feedback.ErrAway) || errors.Is(kept, feedback.ErrAway) { // the form is all that has what was typed
		f := d.drawn(ref, x)
		f.Notes = []string{blockkit.AwayText + " Leave this form open, and save again then."}
		return errors.Join(err, kept, show(f.Modal(), blockkit.Plainly(blockkit.AwayText)))
	}
	if kept != nil {
		return errors.Join(err, kept)
	}
	if c, ok := errors.AsType[*curate.Conflict](err); ok {
		ref.Version = strconv.Itoa(c.Version)
		f := d.drawn(ref, x)
		f.Theirs = &draw.Theirs{By: c.By, At: c.At, Fields: c.Theirs}
		return show(f.Modal(), blockkit.Plainly("Someone else saved this meanwhile, so yours was not. It is kept as your draft: press Edit again to see both."))
	}
	m := blockkit.Plainly("It was not saved, and something broke on my side. What you wrote is kept as your draft: press Edit again.")
	if faults, ok := asFaults(err); ok {
		m, err = draw.Faults(faults), nil
	} else if errors.Is(err, curate.ErrNoDraft) {
		m, err = blockkit.Plainly("Someone accepted or dropped this draft meanwhile. Nothing was changed."), nil
	}
	return errors.Join(err, show(blockkit.MessageModal(m), m))
}

// toTell is how many people wait for the answer that a form writes.
func (d *Desk) toTell(ctx context.Context, ref draw.Ref, draft curate.Draft) int {
	questions := draft.Questions
	if ref.Miss != "" {
		f, err := d.look(ctx, ref.Miss)
		if err != nil {
			d.warn("who waits for an answer cannot be read", err)
		}
		questions = f.ids
	}
	n, _ := d.waiters(ctx).of(questions)
	return n
}

// saved says what was saved; told is how many people who waited get it.
func (d *Desk) saved(ctx context.Context, i *payload.Interaction, ref draw.Ref, saved curate.Saved, told int) draw.Saved {
	return draw.Saved{Ref: draw.Ref{Entry: saved.Entry, Channel: ref.Channel, URL: ref.URL}, Title: d.title(saved.Entry),
		Owner: !curators(ctx, d, i), Late: saved.Late, Notes: saved.Notes, Told: told}
}

func (d *Desk) savedModal(ctx context.Context, i *payload.Interaction, ref draw.Ref, saved curate.Saved, told int) slack.ModalViewRequest {
	var now blockkit.Message
	if !saved.Late {
		now = d.nowReads(saved.Entry)
	}
	return d.saved(ctx, i, ref, saved, told).Modal(now)
}
