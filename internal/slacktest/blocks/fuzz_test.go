package blocks_test

import (
	"encoding/json"
	"testing"

	"rolecall/internal/slacktest/blocks"
	"rolecall/internal/slacktest/scripted"
)

// FuzzCheck checks any JSON, and lists its elements: neither may panic.
func FuzzCheck(f *testing.F) {
	for _, s := range scripted.Samples() {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var list []any
		if json.Unmarshal(data, &list) != nil {
			return
		}
		for _, s := range []blocks.Surface{blocks.Message, blocks.Modal, blocks.Home} {
			blocks.Check(list, s)
		}
		blocks.CheckView(map[string]any{"type": "modal", "blocks": list}, blocks.Modal)
		for _, e := range blocks.Elements(list) {
			state, ok := e.Initial()
			if !ok && e.StateKey() != "" {
				t.Errorf("%s has a value and no state to start from", e.Kind())
			}
			_ = e.Complete(state)
			_, _ = e.Enter("x", nil)
		}
	})
}
