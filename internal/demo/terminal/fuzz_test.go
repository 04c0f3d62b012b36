package terminal_test

import (
	"testing"

	"rolecall/internal/demo/terminal"
)

var samples = []string{
	`[{"type":"section","text":{"type":"mrkdwn","text":"*a* <b|c> <@U1> <!here> _d_"},"accessory":{"type":"overflow","options":[{"text":{"type":"plain_text","text":"x"},"value":"y"}]}}]`,
	`[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"ordered","offset":3,"indent":2,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true}}]}]}]}]`,
	`[{"type":"table","rows":[[{"type":"raw_text","text":"a"},null],[]]}]`,
	`[{"type":"context_actions","elements":[{"type":"feedback_buttons","positive_button":{"text":{"text":"a"}}}]},{"type":"container","child_blocks":[{"type":"card","actions":[{}]}]}]`,
	`[{"type":"input","element":{"type":"static_select","option_groups":[{"options":[{}]}],"initial_option":{"value":3}}}]`,
	`[null, 3, {"type":"actions","elements":{}}, {"type":"context","elements":[null]}]`,
}

// FuzzDraw draws any JSON: Draw must not panic, and must number every element.
func FuzzDraw(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, elements, err := terminal.Draw(data, terminal.DrawOptions{Width: 40})
		if err == nil && len(elements) > 0 && text == "" {
			t.Errorf("%d elements and no text", len(elements))
		}
	})
}
