package bot

import (
	"context"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
)

// What the Home tab lists: a choice, so that the topics below stay within a thumb's
// reach on a phone.
const (
	topShown  = 5
	lastShown = 5
	lastRead  = 3 * lastShown // of which commands are left out
	topDays   = 30            // long enough for a small team to have asked five things
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
	err := b.out.PublishHome(ctx, p.Event.User, hash, blockkit.Home(b.homeData(ctx, p.Event.User)))
	if outbox.Code(err) == "hash_conflict" {
		b.log.Info("the Home tab was published by another event meanwhile")
		return nil
	}
	return err
}

// homeData gathers what the Home tab shows. What cannot be read is left out:
// the tab is useful without it.
func (b *Bot) homeData(ctx context.Context, user string) blockkit.HomeData {
	c := b.o.Advisor().Corpus()
	d := blockkit.HomeData{Corpus: c, Command: b.o.Command, Now: b.o.Now(), Keeps: b.keeps()}
	d.Top = b.askedMost(ctx, c)
	if b.o.Keeps == feedback.KeepAll {
		d.Recent = b.lastQuestions(ctx, user)
	}
	return d
}

// askedMost lists the entries shown most, without those about the bot itself:
// "help" is asked by everybody and tells nobody what others want to know.
func (b *Bot) askedMost(ctx context.Context, c *corpus.Corpus) (out []*corpus.Entry) {
	own := 0
	for _, e := range c.Entries {
		if aboutBot(e.ID) {
			own++
		}
	}
	top, err := b.o.Store.Top(ctx, topDays, topShown+own)
	if err != nil {
		b.log.Warn("what people ask most is not known", "error", err)
	}
	for _, n := range top {
		if e := c.Entry(n.Entry); e != nil && !aboutBot(e.ID) && len(out) < topShown {
			out = append(out, e)
		}
	}
	return out
}

// lastQuestions are what a person asked last, without commands like "help".
func (b *Bot) lastQuestions(ctx context.Context, user string) (out []string) {
	asked, err := b.o.Store.Recent(ctx, user, lastRead)
	if err != nil {
		b.log.Warn("last questions are not known", "error", err)
	}
	for _, q := range asked {
		if len(out) == lastShown {
			break
		}
		if r := b.o.Advisor().Ask(advisor.Question{Text: q}); r.Outcome != advisor.Help && !aboutBot(r.EntryID()) {
			out = append(out, q)
		}
	}
	return out
}

func aboutBot(entry string) bool { return strings.HasPrefix(entry, "bot.") }
