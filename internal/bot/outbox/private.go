package outbox

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Requester is the person who typed or pressed something and waits for a reply,
// with the ways to reach them privately. An empty User means that nobody waits.
type Requester struct {
	User        string
	ResponseURL string
	At          Target // the conversation of the request
	Trigger     string // a trigger_id: opens a modal where there is no conversation
	InModal     bool   // the request came from a modal
}

// ErrNotDelivered says that the requester was reached by none of the ways.
var ErrNotDelivered = errors.New("the person who asked could not be reached")

// ReplyPrivately sends a message that only the requester sees, by the first way
// that works: where they pressed or typed, else in a direct message. It returns
// ErrNotDelivered when none works, or when nobody waits.
func (o *Outbox) ReplyPrivately(ctx context.Context, to Requester, m blockkit.Message) error {
	return o.AnswerPrivately(ctx, to, Fixed(m))
}

// AnswerPrivately sends a message that has simpler forms in the same way.
func (o *Outbox) AnswerPrivately(ctx context.Context, to Requester, draw Drawing) error {
	if to.User == "" {
		return ErrNotDelivered
	}
	type way struct {
		name      string
		available bool
		draw      Drawing
		send      func(blockkit.Message) error
	}
	modal := func(open func(context.Context, string, slack.ModalViewRequest) error) func(blockkit.Message) error {
		return func(m blockkit.Message) error { return open(ctx, to.Trigger, blockkit.MessageModal(m)) }
	}
	plain := func(blockkit.Pieces) blockkit.Message { return draw(blockkit.AllPieces) } // modals allow none
	ways := []way{
		{"modal over the modal", to.InModal, plain, modal(o.PushModal)},
		{"response_url", to.ResponseURL != "", draw, func(m blockkit.Message) error {
			return o.postToResponseURL(ctx, to.ResponseURL, responseURLBody{ResponseType: "ephemeral", Thread: to.At.Thread, Text: m.Text, Blocks: m.Blocks})
		}},
		{"modal", !to.InModal && to.ResponseURL == "" && to.Trigger != "", plain, modal(o.OpenModal)},
		{"ephemeral message", to.At.Channel != "", draw, func(m blockkit.Message) error { return o.postEphemeralNearby(ctx, to, m) }},
		{"direct message", true, draw, func(m blockkit.Message) error {
			_, _, err := o.post(ctx, Target{Channel: to.User}, m)
			return err
		}},
	}
	for _, way := range ways {
		if !way.available {
			continue
		}
		err := o.sendDrawn(way.draw, way.send)
		if err == nil {
			return nil
		}
		o.opt.Logger.Info("the requester could not be reached this way", "way", way.name, "error", err)
		if ctx.Err() != nil {
			break
		}
	}
	o.opt.CountFailure("untold")
	o.opt.Logger.Warn("the requester could not be reached at all")
	return ErrNotDelivered
}

// postEphemeralNearby sends an ephemeral message to the thread of the request, or
// to its channel where Slack refuses it in the thread.
func (o *Outbox) postEphemeralNearby(ctx context.Context, to Requester, m blockkit.Message) error {
	err := o.PostEphemeral(ctx, to.At, to.User, m)
	if Code(err) != "" && !IsFormRefused(err) && to.At.Thread != "" {
		err = o.PostEphemeral(ctx, Target{Channel: to.At.Channel}, to.User, m)
	}
	return err
}
