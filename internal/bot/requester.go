package bot

import (
	"errors"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
)

// requester returns who waits for a reply to an event: the author of a mention or
// of a direct message. For any other event its User is empty.
func (b *Bot) requester(p *payload.Event) outbox.Requester {
	e := &p.Event
	asked := e.Type == "app_mention" || e.Type == "message" && p.IsDirectMessage()
	if !asked || !userSubtypes[e.Subtype] || b.fromBot(p) {
		return outbox.Requester{}
	}
	at := outbox.Target{Channel: p.ChannelID(), Thread: e.ThreadTS}
	if at.Thread == "" && !p.IsDirectMessage() {
		at.Thread = e.TS // the thread that the answer would have opened
	}
	return outbox.Requester{User: e.User, At: at}
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
