package bot

import (
	"context"
	"log/slog"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
)

// From how much the lists of the Home tab are taken. Both are choices: a small team
// needs some 30 days to ask as many questions as are shown; and two thirds of what
// someone typed may be commands, which are left out.
const (
	recentRead = 3 * blockkit.MaxRecent
	topDays    = 30
)

// handleHomeOpened publishes the Home tab, or offers prompts in the agent view.
func (b *Bot) handleHomeOpened(ctx context.Context, p *payload.Event) error {
	switch {
	case p.Event.Tab == "messages":
		return b.suggestPrompts(ctx, p.ChannelID())
	case p.Event.Tab != "home" && p.Event.Tab != "":
		return nil
	}
	hash := ""
	if p.Event.View != nil {
		hash = p.Event.View.Hash
	}
	err := b.out.PublishHome(ctx, p.Event.User, hash, blockkit.Home(b.homeData(ctx, p.Event.User, b.curates(ctx, p.Event.User, p))))
	if outbox.Code(err) == "hash_conflict" {
		b.log.Info("another event has published the Home tab meanwhile")
		return nil
	}
	return err
}

// publishHome publishes the Home tab of one of our people again, whatever it shows now.
func (b *Bot) publishHome(ctx context.Context, user string) error {
	return b.out.PublishHome(ctx, user, "", blockkit.Home(b.homeData(ctx, user, b.listed(user))))
}

// homeData collects what the Home tab shows. What cannot be read from the store is
// left out: the tab is useful without it.
func (b *Bot) homeData(ctx context.Context, user string, curator bool) blockkit.HomeData {
	c := b.opt.Advisor().Corpus()
	d := blockkit.HomeData{Corpus: c, Now: b.opt.Now(), Keeps: b.keeps()}
	d.Top = b.askedMost(ctx, c)
	if b.desk != nil && curator {
		d.Curate = b.desk.Home(ctx)
	}
	if b.opt.Keeps == feedback.KeepAll {
		d.Recent = b.lastQuestions(ctx, user)
	}
	return d
}

// askedMost returns the entries that were shown most, without those about the bot
// itself: everyone asks for "help", which says nothing about the topics of interest.
func (b *Bot) askedMost(ctx context.Context, c *corpus.Corpus) (out []*corpus.Entry) {
	own := 0
	for _, e := range c.Entries {
		if aboutBot(e.ID) {
			own++
		}
	}
	top, err := b.opt.Store.Top(ctx, topDays, blockkit.MaxTop+own)
	if err != nil {
		b.logStore(slog.LevelWarn, "the entries asked most cannot be read", err)
	}
	for _, n := range top {
		if e := c.Entry(n.Entry); e != nil && !aboutBot(e.ID) && len(out) < blockkit.MaxTop {
			out = append(out, e)
		}
	}
	return out
}

// lastQuestions returns the last questions of a person, without commands such as
// "help".
func (b *Bot) lastQuestions(ctx context.Context, user string) (out []string) {
	asked, err := b.opt.Store.Recent(ctx, user, recentRead)
	if err != nil {
		b.logStore(slog.LevelWarn, "a person's last questions cannot be read", err)
	}
	for _, q := range asked {
		if len(out) == blockkit.MaxRecent {
			break
		}
		if r := b.opt.Advisor().Ask(advisor.Question{Text: q}); r.Outcome != advisor.Help && !aboutBot(r.EntryID()) {
			out = append(out, q)
		}
	}
	return out
}

// askFromHome answers what was typed on the Home tab, after Enter or the button.
func (b *Bot) askFromHome(ctx context.Context, i *payload.Interaction, a payload.Action) error {
	text := i.Entered(a)
	if text == "" {
		return b.showPrivately(ctx, i, blockkit.Plainly("Type a question first, then press Ask."))
	}
	if refusal := blockkit.AskError(text, ""); refusal != nil {
		return b.showPrivately(ctx, i, blockkit.Plainly(refusal.Errors[blockkit.BlockQuestion]))
	}
	return b.answerTyped(ctx, i, text)
}

// comparePicked compares the roles that were picked on the Home tab.
func (b *Bot) comparePicked(ctx context.Context, i *payload.Interaction) error {
	roles := i.View.Picked(blockkit.BlockPicked, blockkit.ActionPick)
	if len(roles) < 2 {
		return b.showPrivately(ctx, i, blockkit.Plainly("Pick two, three or four roles first, then press Compare."))
	}
	r := b.opt.Advisor().CompareRoles(roles)
	r.Notes = nil // how a name was read: here roles were picked
	return b.answerPress(ctx, i, r, blockkit.Ref{}, "")
}

func aboutBot(entry string) bool { return strings.HasPrefix(entry, "bot.") }
