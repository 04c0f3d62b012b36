package blocks

import (
	"encoding/json"
	"strings"
)

// Text returns the text of a text object, or the string itself.
func Text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		s, _ := v["text"].(string)
		return s
	}
	return ""
}

// richText returns the text of rich text elements without formatting.
func richText(v any) string {
	var b strings.Builder
	list, _ := v.([]any)
	for _, e := range list {
		m, _ := e.(map[string]any)
		switch m["type"] {
		case "text":
			b.WriteString(Text(m))
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
			b.WriteString(richText(m["elements"]))
		}
	}
	return b.String()
}

// number reads a JSON number.
func number(v any) (int, bool) {
	switch v := v.(type) {
	case json.Number:
		n, err := v.Int64()
		return int(n), err == nil
	case float64:
		return int(v), true
	case int:
		return v, true
	}
	return 0, false
}

// decimal reads a JSON number that may have decimals.
func decimal(v any) (float64, bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case float64:
		return v, true
	}
	return 0, false
}
