package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
)

// job is what becomes of one envelope.
type job struct {
	what         string           // the envelope's type, for the log
	conversation string           // in which its order matters; "" for none
	who          outbox.Requester // who is told when it fails
	do           func(context.Context) error
}

// dispatch acknowledges an envelope and hands it to a worker. It never blocks
// on Slack: what needs an answer in the acknowledgement (a typeahead, a
// submitted view) is acknowledged by its worker, by socket.AnswerBy at the latest.
func (b *Bot) dispatch(ctx context.Context, e socket.Envelope, ack socket.Ack) {
	switch e.Type {
	case "events_api":
		var p eventPayload
		if !b.decode(e, &p) {
			ack(nil)
			return
		}
		j := job{e.Type, p.conversation(), b.waiting(&p), func(ctx context.Context) error { return b.event(ctx, &p) }}
		if b.start(ctx, func() <-chan struct{} { return ack(nil) }, j) {
			return
		}
		if b.pool.draining() && j.who.User != "" {
			b.log.Info("an event that came while stopping is left to the next process") // Slack sends it again
			return
		}
		ack(nil)
		b.replyBusy(ctx, j)
	case "slash_commands":
		var c commandPayload
		if !b.decode(e, &c) {
			ack(nil)
			return
		}
		j := job{e.Type, "", c.waiting(), func(ctx context.Context) error { return b.command(ctx, &c) }}
		if !b.start(ctx, func() <-chan struct{} { return ack(nil) }, j) {
			b.logBusy(e.Type) // and the acknowledgement itself says so
			ack(map[string]string{"response_type": "ephemeral", "text": b.busyText()})
		}
	case "interactive":
		var i interaction
		if !b.decode(e, &i) {
			ack(nil)
			return
		}
		b.dispatchInteraction(ctx, e.Type, &i, ack)
	default:
		ack(nil)
		b.log.Info("an envelope of an unknown type was acknowledged and ignored")
	}
}

func (b *Bot) dispatchInteraction(ctx context.Context, what string, i *interaction, ack socket.Ack) {
	switch i.Type {
	case "block_suggestion":
		none := func(string) any { return blockkit.Suggestions(nil) }
		b.inAck(ctx, ack, none, what, func(_ context.Context, reply replier) error {
			reply(b.suggest(i))
			return nil
		})
	case "view_submission":
		explain := func(why string) any {
			modal := blockkit.MessageModal(blockkit.Plainly(why))
			return slack.NewUpdateViewSubmissionResponse(&modal)
		}
		b.inAck(ctx, ack, explain, what, func(ctx context.Context, reply replier) error {
			return b.submitted(ctx, i, reply)
		})
	default:
		j := job{what, i.conversation(), i.waiting(), func(ctx context.Context) error { return b.interact(ctx, i) }}
		if !b.start(ctx, func() <-chan struct{} { return ack(nil) }, j) {
			ack(nil)
			b.replyBusy(ctx, j)
		}
	}
}

// start hands a job to a worker and then acknowledges its envelope; the job
// begins when the acknowledgement has been written, so that no answer overtakes
// it, and when those before it in its conversation are done. When there is no
// room for it, it reports false and acknowledges nothing.
func (b *Bot) start(ctx context.Context, ack func() <-chan struct{}, j job) bool {
	placed := make(chan (<-chan struct{}), 1)
	turn := b.turns.in(j.conversation)
	ok := b.pool.do(ctx, turn.take, func(ctx context.Context) {
		defer turn.end()
		<-<-placed
		b.guard(ctx, j)
	})
	if ok {
		placed <- ack()
	}
	return ok
}

// replyBusy tells whoever waits for a job that there is no room for it.
func (b *Bot) replyBusy(ctx context.Context, j job) {
	b.logBusy(j.what)
	if j.who.User == "" {
		return
	}
	if !b.apologies.do(ctx, nothing, func(ctx context.Context) { _ = b.out.ReplyPrivately(ctx, j.who, blockkit.Plainly(b.busyText())) }) {
		b.log.Warn("not even a word about it could be sent", "type", j.what)
	}
}

// logBusy notes an envelope for which there was no room.
func (b *Bot) logBusy(what string) {
	if b.pool.draining() {
		b.log.Info("it came while stopping; whoever waits is told to ask again", "type", what)
		return
	}
	b.o.Meter.Failed("busy")
	b.log.Warn("too much work; whoever waits is told to ask again", "type", what)
}

// busyText is why there is no room.
func (b *Bot) busyText() string {
	if b.pool.draining() {
		return blockkit.StoppingText
	}
	return blockkit.BusyText
}

// apologyWorkers tell people that there is too much work: few, since Slack takes
// little more than one such word a second (chat.postEphemeral, 100 a minute).
const apologyWorkers = 4

// maxApologies is how many such words may wait: those that Slack takes in the
// minute after which people are told to ask again.
const maxApologies = 100

// replier acknowledges with the result of some work, and returns when that has
// been written. It reports false when the envelope was acknowledged before
// without it, since Slack's deadline came first: then nobody sees the result.
type replier func(payload any) bool

// inAck runs work whose result travels in the acknowledgement. Whatever becomes
// of it, the envelope is acknowledged before Slack's deadline, with what explain
// makes of the reason: that there is too much work, or that something broke.
func (b *Bot) inAck(ctx context.Context, ack socket.Ack, explain func(why string) any, what string, work func(context.Context, replier) error) {
	answer := socket.NewAnswer(ack, b.time.answerBy, func() any { return explain(b.busyText()) })
	reply := func(payload any) bool {
		written, first := answer.Send(payload)
		if first {
			<-written
		}
		return first
	}
	ok := b.start(ctx, nothing, job{what, "", outbox.Requester{}, func(ctx context.Context) error {
		defer func() { reply(explain(brokenText)) }()
		return work(ctx, reply)
	}})
	if !ok {
		b.logBusy(what)
		answer.Send(explain(b.busyText())) // not waited for: the caller receives from the socket
	}
}

// nothing is a channel that nobody has to wait for.
func nothing() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

func (b *Bot) decode(e socket.Envelope, dst any) bool {
	if err := json.Unmarshal(e.Payload, dst); err != nil {
		b.o.Meter.Failed("bad-payload")
		b.log.Warn("a payload could not be read; acknowledged and ignored", "type", e.Type)
		return false
	}
	return true
}

// guard runs one job. Its error is logged here, once, and whoever waits is told
// why there is nothing (that they could not be is logged by the outbox); a panic
// takes down nothing but itself.
func (b *Bot) guard(ctx context.Context, j job) {
	defer func() {
		if r := recover(); r != nil {
			b.logPanic(r)
			_ = b.out.ReplyPrivately(ctx, j.who, blockkit.Plainly(brokenText))
		}
	}()
	err := j.do(ctx)
	if err == nil {
		return
	}
	if explained, ok := errors.AsType[*explainedError](err); ok {
		b.log.Info("Slack refused; whoever asked is told why", "what", j.what, "error", err)
		_ = b.out.ReplyPrivately(ctx, j.who, explained.message)
		return
	}
	b.o.Meter.Failed("handler")
	b.log.Error("could not finish", "what", j.what, "error", err)
	if !errors.Is(err, outbox.ErrNotDelivered) && !errors.Is(err, errTooLate) {
		_ = b.out.ReplyPrivately(ctx, j.who, blockkit.Plainly(excuse(err)))
	}
}

// logPanic logs a panic. Its value may quote what a person typed, so only its kind
// and the stack are.
func (b *Bot) logPanic(r any) {
	b.o.Meter.Failed("panic")
	b.log.Error("a handler broke", "kind", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
}

// event handles an Events API delivery.
func (b *Bot) event(ctx context.Context, p *eventPayload) error {
	e := &p.Event
	switch e.Type {
	case "app_mention":
		return b.mentioned(ctx, p)
	case "message":
		return b.messaged(ctx, p)
	case "app_home_opened":
		return b.homeOpened(ctx, p)
	case "app_uninstalled", "tokens_revoked":
		b.log.Warn("Slack says that Rolecall was removed or tokens were revoked; checking the bot token", "event", e.Type)
		b.socket.RecheckToken()
		return nil
	case "agent_session_stopped":
		return b.sessionStopped(ctx, p)
	}
	b.log.Info("an event of a kind that is not used here was ignored", "type", socket.LogWord(e.Type))
	return nil
}

// interact handles a button, a menu or a shortcut; it has been acknowledged.
func (b *Bot) interact(ctx context.Context, i *interaction) error {
	switch i.Type {
	case "block_actions":
		for _, a := range i.Actions {
			if err := b.press(ctx, i, a); err != nil {
				return err
			}
		}
	case "shortcut", "message_action":
		return b.shortcut(ctx, i)
	}
	return nil
}

// ref is what a press is about: a button carries it in its value, a menu in the
// option selected, which may be a bare entry id.
func (a action) ref() (blockkit.Ref, bool) {
	if a.Selected != nil {
		if r, ok := blockkit.ParseRef(a.Selected.Value); ok {
			return r, true
		}
		return blockkit.Ref{Entry: a.Selected.Value}, a.Selected.Value != ""
	}
	return blockkit.ParseRef(a.Value)
}
