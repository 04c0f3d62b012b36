package blockkit

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// checker holds what is drawn to Slack's documented limits. It reads the JSON
// that is sent, so that a field slack-go fills in by itself is seen too.
type checker struct {
	t       testing.TB
	story   string
	surface string
	blocks  map[string]bool
	tables  int
	user    string // whose mention may stand in the text: the sharer's
}

func check(t testing.TB, s Story, user string) {
	t.Helper()
	c := &checker{t: t, story: s.Name, surface: s.surface(), blocks: map[string]bool{}, user: user}
	raw := s.JSON(t)
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	list, _ := v["blocks"].([]any)
	most := 100
	switch c.surface {
	case "message":
		most = 50
		c.length("/text", v["text"], 1, MaxMessageText)
		c.inert("/text", v["text"])
	case "modal":
		c.plain("/title", v["title"], MaxViewTitle)
		c.plain("/close", v["close"], MaxViewTitle)
		if hasInput(list) {
			c.plain("/submit", v["submit"], MaxViewTitle)
		}
		fallthrough
	case "home":
		c.length("/callback_id", v["callback_id"], 1, 255)
		if v["private_metadata"] != nil {
			c.length("/private_metadata", v["private_metadata"], 0, MaxMetadata)
		}
		if len(raw) > 250_000 {
			c.bad("/", "a view of %d bytes", len(raw))
		}
	}
	if len(list) == 0 || len(list) > most {
		c.bad("/blocks", "%d blocks, want 1 to %d", len(list), most)
	}
	for i, b := range list {
		c.block(fmt.Sprintf("/blocks/%d", i), b.(map[string]any))
	}
}

func hasInput(list []any) bool {
	return slices.ContainsFunc(list, func(b any) bool { return b.(map[string]any)["type"] == "input" })
}

func (c *checker) bad(at, format string, args ...any) {
	c.t.Helper()
	c.t.Errorf("%s %s: %s", c.story, at, fmt.Sprintf(format, args...))
}

func (c *checker) length(at string, v any, least, most int) {
	c.t.Helper()
	s, ok := v.(string)
	if n := utf8.RuneCountInString(s); !ok || n < least || n > most {
		c.bad(at, "%d characters, want %d to %d", n, least, most)
	}
}

// active are the forms that Slack interprets in mrkdwn and in a message's text.
var active = regexp.MustCompile(`<[!@#][^>]*>?|<[^>|]*\|`)

// sourceLink is a link that we wrote ourselves, to a source.
var sourceLink = regexp.MustCompile(`<https?://[^<>|\s]+\|[^<>]*>`)

func (c *checker) inert(at string, v any) {
	c.t.Helper()
	s := fmt.Sprint(v)
	if c.user != "" {
		s = strings.Replace(s, "Shared by <@"+c.user+">", "", 1)
	}
	if m := active.FindString(s); m != "" {
		c.bad(at, "an active form: %s", m)
	}
	if strings.ContainsAny(s, "<>") {
		c.bad(at, "an unescaped angle bracket")
	}
}

// text checks a text object; mrkdwn is only let through where we link sources or
// set a heading of our own, and must not interpret anything else.
func (c *checker) text(at string, v any, most int) {
	c.t.Helper()
	m, _ := v.(map[string]any)
	c.length(at, m["text"], 1, most)
	switch m["type"] {
	case "plain_text":
		if m["verbatim"] != nil {
			c.bad(at, "verbatim on plain text")
		}
	case "mrkdwn":
		c.inert(at, sourceLink.ReplaceAllString(fmt.Sprint(m["text"]), ""))
		if m["verbatim"] != true {
			c.bad(at, "mrkdwn that may link by itself")
		}
	default:
		c.bad(at, "type %v", m["type"])
	}
}

func (c *checker) plain(at string, v any, most int) {
	c.t.Helper()
	if m, _ := v.(map[string]any); m["type"] != "plain_text" {
		c.bad(at, "want plain text, not %v", v)
	}
	c.text(at, v, most)
}

func (c *checker) elements(at string, v any, most int) []map[string]any {
	list, _ := v.([]any)
	if len(list) == 0 || len(list) > most {
		c.bad(at, "%d elements, want 1 to %d", len(list), most)
	}
	out := make([]map[string]any, len(list))
	for i, e := range list {
		out[i], _ = e.(map[string]any)
	}
	return out
}

func (c *checker) block(at string, b map[string]any) {
	if id, _ := b["block_id"].(string); id != "" {
		c.length(at+"/block_id", id, 1, 255)
		if c.blocks[id] {
			c.bad(at, "block_id %q twice", id)
		}
		c.blocks[id] = true
	}
	switch b["type"] {
	case "header":
		c.plain(at+"/text", b["text"], MaxHeader)
	case "divider":
	case "section":
		if b["text"] != nil {
			c.text(at+"/text", b["text"], MaxSectionText)
		}
		if b["fields"] != nil {
			fields, _ := b["fields"].([]any)
			if len(fields) > 10 {
				c.bad(at, "%d fields", len(fields))
			}
			for _, f := range fields {
				c.text(at+"/fields", f, MaxFieldText)
			}
		}
	case "context":
		for _, e := range c.elements(at, b["elements"], 10) {
			c.text(at, e, MaxSectionText)
		}
	case "actions":
		ids := map[string]bool{}
		for _, e := range c.elements(at, b["elements"], 25) {
			c.element(at, e)
			if id := fmt.Sprint(e["action_id"]); ids[id] {
				c.bad(at, "action_id %q twice", id)
			} else {
				ids[id] = true
			}
		}
	case "context_actions":
		if c.surface != "message" {
			c.bad(at, "context_actions in a %s", c.surface)
		}
		for _, e := range c.elements(at, b["elements"], 5) {
			c.element(at, e)
		}
	case "input":
		c.plain(at+"/label", b["label"], 2000)
		e, _ := b["element"].(map[string]any)
		c.element(at+"/element", e)
	case "rich_text":
		c.rich(at, b)
	case "table":
		c.table(at, b)
	default:
		c.bad(at, "block type %v", b["type"])
	}
}

func (c *checker) element(at string, e map[string]any) {
	c.length(at+"/action_id", e["action_id"], 1, 255)
	button := func(at string, e map[string]any) {
		c.plain(at+"/text", e["text"], MaxButtonText)
		c.length(at+"/value", e["value"], 1, MaxValue)
		if e["accessibility_label"] != nil {
			c.length(at+"/accessibility_label", e["accessibility_label"], 1, MaxButtonText)
		}
	}
	switch e["type"] {
	case "button", "icon_button":
		button(at, e)
	case "feedback_buttons":
		for _, k := range []string{"positive_button", "negative_button"} {
			b, _ := e[k].(map[string]any)
			button(at+"/"+k, b)
		}
	case "external_select":
		c.plain(at+"/placeholder", e["placeholder"], 150)
	case "static_select":
		c.plain(at+"/placeholder", e["placeholder"], 150)
		c.options(at, e, maxOptions)
	case "radio_buttons":
		c.options(at, e, 10)
	case "plain_text_input":
		if most, ok := e["max_length"].(float64); e["initial_value"] != nil && ok {
			c.length(at+"/initial_value", e["initial_value"], 0, int(most))
		}
	default:
		c.bad(at, "element type %v", e["type"])
	}
}

func (c *checker) options(at string, e map[string]any, most int) {
	for _, o := range c.elements(at+"/options", e["options"], most) {
		c.plain(at+"/text", o["text"], MaxButtonText)
		c.length(at+"/value", o["value"], 1, 150)
	}
}

// rich walks rich text: texts are never empty, and the only element that is not
// text is a link we made or the mention of the sharer.
func (c *checker) rich(at string, v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			c.rich(at, e)
		}
	case map[string]any:
		switch v["type"] {
		case "text":
			c.length(at, v["text"], 1, 12000)
		case "user":
			if v["user_id"] != c.user || c.user == "" {
				c.bad(at, "mentions %v", v["user_id"])
			}
		case "link", "rich_text", "rich_text_section", "rich_text_list":
			if e, ok := v["elements"].([]any); ok && len(e) == 0 {
				c.bad(at, "an empty %v", v["type"])
			}
			c.rich(at, v["elements"])
		default:
			c.bad(at, "rich text of type %v", v["type"])
		}
	}
}

func (c *checker) table(at string, b map[string]any) {
	if c.tables++; c.tables > 1 || c.surface == "modal" {
		c.bad(at, "table number %d in a %s", c.tables, c.surface)
	}
	rows, _ := b["rows"].([]any)
	if len(rows) < 2 || len(rows) > 100 {
		c.bad(at, "%d rows", len(rows))
	}
	chars := 0
	for i, r := range rows {
		cells, _ := r.([]any)
		if first, _ := rows[0].([]any); len(cells) != len(first) || len(cells) > 20 {
			c.bad(at, "row %d has %d cells", i, len(cells))
		}
		for _, cell := range cells {
			m, _ := cell.(map[string]any)
			if m["type"] == "raw_text" {
				c.length(at, m["text"], 1, 10000)
				chars += utf8.RuneCountInString(fmt.Sprint(m["text"]))
				continue
			}
			c.rich(at, m["elements"])
			raw, _ := json.Marshal(m)
			chars += len(raw)
		}
	}
	if chars > 10000 {
		c.bad(at, "%d characters in a table", chars)
	}
	settings, _ := b["column_settings"].([]any)
	for _, s := range settings {
		if m, _ := s.(map[string]any); m["align"] == "" {
			c.bad(at, "an empty align")
		}
	}
}
