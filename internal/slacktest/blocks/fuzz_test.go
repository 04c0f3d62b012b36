package blocks_test

import (
	"encoding/json"
	"testing"

	"rolecall/internal/slacktest/blocks"
)

var samples = []string{
	`[{"type":"section","text":{"type":"mrkdwn","text":"*a* <b|c> <@U1> <!here> _d_"},"accessory":{"type":"overflow","options":[{"text":{"type":"plain_text","text":"x"},"value":"y"}]}}]`,
	`[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"ordered","offset":3,"indent":2,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true}}]}]}]}]`,
	`[{"type":"table","rows":[[{"type":"raw_text","text":"a"},null],[]]}]`,
	`[{"type":"context_actions","elements":[{"type":"feedback_buttons","positive_button":{"text":{"text":"a"}}}]},{"type":"container","child_blocks":[{"type":"card","actions":[{}]}]}]`,
	`[{"type":"input","element":{"type":"static_select","option_groups":[{"options":[{}]}],"initial_option":{"value":3}}}]`,
	`[null, 3, {"type":"actions","elements":{}}, {"type":"context","elements":[null]}]`,
}

// FuzzCheck checks any JSON, and lists its elements: neither may panic.
func FuzzCheck(f *testing.F) {
	for _, s := range samples {
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
