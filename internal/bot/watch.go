package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

// Unasked offers are made rarely and only when we are sure: a wrong one costs
// more goodwill than ten right ones earn.
const (
	offerConfidence = 0.9
	offerEvery      = 5 * time.Minute
)

// offers remembers when a channel last saw an unasked offer: one time for each
// channel that the operator has watched.
type offers struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// take reports whether an offer may be made now, and counts it as made.
func (o *offers) take(channel string, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if t, ok := o.last[channel]; ok && now.Sub(t) < offerEvery {
		return false
	}
	o.last[channel] = now
	return true
}

// overheard handles a channel message that does not mention us. It reaches us
// only where the operator granted the channels' history: to follow up in our
// own threads, and to offer an answer in watched channels.
func (b *Bot) overheard(ctx context.Context, p *eventPayload) error {
	e := &p.Event
	channel := p.channel()
	if b.mentionsUs(e.Text) {
		return nil // the same message comes as app_mention
	}
	switch {
	case b.o.ThreadHistory && e.ThreadTS != "":
		return b.followUp(ctx, p)
	case slices.Contains(b.o.WatchChannels, channel) && e.ThreadTS == "" && !p.Shared:
		return b.offer(ctx, p)
	}
	return nil
}

// followUp answers in a thread of ours without a mention, when the message is
// clearly a question that follows from what was said there.
func (b *Bot) followUp(ctx context.Context, p *eventPayload) error {
	e := &p.Event
	key := p.channel() + ":" + e.ThreadTS
	t := b.thread(ctx, key)
	if len(t.Shown) == 0 {
		return nil
	}
	text := b.unmention(e.Text)
	r := b.o.Advisor().Ask(advisor.Question{Text: text, Context: match.Context{Entry: t.Entry, Roles: t.Roles}})
	if r.Outcome != advisor.Answer && r.Outcome != advisor.Compared || r.Match.Confidence < offerConfidence {
		return nil // people talk in threads; only a clear question is ours
	}
	if b.seen(ctx, p) {
		return nil
	}
	return b.answer(ctx, asking{text: text, user: e.User, surface: feedback.SurfaceChannel,
		at: target{p.channel(), e.ThreadTS}, key: key, began: b.o.Now()})
}

// offer whispers to the author of a question that we have an answer.
func (b *Bot) offer(ctx context.Context, p *eventPayload) error {
	e := &p.Event
	text := b.unmention(e.Text) // and cut to what is read of a question
	r := b.o.Advisor().Ask(advisor.Question{Text: text})
	if r.Outcome != advisor.Answer || r.Match.Confidence < offerConfidence {
		return nil
	}
	if b.seen(ctx, p) {
		return nil
	}
	if !b.offers.take(p.channel(), b.o.Now()) {
		return nil
	}
	id := newReplyID()
	err := b.out.whisper(ctx, target{channel: p.channel()}, e.User, blockkit.Offer(r.Entry, id))
	if code(err) == "missing_scope" {
		b.log.Warn("watched channels need the scopes chat:write and channels:history; see the README", "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	return b.record(ctx, asking{text: text, user: e.User, surface: feedback.SurfaceWatch, began: b.o.Now()}, id, r)
}
