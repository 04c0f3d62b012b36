package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/bot/socket"
	"rolecall/internal/feedback"
)

// job is the work that one envelope asks for.
type job struct {
	envelopeType string           // for the log
	conversation string           // in which the order matters; "" for none
	requester    outbox.Requester // receives the error when the job fails
	run          func(context.Context) error
}

// dispatch acknowledges an envelope and queues its job. It never waits for Slack: an
// envelope whose answer is part of the acknowledgement (a typeahead, a submitted
// form) is acknowledged by its job, after socket.AnswerBy at the latest.
func (b *Bot) dispatch(ctx context.Context, e socket.Envelope, ack socket.Ack) {
	switch e.Type {
	case "events_api":
		var p payload.Event
		if !b.decode(e, &p) {
			ack(nil)
			return
		}
		j := job{e.Type, p.Conversation(), b.requester(&p), func(ctx context.Context) error {
			defer b.handled(ctx, &p)
			return b.event(ctx, &p)
		}}
		if b.start(ctx, func() <-chan struct{} { return ack(nil) }, j) {
			return
		}
		if p.IsStep() {
			b.logBusy(e.Type)
			return // not acknowledged: Slack delivers it again, and a workflow can wait
		}
		ack(nil)
		b.replyBusy(ctx, j)
	case "slash_commands":
		var c payload.Command
		if !b.decode(e, &c) {
			ack(nil)
			return
		}
		j := job{e.Type, "", c.Requester(), func(ctx context.Context) error { return b.command(ctx, &c) }}
		if !b.start(ctx, func() <-chan struct{} { return ack(nil) }, j) {
			b.logBusy(e.Type) // and the acknowledgement itself says so
			ack(map[string]string{"response_type": "ephemeral", "text": blockkit.BusyText})
		}
	case "interactive":
		var i payload.Interaction
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

func (b *Bot) dispatchInteraction(ctx context.Context, envelopeType string, i *payload.Interaction, ack socket.Ack) {
	switch i.Type {
	case "block_suggestion":
		none := func(string) any { return blockkit.Suggestions(nil, "") }
		b.inAck(ctx, ack, none, envelopeType, func(ctx context.Context, reply replier) error {
			reply(b.suggest(ctx, i))
			return nil
		})
	case "view_submission":
		explain := func(why string) any {
			modal := blockkit.MessageModal(blockkit.Plainly(why))
			return slack.NewUpdateViewSubmissionResponse(&modal)
		}
		b.inAck(ctx, ack, explain, envelopeType, func(ctx context.Context, reply replier) error {
			return b.handleSubmission(ctx, i, reply)
		})
	default:
		j := job{envelopeType, i.Conversation(), i.Requester(), func(ctx context.Context) error { return b.interact(ctx, i) }}
		if !b.start(ctx, func() <-chan struct{} { return ack(nil) }, j) {
			ack(nil)
			b.replyBusy(ctx, j)
		}
	}
}

// start queues a job and then acknowledges its envelope. The job begins when the
// acknowledgement has been written, so that no answer overtakes it, and when the
// jobs before it in its conversation are done. If the pool is full,
// start reports false and acknowledges nothing.
func (b *Bot) start(ctx context.Context, ack func() <-chan struct{}, j job) bool {
	placed := make(chan (<-chan struct{}), 1)
	turn := b.turns.in(j.conversation)
	ok := b.pool.do(ctx, turn.enqueue, func(ctx context.Context) {
		defer turn.end()
		<-<-placed
		b.runJob(ctx, j)
	})
	if ok {
		placed <- ack()
	}
	return ok
}

// replyBusy tells the requester of a job that the bot is busy.
func (b *Bot) replyBusy(ctx context.Context, j job) {
	b.logBusy(j.envelopeType)
	if j.requester.User == "" {
		return
	}
	if !b.busyReplies.do(ctx, closedChan, func(ctx context.Context) {
		_ = b.out.ReplyPrivately(ctx, j.requester, blockkit.Plainly(blockkit.BusyText))
	}) {
		b.log.Warn("the reply that the bot is busy could not be queued either", "type", j.envelopeType)
	}
}

// logBusy logs an envelope that was refused because the bot is busy.
func (b *Bot) logBusy(envelopeType string) {
	b.opt.Meter.Failed("busy")
	b.log.Warn("the queue is full; the person is asked to try again", "type", envelopeType)
}

// busyReplyWorkers send the reply that the bot is busy. A choice: few are enough,
// since Slack allows 100 such calls a minute (its page "chat.postEphemeral").
const busyReplyWorkers = 4

// maxBusyReplies is how many such replies may wait: as many as Slack allows in the
// minute after which people are asked to try again.
const maxBusyReplies = 100

// replier acknowledges an envelope with payload, and returns when that has been
// written. It reports false when the envelope was acknowledged before, because
// Slack's deadline came first: then nobody sees the payload.
type replier func(payload any) bool

// inAck runs work whose result is part of the acknowledgement. If the work is late,
// refused or fails, the envelope is acknowledged before Slack's deadline with what
// explain makes of the reason.
func (b *Bot) inAck(ctx context.Context, ack socket.Ack, explain func(why string) any, envelopeType string, work func(context.Context, replier) error) {
	answer := socket.NewAnswer(ack, b.timing.answerBy, func() any { return explain(blockkit.BusyText) })
	reply := func(payload any) bool {
		written, first := answer.Send(payload)
		if first {
			<-written
		}
		return first
	}
	ok := b.start(ctx, closedChan, job{envelopeType, "", outbox.Requester{}, func(ctx context.Context) error {
		defer func() { reply(explain(internalErrorText)) }()
		return work(ctx, reply)
	}})
	if !ok {
		b.logBusy(envelopeType)
		answer.Send(explain(blockkit.BusyText)) // not waited for: the caller receives from the socket
	}
}

// closedChan returns a channel that is closed.
func closedChan() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

func (b *Bot) decode(e socket.Envelope, dst any) bool {
	if err := json.Unmarshal(e.Payload, dst); err != nil {
		b.opt.Meter.Failed("bad-payload")
		b.log.Warn("a payload could not be read; acknowledged and ignored", "type", e.Type)
		return false
	}
	return true
}

// runJob runs one job. If it fails, the error is logged here, once, and the
// requester receives it. A panic ends only this job.
func (b *Bot) runJob(ctx context.Context, j job) {
	defer func() {
		if r := recover(); r != nil {
			b.logPanic(r)
			_ = b.out.ReplyPrivately(ctx, j.requester, blockkit.Plainly(internalErrorText))
		}
	}()
	err := j.run(ctx)
	if err == nil {
		return
	}
	if explained, ok := errors.AsType[*explainedError](err); ok {
		b.log.Info("Slack refused a request; the requester is told why", "what", j.envelopeType, "error", err)
		_ = b.out.ReplyPrivately(ctx, j.requester, explained.message)
		return
	}
	b.opt.Meter.Failed("handler")
	if errors.Is(err, feedback.ErrAway) {
		b.logStore(slog.LevelDebug, "could not finish without the store", err)
	} else {
		b.log.Error("could not finish", "what", j.envelopeType, "error", withHint(err))
	}
	if !errors.Is(err, outbox.ErrNotDelivered) && !errors.Is(err, errTooLate) {
		_ = b.out.ReplyPrivately(ctx, j.requester, blockkit.Plainly(errorText(err)))
	}
}

// logPanic logs the type of a panic's value and the stack, but not the value, which
// may quote what a person typed.
func (b *Bot) logPanic(r any) {
	b.opt.Meter.Failed("panic")
	b.log.Error("a handler panicked", "kind", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
}

// event handles an Events API delivery.
func (b *Bot) event(ctx context.Context, p *payload.Event) error {
	e := &p.Event
	switch e.Type {
	case "app_mention":
		return b.handleMention(ctx, p)
	case "message":
		return b.handleMessage(ctx, p)
	case "app_home_opened":
		return b.handleHomeOpened(ctx, p)
	case "app_uninstalled", "tokens_revoked":
		b.log.Warn("Slack says that Rolecall was removed or tokens were revoked; checking the bot token", "event", e.Type)
		b.socket.RecheckToken()
		return nil
	case "function_executed":
		return b.handleStep(ctx, p)
	case "agent_session_stopped":
		return b.handleSessionStopped(ctx, p)
	}
	b.log.Info("an event of a kind that is not used here was ignored", "type", socket.LogWord(e.Type))
	return nil
}

// interact handles a button, a menu or a shortcut that has been acknowledged.
func (b *Bot) interact(ctx context.Context, i *payload.Interaction) error {
	switch i.Type {
	case "block_actions":
		for _, a := range i.Actions {
			if err := b.press(ctx, i, a); err != nil {
				return err
			}
		}
	case "shortcut", "message_action":
		return b.handleShortcut(ctx, i)
	}
	return nil
}
