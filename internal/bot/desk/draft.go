package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/curate/pending"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

func draftActions() map[string]action {
	return map[string]action{
		draw.ActionDraft:     {curators, (*Desk).openDraft},
		draw.ActionAccept:    {curators, (*Desk).acceptDraft},
		draw.ActionAcceptAll: {curators, (*Desk).acceptAll},
		draw.ActionReject:    {curators, (*Desk).rejectDraft},
	}
}

// toAccept are the drafts that wait for a curator, those of colleagues first. What a
// curator has begun to write has no origin and is theirs.
func (d *Desk) toAccept(ctx context.Context) ([]curate.Draft, error) {
	list, err := d.o.Room.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(x curate.Draft) bool { return x.Origin == "" })
	slices.SortStableFunc(list, func(a, b curate.Draft) int {
		rank := func(x curate.Draft) int {
			if x.Origin == pending.OriginColleague {
				return 0
			}
			return 1
		}
		return rank(a) - rank(b)
	})
	return list, nil
}

// drawn is a draft as it is drawn.
func drawn(x curate.Draft) draw.Draft {
	out := draw.Draft{Ref: draw.Ref{Draft: x.ID}, By: x.By, Origin: x.Origin, Question: x.Fields.Question, Short: x.Fields.Short}
	if x.Origin == pending.OriginColleague {
		out.Colleague, out.Origin = true, ""
	}
	return out
}

// noDraft tells that a draft is gone, and puts its card right.
func (d *Desk) noDraft(ctx context.Context, i *payload.Interaction, id string) error {
	d.draftShown(ctx, id, draw.DraftGone())
	d.homeAgain(ctx, i.User.ID)
	return d.tell(ctx, i, "That draft is gone: someone dealt with it, or its time is over.")
}

func (d *Desk) openDraft(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	x, err := d.o.Room.Draft(ctx, ref.Draft)
	if errors.Is(err, curate.ErrNoDraft) {
		return d.noDraft(ctx, i, ref.Draft)
	}
	if err != nil {
		return err
	}
	ref = from(i, draw.Ref{Draft: x.ID})
	f, err := d.draftForm(ctx, i.User.ID, ref, x)
	if err != nil {
		return err
	}
	return d.write(ctx, i, f.Ref, f)
}

func (d *Desk) acceptDraft(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	id, err := d.saving(ctx, i)
	if err != nil {
		return err
	}
	var m blockkit.Message
	err = d.o.Store.Alone(ctx, accepting, func(ctx context.Context) error {
		x, err := d.o.Room.Draft(ctx, ref.Draft)
		if err != nil {
			return err
		}
		results, err := d.o.Room.Accept(ctx, i.User.ID, x)
		if err != nil {
			return err
		}
		if results[0].Err == nil {
			m = d.accepted(ctx, i.User.ID, results[0])
		}
		return results[0].Err
	})
	if err == nil {
		return d.result(ctx, i, id, m)
	}
	if errors.Is(err, curate.ErrNoDraft) || errors.Is(err, feedback.ErrChanged) {
		d.draftShown(ctx, ref.Draft, draw.DraftGone())
		d.homeAgain(ctx, i.User.ID)
		return d.result(ctx, i, id, blockkit.Plainly("That draft is gone: someone dealt with it, or its time is over."))
	}
	if why := reasons(err); why != nil {
		return d.result(ctx, i, id, blockkit.Plainly("It stays a draft: "+strings.Join(why, "; ")+". Press See and edit to change it."))
	}
	_ = d.result(ctx, i, id, unsaved(err))
	return err
}

// saving shows that something is being saved, where there is no message to answer in: the
// trigger is over when it is saved. It returns the id of the modal, "" where there is none.
func (d *Desk) saving(ctx context.Context, i *payload.Interaction) (id string, err error) {
	if i.ResponseURL != "" {
		return "", nil
	}
	return d.o.Out.StartModal(ctx, i.TriggerID, i.InModal(), blockkit.MessageModal(blockkit.Plainly("Saving …")))
}

// result tells a result, in the modal that saving has opened.
func (d *Desk) result(ctx context.Context, i *payload.Interaction, modal string, m blockkit.Message) error {
	if modal == "" {
		return d.o.Out.ReplyPrivately(ctx, i.Requester(), m)
	}
	return d.o.Out.UpdateModal(ctx, modal, "", blockkit.MessageModal(m))
}

// accepted does what follows once a draft is an answer: its card says so, those who wait
// are told, and the miss that it answers is dealt with.
func (d *Desk) accepted(ctx context.Context, by string, a curate.Accepted) blockkit.Message {
	d.draftDone(ctx, a.Draft, by, draw.DeedAccepted, a.Saved.Entry)
	d.homeAgain(ctx, by)
	return draw.Saved{Ref: draw.Ref{Entry: a.Saved.Entry}, Title: d.title(a.Saved.Entry), Late: a.Saved.Late}.Message()
}

// draftDone is called when a draft was accepted, as it was or with changes, or dropped.
func (d *Desk) draftDone(ctx context.Context, x curate.Draft, by string, what draw.Deed, entry string) {
	done := draw.Done{By: by, What: what, On: d.o.Now()}
	if entry != "" {
		done.Title = d.title(entry)
	}
	d.draftShown(ctx, x.ID, draw.CardDone(done))
	if len(x.Questions) > 0 && entry != "" {
		if err := d.missDone(ctx, x.Questions[0], by, draw.DeedAccepted, entry); err != nil {
			d.o.Logger.Warn("the miss that a draft answers could not be closed", "error", err)
		}
	}
	d.Wake()
}

func (d *Desk) rejectDraft(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	return d.o.Store.Alone(ctx, accepting, func(ctx context.Context) error {
		err := d.o.Room.DropDraft(ctx, ref.Draft)
		if errors.Is(err, curate.ErrNoDraft) {
			return d.noDraft(ctx, i, ref.Draft)
		}
		if err != nil {
			return err
		}
		d.draftDone(ctx, curate.Draft{ID: ref.Draft}, i.User.ID, draw.DeedRejected, "")
		d.homeAgain(ctx, i.User.ID)
		return nil
	})
}

// acceptAll accepts every draft that has no fault, and lists the others with theirs.
func (d *Desk) acceptAll(ctx context.Context, i *payload.Interaction, _ payload.Action, _ draw.Ref) error {
	id, err := d.saving(ctx, i)
	if err != nil {
		return err
	}
	n := 0
	var left []draw.NotAccepted
	err = d.o.Store.Alone(ctx, accepting, func(ctx context.Context) error {
		list, err := d.toAccept(ctx)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(x curate.Draft) bool { // a curator writes its question first
			if x.Fields.Question == "" {
				left = append(left, draw.NotAccepted{Name: x.Fields.Short, Why: []string{"It has no question yet: press See and edit."}})
			}
			return x.Fields.Question == ""
		})
		results, err := d.o.Room.Accept(ctx, i.User.ID, list...)
		for _, r := range results {
			if r.Err != nil {
				left = append(left, draw.NotAccepted{Name: r.Draft.Fields.Question, Why: reasons(r.Err)})
				continue
			}
			d.draftDone(ctx, r.Draft, i.User.ID, draw.DeedAccepted, r.Saved.Entry)
			n++
		}
		return err
	})
	if err != nil {
		_ = d.result(ctx, i, id, unsaved(err))
		return err
	}
	d.homeAgain(ctx, i.User.ID)
	if id == "" {
		return d.tell(ctx, i, fmt.Sprintf("%d in service, %d left. The Home tab has them.", n, len(left)))
	}
	return d.o.Out.UpdateModal(ctx, id, "", draw.AcceptedModal(n, left))
}

// reasons say why a draft was not accepted; nil where the error is the store's.
func reasons(err error) (why []string) {
	if errors.Is(err, feedback.ErrAway) {
		return nil
	}
	if faults := (entryform.Faults)(nil); errors.As(err, &faults) {
		for _, f := range faults {
			why = append(why, f.String())
		}
		return why
	}
	if conflict := (*curate.Conflict)(nil); errors.As(err, &conflict) {
		return []string{"someone else has saved the entry since"}
	}
	if todo := hint.Of(err); todo != "" {
		return []string{todo}
	}
	return nil
}

// draftCard is the body of the card of a draft.
type draftCard struct {
	Channel string    `json:"channel"`
	TS      string    `json:"ts,omitempty"`
	Posted  time.Time `json:"posted"`
}

// draftCards posts a card for each draft that waits, a handful a day, and puts right the
// cards of those that are gone.
func (d *Desk) draftCards(ctx context.Context) error {
	drafts, told, posted, err := d.draftsGone(ctx)
	if err != nil {
		return err
	}
	for _, x := range drafts {
		if told[x.ID] || !d.mayPost() || posted >= cardsADay && x.Origin != pending.OriginColleague {
			continue
		}
		if err := d.postDraft(ctx, x); err != nil {
			return err
		}
		posted++
	}
	return nil
}

// draftsGone puts right the cards of drafts that are gone, but not of one that is being
// accepted: whoever accepts it says so. It returns the drafts that are there, which of all
// have a card, and how many cards were posted today.
func (d *Desk) draftsGone(ctx context.Context) (drafts []curate.Draft, told map[string]bool, posted int, err error) {
	told = map[string]bool{}
	err = d.o.Store.Alone(ctx, accepting, func(ctx context.Context) error {
		docs, err := d.o.Store.Documents(ctx, feedback.DocumentCard)
		if err != nil {
			return err
		}
		if drafts, err = d.toAccept(ctx); err != nil {
			return err
		}
		for _, doc := range docs {
			id, ok := strings.CutPrefix(doc.ID, pending.CardOfDraft)
			var card draftCard
			if !ok || json.Unmarshal(doc.Body, &card) != nil {
				continue
			}
			told[id] = true
			if d.today(card.Posted) {
				posted++
			}
			if !slices.ContainsFunc(drafts, func(x curate.Draft) bool { return x.ID == id }) {
				d.draftShown(ctx, id, draw.DraftGone())
			}
		}
		return nil
	})
	return drafts, told, posted, err
}

// draftArrived posts the card of a draft at once; a sweep does it later if that fails.
func (d *Desk) draftArrived(ctx context.Context, x curate.Draft) {
	if d.o.Channel == "" {
		return
	}
	if err := d.postDraft(ctx, x); err != nil {
		d.o.Logger.Warn("the card of a draft could not be posted", "error", err)
	}
}

// postDraft posts the card of a draft. It shows what its author wrote, so the message is
// emptied when the author asks to be forgotten.
func (d *Desk) postDraft(ctx context.Context, x curate.Draft) error {
	ctx, cancel := finishing(ctx)
	defer cancel()
	doc, err := d.draftDocument(x, "")
	if err != nil {
		return err
	}
	if err := d.o.Store.Change(ctx, feedback.DocumentChange{Put: doc, New: true}); err != nil {
		if errors.Is(err, feedback.ErrChanged) {
			return nil
		}
		return err
	}
	ts, err := d.o.Out.PostMessage(ctx, outbox.Target{Channel: d.o.Channel}, outbox.Fixed(drawn(x).Card()))
	if err != nil {
		return errors.Join(err, d.o.Store.Change(ctx, feedback.DocumentChange{Remove: doc}))
	}
	if doc, err = d.draftDocument(x, ts); err != nil {
		return err
	}
	return d.o.Store.Change(ctx, feedback.DocumentChange{Put: doc})
}

func (d *Desk) draftDocument(x curate.Draft, ts string) (*feedback.Document, error) {
	body, err := json.Marshal(draftCard{d.o.Channel, ts, d.o.Now()})
	if err != nil {
		return nil, fmt.Errorf("encode the card of a draft: %w", err)
	}
	doc := &feedback.Document{Kind: feedback.DocumentCard, ID: pending.CardOfDraft + x.ID, By: x.By, Until: d.o.Now().Add(curate.DraftKept), Body: body}
	if ts != "" {
		doc.Remains = d.o.Channel + ":" + ts
	}
	return doc, nil
}

// draftShown replaces the card of a draft that needs nobody any more, and forgets it.
func (d *Desk) draftShown(ctx context.Context, id string, m blockkit.Message) {
	key := pending.CardOfDraft + id
	doc, ok, err := d.o.Store.Document(ctx, feedback.DocumentCard, key)
	var card draftCard
	if err == nil && ok {
		err = json.Unmarshal(doc.Body, &card)
	}
	if err == nil && ok {
		err = d.replace(ctx, card.Channel, card.TS, m)
	}
	if err == nil && ok {
		err = d.o.Store.Change(ctx, feedback.DocumentChange{Remove: &feedback.Document{Kind: feedback.DocumentCard, ID: key}})
	}
	if err != nil {
		d.o.Logger.Warn("the card of a draft could not be updated; it is tried again", "error", err)
	}
}
