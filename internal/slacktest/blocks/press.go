package blocks

import "fmt"

// Press identifies the element that a person uses: the first one that matches all
// fields that are not empty.
type Press struct {
	ActionID string
	BlockID  string
	// Text is a button's label, also of a feedback button. Value is a button's
	// value.
	Text, Value string
	// Option is the value or the text of the option chosen in a menu, an
	// overflow, radio buttons. Options are those of checkboxes and of menus
	// that take several.
	Option  string
	Options []string
	// Input is what is typed into a text input or picked in a date picker that sends
	// each change.
	Input string
	// Values are what the inputs of the modal hold at a press of one of its buttons.
	Values map[string]any
}

// Find returns the element that a press identifies, and the fields of its action.
// offered returns the options that the bot has sent for a menu without its own.
func (press Press) Find(list []any, offered func(actionID string) []map[string]any) (Element, map[string]any, error) {
	for _, p := range Elements(list) {
		if (press.ActionID != "" && press.ActionID != p.ActionID()) || (press.BlockID != "" && press.BlockID != p.BlockID) {
			continue
		}
		text, value := Text(p.Body["text"]), Text(p.Body["value"])
		switch kind := p.Kind(); kind {
		case "button", "icon_button", "workflow_button":
			if press.matchesButton(text, value) && press.Option == "" && press.Input == "" && press.Options == nil {
				out := map[string]any{"text": p.Body["text"]}
				if _, ok := p.Body["value"]; ok {
					out["value"] = value
				}
				return p, out, nil
			}
		case "feedback_buttons":
			for _, side := range []string{"positive_button", "negative_button"} {
				b, _ := p.Body[side].(map[string]any)
				text, value := Text(b["text"]), Text(b["value"])
				if press.matchesButton(text, value) && (press.Text == text || press.Value == value) {
					return p, map[string]any{"text": b["text"], "value": value}, nil
				}
			}
		default:
			if press.Text != "" || press.Value != "" {
				continue
			}
			if kind == "overflow" {
				if o := Option(Options(p.Body), press.Option); o != nil {
					return p, map[string]any{"selected_option": o}, nil
				}
				continue
			}
			var value any = press.Option
			if press.Options != nil {
				value = press.Options
			} else if press.Input != "" {
				value = press.Input
			}
			state, err := p.Enter(value, offered(p.ActionID()))
			if err != nil {
				if press.ActionID != "" {
					return Element{}, nil, err
				}
				continue
			}
			return p, state, nil
		}
	}
	return Element{}, nil, fmt.Errorf("nothing fits %+v; there are%s", press, Describe(list))
}

// matchesButton reports whether the press matches a button with this text and value.
func (press Press) matchesButton(text, value string) bool {
	return (press.Text == "" || press.Text == text) && (press.Value == "" || press.Value == value)
}

// Describe lists the elements of blocks, for errors.
func Describe(list []any) string {
	out := ""
	for _, p := range Elements(list) {
		out += fmt.Sprintf(" %s %q (%s)", p.Kind(), Text(p.Body["text"]), p.ActionID())
		if p.Kind() == "feedback_buttons" {
			for _, side := range []string{"positive_button", "negative_button"} {
				b, _ := p.Body[side].(map[string]any)
				out += fmt.Sprintf(" %q", Text(b["text"]))
			}
		}
	}
	if out == "" {
		return " no elements"
	}
	return out
}
