package bot

import (
	"encoding/json"
	"errors"
	"strings"
)

// Slack adds fields, elements and event types without notice. These types hold only
// the fields we use, so that a payload that slack-go cannot decode is still
// acknowledged and, where possible, answered.

// eventPayload is an Events API delivery.
type eventPayload struct {
	EventID string `json:"event_id"`
	Shared  bool   `json:"is_ext_shared_channel"`
	Event   struct {
		Type        string          `json:"type"`
		Subtype     string          `json:"subtype"`
		User        string          `json:"user"`
		BotID       string          `json:"bot_id"`
		Text        string          `json:"text"`
		Channel     json.RawMessage `json:"channel"` // an object in some events
		ChannelType string          `json:"channel_type"`
		TS          string          `json:"ts"`
		ThreadTS    string          `json:"thread_ts"`
		Tab         string          `json:"tab"`
		View        *struct {
			Hash string `json:"hash"`
		} `json:"view"`
	} `json:"event"`
}

// channel returns the event's channel id, which Slack sends in two forms.
func (p *eventPayload) channel() string {
	var id string
	if json.Unmarshal(p.Event.Channel, &id) == nil {
		return id
	}
	var obj struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(p.Event.Channel, &obj) // any other form counts as no channel
	return obj.ID
}

// isDirectMessage reports whether an event happened in a direct conversation with us.
func (p *eventPayload) isDirectMessage() bool {
	return p.Event.ChannelType == "im" || strings.HasPrefix(p.channel(), "D")
}

// commandPayload is a slash command.
type commandPayload struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	User        string `json:"user_id"`
	Channel     string `json:"channel_id"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
}

// interaction is a button press, a shortcut, a submitted view, a typeahead.
type interaction struct {
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	ActionID    string `json:"action_id"`
	Value       string `json:"value"`
	User        struct {
		ID string `json:"id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		Type      string `json:"type"`
		Channel   string `json:"channel_id"`
		MessageTS string `json:"message_ts"`
		ThreadTS  string `json:"thread_ts"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message message  `json:"message"`
	Actions []action `json:"actions"`
	View    view     `json:"view"`
}

type action struct {
	Type     string  `json:"type"`
	ActionID string  `json:"action_id"`
	BlockID  string  `json:"block_id"`
	Value    string  `json:"value"`
	Selected *option `json:"selected_option"`
}

type option struct {
	Value string `json:"value"`
}

type view struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	Hash       string `json:"hash"`
	CallbackID string `json:"callback_id"`
	Metadata   string `json:"private_metadata"`
	State      struct {
		Values map[string]map[string]input `json:"values"`
	} `json:"state"`
}

type input struct {
	Value    string   `json:"value"`
	Selected *option  `json:"selected_option"`
	Picked   []option `json:"selected_options"`
}

// text returns what was typed into, or chosen in, an input of a view.
func (v view) text(block, actionID string) string {
	in := v.State.Values[block][actionID]
	if in.Selected != nil {
		return in.Selected.Value
	}
	return in.Value
}

// picked returns the values of the options chosen in an input that takes several.
func (v view) picked(block, actionID string) (values []string) {
	for _, o := range v.State.Values[block][actionID].Picked {
		values = append(values, o.Value)
	}
	return values
}

func (i *interaction) channel() string {
	if i.Channel.ID != "" {
		return i.Channel.ID
	}
	return i.Container.Channel
}

// inModal reports whether an interaction happened in a modal, which belongs to no
// conversation.
func (i *interaction) inModal() bool { return i.View.Type == "modal" }

// thread returns the timestamp of the thread of an interaction, "" outside a thread.
func (i *interaction) thread() string {
	if i.Container.ThreadTS != "" {
		return i.Container.ThreadTS
	}
	return i.Message.ThreadTS
}

var errNoReplyInForm = errors.New("the form's private_metadata names no reply")
