package blocks

import (
	"fmt"
	"slices"
)

// Where an element stands.
const (
	inSection        = "section"
	inActions        = "actions"
	inInput          = "input"
	inContextActions = "context_actions"
)

var elementPlaces = map[string][]string{
	"button": {inSection, inActions}, "workflow_button": {inSection, inActions}, "image": {inSection}, "overflow": {inSection, inActions},
	"static_select": {inSection, inActions, inInput}, "external_select": {inSection, inActions, inInput}, "users_select": {inSection, inActions, inInput},
	"conversations_select": {inSection, inActions, inInput}, "channels_select": {inSection, inActions, inInput},
	"multi_static_select": {inSection, inInput}, "multi_external_select": {inSection, inInput}, "multi_users_select": {inSection, inInput},
	"multi_conversations_select": {inSection, inInput}, "multi_channels_select": {inSection, inInput},
	"checkboxes": {inSection, inActions, inInput}, "radio_buttons": {inSection, inActions, inInput},
	"datepicker": {inSection, inActions, inInput}, "timepicker": {inSection, inActions, inInput}, "datetimepicker": {inActions, inInput},
	"plain_text_input": {inInput}, "rich_text_input": {inInput}, "email_text_input": {inInput}, "url_text_input": {inInput}, "number_input": {inInput}, "file_input": {inInput},
	"feedback_buttons": {inContextActions}, "icon_button": {inContextActions},
}

func (c *checker) elements(v any, at string, most int, place string) {
	ids := map[string]bool{}
	for i, e := range c.list(v, at+"/elements", 1, most) {
		here := fmt.Sprintf("%s/elements/%d", at, i)
		c.element(e, here, place)
		if m, ok := e.(map[string]any); ok {
			if id, _ := m["action_id"].(string); id != "" {
				if ids[id] {
					c.problem(here+"/action_id", "action_id %q is used twice in the block", id)
				}
				ids[id] = true
			}
		}
	}
}

func (c *checker) element(v any, at, place string) {
	e, ok := v.(map[string]any)
	if !ok {
		c.problem(at, "must provide an object")
		return
	}
	kind, _ := e["type"].(string)
	places, known := elementPlaces[kind]
	if !known || !slices.Contains(places, place) {
		c.problem(at+"/type", "unsupported type: %s in %s", kind, place)
		return
	}
	c.size(e["action_id"], at+"/action_id", 0, 255)
	if e["placeholder"] != nil {
		c.text(e["placeholder"], at+"/placeholder", 1, 150, true)
	}
	if e["confirm"] != nil {
		c.confirm(e["confirm"], at+"/confirm")
	}
	switch kind {
	case "image":
		c.image(e, at)
	case "button":
		c.text(e["text"], at+"/text", 1, 75, true)
		c.size(e["value"], at+"/value", 0, 2000)
		c.size(e["url"], at+"/url", 0, 3000)
		c.size(e["accessibility_label"], at+"/accessibility_label", 0, 75)
		if s := e["style"]; s != nil && s != "primary" && s != "danger" {
			c.problem(at+"/style", "must be primary or danger")
		}
	case "feedback_buttons":
		for _, side := range []string{"positive_button", "negative_button"} {
			b, ok := e[side].(map[string]any)
			if !ok {
				c.problem(at+"/"+side, "must provide an object")
				continue
			}
			c.text(b["text"], at+"/"+side+"/text", 1, 75, true)
			c.size(b["value"], at+"/"+side+"/value", 1, 2000)
			c.size(b["accessibility_label"], at+"/"+side+"/accessibility_label", 0, 75)
		}
	case "icon_button":
		if e["icon"] != "trash" {
			c.problem(at+"/icon", "must be trash")
		}
		c.text(e["text"], at+"/text", 1, 75, true)
	case "overflow":
		c.options(e, at, 5, true)
	case "static_select", "multi_static_select":
		c.options(e, at, maxOptions, true)
	case "checkboxes", "radio_buttons":
		c.options(e, at, 10, true)
	case "plain_text_input":
		most := 3000
		if n, ok := number(e["max_length"]); ok {
			if n < 1 || n > 3000 {
				c.problem(at+"/max_length", "must be 1 to 3000")
			}
			most = n
		}
		c.size(e["initial_value"], at+"/initial_value", 0, most)
	}
}

func (c *checker) confirm(v any, at string) {
	m, ok := v.(map[string]any)
	if !ok {
		c.problem(at, "must provide an object")
		return
	}
	c.text(m["title"], at+"/title", 1, 100, true)
	c.text(m["text"], at+"/text", 1, 300, true)
	c.text(m["confirm"], at+"/confirm", 1, 30, true)
	c.text(m["deny"], at+"/deny", 1, 30, true)
}

func (c *checker) options(e map[string]any, at string, most int, must bool) {
	c.problems = append(c.problems, checkOptions(e, at, most)...)
	if must && e["options"] == nil && e["option_groups"] == nil {
		c.problem(at, "missing required field: options")
	}
	if first, ok := e["initial_option"].(map[string]any); ok {
		if o := Option(Options(e), fmt.Sprint(first["value"])); o == nil {
			c.problem(at+"/initial_option", "must be one of the options")
		}
	}
}

// CheckMenu holds the answer to a menu's question for its options to the limits.
func CheckMenu(answer map[string]any) []string {
	problems := checkOptions(answer, "", maxOptions)
	if answer["options"] == nil && answer["option_groups"] == nil {
		problems = append(problems, "neither options nor option_groups")
	}
	return problems
}

// checkOptions checks the options or option groups that an element or an answer to a menu's question holds.
func checkOptions(e map[string]any, at string, most int) []string {
	c := &checker{}
	one := func(v any, at string, least int) {
		for i, o := range c.list(v, at, least, most) {
			here := fmt.Sprintf("%s/%d", at, i)
			m, ok := o.(map[string]any)
			if !ok {
				c.problem(here, "must provide an object")
				continue
			}
			text, _ := m["text"].(map[string]any)
			c.text(m["text"], here+"/text", 1, 75, text["type"] != "mrkdwn")
			c.size(m["value"], here+"/value", 1, 150)
			if m["description"] != nil {
				c.text(m["description"], here+"/description", 1, 75, false)
			}
		}
	}
	least := 1
	if at == "" {
		least = 0 // an answer may be empty
	}
	if e["options"] != nil {
		one(e["options"], at+"/options", least)
	}
	if e["option_groups"] != nil {
		for i, g := range c.list(e["option_groups"], at+"/option_groups", least, 100) {
			here := fmt.Sprintf("%s/option_groups/%d", at, i)
			m, ok := g.(map[string]any)
			if !ok {
				c.problem(here, "must provide an object")
				continue
			}
			c.text(m["label"], here+"/label", 1, 75, true)
			one(m["options"], here+"/options", 1)
		}
	}
	return c.problems
}
