package blocks

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Element is an interactive element and its block.
type Element struct {
	BlockID  string
	Label    string // of its input block
	Input    bool   // it is in an input block
	Required bool   // its input block is not optional
	Body     map[string]any
}

// ActionID is the element's action_id.
func (p Element) ActionID() string { s, _ := p.Body["action_id"].(string); return s }

// Kind is the element's type.
func (p Element) Kind() string { s, _ := p.Body["type"].(string); return s }

// Elements lists the interactive elements of blocks in reading order.
func Elements(list []any) []Element {
	var out []Element
	for _, b := range list {
		block, ok := b.(map[string]any)
		if !ok {
			continue
		}
		id, _ := block["block_id"].(string)
		add := func(v any, p Element) {
			if body, ok := v.(map[string]any); ok && body["type"] != "image" && body["type"] != nil {
				p.BlockID, p.Body = id, body
				out = append(out, p)
			}
		}
		all := func(v any) {
			elements, _ := v.([]any)
			for _, e := range elements {
				add(e, Element{})
			}
		}
		switch block["type"] {
		case "section":
			add(block["accessory"], Element{})
		case "actions", "context_actions":
			all(block["elements"])
		case "card":
			all(block["actions"])
		case "input":
			optional, _ := block["optional"].(bool)
			add(block["element"], Element{Input: true, Required: !optional, Label: Text(block["label"])})
		case "container":
			inner, _ := block["child_blocks"].([]any)
			out = append(out, Elements(inner)...)
		case "carousel":
			cards, _ := block["elements"].([]any)
			out = append(out, Elements(cards)...)
		}
	}
	return out
}

// Options lists the options of an element, including those of option groups.
func Options(element map[string]any) []map[string]any {
	var out []map[string]any
	add := func(v any) {
		list, _ := v.([]any)
		for _, o := range list {
			if m, ok := o.(map[string]any); ok {
				out = append(out, m)
			}
		}
	}
	add(element["options"])
	groups, _ := element["option_groups"].([]any)
	for _, g := range groups {
		if m, ok := g.(map[string]any); ok {
			add(m["options"])
		}
	}
	return out
}

// Option finds an option by value, or by text.
func Option(options []map[string]any, want string) map[string]any {
	for _, o := range options {
		if v, _ := o["value"].(string); v == want {
			return o
		}
	}
	for _, o := range options {
		if Text(o["text"]) == want {
			return o
		}
	}
	return nil
}

// state names the field of a payload that holds an element's value, and the field of the
// element that holds the initial one.
type state struct{ key, initial string }

var states = map[string]state{
	"plain_text_input":      {"value", "initial_value"},
	"email_text_input":      {"value", "initial_value"},
	"url_text_input":        {"value", "initial_value"},
	"number_input":          {"value", "initial_value"},
	"rich_text_input":       {"rich_text_value", "initial_value"},
	"static_select":         {"selected_option", "initial_option"},
	"external_select":       {"selected_option", "initial_option"},
	"radio_buttons":         {"selected_option", "initial_option"},
	"multi_static_select":   {"selected_options", "initial_options"},
	"multi_external_select": {"selected_options", "initial_options"},
	"checkboxes":            {"selected_options", "initial_options"},
	"users_select":          {"selected_user", "initial_user"},
	"conversations_select":  {"selected_conversation", "initial_conversation"},
	"channels_select":       {"selected_channel", "initial_channel"},
	"multi_users_select":    {"selected_users", "initial_users"},
	"datepicker":            {"selected_date", "initial_date"},
	"timepicker":            {"selected_time", "initial_time"},
}

// StateKey returns the field of a payload that holds the element's value; "" if it has
// none, such as a button.
func (p Element) StateKey() string { return states[p.Kind()].key }

// Initial returns the state that the element starts with; false if it has no value.
func (p Element) Initial() (map[string]any, bool) {
	s, ok := states[p.Kind()]
	if !ok {
		return nil, false
	}
	value := p.Body[s.initial]
	if value == nil && s.key == "selected_options" {
		value = []any{}
	}
	return map[string]any{"type": p.Kind(), s.key: value}, true
}

// Enter returns the state of the element after a person has entered value: a string, or
// a []string where several may be chosen. offered are the options that the bot has sent
// for a menu without its own, which also has those that it started with.
func (p Element) Enter(value any, offered []map[string]any) (map[string]any, error) {
	key := p.StateKey()
	options := append(Options(p.Body), offered...)
	options = append(options, Options(map[string]any{"options": p.Body["initial_options"]})...)
	options = append(options, Options(map[string]any{"options": []any{p.Body["initial_option"]}})...)
	out := map[string]any{"type": p.Kind()}
	switch key {
	case "":
		return nil, fmt.Errorf("a %s takes no value", p.Kind())
	case "selected_option":
		s, _ := value.(string)
		o := Option(options, s)
		if s != "" && o == nil {
			return nil, p.noOption(s, options)
		}
		if out[key] = o; s == "" {
			out[key] = nil
		}
	case "selected_options":
		chosen := []any{}
		for _, s := range stringList(value) {
			o := Option(options, s)
			if o == nil {
				return nil, p.noOption(s, options)
			}
			chosen = append(chosen, o)
		}
		out[key] = chosen
	case "selected_users":
		out[key] = stringList(value)
	default:
		s, _ := value.(string)
		if out[key] = any(s); s == "" {
			out[key] = nil
		}
	}
	return out, nil
}

func (p Element) noOption(want string, options []map[string]any) error {
	var names []string
	for _, o := range options {
		names = append(names, Text(o["text"]))
	}
	return fmt.Errorf("%s has no option %q; it has %s", p.Kind(), want, strings.Join(names, ", "))
}

func stringList(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []string:
		return v
	case []any:
		var out []string
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// Filled reports whether a state of the element has a value.
func (p Element) Filled(state map[string]any) bool {
	switch v := state[p.StateKey()].(type) {
	case nil:
		return false
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case []string:
		return len(v) > 0
	case map[string]any:
		return v != nil
	}
	return true
}

// Complete returns an error if Slack would not submit the input with a state.
func (p Element) Complete(state map[string]any) error {
	if p.Required && !p.Filled(state) {
		return fmt.Errorf("%q must be filled in", p.Label)
	}
	text, ok := state["value"].(string)
	if !ok || text == "" {
		return nil
	}
	if least, ok := number(p.Body["min_length"]); ok && utf8.RuneCountInString(text) < least {
		return fmt.Errorf("%q needs at least %d characters", p.Label, least)
	}
	if most, ok := number(p.Body["max_length"]); ok && utf8.RuneCountInString(text) > most {
		return fmt.Errorf("%q takes at most %d characters", p.Label, most)
	}
	return nil
}
