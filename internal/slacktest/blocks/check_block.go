package blocks

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// surfaces lists the surfaces of block types that are not allowed on every surface
// (docs.slack.dev/reference/block-kit/blocks, "available in surfaces").
var surfaces = map[string][]Surface{
	"markdown":           {Message},
	"context_actions":    {Message},
	"table":              {Message, Home},
	"data_table":         {Message, Home},
	"alert":              {Modal},
	"carousel":           {Message, Home},
	"container":          {Message, Home},
	"plan":               {Message},
	"task_card":          {Message},
	"data_visualization": {Message},
}

func (c *checker) blocks(list []any, at string) {
	c.objects(list, at, func(b map[string]any, at string) {
		if id, ok := b["block_id"]; ok {
			c.size(id, at+"/block_id", 0, maxID)
			if s, _ := id.(string); s != "" {
				if c.ids[s] {
					c.problem(at+"/block_id", "block_id %q is used twice", s)
				}
				c.ids[s] = true
			}
		}
		c.block(b, at)
	})
}

func (c *checker) block(b map[string]any, at string) {
	kind, _ := b["type"].(string)
	if where, limited := surfaces[kind]; limited && !slices.Contains(where, c.surface) {
		c.problem(at, "unsupported type: %s in a %s", kind, c.surface)
		return
	}
	switch kind {
	case "divider", "file", "call", "alert", "plan", "task_card", "video":
	case "section":
		c.section(b, at)
	case "header":
		c.text(b["text"], at+"/text", maxHeader, true)
	case "context":
		c.objects(c.list(b["elements"], at+"/elements", 1, maxContext), at+"/elements", func(m map[string]any, at string) {
			if m["type"] == "image" {
				c.image(m, at)
			} else {
				c.text(m, at, maxText, false)
			}
		})
	case "image":
		c.image(b, at)
	case "actions":
		c.elements(b["elements"], at+"/elements", maxActions, inActions)
	case "context_actions":
		c.elements(b["elements"], at+"/elements", maxContextActions, inContextActions)
	case "input":
		c.text(b["label"], at+"/label", maxLabel, true)
		c.optionalText(b["hint"], at+"/hint", maxLabel, true)
		c.element(b["element"], at+"/element", inInput)
	case "rich_text":
		c.rich(c.list(b["elements"], at+"/elements", 1, maxRichElements), at+"/elements")
	case "markdown":
		c.size(b["text"], at+"/text", 1, MaxMarkdown)
		if c.markdown += utf8.RuneCountInString(Text(b["text"])); c.markdown > MaxMarkdown {
			c.problem(at+"/text", "must be less than %d characters in all", MaxMarkdown+1)
		}
	case "table":
		c.table(b, at, maxTableText, 1, maxRows)
	case "data_table":
		c.dataTable(b, at)
	case "card":
		c.card(b, at)
	case "carousel":
		c.carousel(b, at)
	case "container":
		c.container(b, at)
	case "data_visualization":
		c.chart(b, at)
	default:
		c.problem(at, "unsupported type: %s", kind)
	}
}

func (c *checker) section(b map[string]any, at string) {
	if b["text"] == nil && b["fields"] == nil {
		c.problem(at, "missing required field: text or fields")
	}
	c.optionalText(b["text"], at+"/text", maxText, false)
	if b["fields"] != nil {
		c.objects(c.list(b["fields"], at+"/fields", 1, maxFields), at+"/fields", func(f map[string]any, at string) {
			c.text(f, at, maxFieldText, false)
		})
	}
	if b["accessory"] != nil {
		c.element(b["accessory"], at+"/accessory", inSection)
	}
}

func (c *checker) image(b map[string]any, at string) {
	if b["image_url"] == nil && b["slack_file"] == nil {
		c.problem(at, "missing required field: image_url")
	}
	c.size(b["image_url"], at+"/image_url", 0, maxURL)
	c.size(b["alt_text"], at+"/alt_text", 1, maxAltText)
}

// rich checks the nesting of rich text.
func (c *checker) rich(list []any, at string) {
	c.objects(list, at, func(m map[string]any, at string) {
		switch m["type"] {
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
			c.richIn(m, at)
		case "rich_text_list":
			if m["style"] != "bullet" && m["style"] != "ordered" {
				c.problem(at+"/style", "must be bullet or ordered")
			}
			c.richIn(m, at)
		case "text":
			if s, ok := m["text"].(string); !ok || s == "" {
				c.problem(at+"/text", "must be more than 0 characters")
			}
		case "link":
			if s, _ := m["url"].(string); !strings.Contains(s, ":") {
				c.problem(at+"/url", "must be a valid url")
			}
		case "user", "channel", "usergroup", "emoji", "broadcast", "date", "team", "color":
		default:
			c.problem(at+"/type", "unsupported rich text element: %v", m["type"])
		}
	})
}

func (c *checker) richIn(m map[string]any, at string) {
	list, _ := m["elements"].([]any)
	c.rich(list, at+"/elements")
}
