package blockkit

import (
	"encoding/json"
	"testing"

	"rolecall/internal/slacktest/blocks"
)

// check checks a story against Slack's limits and against the advice in package
// blocks; user is the only one it may mention. It reads the JSON that is sent, so
// that it also sees fields that slack-go adds.
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
