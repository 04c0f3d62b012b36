package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/pending"
)

// Home draws the section Curate of a curator's Home tab. What cannot be read is left out.
func (d *Desk) Home(ctx context.Context) []slack.Block {
	s, now := d.o.State(), d.o.Now()
	c := draw.Curate{Edits: s.Edits(), Both: s.Both()}
	due := curate.Stale(s.Corpus, now, 0)
	slices.SortStableFunc(due, func(a, b curate.Due) int { return a.Due.Compare(b.Due) })
	for _, e := range due {
		c.Due = append(c.Due, d.title(e.Entry))
	}
	for _, path := range s.Outdated() {
		c.Outdated = append(c.Outdated, d.title(corpus.EntryID(path)))
	}
	var err error
	if c.Misses, err = d.openMisses(ctx); err != nil {
		d.warn("the open questions cannot be read", err)
	}
	drafts, err := d.toAccept(ctx)
	if err != nil {
		d.warn("the drafts cannot be read", err)
	}
	for _, x := range drafts {
		c.Drafts = append(c.Drafts, drawn(x))
	}
	w := weekTo(time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location()))
	if c.Since = w.Since; d.keepsText() {
		c.Refused = draw.Ref{Week: w.until}
	}
	if c.Refusals, err = d.refusals(ctx, w); err != nil {
		d.warn("what was refused cannot be read", err)
	}
	return c.Blocks()
}

// openMisses are the misses that wait for a curator, the most asked first, with a card or
// without.
func (d *Desk) openMisses(ctx context.Context) (list []draw.Miss, err error) {
	groups, err := d.group(ctx, d.grouper.Soon)
	if err != nil {
		return nil, err
	}
	all, err := d.cards.All(ctx)
	if err != nil {
		return nil, err
	}
	waits := d.waiters(ctx)
	for _, g := range groups {
		if g.Now != "" {
			break // those with an answer come last
		}
		card, again := all.For(g.IDs, g.Last)
		switch {
		case card == nil:
			card = &pending.Card{ID: g.IDs[0], CardBody: pending.CardBody{Again: again}}
		case card.State != pending.CardOpen:
			continue
		}
		list = append(list, d.missOf(g, *card, waits))
	}
	return list, nil
}

// byReason lists counts with their wordings, the most first.
func byReason(counts map[string]int, texts map[string]map[string]*draw.Wording) (list []draw.Refusal) {
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, draw.Refusal{Reason: reason, N: counts[reason], Wordings: byCount(texts[reason])})
	}
	slices.SortStableFunc(list, func(a, b draw.Refusal) int { return cmp.Or(b.N-a.N, strings.Compare(a.Reason, b.Reason)) })
	return list
}
