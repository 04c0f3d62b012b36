package blockkit

import (
	"encoding/json"
	"testing"

	"rolecall/internal/slacktest/blocks"
)

// check holds what is drawn to Slack's limits and to good manners; user may be
// mentioned. It reads the JSON that is sent, so that a field slack-go fills in by
// itself is seen too.
func check(t testing.TB, s Story, user string) {
	t.Helper()
	var payload map[string]any
	if err := json.Unmarshal(s.JSON(t), &payload); err != nil {
		t.Fatal(err)
	}
	problems := blocks.CheckMessage(payload)
	if surface := s.surface(); surface != blocks.Message {
		problems = blocks.CheckView(payload, surface)
	}
	for _, p := range append(problems, blocks.Advise(payload, user)...) {
		t.Errorf("%s: %s", s.Name, p)
	}
}
