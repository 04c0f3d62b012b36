package blocks

import (
	"fmt"
	"slices"
)

// Where an element can be.
const (
	inSection        = "section"
	inActions        = "actions"
	inInput          = "input"
	inContextActions = "context_actions"
)

// places lists where each element is allowed (docs.slack.dev/reference/block-kit/
// block-elements, "works with").
var places = map[string][]string{
	"button":          {inSection, inActions},
	"workflow_button": {inSection, inActions},
	"image":           {inSection},
	"overflow":        {inSection, inActions},

	"static_select":        {inSection, inActions, inInput},
	"external_select":      {inSection, inActions, inInput},
	"users_select":         {inSection, inActions, inInput},
	"conversations_select": {inSection, inActions, inInput},
	"channels_select":      {inSection, inActions, inInput},

	"multi_static_select":        {inSection, inInput},
	"multi_external_select":      {inSection, inInput},
	"multi_users_select":         {inSection, inInput},
	"multi_conversations_select": {inSection, inInput},
	"multi_channels_select":      {inSection, inInput},

	"checkboxes":     {inSection, inActions, inInput},
	"radio_buttons":  {inSection, inActions, inInput},
	"datepicker":     {inSection, inActions, inInput},
	"timepicker":     {inSection, inActions, inInput},
	"datetimepicker": {inActions, inInput},

	"plain_text_input": {inInput},
	"rich_text_input":  {inInput},
	"email_text_input": {inInput},
	"url_text_input":   {inInput},
	"number_input":     {inInput},
	"file_input":       {inInput},

	"feedback_buttons": {inContextActions},
	"icon_button":      {inContextActions},
}

func (c *checker) elements(v any, at string, most int, place string) {
	ids := map[string]bool{}
	for i, e := range c.list(v, at, 1, most) {
		here := fmt.Sprintf("%s/%d", at, i)
		c.element(e, here, place)
		m, _ := e.(map[string]any)
		if id, _ := m["action_id"].(string); id != "" {
			if ids[id] {
				c.problem(here+"/action_id", "action_id %q is used twice in the block", id)
			}
			ids[id] = true
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
	if !slices.Contains(places[kind], place) {
		c.problem(at+"/type", "unsupported type: %s in %s", kind, place)
		return
	}
	c.size(e["action_id"], at+"/action_id", 0, maxID)
	c.optionalText(e["placeholder"], at+"/placeholder", maxPlaceholder, true)
	if e["confirm"] != nil {
		c.confirm(e["confirm"], at+"/confirm")
	}
	switch kind {
	case "image":
		c.image(e, at)
	case "button":
		c.button(e, at, 0)
		c.size(e["url"], at+"/url", 0, maxURL)
		if s := e["style"]; s != nil && s != "primary" && s != "danger" {
			c.problem(at+"/style", "must be primary or danger")
		}
	case "feedback_buttons":
		for _, side := range []string{"positive_button", "negative_button"} {
			if b, ok := e[side].(map[string]any); ok {
				c.button(b, at+"/"+side, 1)
			} else {
				c.problem(at+"/"+side, "must provide an object")
			}
		}
	case "icon_button":
		if e["icon"] != "trash" {
			c.problem(at+"/icon", "must be trash")
		}
		c.button(e, at, 0)
	case "overflow":
		c.options(e, at, maxOverflow, true)
	case "static_select", "multi_static_select":
		c.options(e, at, maxOptions, true)
	case "checkboxes", "radio_buttons":
		c.options(e, at, maxBoxes, false)
	case "plain_text_input":
		most := maxInput
		if n, ok := number(e["max_length"]); ok {
			if n < 1 || n > maxInput {
				c.problem(at+"/max_length", "must be 1 to %d", maxInput)
			}
			most = n
		}
		c.size(e["initial_value"], at+"/initial_value", 0, most)
	}
}

// button checks what all buttons have; leastValue is 1 if a value is required.
func (c *checker) button(b map[string]any, at string, leastValue int) {
	c.text(b["text"], at+"/text", maxButtonText, true)
	c.size(b["value"], at+"/value", leastValue, maxValue)
	if label := b["accessibility_label"]; label != nil {
		c.size(label, at+"/accessibility_label", 1, maxButtonText)
	}
}

func (c *checker) confirm(v any, at string) {
	m, ok := v.(map[string]any)
	if !ok {
		c.problem(at, "must provide an object")
		return
	}
	c.text(m["title"], at+"/title", maxConfirmTitle, true)
	c.text(m["text"], at+"/text", maxConfirmText, true)
	c.text(m["confirm"], at+"/confirm", maxConfirmButton, true)
	c.text(m["deny"], at+"/deny", maxConfirmButton, true)
}

// options checks an element that has its own options.
func (c *checker) options(e map[string]any, at string, most int, plain bool) {
	c.choices(e, at, 1, most, plain)
	if e["options"] == nil && e["option_groups"] == nil {
		c.problem(at, "missing required field: options")
	}
	if first, ok := e["initial_option"].(map[string]any); ok {
		if o := Option(Options(e), fmt.Sprint(first["value"])); o == nil {
			c.problem(at+"/initial_option", "must be one of the options")
		}
	}
}

// choices checks the options or option groups of an element, or of an answer with the
// options of a menu. Only radio buttons and checkboxes allow mrkdwn (plain is false).
func (c *checker) choices(e map[string]any, at string, least, most int, plain bool) {
	check := func(v any, at string, least int) {
		c.objects(c.list(v, at, least, most), at, func(o map[string]any, at string) {
			c.text(o["text"], at+"/text", maxOptionText, plain)
			c.size(o["value"], at+"/value", 1, maxOptionValue)
			c.optionalText(o["description"], at+"/description", maxOptionText, plain)
		})
	}
	if e["options"] != nil {
		check(e["options"], at+"/options", least)
	}
	if e["option_groups"] != nil {
		c.objects(c.list(e["option_groups"], at+"/option_groups", least, maxOptions), at+"/option_groups", func(g map[string]any, at string) {
			c.text(g["label"], at+"/label", maxOptionText, true)
			check(g["options"], at+"/options", 1)
		})
	}
}
