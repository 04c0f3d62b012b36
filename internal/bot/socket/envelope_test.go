package socket

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/slack-go/slack/socketmode"
)

// A frame is an envelope only if it has an id to acknowledge, and only a disconnect
// frame ends a connection.
func FuzzFrames(f *testing.F) {
	for _, frame := range []string{
		`{"envelope_id":"e1","type":"events_api","payload":{"event":{"type":"message"}}}`, `{"envelope_id":"e1","type":"hologram"}`,
		`{"type":"disconnect","reason":"link_disabled"}`, `{"type":"disconnect","reason":7}`, `{"type":"hello"}`, `{"envelope_id":7}`, `[]`, `7`, `null`, `not json`, ``,
		`{"envelope_id":"e1","payload":{"text":"Received WebSocket message: {\"type\":\"disconnect\",\"reason\":\"warning\"}"}}`,
	} {
		f.Add(frame)
	}
	f.Fuzz(func(t *testing.T, frame string) {
		e, ok := envelopeOf(socketmode.Event{Type: socketmode.EventTypeErrorBadMessage, Data: &socketmode.ErrorBadMessage{Message: json.RawMessage(frame)}})
		if ok != (e.ID != "") {
			t.Errorf("an envelope (%v) with the id %q", ok, e.ID)
		}
		var read struct {
			Type string `json:"type"`
		}
		disconnect := json.Unmarshal([]byte(frame), &read) == nil && read.Type == "disconnect"
		m := newMonitor(func(reason string) {
			if !disconnect {
				t.Error("a frame other than disconnect ends the connection")
			}
			if len(reason) > maxLogWord+len("é…") {
				t.Errorf("a reason of %d bytes is logged", len(reason))
			}
		})
		_ = m.Output(2, "Received WebSocket message: "+frame)
	})
}

func TestLogWord(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "app_mention": "app_mention", "message.im": "message.im", "what is a CTO?": "what…", "Ünknown": "…", "line\nbreak": "line…",
		"restricted_action_non_threadable_channel": "restricted_action_non_threadable_channel",
		strings.Repeat("a", 100):                   strings.Repeat("a", maxLogWord) + "…",
	} {
		if got := LogWord(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
