package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// brokenText is said to whoever waits for a reply that a fault of ours ended.
const brokenText = "Something broke on my side, so there is no answer. Please try again in a minute."

// acker acknowledges one envelope; payload may be nil. It must be called once.
type acker func(ctx context.Context, payload any)

// dispatch acknowledges an envelope and hands it to a worker. It never blocks
// on Slack: what needs an answer in the acknowledgement (a typeahead, a
// submitted view) is acknowledged by its worker, well within Slack's 3 seconds.
func (b *Bot) dispatch(ctx context.Context, f frame, ack acker) {
	run := func(work func(context.Context) error, sorry func(context.Context) error) bool {
		ok := b.pool.do(ctx, func(ctx context.Context) { b.guard(ctx, f.Type, work, sorry) })
		if !ok {
			b.o.Meter.Failed("busy")
			b.log.Warn("too much work; an event was let go", "type", f.Type)
		}
		return ok
	}
	switch f.Type {
	case "events_api":
		ack(ctx, nil)
		var p eventPayload
		if !b.decode(f, &p) {
			return
		}
		run(func(ctx context.Context) error { return b.event(ctx, &p) }, b.sorryEvent(&p))
	case "slash_commands":
		var c commandPayload
		if !b.decode(f, &c) {
			ack(ctx, nil)
			return
		}
		if b.pool.waiting.Load() >= maxWaiting {
			ack(ctx, map[string]string{"response_type": "ephemeral", "text": blockkit.BusyText})
			return
		}
		ack(ctx, nil)
		run(func(ctx context.Context) error { return b.command(ctx, &c) }, b.sorry(c.ResponseURL, ""))
	case "interactive":
		var i interaction
		if !b.decode(f, &i) {
			ack(ctx, nil)
			return
		}
		switch i.Type {
		case "block_suggestion":
			b.inAck(ctx, ack, run, blockkit.Suggestions(nil), func(ctx context.Context, ack acker) error {
				ack(ctx, b.suggest(&i))
				return nil
			})
		case "view_submission":
			modal := blockkit.MessageModal(blockkit.Plainly(brokenText))
			b.inAck(ctx, ack, run, slack.NewUpdateViewSubmissionResponse(&modal), func(ctx context.Context, ack acker) error {
				return b.submitted(ctx, &i, ack)
			})
		default:
			ack(ctx, nil)
			run(func(ctx context.Context) error { return b.interact(ctx, &i) }, b.sorry(i.ResponseURL, i.thread()))
		}
	default:
		ack(ctx, nil)
		b.log.Info("an envelope of an unknown type was acknowledged and ignored")
	}
}

// inAck runs work whose result travels in the acknowledgement. Whatever becomes
// of it (no worker free in time, a panic), the envelope is acknowledged before
// Slack's deadline: then with instead.
func (b *Bot) inAck(ctx context.Context, ack acker, run func(work, sorry func(context.Context) error) bool, instead any, work func(context.Context, acker) error) {
	var once sync.Once
	first := func(ctx context.Context, payload any) { once.Do(func() { ack(ctx, payload) }) }
	late := time.AfterFunc(b.time.answerBy, func() { first(ctx, instead) })
	ok := run(func(ctx context.Context) error {
		defer late.Stop()
		defer first(ctx, instead)
		return work(ctx, first)
	}, nil)
	if !ok {
		late.Stop()
		first(ctx, instead)
	}
}

// sorry tells whoever pressed or typed that a fault of ours ended their request.
func (b *Bot) sorry(url, thread string) func(context.Context) error {
	if url == "" {
		return nil
	}
	return func(ctx context.Context) error {
		return b.out.respond(ctx, url, followUp{ResponseType: "ephemeral", Thread: thread, Text: brokenText})
	}
}

// sorryEvent is sorry for a mention or a direct message; nobody waits for a
// reply to anything else.
func (b *Bot) sorryEvent(p *eventPayload) func(context.Context) error {
	if p.Event.User == "" || !(p.Event.Type == "app_mention" || p.Event.Type == "message" && p.direct()) {
		return nil
	}
	return func(ctx context.Context) error {
		return b.out.whisper(ctx, target{p.channel(), p.Event.ThreadTS}, p.Event.User, blockkit.Plainly(brokenText))
	}
}

func (b *Bot) decode(f frame, dst any) bool {
	if err := json.Unmarshal(f.Payload, dst); err != nil {
		b.o.Meter.Failed("bad-payload")
		b.log.Warn("a payload could not be read; acknowledged and ignored", "type", f.Type)
		return false
	}
	return true
}

// guard runs one piece of work: its error is logged here, once, and a panic
// takes down nothing but itself; then sorry, which may be nil, tells whoever
// waits. A panic's value may quote what a person typed, so only the stack is
// logged.
func (b *Bot) guard(ctx context.Context, what string, work, sorry func(context.Context) error) {
	defer func() {
		if r := recover(); r != nil {
			b.o.Meter.Failed("panic")
			b.log.Error("a handler broke", "what", what, "kind", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
			if sorry != nil && sorry(ctx) != nil {
				b.log.Warn("nobody was told of it")
			}
		}
	}()
	if err := work(ctx); err != nil {
		b.o.Meter.Failed("handler")
		b.log.Error("could not finish", "what", what, "error", err)
	}
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
		b.log.Error("Rolecall was removed from the workspace or its tokens revoked; it stops answering", "event", e.Type)
		return nil
	case "agent_session_stopped":
		return b.sessionStopped(ctx, p)
	}
	b.log.Info("an event we have no use for", "type", clipType(e.Type))
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
