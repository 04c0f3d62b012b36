package socket

import (
	"encoding/json"

	"github.com/slack-go/slack/socketmode"
)

// Envelope is one Socket Mode envelope. Slack adds fields, elements and event
// types without asking, so the payload is left to the handler to decode as
// leniently as it likes: what slack-go cannot decode is handed on all the same.
type Envelope struct {
	Type    string          `json:"type"` // events_api, slash_commands, interactive
	ID      string          `json:"envelope_id"`
	Payload json.RawMessage `json:"payload"`
}

// envelopeOf reads the envelope of a socket event, decoded by slack-go or not.
func envelopeOf(evt socketmode.Event) (e Envelope, ok bool) {
	if evt.Request != nil {
		r := evt.Request
		return Envelope{Type: r.Type, ID: r.EnvelopeID, Payload: r.Payload}, r.EnvelopeID != ""
	}
	raw, ok := evt.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return e, false
	}
	if err := json.Unmarshal(raw.Message, &e); err != nil {
		return e, false
	}
	return e, e.ID != ""
}

// LogWord keeps a word from Slack, such as an event's type, short and free of
// surprises in the log: a payload can hold anything where a word is expected.
func LogWord(s string) string {
	for i, r := range s {
		if i >= maxLogWord || !(r == '_' || r == '.' || r >= 'a' && r <= 'z') {
			return s[:i] + "…"
		}
	}
	return s
}

// maxLogWord is longer than any type of event or error word that Slack
// documents (restricted_action_non_threadable_channel has 40 letters).
const maxLogWord = 40
