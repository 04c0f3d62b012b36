package socket

import (
	"encoding/json"

	"github.com/slack-go/slack/socketmode"
)

// Envelope is one Socket Mode envelope. Slack adds fields, elements and event
// types without notice, so the handler decodes the payload itself; payloads that
// slack-go cannot decode are passed on too.
type Envelope struct {
	Type    string          `json:"type"` // events_api, slash_commands, interactive
	ID      string          `json:"envelope_id"`
	Payload json.RawMessage `json:"payload"`
}

// envelopeOf returns the envelope of a socket event, whether slack-go could decode
// it or not; ok is false where there is none with an id.
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

// LogWord makes a word from Slack, such as an event's type, safe to log: it cuts
// the word at the first unexpected character, since a payload can hold anything
// where a word is expected.
func LogWord(s string) string {
	for i, r := range s {
		if i >= maxLogWord || !(r == '_' || r == '.' || r >= 'a' && r <= 'z') {
			return s[:i] + "…"
		}
	}
	return s
}

// maxLogWord is the length of the longest event type or error code that Slack
// documents (restricted_action_non_threadable_channel).
const maxLogWord = 40
