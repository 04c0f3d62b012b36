package blocks

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Surface is where blocks are shown; it decides which are allowed.
type Surface string

// The surfaces of Block Kit.
const (
	Message Surface = "message"
	Modal   Surface = "modal"
	Home    Surface = "home"
)

const (
	maxOptions   = 100
	OnlyOneTable = "only_one_table_allowed"
)

// CheckBlocks holds blocks to Block Kit's documented limits for a surface and returns what is wrong in Slack's way of saying it, each
// with a JSON pointer. Block types it does not know are refused, as Slack refuses them.
func Check(blocks []any, surface Surface) []string {
	c := &checker{surface: surface, ids: map[string]bool{}}
	c.blocks(blocks, "/blocks")
	return c.problems
}

// CheckView holds a view to its limits; kind is "modal" or "home".
func CheckView(view map[string]any, kind Surface) []string {
	c := &checker{surface: kind, ids: map[string]bool{}}
	if t, _ := view["type"].(string); t != string(kind) {
		c.problem("/view/type", "must be %q, not %q", kind, t)
	}
	if kind == Modal {
		c.text(view["title"], "/view/title", 1, 24, true)
		for _, k := range []string{"submit", "close"} {
			if view[k] != nil {
				c.text(view[k], "/view/"+k, 1, 24, true)
			}
		}
	}
	c.size(view["private_metadata"], "/view/private_metadata", 0, 3000)
	c.size(view["callback_id"], "/view/callback_id", 0, 255)
	c.size(view["external_id"], "/view/external_id", 0, 255)
	list, ok := view["blocks"].([]any)
	if !ok {
		c.problem("/view/blocks", "must be an array")
		return c.problems
	}
	if len(list) > 100 {
		c.problem("/view/blocks", "no more than 100 items allowed")
	}
	c.blocks(list, "/view/blocks")
	inputs := slices.ContainsFunc(list, func(b any) bool { m, _ := b.(map[string]any); return m["type"] == "input" })
	if kind == Modal && inputs && view["submit"] == nil {
		c.problem("/view", "must define `submit` to use an `input` block in modals")
	}
	return c.problems
}

type checker struct {
	surface  Surface
	problems []string
	ids      map[string]bool
	tables   int
	tableLen int
	markdown int
}

func (c *checker) problem(at, format string, args ...any) {
	c.problems = append(c.problems, "[ERROR] "+fmt.Sprintf(format, args...)+" [json-pointer:"+at+"]")
}

// size checks the length of an optional string, in characters.
func (c *checker) size(v any, at string, least, most int) {
	if v == nil && least == 0 {
		return
	}
	s, ok := v.(string)
	switch n := utf8.RuneCountInString(s); {
	case !ok:
		c.problem(at, "must be a string")
	case n < least:
		c.problem(at, "must be more than %d characters", least-1)
	case n > most:
		c.problem(at, "must be less than %d characters", most+1)
	}
}

// text checks a text object.
func (c *checker) text(v any, at string, least, most int, plain bool) {
	m, ok := v.(map[string]any)
	if !ok {
		c.problem(at, "must provide an object")
		return
	}
	kind, _ := m["type"].(string)
	if kind != "plain_text" && (plain || kind != "mrkdwn") {
		c.problem(at+"/type", "must be a valid text type, not %q", kind)
	}
	if kind == "mrkdwn" && m["emoji"] != nil {
		c.problem(at+"/emoji", "is not allowed with mrkdwn")
	}
	c.size(m["text"], at+"/text", least, most)
}

func (c *checker) blocks(list []any, at string) {
	for i, b := range list {
		here := fmt.Sprintf("%s/%d", at, i)
		block, ok := b.(map[string]any)
		if !ok {
			c.problem(here, "must provide an object")
			continue
		}
		if id, ok := block["block_id"]; ok {
			c.size(id, here+"/block_id", 0, 255)
			if s, _ := id.(string); s != "" {
				if c.ids[s] {
					c.problem(here+"/block_id", "block_id %q is used twice", s)
				}
				c.ids[s] = true
			}
		}
		c.block(block, here)
	}
}

var elsewhere = map[string][]Surface{ // block types that are not for every surface
	"markdown": {Message}, "context_actions": {Message}, "table": {Message, Home}, "data_table": {Message, Home}, "alert": {Modal},
	"carousel": {Message, Home}, "container": {Message, Home}, "plan": {Message}, "task_card": {Message}, "data_visualization": {Message},
}

func (c *checker) block(b map[string]any, at string) {
	kind, _ := b["type"].(string)
	if where, limited := elsewhere[kind]; limited && !slices.Contains(where, c.surface) {
		c.problem(at, "unsupported type: %s in a %s", kind, c.surface)
		return
	}
	switch kind {
	case "section":
		c.section(b, at)
	case "header":
		c.text(b["text"], at+"/text", 1, 150, true)
	case "context":
		for i, e := range c.list(b["elements"], at+"/elements", 1, 10) {
			here := fmt.Sprintf("%s/elements/%d", at, i)
			if m, _ := e.(map[string]any); m["type"] == "image" {
				c.image(m, here)
			} else {
				c.text(e, here, 1, 3000, false)
			}
		}
	case "divider", "file", "call", "alert", "plan", "task_card", "data_visualization", "video":
	case "image":
		c.image(b, at)
	case "actions":
		c.elements(b["elements"], at, 25, inActions)
	case "context_actions":
		c.elements(b["elements"], at, 5, inContextActions)
	case "input":
		c.text(b["label"], at+"/label", 1, 2000, true)
		if b["hint"] != nil {
			c.text(b["hint"], at+"/hint", 1, 2000, true)
		}
		c.element(b["element"], at+"/element", inInput)
	case "rich_text":
		c.list(b["elements"], at+"/elements", 1, 1000)
		c.rich(b["elements"], at+"/elements")
	case "markdown":
		s, _ := b["text"].(string)
		if c.markdown += utf8.RuneCountInString(s); c.markdown > 12000 {
			c.problem(at+"/text", "must be less than 12001 characters in all")
		}
		c.size(b["text"], at+"/text", 1, 12000)
	case "table":
		c.table(b, at, 10000, 1, 100)
	case "data_table":
		c.size(b["caption"], at+"/caption", 1, 3000)
		c.table(b, at, 20000, 2, 101)
	case "card":
		c.card(b, at)
	case "carousel":
		for i, e := range c.list(b["elements"], at+"/elements", 1, 10) {
			if m, ok := e.(map[string]any); ok {
				c.card(m, fmt.Sprintf("%s/elements/%d", at, i))
			}
		}
	case "container":
		if b["title"] != nil {
			c.text(b["title"], at+"/title", 1, 150, true)
		}
		inner := c.list(b["child_blocks"], at+"/child_blocks", 1, 10)
		c.blocks(inner, at+"/child_blocks")
	default:
		c.problem(at, "unsupported type: %s", kind)
	}
}

func (c *checker) list(v any, at string, least, most int) []any {
	list, ok := v.([]any)
	switch {
	case !ok:
		c.problem(at, "must be an array")
	case len(list) < least:
		c.problem(at, "no fewer than %d items allowed", least)
	case len(list) > most:
		c.problem(at, "no more than %d items allowed", most)
	}
	return list
}

func (c *checker) section(b map[string]any, at string) {
	if b["text"] == nil && b["fields"] == nil {
		c.problem(at, "missing required field: text or fields")
	}
	if b["text"] != nil {
		c.text(b["text"], at+"/text", 1, 3000, false)
	}
	if b["fields"] != nil {
		for i, f := range c.list(b["fields"], at+"/fields", 1, 10) {
			c.text(f, fmt.Sprintf("%s/fields/%d", at, i), 1, 2000, false)
		}
	}
	if b["accessory"] != nil {
		c.element(b["accessory"], at+"/accessory", inSection)
	}
}

func (c *checker) image(b map[string]any, at string) {
	if b["image_url"] == nil && b["slack_file"] == nil {
		c.problem(at, "missing required field: image_url")
	}
	c.size(b["image_url"], at+"/image_url", 0, 3000)
	c.size(b["alt_text"], at+"/alt_text", 1, 2000)
}

func (c *checker) card(b map[string]any, at string) {
	if b["title"] == nil && b["body"] == nil && b["hero_image"] == nil && b["actions"] == nil {
		c.problem(at, "missing required field: title, body, hero_image or actions")
	}
	for _, part := range []struct {
		key  string
		most int
	}{{"title", 150}, {"subtitle", 150}, {"body", 200}, {"subtext", 200}} {
		if b[part.key] != nil {
			c.text(b[part.key], at+"/"+part.key, 1, part.most, false)
		}
	}
	if b["actions"] != nil {
		c.elements(b["actions"], at+"/actions", 3, inActions)
	}
}

// table checks the rows of a table; characters are counted over all tables of the payload.
func (c *checker) table(b map[string]any, at string, chars, leastRows, mostRows int) {
	if c.tables++; c.tables > 1 {
		c.problem(at, OnlyOneTable)
	}
	if s, ok := b["column_settings"].([]any); ok {
		if len(s) > 20 {
			c.problem(at+"/column_settings", "no more than 20 items allowed")
		}
		for i, v := range s {
			m, _ := v.(map[string]any)
			if align, ok := m["align"]; ok && align != "left" && align != "center" && align != "right" {
				c.problem(fmt.Sprintf("%s/column_settings/%d/align", at, i), "must be left, center or right")
			}
		}
	}
	for i, r := range c.list(b["rows"], at+"/rows", leastRows, mostRows) {
		for j, cell := range c.list(r, fmt.Sprintf("%s/rows/%d", at, i), 1, 20) {
			here := fmt.Sprintf("%s/rows/%d/%d", at, i, j)
			m, ok := cell.(map[string]any)
			if !ok {
				c.problem(here, "must provide an object")
				continue
			}
			switch m["type"] {
			case "raw_text":
				c.size(m["text"], here+"/text", 1, chars)
				c.tableLen += utf8.RuneCountInString(Text(m))
			case "rich_text":
				c.rich(m["elements"], here+"/elements")
				c.tableLen += utf8.RuneCountInString(richText(m["elements"]))
			default:
				c.problem(here+"/type", "unsupported cell type: %v", m["type"])
			}
		}
	}
	if c.tableLen > chars {
		c.problem(at, "must be less than %d characters in all cells", chars+1)
	}
}

// richText checks the nesting of rich text.
func (c *checker) rich(v any, at string) {
	list, _ := v.([]any)
	for i, e := range list {
		here := fmt.Sprintf("%s/%d", at, i)
		m, ok := e.(map[string]any)
		if !ok {
			c.problem(here, "must provide an object")
			continue
		}
		switch m["type"] {
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
			c.rich(m["elements"], here+"/elements")
		case "rich_text_list":
			if m["style"] != "bullet" && m["style"] != "ordered" {
				c.problem(here+"/style", "must be bullet or ordered")
			}
			c.rich(m["elements"], here+"/elements")
		case "text":
			if s, ok := m["text"].(string); !ok || s == "" {
				c.problem(here+"/text", "must be more than 0 characters")
			}
		case "link":
			if s, _ := m["url"].(string); !strings.Contains(s, ":") {
				c.problem(here+"/url", "must be a valid url")
			}
		case "user", "channel", "usergroup", "emoji", "broadcast", "date", "team", "color":
		default:
			c.problem(here+"/type", "unsupported rich text element: %v", m["type"])
		}
	}
}
