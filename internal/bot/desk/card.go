package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/pending"
	"rolecall/internal/feedback"
)

const (
	// cardsADay is how many cards of one kind are posted a day. A choice: a handful is
	// dealt with between two meetings; the Home tab and the digest have the rest.
	cardsADay = 5
)

// postCards tells the curators' channel what is new, and updates what is there.
func (d *Desk) postCards(ctx context.Context) error {
	return errors.Join(d.missCards(ctx), d.weekCard(ctx), d.draftCards(ctx))
}

// mayPost reports whether something may be posted in the curators' channel. At any hour:
// no card mentions anyone, so it rings nowhere.
func (d *Desk) mayPost() bool { return d.o.Channel != "" }

// today reports whether a card was posted today.
func (d *Desk) today(posted time.Time) bool {
	now := d.o.Now()
	return posted.In(now.Location()).Format(time.DateOnly) == now.Format(time.DateOnly)
}

// missCards updates the cards of misses and posts new ones, the most asked first.
func (d *Desk) missCards(ctx context.Context) error {
	if !d.keepsText() {
		return nil
	}
	groups, err := d.group(ctx, d.grouper.Misses)
	if err != nil {
		return err
	}
	all, err := d.cards.All(ctx)
	if err != nil {
		return err
	}
	waits := d.waiters(ctx)
	groupOf := map[string]int{}
	for i, g := range groups {
		for _, id := range g.IDs {
			groupOf[id] = i
		}
	}
	var failed []error
	posted := 0
	for i := range all.Cards {
		card := &all.Cards[i]
		if d.today(card.Posted) {
			posted++
		}
		var g *curate.Miss
		for _, id := range card.About() {
			if i, ok := groupOf[id]; ok {
				g = &groups[i]
				break
			}
		}
		if err := d.refresh(ctx, card, g, waits); err != nil {
			failed = append(failed, err)
		}
	}
	for _, g := range groups {
		if g.Now != "" || posted >= cardsADay || !d.mayPost() {
			break // those with an answer come last
		}
		if card, _ := all.For(g.IDs, g.Last); card != nil {
			continue
		}
		done, err := d.postMiss(ctx, g, waits)
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		if done {
			posted++
		}
	}
	return errors.Join(failed...)
}

// postMiss posts the card of a group that has none. It is saved before: after a crash in
// between the message is missing, and the Home tab has it; but it is never posted twice.
func (d *Desk) postMiss(ctx context.Context, g curate.Miss, waits waiters) (posted bool, err error) {
	err = d.o.Store.Alone(ctx, dealing, func(ctx context.Context) error {
		all, err := d.cards.All(ctx)
		if err != nil {
			return err
		}
		has, again := all.For(g.IDs, g.Last)
		if has != nil {
			return nil // someone has dealt with it meanwhile, from the Home tab
		}
		card := pending.Card{ID: g.IDs[0], CardBody: pending.CardBody{Questions: g.IDs, Posted: d.o.Now(), Again: again}}
		m := d.missOf(g, card, waits)
		card.Channel, card.Shown = d.o.Channel, shown(m)
		ctx, cancel := finishing(ctx)
		defer cancel()
		if err := d.cards.Open(ctx, card); err != nil {
			if errors.Is(err, feedback.ErrChanged) {
				return nil
			}
			return err
		}
		ts, err := d.o.Out.PostMessage(ctx, outbox.Target{Channel: card.Channel}, outbox.Fixed(draw.MissCard(m)))
		if err != nil {
			return errors.Join(err, d.cards.Drop(ctx, card.ID))
		}
		card.TS, posted = ts, true
		return d.cards.Update(ctx, card)
	})
	return posted, err
}

// toFinish is how long posting a message and noting its timestamp may take when the bot is
// stopped meanwhile. A choice: half of what running requests have.
const toFinish = 10 * time.Second

// finishing is a context for what should not be left half done when the bot is stopped.
func finishing(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), toFinish)
}

// shown is what of a miss changes its card.
func shown(m draw.Miss) pending.CardShown {
	return pending.CardShown{N: m.N, Waiting: m.Waiting, MayAsk: m.MayAsk}
}

// refresh brings a card up to date: with new questions of its group, or when nobody needs
// to deal with it any more. g is its group, nil where no question of it is kept.
func (d *Desk) refresh(ctx context.Context, card *pending.Card, g *curate.Miss, waits waiters) error {
	grown := g != nil && !slices.Equal(first(g.IDs), first(card.Questions))
	switch {
	case card.State == pending.CardNotOurs && grown:
		return d.withCard(ctx, card, func() error {
			card.Questions = g.IDs // it is found by these when the older ones are gone
			return d.cards.Update(ctx, *card)
		})
	case card.State != pending.CardOpen:
		return nil
	case g == nil || g.Now != "":
		m := draw.MissGone()
		if g != nil {
			m = draw.MissAnswered(g.N, d.title(g.Now))
		}
		return d.withCard(ctx, card, func() error {
			if err := d.replace(ctx, card.Channel, card.TS, m); err != nil {
				return err
			}
			card.State = pending.CardDone // for this sweep: a new card comes with the next
			return d.cards.Drop(ctx, card.ID)
		})
	}
	m := d.missOf(*g, *card, waits)
	if shown(m) == card.Shown && !grown {
		return nil
	}
	return d.withCard(ctx, card, func() error {
		if shown(m) != card.Shown {
			if err := d.replace(ctx, card.Channel, card.TS, draw.MissCard(m)); err != nil {
				return err
			}
		}
		card.Shown, card.Questions = shown(m), g.IDs
		return d.cards.Update(ctx, *card)
	})
}

// withCard changes a card and its message, while nobody may deal with it. What someone has
// done to it since it was read is left for the next sweep. The lock is held for one card: a
// press waits for one call of Slack at most, not for those of a whole sweep.
func (d *Desk) withCard(ctx context.Context, card *pending.Card, change func() error) error {
	return d.o.Store.Alone(ctx, dealing, func(ctx context.Context) error {
		now, ok, err := d.cards.One(ctx, card.ID)
		if err != nil || !ok || now.State != card.State || !now.Closed.Equal(card.Closed) {
			return err
		}
		return change()
	})
}

// first is the latest question of a group, whose change says that the group has grown or
// lost it.
func first(ids []string) []string { return ids[:min(1, len(ids))] }

// replace replaces a message, unless it or its channel is gone.
func (d *Desk) replace(ctx context.Context, channel, ts string, m blockkit.Message) error {
	if ts == "" {
		return nil
	}
	err := d.o.Out.UpdateMessage(ctx, channel, ts, m)
	switch outbox.Code(err) {
	case "message_not_found", "channel_not_found", "is_archived", "not_in_channel", "cant_update_message":
		d.o.Logger.Info("a card's message is gone", "error", err)
		return nil
	}
	return err
}

// weekKept is how long it is remembered that a week's refusals were posted. A choice: no
// week is posted so late.
const weekKept = 60 * 24 * time.Hour

// weekCard posts once a week what was refused, by reason; where no text is kept, all that
// had no answer.
func (d *Desk) weekCard(ctx context.Context) error {
	if !d.mayPost() {
		return nil
	}
	week := d.week()
	body, err := json.Marshal(struct{}{})
	if err != nil {
		return err
	}
	doc := &feedback.Document{Kind: feedback.DocumentCard, ID: pending.CardOfWeek + week.until, Until: d.o.Now().Add(weekKept), Body: body}
	if _, ok, err := d.o.Store.Document(ctx, doc.Kind, doc.ID); err != nil || ok {
		return err
	}
	list, err := d.refusals(ctx, week)
	if err != nil {
		return err
	}
	if err := d.o.Store.Change(ctx, feedback.DocumentChange{Put: doc, New: true}); err != nil {
		if errors.Is(err, feedback.ErrChanged) {
			return nil
		}
		return err
	}
	m, ok := draw.RefusalCard(week.Since, list, draw.Ref{Week: week.until})
	if !d.keepsText() {
		m, ok = draw.UnkeptCard(week.Since, list)
	}
	if !ok {
		return nil
	}
	if _, err := d.o.Out.PostMessage(ctx, outbox.Target{Channel: d.o.Channel}, outbox.Fixed(m)); err != nil {
		return errors.Join(err, d.o.Store.Change(ctx, feedback.DocumentChange{Remove: doc}))
	}
	return nil
}

// week is seven days, up to a Monday.
type week struct {
	feedback.Window
	until string // the Monday after them, which is not one of them
}

// week is the last whole week.
func (d *Desk) week() week {
	now := d.o.Now()
	back := (int(now.Weekday()) + 6) % 7 // since Monday
	return weekTo(time.Date(now.Year(), now.Month(), now.Day()-back, 0, 0, 0, 0, now.Location()))
}

func weekTo(day time.Time) week {
	return week{feedback.Window{Since: day.AddDate(0, 0, -7), Until: day}, day.Format(time.DateOnly)}
}

// refusals counts what was refused, by reason, the most first, with the wordings. Without
// text there is nothing to group, and all that had no answer is counted.
func (d *Desk) refusals(ctx context.Context, w week) ([]draw.Refusal, error) {
	counts := map[string]int{}
	texts := map[string]map[string]*draw.Wording{}
	err := d.o.Store.Questions(ctx, w.Window, func(q feedback.Question) error {
		if !q.Refused() && (d.keepsText() || !q.Missed()) {
			return nil
		}
		reason := string(q.Reason)
		counts[reason]++
		if key := corpus.Normal(q.Text); key != "" && d.keepsText() {
			if texts[reason] == nil {
				texts[reason] = map[string]*draw.Wording{}
			}
			if texts[reason][key] == nil {
				texts[reason][key] = &draw.Wording{Text: q.Text}
			}
			texts[reason][key].N++
		}
		return nil
	})
	return byReason(counts, texts), err
}

// seeRefused shows what was refused in a week, from the store.
func (d *Desk) seeRefused(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	day, err := time.ParseInLocation(time.DateOnly, ref.Week, d.o.Now().Location())
	if err != nil {
		return d.tell(ctx, i, "That button is from an older version of me. Open the Home tab and try again there.")
	}
	w := weekTo(day)
	if since := d.window().Since; w.Since.Before(since) {
		w.Window.Since = since
	}
	list, err := d.refusals(ctx, w)
	if err != nil {
		return fmt.Errorf("read what was refused: %w", err)
	}
	return d.open(ctx, i, draw.RefusedForm(day.AddDate(0, 0, -7), list, ref))
}
