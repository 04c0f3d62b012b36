package bot

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// waiter is someone who typed or pressed something and waits for what comes of
// it, with the ways to reach them alone. Without a user nobody waits.
type waiter struct {
	user        string
	responseURL string
	at          target // the conversation it happened in
	trigger     string // opens a modal where there is no conversation
	inModal     bool   // it happened in a modal
}

// waiting is who waits for what comes of an event: the person who wrote a
// mention or a direct message.
func (b *Bot) waiting(p *eventPayload) waiter {
	e := &p.Event
	asked := e.Type == "app_mention" || e.Type == "message" && p.direct()
	if !asked || !spoken[e.Subtype] || b.ours(p) {
		return waiter{}
	}
	at := target{p.channel(), e.ThreadTS}
	if at.thread == "" && !p.direct() {
		at.thread = e.TS // where the answer would have been
	}
	return waiter{user: e.User, at: at}
}

func (c *commandPayload) waiting() waiter {
	return waiter{user: c.User, responseURL: c.ResponseURL, at: target{channel: c.Channel}}
}

func (i *interaction) waiting() waiter {
	w := waiter{user: i.User.ID, responseURL: i.ResponseURL, at: target{i.channel(), i.thread()}, trigger: i.TriggerID, inModal: i.inModal()}
	if i.inModal() {
		meta := blockkit.ParseMeta(i.View.Metadata)
		w.at = target{meta.Channel, meta.Thread}
		if w.responseURL == "" {
			w.responseURL = meta.ResponseURL
		}
	}
	return w
}

// waitingAfter is who waits after a form has closed: there is no modal any more.
func (i *interaction) waitingAfter(meta blockkit.Meta) waiter {
	return waiter{user: i.User.ID, responseURL: meta.ResponseURL, at: target{meta.Channel, meta.Thread}}
}

// errUntold ends a request when someone who waits could not be told anything.
var errUntold = errors.New("whoever asked could not be told")

// errTooLate ends a form whose answer came after Slack's deadline: whoever
// submitted it has been told to ask again, and nothing is counted.
var errTooLate = errors.New("the answer came too late for the form's acknowledgement")

// toldError is an error with what whoever waits is told of it.
type toldError struct {
	err error
	say blockkit.Message
}

func (r *toldError) Error() string { return r.err.Error() }
func (r *toldError) Unwrap() error { return r.err }

// tell says something to someone alone, by the first way that works: where
// they pressed or typed, else in a direct message. It reports whether one did.
func (b *Bot) tell(ctx context.Context, w waiter, m blockkit.Message) bool {
	if w.user == "" {
		return false
	}
	type way struct {
		name string
		open bool
		send func(blockkit.Message) error
	}
	modal := func(open func(context.Context, string, slack.ModalViewRequest) error) func(blockkit.Message) error {
		return func(m blockkit.Message) error { return open(ctx, w.trigger, blockkit.MessageModal(m)) }
	}
	ways := []way{
		{"modal over the modal", w.inModal, modal(b.out.pushView)},
		{"response_url", w.responseURL != "", func(m blockkit.Message) error {
			return b.out.respond(ctx, w.responseURL, followUp{ResponseType: "ephemeral", Thread: w.at.thread, Text: m.Text, Blocks: m.Blocks})
		}},
		{"modal", !w.inModal && w.responseURL == "" && w.trigger != "", modal(b.out.openView)},
		{"whisper", w.at.channel != "", func(m blockkit.Message) error { return b.whisper(ctx, w, m) }},
		{"direct message", true, func(m blockkit.Message) error {
			_, err := b.out.post(ctx, target{channel: w.user}, m)
			return err
		}},
	}
	for _, way := range ways {
		if !way.open {
			continue
		}
		err := b.inSomeForm(m, func() blockkit.Message { return blockkit.Message{Text: m.Text} }, way.send)
		if err == nil {
			return true
		}
		b.log.Info("a person could not be told this way", "way", way.name, "error", err)
		if ctx.Err() != nil {
			break
		}
	}
	b.o.Meter.Failed("untold")
	b.log.Warn("a person who waits could not be told at all")
	return false
}

// whisper says something where only one person sees it; in the channel where
// Slack refuses it in the thread.
func (b *Bot) whisper(ctx context.Context, w waiter, m blockkit.Message) error {
	err := b.out.whisper(ctx, w.at, w.user, m)
	if code(err) != "" && !refusedForm(err) && w.at.thread != "" {
		err = b.out.whisper(ctx, target{channel: w.at.channel}, w.user, m)
	}
	return err
}

// maxPlainText is how much text the last resort has: chat.update takes 4,000
// characters, the least of Slack's limits on a message's text.
const maxPlainText = 3900

// inSomeForm sends a message; where Slack refuses its blocks or its length it
// sends the simpler form (which may be nil for none), and at last a plain text
// that nothing can refuse.
func (b *Bot) inSomeForm(m blockkit.Message, simpler func() blockkit.Message, send func(blockkit.Message) error) error {
	err := send(m)
	if !refusedForm(err) {
		return err
	}
	b.log.Warn("Slack refused the form of a message; sending a simpler one", "error", err)
	if simpler != nil {
		s := simpler()
		s.Text = blockkit.Clip(s.Text, maxPlainText)
		if err = send(s); !refusedForm(err) {
			return err
		}
	}
	return send(blockkit.Message{Text: blockkit.Clip(m.Text, maxPlainText)})
}
