package slacktest

import "strings"

// plainRich is the text of rich text elements without its marks.
func plainRich(v any) string {
	var b strings.Builder
	list, _ := v.([]any)
	for _, e := range list {
		m, _ := e.(map[string]any)
		switch m["type"] {
		case "text":
			b.WriteString(textOf(m))
		case "link":
			s, _ := m["text"].(string)
			if s == "" {
				s, _ = m["url"].(string)
			}
			b.WriteString(s)
		case "user":
			s, _ := m["user_id"].(string)
			b.WriteString("@" + s)
		case "emoji":
			s, _ := m["name"].(string)
			b.WriteString(":" + s + ":")
		default:
			b.WriteString(plainRich(m["elements"]))
		}
	}
	return b.String()
}
