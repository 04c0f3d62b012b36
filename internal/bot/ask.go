package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"slices"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
	"rolecall/internal/mrkdwn"
)

// asking is one question on its way to a reply.
type asking struct {
	text    string // as people see it
	user    string
	surface feedback.Surface
	at      outbox.Target
	key     string // of the conversation, for follow-ups; "" for none
	ts      string // of the message, under which a thread may begin later
	began   time.Time
}

// waiting is who waits for the reply.
func (a asking) waiting() outbox.Requester { return outbox.Requester{User: a.user, At: a.at} }

// mentioned answers a mention in a channel, in the thread under it. Of a message
// in a direct conversation that mentions us too, the event that comes first is
// answered.
func (b *Bot) mentioned(ctx context.Context, p *eventPayload) error {
	switch {
	case b.ours(p):
		return b.skip("the message of a bot")
	case p.direct():
		return b.directed(ctx, p)
	case b.seen(ctx, p):
		return nil
	}
	e := &p.Event
	root := e.ThreadTS
	if root == "" {
		root = e.TS
	}
	channel := p.channel()
	return b.question(ctx, asking{text: b.read(e.Text), user: e.User, surface: feedback.SurfaceChannel,
		at: outbox.Target{Channel: channel, Thread: root}, key: channel + ":" + root, began: b.o.Now()})
}

// spoken are the subtypes of messages that someone wrote: sent to a channel
// from a thread, with a file, with /me.
var spoken = map[string]bool{"": true, "thread_broadcast": true, "file_share": true, "me_message": true}

// messaged answers a direct message. Messages in channels reach us only where
// the operator granted it: follow-ups in a thread, and watched channels.
func (b *Bot) messaged(ctx context.Context, p *eventPayload) error {
	e := &p.Event
	switch {
	case b.ours(p):
		return b.skip("the message of a bot")
	case !spoken[e.Subtype] || e.User == "":
		return b.skip("nobody wrote it: " + socket.LogWord(e.Subtype))
	case !p.direct():
		return b.overheard(ctx, p)
	}
	return b.directed(ctx, p)
}

// directed answers what someone wrote to us alone.
func (b *Bot) directed(ctx context.Context, p *eventPayload) error {
	if b.seen(ctx, p) {
		return nil
	}
	e, channel := &p.Event, p.channel()
	a := asking{text: b.read(e.Text), user: e.User, surface: feedback.SurfaceDM, at: outbox.Target{Channel: channel, Thread: e.ThreadTS},
		key: channel + ":" + e.ThreadTS, ts: e.TS, began: b.o.Now()}
	if b.agent.Load() && a.at.Thread == "" {
		a.at.Thread, a.key = e.TS, channel+":"+e.TS // with the agent view every message is a thread's root
	}
	return b.question(ctx, a)
}

// skip says in the log why nothing is answered. Channels are full of messages
// that are not for us, hence the low level.
func (b *Bot) skip(why string) error {
	b.log.Debug("not answered", "why", why)
	return nil
}

// ours reports a message of our own or of another bot: answering bots is how
// two of them never stop.
func (b *Bot) ours(p *eventPayload) bool {
	return p.Event.User == b.self || p.Event.BotID != "" || p.Event.Subtype == "bot_message"
}

// seen marks a delivery and reports whether it was answered before: by event id
// (retries) and by channel and timestamp (a mention that comes as two events).
func (b *Bot) seen(ctx context.Context, p *eventPayload) bool {
	var keys []string
	if p.Event.TS != "" {
		keys = append(keys, "message "+p.channel()+" "+p.Event.TS)
	}
	if p.EventID != "" {
		keys = append(keys, "event "+p.EventID)
	}
	dup, err := b.o.Store.Seen(ctx, keys...)
	if dup {
		b.log.Info("delivered again; answered already")
	}
	if err != nil {
		// Answering twice is better than not at all.
		b.log.Warn("it is not known whether an event was answered before", "error", err)
	}
	return dup
}

var mention = regexp.MustCompile(`<@([A-Z0-9]+)(\|[^>]*)?>`)

// read is a message as people see it, without the mention of ourselves. Names
// of others are shown where the message holds them: to look one up would take
// another scope.
func (b *Bot) read(text string) string {
	text = mention.ReplaceAllStringFunc(text, func(m string) string {
		if mention.FindStringSubmatch(m)[1] == b.self {
			return " "
		}
		return m
	})
	return mrkdwn.Plain(text, func(string) string { return "" })
}

// mentionsUs reports whether a text mentions us.
func (b *Bot) mentionsUs(text string) bool {
	for _, m := range mention.FindAllStringSubmatch(text, -1) {
		if m[1] == b.self {
			return true
		}
	}
	return false
}

// question answers what someone asked about themselves, or about roles.
func (b *Bot) question(ctx context.Context, a asking) error {
	if done, err := b.personal(ctx, a); done {
		return err
	}
	return b.answer(ctx, a)
}

// answer asks the advisor and posts the reply where everyone in the
// conversation sees it.
func (b *Bot) answer(ctx context.Context, a asking) error {
	stop := b.working(ctx, a)
	defer stop()
	thread := b.thread(ctx, a.key)
	reply := b.o.Advisor().Ask(advisor.Question{Text: a.text, Context: match.Context{Entry: thread.Entry, Roles: thread.Roles}})
	id := newReplyID()
	view := b.view(id, a.text, a.user)
	m := blockkit.Render(reply, view)
	if first := thread.Shown[reply.EntryID()]; first != "" && a.surface == feedback.SurfaceChannel && reply.Outcome == advisor.Answer && !reply.Full {
		// Without a link the first answer is gone, or cannot be pointed to.
		if link := b.out.Permalink(ctx, a.at.Channel, first); link != "" {
			m = blockkit.AlreadyAnswered(reply.Entry, link)
		} else {
			delete(thread.Shown, reply.EntryID())
		}
	}
	ts, err := b.out.PostMessage(ctx, a.at, m, func() blockkit.Message { return b.simpler(reply, view) })
	if why := noPosting(err); why != "" {
		if err := b.answerAlone(ctx, a, reply, view, why); err != nil {
			return err
		}
		b.record(ctx, a, id, reply)
		return nil
	}
	if err != nil {
		return err
	}
	b.remember(ctx, a.key, thread, reply, ts)
	if a.ts != "" && a.at.Thread == "" {
		// A thread opened later under the question or the answer goes on from here.
		b.remember(ctx, a.at.Channel+":"+a.ts, feedback.Thread{}, reply, ts)
		b.remember(ctx, a.at.Channel+":"+ts, feedback.Thread{}, reply, ts)
	}
	if reply.Entry != nil && a.surface == feedback.SurfaceDM && len(thread.Shown) == 0 {
		b.renameSession(ctx, a.at, blockkit.Title(reply.Corpus, reply.Entry))
	}
	b.record(ctx, a, id, reply)
	return nil
}

// answerAlone gives an answer that may not be posted to whoever asked, with why.
func (b *Bot) answerAlone(ctx context.Context, a asking, r advisor.Reply, v blockkit.View, why string) error {
	b.log.Info("a post was refused; the asker gets the answer alone", "why", why)
	v.Private = true
	v.Channel, v.Thread = a.at.Channel, a.at.Thread
	return b.out.ReplyPrivately(ctx, a.waiting(), blockkit.Prefaced(why+", so only you see this answer.", blockkit.Render(r, v)))
}

// simpler draws a reply without the pieces that some surfaces refuse.
func (b *Bot) simpler(r advisor.Reply, v blockkit.View) blockkit.Message {
	v.NoTable, v.PlainRating = true, true
	return blockkit.Render(r, v)
}

// thread is what a conversation was about. Not knowing is no reason not to
// answer.
func (b *Bot) thread(ctx context.Context, key string) feedback.Thread {
	if key == "" {
		return feedback.Thread{}
	}
	t, err := b.o.Store.Thread(ctx, key)
	if err != nil {
		b.log.Warn("what the conversation was about is not known", "error", err)
	}
	return t
}

// remember adds a reply to what a conversation is about, of which t is what the
// reply was chosen by: another may have been given meanwhile. Failing to is no
// reason to fail the answer, which has been given.
func (b *Bot) remember(ctx context.Context, key string, t feedback.Thread, r advisor.Reply, ts string) {
	shown := r.EntryID() != "" && ts != "" && t.Shown[r.EntryID()] == ""
	moved := r.Context.Entry != t.Entry || !slices.Equal(r.Context.Roles, t.Roles)
	if key == "" || !shown && !moved {
		return
	}
	err := b.o.Store.UpdateThread(ctx, key, func(now *feedback.Thread) {
		if moved {
			now.Entry, now.Roles = r.Context.Entry, r.Context.Roles
		}
		if shown {
			if now.Shown == nil {
				now.Shown = map[string]string{}
			}
			now.Shown[r.EntryID()] = ts
		}
	})
	if err != nil {
		b.log.Warn("the thread's subject was not kept", "error", err)
	}
}

// record counts a question and logs what was decided, without its words. The
// answer has been given: that it could not be counted is for the log alone.
func (b *Bot) record(ctx context.Context, a asking, id string, r advisor.Reply) {
	var nearest []feedback.Near
	for i, c := range r.Match.Candidates {
		if i == advisor.MaxChoices {
			break
		}
		nearest = append(nearest, feedback.Near{Entry: c.Entry, Score: c.Score})
	}
	took := b.o.Now().Sub(a.began)
	b.o.Meter.Replied(string(a.surface), string(r.Outcome), took)
	b.log.Info("replied", "surface", string(a.surface), "outcome", string(r.Outcome), "entry", r.EntryID(), "reason", string(r.Reason),
		"confidence", r.Match.Confidence, "ms", took.Milliseconds())
	b.kept(b.o.Store.Asked(ctx, feedback.Asked{Reply: id, User: a.user, Surface: a.surface, Outcome: feedback.Outcome(r.Outcome), Entry: r.EntryID(),
		Confidence: r.Match.Confidence, Question: cmp.Or(r.Trace.Text, a.text), Nearest: nearest, Reason: feedback.Reason(r.Reason), Time: b.o.Now()}))
}

// kept logs that a record which nobody waits for could not be kept.
func (b *Bot) kept(err error) {
	if err != nil {
		b.o.Meter.Failed("record")
		b.log.Error("a question could not be counted", "error", err)
	}
}

// newReplyID names a reply: unguessable, short, without meaning.
func newReplyID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}
