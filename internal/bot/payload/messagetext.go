package payload

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rolecall/internal/blockkit"
)

// Message is a message that someone used a shortcut on. People write text; apps use
// blocks and attachments, often without a text.
type Message struct {
	User        string `json:"user"` // who posted it
	TS          string `json:"ts"`
	ThreadTS    string `json:"thread_ts"`
	Text        string `json:"text"`
	Blocks      any    `json:"blocks"`
	Attachments any    `json:"attachments"`
}

// VisibleText returns the text of a message, without repetitions: its text or that of
// its blocks, whichever is longer, and its attachments.
func (m Message) VisibleText() string {
	text := m.Text
	if blocks := blockText(list(m.Blocks)); utf8.RuneCountInString(blocks) > utf8.RuneCountInString(text) {
		text = blocks
	}
	parts := []string{text}
	for _, a := range list(m.Attachments) {
		a, _ := a.(map[string]any)
		parts = append(parts, attachmentText(a)...)
	}
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n")
}

// attachmentText returns the text of an attachment: its fields, its blocks, and those
// of a message it shares; its fallback only if there is no other text.
func attachmentText(a map[string]any) (out []string) {
	for _, name := range []string{"pretext", "title", "text"} {
		if s, ok := a[name].(string); ok {
			out = append(out, s)
		}
	}
	for _, f := range list(a["fields"]) {
		f, _ := f.(map[string]any)
		title, _ := f["title"].(string)
		value, _ := f["value"].(string)
		out = append(out, title, value)
	}
	out = append(out, blockText(list(a["blocks"])))
	for _, shared := range list(a["message_blocks"]) {
		shared, _ := shared.(map[string]any)
		inner, _ := shared["message"].(map[string]any)
		out = append(out, blockText(list(inner["blocks"])))
	}
	if strings.TrimSpace(strings.Join(out, "")) == "" {
		if s, ok := a["fallback"].(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// maxDepth bounds the recursion into blocks. A choice: Slack's own nest five deep
// (table cell, rich text, list, section, text).
const maxDepth = 8

// blockText returns the text of blocks, without that of buttons and other controls.
func blockText(blocks []any) string {
	var b strings.Builder
	for _, block := range blocks {
		writeBlock(&b, block, maxDepth)
		b.WriteByte('\n')
	}
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '\n' }), "\n")
}

func writeBlock(b *strings.Builder, v any, depth int) {
	if depth == 0 {
		return
	}
	if items, ok := v.([]any); ok {
		for _, item := range items {
			writeBlock(b, item, depth-1)
		}
		return
	}
	m, _ := v.(map[string]any)
	kind, _ := m["type"].(string)
	switch kind {
	case "actions", "context_actions", "input", "button", "image", "emoji", "color", "broadcast":
		return
	case "user":
		if id, ok := m["user_id"].(string); ok {
			b.WriteString("<@" + id + ">")
		}
		return
	case "link":
		label, ok := m["text"].(string)
		if !ok {
			label, _ = m["url"].(string)
		}
		b.WriteString(label)
		return
	}
	if s, ok := m["text"].(string); ok {
		b.WriteString(s)
	}
	for _, inner := range []string{"text", "title", "subtitle", "body", "fields", "elements", "rows", "child_blocks", "cards"} {
		switch m[inner].(type) {
		case map[string]any, []any:
			writeBlock(b, m[inner], depth-1)
		}
	}
	switch kind { // these end with a line break
	case "mrkdwn", "plain_text", "rich_text_section", "rich_text_quote", "rich_text_preformatted", "raw_text":
		b.WriteByte('\n')
	}
}

// Rated returns what the rating under a message of ours refers to; ok is false where it has
// none. Whoever calls it checks that the message is ours: other apps write what they like.
func (m Message) Rated() (ref blockkit.Ref, ok bool) {
	for _, block := range list(m.Blocks) {
		block, _ := block.(map[string]any)
		for _, e := range list(block["elements"]) {
			e, _ := e.(map[string]any)
			id, _ := e["action_id"].(string)
			if blockkit.Action(id) != blockkit.ActionFeedback {
				continue
			}
			if up, ok := e["positive_button"].(map[string]any); ok {
				e = up
			}
			value, _ := e["value"].(string)
			return blockkit.ParseRef(value)
		}
	}
	return blockkit.Ref{}, false
}

// list returns v as a list, nil if it is none.
func list(v any) []any {
	l, _ := v.([]any)
	return l
}
