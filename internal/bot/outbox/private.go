package outbox

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Waiter is someone who typed or pressed something and waits for what comes of
// it, with the ways to reach them alone. Without a user nobody waits.
type Waiter struct {
	User        string
	ResponseURL string
	At          Target // the conversation it happened in
	Trigger     string // opens a modal where there is no conversation
	InModal     bool   // it happened in a modal
}

// ErrUntold ends a request when someone who waits could not be told anything.
var ErrUntold = errors.New("whoever asked could not be told")

// ReplyPrivately sends a message to someone alone, by the first way that works:
// where they pressed or typed, else in a direct message. It is ErrUntold when
// none does, or when nobody waits.
func (o *Outbox) ReplyPrivately(ctx context.Context, w Waiter, m blockkit.Message) error {
	if w.User == "" {
		return ErrUntold
	}
	type way struct {
		name string
		open bool
		send func(blockkit.Message) error
	}
	modal := func(open func(context.Context, string, slack.ModalViewRequest) error) func(blockkit.Message) error {
		return func(m blockkit.Message) error { return open(ctx, w.Trigger, blockkit.MessageModal(m)) }
	}
	ways := []way{
		{"modal over the modal", w.InModal, modal(o.PushModal)},
		{"response_url", w.ResponseURL != "", func(m blockkit.Message) error {
			return o.send(ctx, w.ResponseURL, urlBody{ResponseType: "ephemeral", Thread: w.At.Thread, Text: m.Text, Blocks: m.Blocks})
		}},
		{"modal", !w.InModal && w.ResponseURL == "" && w.Trigger != "", modal(o.OpenModal)},
		{"ephemeral message", w.At.Channel != "", func(m blockkit.Message) error { return o.postNearby(ctx, w, m) }},
		{"direct message", true, func(m blockkit.Message) error {
			_, err := o.postAsIs(ctx, Target{Channel: w.User}, m)
			return err
		}},
	}
	for _, way := range ways {
		if !way.open {
			continue
		}
		err := o.inSomeForm(m, nil, way.send)
		if err == nil {
			return nil
		}
		o.o.Logger.Info("a person could not be told this way", "way", way.name, "error", err)
		if ctx.Err() != nil {
			break
		}
	}
	o.o.Count("untold")
	o.o.Logger.Warn("a person who waits could not be told at all")
	return ErrUntold
}

// postNearby sends an ephemeral message where it happened; in the channel where
// Slack refuses it in the thread.
func (o *Outbox) postNearby(ctx context.Context, w Waiter, m blockkit.Message) error {
	err := o.PostEphemeral(ctx, w.At, w.User, m)
	if Code(err) != "" && !refusedForm(err) && w.At.Thread != "" {
		err = o.PostEphemeral(ctx, Target{Channel: w.At.Channel}, w.User, m)
	}
	return err
}
