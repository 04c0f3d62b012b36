package bot

import (
	"errors"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
)

// requester returns who waits for a reply to an event: the author of a mention or
// of a direct message. For any other event its User is empty.
func (b *Bot) requester(p *eventPayload) outbox.Requester {
	e := &p.Event
	asked := e.Type == "app_mention" || e.Type == "message" && p.isDirectMessage()
	if !asked || !userSubtypes[e.Subtype] || b.fromBot(p) {
		return outbox.Requester{}
	}
	at := outbox.Target{Channel: p.channel(), Thread: e.ThreadTS}
	if at.Thread == "" && !p.isDirectMessage() {
		at.Thread = e.TS // the thread that the answer would have opened
	}
	return outbox.Requester{User: e.User, At: at}
}

func (c *commandPayload) requester() outbox.Requester {
	return outbox.Requester{User: c.User, ResponseURL: c.ResponseURL, At: outbox.Target{Channel: c.Channel}}
}

func (i *interaction) requester() outbox.Requester {
	who := outbox.Requester{User: i.User.ID, ResponseURL: i.ResponseURL, At: outbox.Target{Channel: i.channel(), Thread: i.thread()},
		Trigger: i.TriggerID, InModal: i.inModal()}
	if i.inModal() {
		meta := blockkit.ParseMeta(i.View.Metadata)
		who.At = outbox.Target{Channel: meta.Channel, Thread: meta.Thread}
		if who.ResponseURL == "" {
			who.ResponseURL = meta.ResponseURL
		}
	}
	return who
}

// requesterAfterClose returns who waits after a form was closed, so that nothing
// can be shown in a modal any more.
func (i *interaction) requesterAfterClose(meta blockkit.Meta) outbox.Requester {
	return outbox.Requester{User: i.User.ID, ResponseURL: meta.ResponseURL, At: outbox.Target{Channel: meta.Channel, Thread: meta.Thread}}
}

// errTooLate ends the request of a form whose answer came after Slack's deadline.
// The person was already asked to try again, and nothing is counted.
var errTooLate = errors.New("the answer came too late for the form's acknowledgement")

// explainedError is an error with the message that the requester receives.
type explainedError struct {
	err     error
	message blockkit.Message
}

func (e *explainedError) Error() string { return e.err.Error() }
func (e *explainedError) Unwrap() error { return e.err }
