package bot

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

// maxQuestion is how much of a message is read: a question that is longer than
// this has said what it asks by then.
const maxQuestion = 2000

// asking is one question on its way to a reply.
type asking struct {
	text    string
	user    string
	surface feedback.Surface
	at      target
	key     string // of the conversation, for follow-ups; "" for none
	ts      string // of the message, under which a thread may begin later
	began   time.Time
}

// mentioned answers a mention in a channel, in the thread under it.
func (b *Bot) mentioned(ctx context.Context, p *eventPayload) error {
	e := &p.Event
	if b.ours(p) {
		return nil
	}
	if b.seen(ctx, p) {
		return nil
	}
	channel := p.channel()
	surface := feedback.SurfaceChannel
	if p.direct() {
		surface = feedback.SurfaceDM
	}
	root := e.ThreadTS
	if root == "" {
		root = e.TS
	}
	return b.answer(ctx, asking{text: b.unmention(e.Text), user: e.User, surface: surface,
		at: target{channel, root}, key: channel + ":" + root, began: b.o.Now()})
}

// messaged answers a direct message. Messages in channels reach us only where
// the operator granted it: follow-ups in a thread, and watched channels.
func (b *Bot) messaged(ctx context.Context, p *eventPayload) error {
	e := &p.Event
	if b.ours(p) || (e.Subtype != "" && e.Subtype != "thread_broadcast" && e.Subtype != "file_share") || e.User == "" {
		return nil
	}
	channel := p.channel()
	if !p.direct() {
		return b.overheard(ctx, p)
	}
	if b.seen(ctx, p) {
		return nil
	}
	a := asking{text: b.unmention(e.Text), user: e.User, surface: feedback.SurfaceDM, at: target{channel: channel, thread: e.ThreadTS},
		key: channel + ":" + e.ThreadTS, ts: e.TS, began: b.o.Now()}
	if b.agent.Load() && a.at.thread == "" {
		a.at.thread, a.key = e.TS, channel+":"+e.TS // with the agent view every message is a thread's root
	}
	if done, err := b.personal(ctx, a); done {
		return err
	}
	return b.answer(ctx, a)
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

// unmention removes the mention of ourselves; others stay as they are.
func (b *Bot) unmention(text string) string {
	if r := []rune(text); len(r) > maxQuestion {
		text = string(r[:maxQuestion])
	}
	text = mention.ReplaceAllStringFunc(text, func(m string) string {
		if mention.FindStringSubmatch(m)[1] == b.self {
			return " "
		}
		return m
	})
	return strings.TrimSpace(text)
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
		if link := b.out.permalink(ctx, a.at.channel, first); link != "" {
			m = blockkit.AlreadyAnswered(reply.Entry, link)
		} else {
			delete(thread.Shown, reply.EntryID())
		}
	}
	ts, err := b.post(ctx, a.at, m, func() blockkit.Message { return b.simpler(reply, view) })
	if err != nil {
		b.lost(ctx, a, err)
		return err
	}
	b.remember(ctx, a.key, thread, reply, ts)
	if a.ts != "" && a.at.thread == "" {
		// A thread opened later under the question or the answer goes on from here.
		b.remember(ctx, a.at.channel+":"+a.ts, feedback.Thread{}, reply, ts)
		b.remember(ctx, a.at.channel+":"+ts, feedback.Thread{}, reply, ts)
	}
	if reply.Entry != nil && a.surface == feedback.SurfaceDM && len(thread.Shown) == 0 {
		b.retitle(ctx, a.at, blockkit.Title(reply.Corpus, reply.Entry))
	}
	return b.record(ctx, a, id, reply)
}

// lost tells the asker alone that Slack failed to take an answer, which it may
// or may not have shown. Where Slack said why it refused, asking again is no help.
func (b *Bot) lost(ctx context.Context, a asking, err error) {
	if a.user == "" || code(err) != "" {
		return
	}
	if err := b.out.whisper(ctx, a.at, a.user, blockkit.Plainly("Slack did not take my answer. If you see none, please ask again.")); err != nil {
		b.log.Info("the asker was not told", "error", err)
	}
}

// post sends a message; where Slack refuses its blocks it sends the simpler
// form, and at last the plain text, which nothing can refuse.
func (b *Bot) post(ctx context.Context, to target, m blockkit.Message, simpler func() blockkit.Message) (string, error) {
	ts, err := b.out.post(ctx, to, m)
	if !refusedBlocks(err) {
		return ts, err
	}
	b.log.Warn("Slack refused blocks; posting a simpler form", "error", err)
	if ts, err = b.out.post(ctx, to, simpler()); !refusedBlocks(err) {
		return ts, err
	}
	return b.out.post(ctx, to, blockkit.Message{Text: m.Text})
}

// refusedBlocks reports that Slack would not take the blocks of a message.
func refusedBlocks(err error) bool {
	switch code(err) {
	case "invalid_blocks", "invalid_attachments", "invalid_blocks_format", "msg_blocks_too_many":
		return true
	}
	return false
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

// record counts a question and logs what was decided, without its words.
func (b *Bot) record(ctx context.Context, a asking, id string, r advisor.Reply) error {
	var nearest []feedback.Near
	for i, c := range r.Match.Candidates {
		if i == advisor.MaxChoices {
			break
		}
		nearest = append(nearest, feedback.Near{Entry: c.Entry, Score: c.Score})
	}
	took := b.o.Now().Sub(a.began)
	b.o.Meter.Replied(string(a.surface), string(r.Outcome), took)
	b.log.Info("replied", "surface", string(a.surface), "outcome", string(r.Outcome), "entry", r.EntryID(), "reason", r.Reason,
		"confidence", r.Match.Confidence, "ms", took.Milliseconds())
	return b.o.Store.Asked(ctx, feedback.Asked{Reply: id, User: a.user, Surface: a.surface, Outcome: string(r.Outcome), Entry: r.EntryID(),
		Confidence: r.Match.Confidence, Question: a.text, Nearest: nearest, Reason: r.Reason, Time: b.o.Now()})
}

// newReplyID names a reply: unguessable, short, without meaning.
func newReplyID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}
