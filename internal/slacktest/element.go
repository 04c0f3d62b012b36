package slacktest

import (
	"fmt"
	"strings"
)

// piece is an interactive element and the block it stands in.
type piece struct {
	blockID string
	label   string // of the input block around it
	input   bool
	must    bool // an input that may not be left empty
	element map[string]any
}

func (p piece) actionID() string { s, _ := p.element["action_id"].(string); return s }
func (p piece) kind() string     { s, _ := p.element["type"].(string); return s }

// pieces lists the interactive elements of blocks in reading order.
func pieces(blocks []any) []piece {
	var out []piece
	for _, b := range blocks {
		block, ok := b.(map[string]any)
		if !ok {
			continue
		}
		id, _ := block["block_id"].(string)
		add := func(e any, p piece) {
			if element, ok := e.(map[string]any); ok && element["type"] != "image" && element["type"] != nil {
				p.blockID, p.element = id, element
				out = append(out, p)
			}
		}
		switch block["type"] {
		case "section":
			add(block["accessory"], piece{})
		case "actions", "context_actions":
			list, _ := block["elements"].([]any)
			for _, e := range list {
				add(e, piece{})
			}
		case "card":
			list, _ := block["actions"].([]any)
			for _, e := range list {
				add(e, piece{})
			}
		case "input":
			optional, _ := block["optional"].(bool)
			add(block["element"], piece{input: true, must: !optional, label: textOf(block["label"])})
		case "container":
			list, _ := block["child_blocks"].([]any)
			out = append(out, pieces(list)...)
		}
	}
	return out
}

// textOf returns the text of a text object, or the string itself.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		s, _ := v["text"].(string)
		return s
	}
	return ""
}

// optionsOf lists the options of an element, those of its groups too.
func optionsOf(element map[string]any) []map[string]any {
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

// option finds an option by value, or by text.
func option(options []map[string]any, want string) map[string]any {
	for _, o := range options {
		if v, _ := o["value"].(string); v == want {
			return o
		}
	}
	for _, o := range options {
		if textOf(o["text"]) == want {
			return o
		}
	}
	return nil
}

// stateKey is the field in which an element's value comes back; "" if it has none.
func stateKey(kind string) string {
	switch kind {
	case "plain_text_input", "email_text_input", "url_text_input", "number_input":
		return "value"
	case "rich_text_input":
		return "rich_text_value"
	case "static_select", "external_select", "radio_buttons":
		return "selected_option"
	case "multi_static_select", "multi_external_select", "checkboxes":
		return "selected_options"
	case "users_select":
		return "selected_user"
	case "conversations_select":
		return "selected_conversation"
	case "channels_select":
		return "selected_channel"
	case "multi_users_select":
		return "selected_users"
	case "datepicker":
		return "selected_date"
	case "timepicker":
		return "selected_time"
	}
	return ""
}

// initialState is the state an element starts with; false for elements that have none, such as buttons.
func initialState(element map[string]any) (map[string]any, bool) {
	kind, _ := element["type"].(string)
	key := stateKey(kind)
	if key == "" {
		return nil, false
	}
	from := map[string]string{"value": "initial_value", "rich_text_value": "initial_value", "selected_option": "initial_option", "selected_options": "initial_options",
		"selected_user": "initial_user", "selected_conversation": "initial_conversation", "selected_channel": "initial_channel", "selected_users": "initial_users",
		"selected_date": "initial_date", "selected_time": "initial_time"}[key]
	value := element[from]
	if value == nil && key == "selected_options" {
		value = []any{}
	}
	return map[string]any{"type": kind, key: value}, true
}

// stateFor is the state of an element after a person has entered value: a string, or a []string where several may be chosen.
func stateFor(element map[string]any, value any, offered []map[string]any) (map[string]any, error) {
	kind, _ := element["type"].(string)
	key := stateKey(kind)
	options := append(optionsOf(element), offered...)
	out := map[string]any{"type": kind}
	switch key {
	case "":
		return nil, fmt.Errorf("slacktest: a %s takes no value", kind)
	case "selected_option":
		s, _ := value.(string)
		if out[key] = option(options, s); s != "" && out[key].(map[string]any) == nil {
			return nil, fmt.Errorf("slacktest: %s has no option %q; it has %s", kind, s, optionNames(options))
		}
		if s == "" {
			out[key] = nil
		}
	case "selected_options":
		chosen := []any{}
		for _, s := range stringList(value) {
			o := option(options, s)
			if o == nil {
				return nil, fmt.Errorf("slacktest: %s has no option %q; it has %s", kind, s, optionNames(options))
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

func optionNames(options []map[string]any) string {
	var names []string
	for _, o := range options {
		names = append(names, textOf(o["text"]))
	}
	return strings.Join(names, ", ")
}

// filled says whether a state holds a value.
func filled(state map[string]any) bool {
	kind, _ := state["type"].(string)
	switch v := state[stateKey(kind)].(type) {
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
