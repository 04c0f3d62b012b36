package bot

import (
	"context"
	"regexp"
	"slices"
	"sync"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

// Unasked offers are made rarely and only when we are sure: a wrong one costs
// more goodwill than ten right ones earn.
const (
	// offerConfidence leaves a margin above the confidence from which no answer to
	// a golden question was wrong: of the answers to the 659 questions (rolecall ask
	// --json on those of knowledge/golden/*.tsv, Nov 2026) with 0.80 or more 2 of
	// 360 were, with 0.85 none of 342, with 0.90 none of 307.
	offerConfidence = 0.9

	// offerEvery is a choice, not a measurement: a talk among people about one
	// subject lasts some minutes, and hears of us once.
	offerEvery = 5 * time.Minute
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
	switch {
	case b.mentionsUs(e.Text):
		return b.skip("it mentions us, and comes as app_mention too")
	case addressed(e.Text):
		return b.skip("it is meant for someone else")
	case b.o.ThreadHistory && e.ThreadTS != "":
		return b.followUp(ctx, p)
	case slices.Contains(b.o.WatchChannels, channel) && e.ThreadTS == "" && !p.Shared:
		return b.offer(ctx, p)
	}
	return b.skip("the channel or the thread is not one that is listened to")
}

// toOthers is a mention of a person or a group, or "@name" that Slack did not
// recognise; what stands behind a letter is an e-mail address.
var toOthers = regexp.MustCompile(`<@[A-Z0-9]|<!subteam\^|(?:^|[^\p{L}\p{N}.])[@＠]\p{L}`)

// addressed reports whether a message that does not mention us is meant for
// someone: then its question is theirs, wherever in it their name stands.
func addressed(text string) bool { return toOthers.MatchString(text) }

// followUp answers in a thread of ours without a mention, when the message is
// clearly a question that follows from what was said there.
func (b *Bot) followUp(ctx context.Context, p *eventPayload) error {
	e := &p.Event
	key := p.channel() + ":" + e.ThreadTS
	t := b.thread(ctx, key)
	if len(t.Shown) == 0 {
		return b.skip("nothing was answered in this thread")
	}
	text := b.read(e.Text)
	r := b.o.Advisor().Ask(advisor.Question{Text: text, Context: match.Context{Entry: t.Entry, Roles: t.Roles}})
	if r.Outcome != advisor.Answer && r.Outcome != advisor.Compared || r.Match.Confidence < offerConfidence {
		return b.skip("no clear question; people talk in threads")
	}
	if b.seen(ctx, p) {
		return nil
	}
	return b.answer(ctx, asking{text: text, user: e.User, surface: feedback.SurfaceChannel,
		at: outbox.Target{Channel: p.channel(), Thread: e.ThreadTS}, key: key, began: b.o.Now()})
}

// offer tells the author of a question, alone, that we have an answer.
func (b *Bot) offer(ctx context.Context, p *eventPayload) error {
	e := &p.Event
	text := b.read(e.Text)
	r := b.o.Advisor().Ask(advisor.Question{Text: text})
	if r.Outcome != advisor.Answer || r.Match.Confidence < offerConfidence {
		return b.skip("no question with a sure answer")
	}
	if b.seen(ctx, p) {
		return nil
	}
	if !b.offers.take(p.channel(), b.o.Now()) {
		return b.skip("an offer was made in this channel a moment ago")
	}
	id := newReplyID()
	err := b.out.PostEphemeral(ctx, outbox.Target{Channel: p.channel()}, e.User, blockkit.Offer(r.Entry, id))
	if outbox.Code(err) == "missing_scope" {
		b.log.Warn("watched channels need the scopes chat:write and channels:history; see the README", "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	b.record(ctx, asking{text: text, user: e.User, surface: feedback.SurfaceWatch, began: b.o.Now()}, id, r)
	return nil
}
