package bot

import (
	"context"
	"log/slog"
	"regexp"
	"slices"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/feedback"
)

// The bot offers an answer unasked only rarely and only when it is sure, because
// people remember a wrong offer longer than a right one.
const (
	// offerConfidence is the lowest confidence of an answer that is offered unasked.
	// Measured with `rolecall ask --json` on the 719 questions that knowledge/golden
	// had on 2026-11-26 (most are in knowledge/dev since), with the chances of that
	// day's matcher: from 0.80 on, 2 of 376 answers were wrong; from 0.90 on, 1 of 302,
	// a follow-up, which an offer never answers.
	offerConfidence = 0.9

	// offerInterval is the time between two offers in a channel. A choice: people
	// talk about one subject for a few minutes, and one offer is enough for it.
	offerInterval = 5 * time.Minute
)

// handleChannelMessage handles a channel message that does not mention us: it may be
// a follow-up in one of our threads, or a question in a watched channel. Slack sends
// such messages only to a bot with the scope channels:history or groups:history.
func (b *Bot) handleChannelMessage(ctx context.Context, p *payload.Event) error {
	e := &p.Event
	channel := p.ChannelID()
	switch {
	case b.mentionsUs(e.Text):
		return b.skip("it mentions us, so an app_mention event arrives too")
	case mentionsSomeone(e.Text):
		return b.skip("it is meant for someone else")
	case b.opt.ThreadHistory && e.ThreadTS != "":
		return b.followUp(ctx, p)
	case slices.Contains(b.opt.WatchChannels, channel) && e.ThreadTS == "" && !p.Shared:
		return b.offer(ctx, p)
	}
	return b.skip("neither the channel nor the thread is watched")
}

// someone matches a mention of a person or a group, or "@name" that Slack did not
// recognise. An @ after a letter belongs to an e-mail address.
var someone = regexp.MustCompile(`<@[A-Z0-9]|<!subteam\^|(?:^|[^\p{L}\p{N}.])[@＠]\p{L}`)

// mentionsSomeone reports whether a message that does not mention us mentions
// someone else: then its question is meant for them.
func mentionsSomeone(text string) bool { return someone.MatchString(text) }

// followUp answers a message without a mention in one of our threads, if it is
// clearly a question that follows up on what was answered there.
func (b *Bot) followUp(ctx context.Context, p *payload.Event) error {
	e := &p.Event
	key := p.ChannelID() + ":" + e.ThreadTS
	t := b.thread(ctx, key)
	if len(t.Shown) == 0 {
		return b.skip("nothing was answered in this thread")
	}
	q := question{text: b.plainText(e.Text), user: e.User, curator: b.curates(ctx, e.User, p), surface: feedback.SurfaceChannel,
		at: outbox.Target{Channel: p.ChannelID(), Thread: e.ThreadTS}, key: key, began: b.opt.Now()}
	r := b.ask(q, t)
	if r.Outcome != advisor.Answer && r.Outcome != advisor.Compared || r.Confidence < offerConfidence {
		return b.skip("it is not clearly a question")
	}
	if b.seen(ctx, p) {
		return nil
	}
	defer b.showWorking(ctx, q)()
	return b.post(ctx, q, t, r)
}

// offer offers the author of a question an answer, privately.
func (b *Bot) offer(ctx context.Context, p *payload.Event) error {
	e := &p.Event
	text := b.plainText(e.Text)
	r := b.opt.Advisor().Ask(advisor.Question{Text: text})
	b.countMatch(r)
	if r.Outcome != advisor.Answer || r.Confidence < offerConfidence {
		return b.skip("it is not a question whose answer is sure enough")
	}
	if b.seen(ctx, p) {
		return nil
	}
	where := "offer " + p.ChannelID()
	ok, err := b.opt.Store.Claim(ctx, where, "offer") // one in all processes
	if err != nil {
		b.logStore(slog.LevelWarn, "another process may offer an answer too: the store cannot be asked", err)
	}
	if !ok {
		return b.skip("another offer was made in this channel a few minutes ago")
	}
	defer func() {
		if err := b.opt.Store.Release(context.WithoutCancel(ctx), where, "offer", offerInterval); err != nil {
			b.logStore(slog.LevelWarn, "that an offer was made could not be stored", err)
		}
	}()
	id := newReplyID()
	err = b.out.PostEphemeral(ctx, outbox.Target{Channel: p.ChannelID()}, e.User, blockkit.Offer(r.Entry, id))
	if outbox.Code(err) == "missing_scope" {
		b.log.Warn("watched channels need the scopes chat:write and channels:history; see .github/docs/slack.md", "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	b.record(ctx, question{text: text, user: e.User, surface: feedback.SurfaceWatch, began: b.opt.Now()}, id, r)
	return nil
}
