package scripted

// Samples are lists of blocks to begin fuzzing with: common ones, and some that are
// broken in their own way.
func Samples() []string {
	return []string{
		`[{"type":"section","text":{"type":"mrkdwn","text":"*a* <b|c> <@U1> <!here> _d_"},"accessory":{"type":"overflow","options":[{"text":{"type":"plain_text","text":"x"},"value":"y"}]}}]`,
		`[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"ordered","offset":3,"indent":2,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true}}]}]}]}]`,
		`[{"type":"table","rows":[[{"type":"raw_text","text":"a"},null],[]]}]`,
		`[{"type":"context_actions","elements":[{"type":"feedback_buttons","positive_button":{"text":{"text":"a"}}}]},{"type":"container","child_blocks":[{"type":"card","actions":[{}]}]}]`,
		`[{"type":"input","element":{"type":"static_select","option_groups":[{"options":[{}]}],"initial_option":{"value":3}}}]`,
		`[null, 3, {"type":"actions","elements":{}}, {"type":"context","elements":[null]}]`,
	}
}
