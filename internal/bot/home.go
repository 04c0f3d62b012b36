package bot

import (
	"context"

	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
)

// What the Home tab lists.
const (
	topDays   = 30
	topShown  = 5
	lastShown = 5
)

// homeOpened publishes the Home tab, or offers prompts in the agent view.
func (b *Bot) homeOpened(ctx context.Context, p *eventPayload) error {
	switch {
	case p.Event.Tab == "messages":
		return b.suggestPrompts(ctx, p.channel())
	case p.Event.Tab != "home" && p.Event.Tab != "":
		return nil
	}
	hash := ""
	if p.Event.View != nil {
		hash = p.Event.View.Hash
	}
	err := b.out.publishHome(ctx, p.Event.User, hash, blockkit.Home(b.homeData(ctx, p.Event.User)))
	if code(err) == "hash_conflict" {
		b.log.Info("the Home tab was published by another event meanwhile")
		return nil
	}
	return err
}

// homeData gathers what the Home tab shows. What cannot be read is left out:
// the tab is useful without it.
func (b *Bot) homeData(ctx context.Context, user string) blockkit.HomeData {
	c := b.o.Advisor().Corpus()
	d := blockkit.HomeData{Corpus: c, Command: b.o.Command, Now: b.o.Now(), Keeps: string(b.o.Keeps)}
	top, err := b.o.Store.Top(ctx, topDays, topShown)
	if err != nil {
		b.log.Warn("what people ask most is not known", "error", err)
	}
	for _, n := range top {
		if e := c.Entry(n.Entry); e != nil {
			d.Top = append(d.Top, e)
		}
	}
	if b.o.Keeps == feedback.KeepAll {
		if d.Recent, err = b.o.Store.Recent(ctx, user, lastShown); err != nil {
			b.log.Warn("last questions are not known", "error", err)
		}
	}
	return d
}
