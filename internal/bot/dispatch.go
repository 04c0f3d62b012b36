package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// acker queues the acknowledgement of one envelope; payload may be nil. The
// channel is closed when it has been written. It must be called once.
type acker func(payload any) (written <-chan struct{})

// job is what becomes of one envelope.
type job struct {
	what string // the envelope's type, for the log
	who  waiter // who is told when it fails
	do   func(context.Context) error
}

// dispatch acknowledges an envelope and hands it to a worker. It never blocks
// on Slack: what needs an answer in the acknowledgement (a typeahead, a
// submitted view) is acknowledged by its worker, well within Slack's 3 seconds.
func (b *Bot) dispatch(ctx context.Context, f frame, ack acker) {
	switch f.Type {
	case "events_api":
		var p eventPayload
		if !b.decode(f, &p) {
			ack(nil)
			return
		}
		j := job{f.Type, b.waiting(&p), func(ctx context.Context) error { return b.event(ctx, &p) }}
		if b.start(ctx, func() <-chan struct{} { return ack(nil) }, j) {
			return
		}
		if b.pool.draining() && j.who.user != "" {
			b.log.Info("an event that came while stopping is left to the next process") // Slack sends it again
			return
		}
		ack(nil)
		b.apologise(ctx, j)
	case "slash_commands":
		var c commandPayload
		if !b.decode(f, &c) {
			ack(nil)
			return
		}
		j := job{f.Type, c.waiting(), func(ctx context.Context) error { return b.command(ctx, &c) }}
		if !b.start(ctx, func() <-chan struct{} { return ack(nil) }, j) {
			b.busy(f.Type) // and the acknowledgement itself says so
			ack(map[string]string{"response_type": "ephemeral", "text": b.busyText()})
		}
	case "interactive":
		var i interaction
		if !b.decode(f, &i) {
			ack(nil)
			return
		}
		b.dispatchInteraction(ctx, f.Type, &i, ack)
	default:
		ack(nil)
		b.log.Info("an envelope of an unknown type was acknowledged and ignored")
	}
}

func (b *Bot) dispatchInteraction(ctx context.Context, what string, i *interaction, ack acker) {
	switch i.Type {
	case "block_suggestion":
		none := func(string) any { return blockkit.Suggestions(nil) }
		b.inAck(ctx, ack, none, what, func(_ context.Context, reply replier) error {
			reply(b.suggest(i))
			return nil
		})
	case "view_submission":
		instead := func(text string) any {
			modal := blockkit.MessageModal(blockkit.Plainly(text))
			return slack.NewUpdateViewSubmissionResponse(&modal)
		}
		b.inAck(ctx, ack, instead, what, func(ctx context.Context, reply replier) error {
			return b.submitted(ctx, i, reply)
		})
	default:
		j := job{what, i.waiting(), func(ctx context.Context) error { return b.interact(ctx, i) }}
		if !b.start(ctx, func() <-chan struct{} { return ack(nil) }, j) {
			ack(nil)
			b.apologise(ctx, j)
		}
	}
}

// start hands a job to a worker and then acknowledges its envelope; the job
// begins when the acknowledgement has been written, so that no answer overtakes
// it. When there is no room for it, it reports false and acknowledges nothing.
func (b *Bot) start(ctx context.Context, ack func() <-chan struct{}, j job) bool {
	placed := make(chan (<-chan struct{}), 1)
	ok := b.pool.do(ctx, func(ctx context.Context) {
		<-<-placed
		b.guard(ctx, j)
	})
	if ok {
		placed <- ack()
	}
	return ok
}

// apologise tells whoever waits for a job that there is no room for it.
func (b *Bot) apologise(ctx context.Context, j job) {
	b.busy(j.what)
	if j.who.user == "" {
		return
	}
	if !b.apologies.do(ctx, func(ctx context.Context) { b.tell(ctx, j.who, blockkit.Plainly(b.busyText())) }) {
		b.log.Warn("not even a word about it could be sent", "type", j.what)
	}
}

// busy notes an envelope for which there was no room.
func (b *Bot) busy(what string) {
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
// of it, the envelope is acknowledged before Slack's deadline, with what instead
// makes of the reason: that there is too much work, or that something broke.
func (b *Bot) inAck(ctx context.Context, ack acker, instead func(why string) any, what string, work func(context.Context, replier) error) {
	var once sync.Once
	first := func(payload any) (first bool) {
		once.Do(func() {
			first = true
			<-ack(payload)
		})
		return first
	}
	late := time.AfterFunc(b.time.answerBy, func() { first(instead(b.busyText())) })
	ok := b.start(ctx, nothing, job{what, waiter{}, func(ctx context.Context) error {
		defer late.Stop()
		defer func() { first(instead(brokenText)) }()
		return work(ctx, first)
	}})
	if !ok {
		late.Stop()
		b.busy(what)
		once.Do(func() { ack(instead(b.busyText())) }) // not waited for: the caller receives from the socket
	}
}

// nothing is a channel that nobody has to wait for.
func nothing() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

func (b *Bot) decode(f frame, dst any) bool {
	if err := json.Unmarshal(f.Payload, dst); err != nil {
		b.o.Meter.Failed("bad-payload")
		b.log.Warn("a payload could not be read; acknowledged and ignored", "type", f.Type)
		return false
	}
	return true
}

// guard runs one job. Its error is logged here, once, and whoever waits is told
// why there is nothing; a panic takes down nothing but itself.
func (b *Bot) guard(ctx context.Context, j job) {
	defer func() {
		if r := recover(); r != nil {
			b.broke(r)
			b.tell(ctx, j.who, blockkit.Plainly(brokenText))
		}
	}()
	err := j.do(ctx)
	if err == nil {
		return
	}
	if refused, ok := errors.AsType[*toldError](err); ok {
		b.log.Info("Slack refused; whoever asked is told why", "what", j.what, "error", err)
		b.tell(ctx, j.who, refused.say)
		return
	}
	b.o.Meter.Failed("handler")
	b.log.Error("could not finish", "what", j.what, "error", err)
	if !errors.Is(err, errUntold) && !errors.Is(err, errTooLate) {
		b.tell(ctx, j.who, blockkit.Plainly(excuse(err)))
	}
}

// broke logs a panic. Its value may quote what a person typed, so only its kind
// and the stack are.
func (b *Bot) broke(r any) {
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
		b.doubtToken()
		return nil
	case "agent_session_stopped":
		return b.sessionStopped(ctx, p)
	}
	b.log.Info("an event of a kind that is not used here was ignored", "type", clipType(e.Type))
	return nil
}

// clipType keeps a type from Slack short and free of surprises in the log.
func clipType(s string) string {
	for i, r := range s {
		if i > 40 || !(r == '_' || r == '.' || r >= 'a' && r <= 'z') {
			return s[:i] + "…"
		}
	}
	return s
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
