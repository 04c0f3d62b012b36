package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"regexp"
	"slices"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/bot/socket"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
	"rolecall/internal/mrkdwn"
)

// question is a question and the conversation that its reply goes to.
type question struct {
	text    string // as people see it
	user    string
	curator bool
	surface feedback.Surface
	at      outbox.Target
	key     string // of the conversation's memory, for follow-ups; "" for none
	ts      string // of a direct message, under which a thread may be opened later
	began   time.Time
}

// requester returns who waits for the reply.
func (q question) requester() outbox.Requester { return outbox.Requester{User: q.user, At: q.at} }

// handleMention answers a mention in a channel, in the thread under it. A direct
// message that mentions us comes as two events, of which the first is answered.
func (b *Bot) handleMention(ctx context.Context, p *payload.Event) error {
	switch {
	case b.fromBot(p):
		return b.skip("the message of a bot")
	case p.IsDirectMessage():
		return b.handleDirectMessage(ctx, p)
	case b.seen(ctx, p):
		return nil
	}
	e := &p.Event
	root := e.ThreadTS
	if root == "" {
		root = e.TS
	}
	channel := p.ChannelID()
	return b.handleQuestion(ctx, question{text: b.plainText(e.Text), user: e.User, curator: b.curates(ctx, e.User, p), surface: feedback.SurfaceChannel,
		at: outbox.Target{Channel: channel, Thread: root}, key: channel + ":" + root, began: b.opt.Now()})
}

// userSubtypes are the subtypes of messages that a person wrote: sent to a channel
// from a thread, with a file, with /me.
var userSubtypes = map[string]bool{"": true, "thread_broadcast": true, "file_share": true, "me_message": true}

// handleMessage handles a direct message, or a message in a channel.
func (b *Bot) handleMessage(ctx context.Context, p *payload.Event) error {
	e := &p.Event
	switch {
	case b.fromBot(p):
		return b.skip("the message of a bot")
	case !userSubtypes[e.Subtype] || e.User == "":
		return b.skip("no person wrote it: " + socket.LogWord(e.Subtype))
	case !p.IsDirectMessage():
		return b.handleChannelMessage(ctx, p)
	}
	return b.handleDirectMessage(ctx, p)
}

// handleDirectMessage answers a direct message.
func (b *Bot) handleDirectMessage(ctx context.Context, p *payload.Event) error {
	if b.seen(ctx, p) {
		return nil
	}
	e, channel := &p.Event, p.ChannelID()
	q := question{text: b.plainText(e.Text), user: e.User, curator: b.curates(ctx, e.User, p), surface: feedback.SurfaceDM, at: outbox.Target{Channel: channel, Thread: e.ThreadTS},
		key: channel + ":" + e.ThreadTS, ts: e.TS, began: b.opt.Now()}
	if b.agent.Load() && q.at.Thread == "" {
		q.at.Thread, q.key = e.TS, channel+":"+e.TS // with the agent view every message is a thread's root
	}
	return b.handleQuestion(ctx, q)
}

// skip logs why a message is not answered, at a low level: most messages in channels
// are not for us.
func (b *Bot) skip(why string) error {
	b.log.Debug("not answered", "why", why)
	return nil
}

// fromBot reports whether a message is our own or another bot's: two bots that
// answer each other would never stop.
func (b *Bot) fromBot(p *payload.Event) bool {
	return p.Event.User == b.self || p.Event.BotID != "" || p.Event.Subtype == "bot_message"
}

// seen marks an event as seen and reports whether it was before: by event id
// (Slack's retries) and by channel and timestamp (a mention comes as two events).
func (b *Bot) seen(ctx context.Context, p *payload.Event) bool {
	var keys []string
	if p.Event.TS != "" {
		keys = append(keys, "message "+p.ChannelID()+" "+p.Event.TS)
	}
	if p.EventID != "" {
		keys = append(keys, "event "+p.EventID)
	}
	if p.Event.Execution != "" {
		keys = append(keys, "step "+p.Event.Execution)
	}
	dup, err := b.opt.Store.Seen(ctx, keys...)
	if dup {
		b.log.Info("an event was delivered again; it is not answered twice")
	}
	if err != nil && !dup {
		// Answering twice is better than not at all.
		b.opt.Meter.Failed("unclaimed")
		b.logStore(slog.LevelWarn, "another process may answer an event too: the store cannot be asked", err)
	}
	if !dup && len(keys) > 0 {
		p.Marked = keys[0]
	}
	return dup
}

// handled tells the store that an event is dealt with, unless the process is stopping and
// cut it off.
func (b *Bot) handled(ctx context.Context, p *payload.Event) {
	if p.Marked == "" || ctx.Err() != nil {
		return
	}
	if err := b.opt.Store.Handled(ctx, p.Marked); err != nil {
		b.logStore(slog.LevelWarn, "that an event was answered could not be stored", err)
	}
}

var mention = regexp.MustCompile(`<@([A-Z0-9]+)(\|[^>]*)?>`)

// plainText returns the text of a message as people see it, without mentions of us.
// Other people are "@someone": looking up a name would need another scope, and a name
// says nothing more here.
func (b *Bot) plainText(text string) string {
	text = mention.ReplaceAllStringFunc(text, func(m string) string {
		if mention.FindStringSubmatch(m)[1] == b.self {
			return " "
		}
		return m
	})
	return mrkdwn.Plain(text, func(string) string { return "someone" })
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

// handleQuestion answers a question about the person's own data, a curator's about the
// statistics, or one about roles.
func (b *Bot) handleQuestion(ctx context.Context, q question) error {
	if done, err := b.answerPersonal(ctx, q); done {
		return err
	}
	if r, ok, err := b.statsReport(ctx, q); ok {
		if err != nil {
			return err
		}
		return b.postReport(ctx, q.at, r)
	}
	return b.answer(ctx, q)
}

// answer asks the advisor and posts the reply.
func (b *Bot) answer(ctx context.Context, q question) error {
	defer b.showWorking(ctx, q)()
	thread := b.thread(ctx, q.key)
	return b.post(ctx, q, thread, b.ask(q, thread))
}

// ask asks the advisor, with the memory of the conversation.
func (b *Bot) ask(q question, thread feedback.Thread) advisor.Reply {
	return b.replyTo(q.curator, advisor.Question{Text: q.text, Context: contextOf(thread)})
}

// contextOf is what the memory of a conversation says it was about.
func contextOf(t feedback.Thread) match.Context {
	return match.Context{Entry: t.Entry, Facet: t.Facet, Roles: t.Roles, Offered: t.Offered, Places: t.Places, Earlier: t.Earlier, Nearly: t.Nearly}
}

// same reports whether two contexts say the same; a list without items is nil or empty.
func same(c, d match.Context) bool {
	return c.Entry == d.Entry && c.Facet == d.Facet && slices.Equal(c.Roles, d.Roles) && slices.Equal(c.Offered, d.Offered) &&
		slices.Equal(c.Places, d.Places) && slices.Equal(c.Earlier, d.Earlier) && slices.Equal(c.Nearly, d.Nearly)
}

// replyTo asks the advisor. What a curator asks is explained too.
func (b *Bot) replyTo(curator bool, q advisor.Question) advisor.Reply {
	adv := b.opt.Advisor()
	r := adv.Ask(q)
	b.countMatch(r)
	if curator {
		r.Match = adv.Explain(r)
	}
	return r
}

// countMatch counts the match of a reply; a command is read without one.
func (b *Bot) countMatch(r advisor.Reply) {
	if r.Match.Normal != "" {
		b.opt.Meter.Matched(r.Match.Second)
	}
}

// post posts a reply where everyone in the conversation sees it. thread is the memory
// that it was chosen with.
func (b *Bot) post(ctx context.Context, q question, thread feedback.Thread, reply advisor.Reply) error {
	id := newReplyID()
	view := b.view(id, q.text, q.curator)
	draw := drawing(reply, view)
	if q.surface != feedback.SurfaceDM {
		draw = drawing(reply, b.publicView(id, q.text))
	}
	if first := thread.Shown[reply.EntryID()]; first != "" && q.surface == feedback.SurfaceChannel && reply.Outcome == advisor.Answer && !reply.Full && !reply.Brief && reply.Also == nil {
		// Without a link to the first answer (it may be deleted) it is given again.
		if link := b.out.Permalink(ctx, q.at.Channel, first); link != "" {
			draw = outbox.Fixed(blockkit.AlreadyAnswered(reply.Entry, link, reply.Notes...))
		} else {
			delete(thread.Shown, reply.EntryID())
		}
	}
	ts, err := b.out.PostMessage(ctx, q.at, draw)
	if why := postRefusalText(err); why != "" {
		if err := b.answerPrivately(ctx, q, reply, view, why); err != nil {
			return err
		}
		b.record(ctx, q, id, reply)
		return nil
	}
	if err != nil {
		return err
	}
	b.remember(ctx, q.key, thread, reply, ts)
	if q.ts != "" && q.at.Thread == "" {
		// A thread may be opened later under the question or under the answer.
		b.remember(ctx, q.at.Channel+":"+q.ts, feedback.Thread{}, reply, ts)
		b.remember(ctx, q.at.Channel+":"+ts, feedback.Thread{}, reply, ts)
	}
	if reply.Entry != nil && q.surface == feedback.SurfaceDM && len(thread.Shown) == 0 {
		b.renameSession(ctx, q.at, blockkit.Title(reply.Corpus, reply.Entry))
	}
	b.record(ctx, q, id, reply)
	return nil
}

// answerPrivately sends an answer that may not be posted to the person who asked,
// with the reason.
func (b *Bot) answerPrivately(ctx context.Context, q question, r advisor.Reply, v blockkit.View, why string) error {
	b.log.Info("Slack refused a post; the answer is sent privately", "why", why)
	v.Private = true
	v.Channel, v.Thread = q.at.Channel, q.at.Thread
	draw := drawing(r, v)
	return b.out.AnswerPrivately(ctx, q.requester(), func(without blockkit.Pieces) blockkit.Message {
		return blockkit.Prefaced(why+", so only you see this answer.", draw(without))
	})
}

// drawing returns how a reply is drawn, without what the workspace refuses.
func drawing(r advisor.Reply, v blockkit.View) outbox.Drawing {
	return func(without blockkit.Pieces) blockkit.Message {
		v.Without = without
		return blockkit.Render(r, v)
	}
}

// thread returns the memory of a conversation, empty if it cannot be read: the
// question is answered without it.
func (b *Bot) thread(ctx context.Context, key string) feedback.Thread {
	if key == "" {
		return feedback.Thread{}
	}
	t, err := b.opt.Store.Thread(ctx, key)
	if err != nil {
		b.logStore(slog.LevelWarn, "the memory of a conversation cannot be read", err)
	}
	return t
}

// remember adds a reply to the memory of a conversation. t is the memory that the
// reply was chosen with, which may have changed since. An error is only logged, since
// the answer has been sent.
func (b *Bot) remember(ctx context.Context, key string, t feedback.Thread, r advisor.Reply, ts string) {
	shown := r.EntryID() != "" && ts != "" && t.Shown[r.EntryID()] == ""
	moved := !same(r.Context, contextOf(t))
	if key == "" || !shown && !moved {
		return
	}
	err := b.opt.Store.UpdateThread(ctx, key, func(now *feedback.Thread) {
		if moved {
			c := r.Context
			now.Entry, now.Facet, now.Roles, now.Offered, now.Places, now.Earlier, now.Nearly = c.Entry, c.Facet, c.Roles, c.Offered, c.Places, c.Earlier, c.Nearly
		}
		if shown {
			if now.Shown == nil {
				now.Shown = map[string]string{}
			}
			now.Shown[r.EntryID()] = ts
		}
	})
	if err != nil {
		b.logStore(slog.LevelWarn, "the memory of a conversation was not stored", err)
	}
}

// record stores a question and logs what was decided, without its text. An error is
// only logged, since the answer has been sent.
func (b *Bot) record(ctx context.Context, q question, id string, r advisor.Reply) {
	var nearest []feedback.Near
	for i, c := range r.Match.Candidates {
		if i == advisor.MaxChoices {
			break
		}
		nearest = append(nearest, feedback.Near{Entry: c.Entry, Score: c.Score})
	}
	if b.desk != nil {
		b.desk.Explained(id, q.user, r)
	}
	took := b.opt.Now().Sub(q.began)
	b.opt.Meter.Replied(string(q.surface), string(r.Outcome), took)
	b.log.Info("replied", "surface", string(q.surface), "outcome", string(r.Outcome), "entry", r.EntryID(), "reason", string(r.Reason), "rule", r.Trace.String(),
		"confidence", r.Confidence, "ms", took.Milliseconds())
	b.logStoreError(b.opt.Store.Asked(ctx, feedback.Asked{Reply: id, User: q.user, Surface: q.surface, Outcome: feedback.Outcome(r.Outcome), Entry: r.EntryID(),
		Confidence: r.Confidence, Question: cmp.Or(r.Trace.Text, q.text), Nearest: nearest, Reason: feedback.Reason(r.Reason), Rule: r.Trace.String(), Time: b.opt.Now()}))
	if b.desk != nil && feedback.Outcome(r.Outcome).Missed() {
		b.desk.Missed()
	}
}

// logStoreError logs the error of a record that nobody waits for.
func (b *Bot) logStoreError(err error) {
	if err != nil {
		b.opt.Meter.Failed("record")
		b.logStore(slog.LevelError, "a question or a choice could not be stored", err)
	}
}

// logStore logs an error of the store. While it is away that is said once, by the store, and
// not for every event.
func (b *Bot) logStore(level slog.Level, what string, err error) {
	if errors.Is(err, feedback.ErrAway) {
		level = slog.LevelDebug
	}
	b.log.Log(context.Background(), level, what, "error", err)
}

// newReplyID returns a random id for a reply, which cannot be guessed.
func newReplyID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}
