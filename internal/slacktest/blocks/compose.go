package blocks

import (
	"regexp"
	"strings"
)

// Identify adds ids to blocks and interactive elements without one, as Slack does; id
// returns a new one with a prefix.
func Identify(list []any, id func(prefix string) string) {
	name := func(m map[string]any, key, prefix string) {
		if s, _ := m[key].(string); s == "" {
			m[key] = id(prefix)
		}
	}
	for _, b := range list {
		block, ok := b.(map[string]any)
		if !ok {
			continue
		}
		name(block, "block_id", "b")
		elements := []any{block["accessory"], block["element"]}
		switch block["type"] {
		case "actions", "context_actions":
			more, _ := block["elements"].([]any)
			elements = append(elements, more...)
		case "card":
			more, _ := block["actions"].([]any)
			elements = append(elements, more...)
		case "container", "carousel":
			for _, key := range []string{"child_blocks", "elements"} {
				inner, _ := block[key].([]any)
				Identify(inner, id)
			}
		}
		for _, e := range elements {
			if element, ok := e.(map[string]any); ok && element["type"] != "image" {
				name(element, "action_id", "a")
			}
		}
	}
}

var userMention = regexp.MustCompile(`<@(U[A-Z0-9]+)>`)

// Composed returns the rich text elements that Slack's composer makes of what a person
// types; text is the text of the message. It returns nil for an empty text.
func Composed(text string) []any {
	unescape := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	var parts []any
	add := func(s string) {
		if s != "" {
			parts = append(parts, map[string]any{"type": "text", "text": unescape.Replace(s)})
		}
	}
	at := 0
	for _, m := range userMention.FindAllStringSubmatchIndex(text, -1) {
		add(text[at:m[0]])
		parts = append(parts, map[string]any{"type": "user", "user_id": text[m[2]:m[3]]})
		at = m[1]
	}
	add(text[at:])
	if len(parts) == 0 {
		return nil
	}
	return []any{map[string]any{"type": "rich_text_section", "elements": parts}}
}
