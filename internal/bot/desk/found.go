package desk

import (
	"context"
	"slices"
	"time"

	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/pending"
	"rolecall/internal/feedback"
)

// found is a miss with its text, read from the store when it is needed.
type found struct {
	ids      []string      // of all its questions that are known, also of some that are no longer kept
	kept     []string      // of those that are kept, the latest first
	card     *pending.Card // nil: curators were not told of it
	closed   bool          // someone has dealt with it
	miss     draw.Miss
	wordings []draw.Wording // the most asked first; none where nothing is kept
}

// newCard is the card of a miss, or what it would be.
func (f found) newCard() pending.Card {
	if f.card != nil {
		return *f.card
	}
	return pending.Card{ID: f.kept[0], CardBody: pending.CardBody{Questions: f.kept}}
}

// keepsText reports whether the text of questions is kept.
func (d *Desk) keepsText() bool { return d.o.Keep != feedback.KeepNone }

// window is how far back questions are kept.
func (d *Desk) window() feedback.Window {
	if d.o.Retention <= 0 {
		return feedback.Window{}
	}
	return feedback.Window{Since: d.o.Now().Add(-d.o.Retention)}
}

// look finds the miss of a question. It reads the store only, since a form must open
// within three seconds: which questions belong together is known from the card, or from
// when they were grouped last.
func (d *Desk) look(ctx context.Context, id string) (found, error) {
	all, err := d.cards.All(ctx)
	if err != nil {
		return found{}, err
	}
	var f found
	known := map[string]bool{}
	add := func(ids ...string) {
		for _, id := range ids {
			if !known[id] {
				known[id], f.ids = true, append(f.ids, id)
			}
		}
	}
	is := func(id string) bool { return known[id] }
	add(id)
	for _, c := range all.Cards {
		if slices.ContainsFunc(c.About(), is) {
			add(c.About()...)
		}
	}
	var nearest []feedback.Near
	for _, g := range d.lastGroups() {
		if slices.ContainsFunc(g.IDs, is) {
			add(g.IDs...)
			nearest = g.Nearest
		}
	}
	if err := d.read(ctx, &f); err != nil {
		return found{}, err
	}
	if nearest != nil { // in the knowledge of today
		f.miss.Nearest = d.titles(nearest)
	}
	f.card, f.miss.Again = all.For(f.ids, f.miss.Last)
	f.closed = f.card != nil && f.card.State != pending.CardOpen
	f.miss.Ref = draw.Ref{Miss: id}
	if f.card != nil {
		f.miss.CannotSay, f.miss.NoneInTime = f.card.CannotSay, f.card.Late
	}
	f.miss.Waiting, f.miss.MayAsk = d.waiters(ctx).of(f.ids)
	return f, nil
}

// read reads the questions of a miss.
func (d *Desk) read(ctx context.Context, f *found) error {
	if !d.keepsText() {
		return nil
	}
	wanted := make(map[string]bool, len(f.ids))
	for _, id := range f.ids {
		wanted[id] = true
	}
	texts := map[string]*draw.Wording{}
	var nearest []feedback.Near
	err := d.o.Store.Questions(ctx, d.window(), func(q feedback.Question) error {
		key := corpus.Normal(q.Text)
		if !wanted[q.ID] || !q.Missed() || key == "" {
			return nil
		}
		if texts[key] == nil {
			texts[key] = &draw.Wording{Text: q.Text}
		}
		texts[key].N++
		f.miss.N++
		f.miss.Last, f.miss.Reason, nearest = q.Time, string(q.Reason), q.Nearest // the oldest come first
		f.kept = append(f.kept, q.ID)
		return nil
	})
	slices.Reverse(f.kept)
	f.wordings = byCount(texts)
	f.miss.Nearest = d.titles(nearest)
	return err
}

// titles names entries, without those that are gone.
func (d *Desk) titles(near []feedback.Near) (out []string) {
	c := d.o.State().Corpus
	for _, n := range near {
		if c.Entry(n.Entry) != nil {
			out = append(out, d.title(n.Entry))
		}
	}
	return out
}

func (d *Desk) lastGroups() []curate.Miss {
	if g := d.groups.Load(); g != nil {
		return *g
	}
	return nil
}

// undecided is how long after a question with choices one of them may still be taken. A
// choice: who comes back later than that asks again.
const undecided = time.Hour

// settled are the questions of a store without those whose asker may still take a choice.
type settled struct {
	Store
	now time.Time
}

// Questions leaves out what is not settled.
func (s settled) Questions(ctx context.Context, w feedback.Window, f func(feedback.Question) error) error {
	return s.Store.Questions(ctx, w, func(q feedback.Question) error {
		if q.Outcome == feedback.OutcomeChoices && !q.Rejected && !q.Left && s.now.Sub(q.Time) < undecided {
			return nil
		}
		return f(q)
	})
}

// group groups the misses that are kept, by a method of the grouper.
func (d *Desk) group(ctx context.Context, by func(context.Context, curate.Questions, *curate.State, feedback.Window) (curate.Misses, error)) ([]curate.Miss, error) {
	if !d.keepsText() {
		return nil, nil
	}
	m, err := by(ctx, settled{d.o.Store, d.o.Now()}, d.o.State(), d.window())
	if err != nil {
		return nil, err
	}
	d.groups.Store(&m.Groups)
	return m.Groups, nil
}

// missOf is what a card shows of a group.
func (d *Desk) missOf(g curate.Miss, card pending.Card, waits waiters) draw.Miss {
	m := draw.Miss{Ref: draw.Ref{Miss: card.ID}, N: g.N, Reason: string(g.Why), Last: g.Last, Nearest: d.titles(g.Nearest),
		CannotSay: card.CannotSay, NoneInTime: card.Late, Again: card.Again}
	m.Waiting, m.MayAsk = waits.of(g.IDs)
	return m
}
