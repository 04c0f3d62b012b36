package slacktest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"rolecall/internal/slacktest"
)

var samples = []string{
	`[{"type":"section","text":{"type":"mrkdwn","text":"*a* <b|c> <@U1> <!here> _d_"},"accessory":{"type":"overflow","options":[{"text":{"type":"plain_text","text":"x"},"value":"y"}]}}]`,
	`[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"ordered","offset":3,"indent":2,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true}}]}]}]}]`,
	`[{"type":"table","rows":[[{"type":"raw_text","text":"a"},null],[]]}]`,
	`[{"type":"context_actions","elements":[{"type":"feedback_buttons","positive_button":{"text":{"text":"a"}}}]},{"type":"container","child_blocks":[{"type":"card","actions":[{}]}]}]`,
	`[{"type":"input","element":{"type":"static_select","option_groups":[{"options":[{}]}],"initial_option":{"value":3}}}]`,
	`[null, 3, {"type":"actions","elements":{}}, {"type":"context","elements":[null]}]`,
}

// FuzzBlocks draws and checks any JSON: neither may panic, and what is drawn has a number for every element.
func FuzzBlocks(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, elements, err := slacktest.Draw(data, slacktest.DrawOptions{Width: 40})
		if err == nil && len(elements) > 0 && text == "" {
			t.Errorf("%d elements and no text", len(elements))
		}
		var list []any
		if json.Unmarshal(data, &list) == nil {
			slacktest.CheckBlocks(list, slacktest.InMessage)
			slacktest.CheckView(map[string]any{"type": "modal", "blocks": list}, "modal")
		}
	})
}

// FuzzText posts any text as a person's: what comes back unescapes to what was typed.
func FuzzText(f *testing.F) {
	for _, s := range []string{"a < b & c", "{bot} {user:maya} {x}", "<@U0MAYA>", "\x00\xff", "*_~`"} {
		f.Add(s)
	}
	ws, err := slacktest.Start(f.Context(), slacktest.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = ws.Close() })
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ws.Post(t.Context(), "general", "maya", s)
		check(t, err)
		m, ok := ws.Message("general", d.TS)
		if !ok {
			t.Fatal("the message is not there")
		}
		back := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(m.Text)
		if !strings.Contains(s, "{") && utf8.ValidString(s) && back != s {
			t.Errorf("%q came back as %q", s, back)
		}
		if len(m.Blocks) > 0 && !json.Valid(m.Blocks) {
			t.Errorf("blocks are no JSON: %s", m.Blocks)
		}
	})
}
