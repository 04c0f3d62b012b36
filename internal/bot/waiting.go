package bot

import (
	"context"
	"errors"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
)

// waiting is who waits for what comes of an event: the person who wrote a
// mention or a direct message.
func (b *Bot) waiting(p *eventPayload) outbox.Requester {
	e := &p.Event
	asked := e.Type == "app_mention" || e.Type == "message" && p.direct()
	if !asked || !spoken[e.Subtype] || b.ours(p) {
		return outbox.Requester{}
	}
	at := outbox.Target{Channel: p.channel(), Thread: e.ThreadTS}
	if at.Thread == "" && !p.direct() {
		at.Thread = e.TS // where the answer would have been
	}
	return outbox.Requester{User: e.User, At: at}
}

func (c *commandPayload) waiting() outbox.Requester {
	return outbox.Requester{User: c.User, ResponseURL: c.ResponseURL, At: outbox.Target{Channel: c.Channel}}
}

func (i *interaction) waiting() outbox.Requester {
	w := outbox.Requester{User: i.User.ID, ResponseURL: i.ResponseURL, At: outbox.Target{Channel: i.channel(), Thread: i.thread()},
		Trigger: i.TriggerID, InModal: i.inModal()}
	if i.inModal() {
		meta := blockkit.ParseMeta(i.View.Metadata)
		w.At = outbox.Target{Channel: meta.Channel, Thread: meta.Thread}
		if w.ResponseURL == "" {
			w.ResponseURL = meta.ResponseURL
		}
	}
	return w
}

// waitingAfter is who waits after a form has closed: there is no modal any more.
func (i *interaction) waitingAfter(meta blockkit.Meta) outbox.Requester {
	return outbox.Requester{User: i.User.ID, ResponseURL: meta.ResponseURL, At: outbox.Target{Channel: meta.Channel, Thread: meta.Thread}}
}

// errTooLate ends a form whose answer came after Slack's deadline: whoever
// submitted it has been told to ask again, and nothing is counted.
var errTooLate = errors.New("the answer came too late for the form's acknowledgement")

// explainedError is an error with what whoever waits is told of it.
type explainedError struct {
	err     error
	message blockkit.Message
}

func (e *explainedError) Error() string { return e.err.Error() }
func (e *explainedError) Unwrap() error { return e.err }

// PostMessage posts a message of our own accord, such as a digest, to a channel
// we are a member of.
func (b *Bot) PostMessage(ctx context.Context, channel string, m blockkit.Message) error {
	_, err := b.out.PostMessage(ctx, outbox.Target{Channel: channel}, m, nil)
	return err
}
