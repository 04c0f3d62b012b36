// Package payload decodes what Slack sends to the bot: events, slash commands and
// interactions.
package payload

import (
	"cmp"
	"encoding/json"
	"strings"
)

// Slack adds fields, elements and event types without notice. These types hold only
// the fields we use, so that a payload that slack-go cannot decode is still
// acknowledged and, where possible, answered.

// Event is an Events API delivery.
type Event struct {
	EventID           string `json:"event_id"`
	Shared            bool   `json:"is_ext_shared_channel"`
	Team              string `json:"team_id"` // the author's, or ours, in channels shared with another company
	Enterprise        string `json:"enterprise_id"`
	ContextTeam       string `json:"context_team_id"` // the one to which the event is delivered
	ContextEnterprise string `json:"context_enterprise_id"`
	Event             struct {
		Type        string          `json:"type"`
		Subtype     string          `json:"subtype"`
		User        string          `json:"user"`
		Team        team            `json:"team"`
		UserTeam    team            `json:"user_team"` // in place of Team, in shared channels
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
		Step
	} `json:"event"`
	Marked string `json:"-"` // the key that the store has seen for it; "" if it was not asked
}

// Step is what the event function_executed has of a custom step of a workflow.
type Step struct {
	Function struct {
		ID string `json:"callback_id"`
	} `json:"function"`
	Execution string                     `json:"function_execution_id"`
	Token     string                     `json:"bot_access_token"` // of this execution alone; a secret
	Inputs    map[string]json.RawMessage `json:"inputs"`
}

// Input returns an input that is text, "" for any other.
func (s *Step) Input(name string) string {
	var text string
	_ = json.Unmarshal(s.Inputs[name], &text) // any other form counts as no text
	return strings.TrimSpace(text)
}

// IsStep reports whether an event is a step of a workflow that waits for its end.
func (p *Event) IsStep() bool { return p.Event.Type == "function_executed" }

// ChannelID returns the event's channel id, which Slack sends in two forms.
func (p *Event) ChannelID() string {
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

// IsDirectMessage reports whether an event happened in a direct conversation with us.
func (p *Event) IsDirectMessage() bool {
	return p.Event.ChannelType == "im" || strings.HasPrefix(p.ChannelID(), "D")
}

// Command is a slash command.
type Command struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	User        string `json:"user_id"`
	Team        string `json:"team_id"`
	Enterprise  string `json:"enterprise_id"`
	Channel     string `json:"channel_id"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
}

// Interaction is a button press, a shortcut, a submitted view, a typeahead.
type Interaction struct {
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	ActionID    string `json:"action_id"`
	Value       string `json:"value"`
	User        struct {
		ID   string `json:"id"`
		Team string `json:"team_id"`
	} `json:"user"`
	Team       team `json:"team"` // null in an organisation
	Enterprise team `json:"enterprise"`
	Channel    struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		Type      string `json:"type"`
		Channel   string `json:"channel_id"`
		MessageTS string `json:"message_ts"`
		ThreadTS  string `json:"thread_ts"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message Message  `json:"message"`
	Actions []Action `json:"actions"`
	View    View     `json:"view"`
}

// Action is a button press, or a menu that was used.
type Action struct {
	Type     string  `json:"type"`
	ActionID string  `json:"action_id"`
	BlockID  string  `json:"block_id"`
	Value    string  `json:"value"`
	Selected *Option `json:"selected_option"`
}

// Option is what was picked in a menu.
type Option struct {
	Value string `json:"value"`
}

// View is a modal or a Home tab, with what was entered into it.
type View struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	Hash       string `json:"hash"`
	CallbackID string `json:"callback_id"`
	Metadata   string `json:"private_metadata"`
	State      struct {
		Values map[string]map[string]Input `json:"values"`
	} `json:"state"`
}

// Input is what one element of a view holds.
type Input struct {
	Value        string   `json:"value"`
	Selected     *Option  `json:"selected_option"`
	Picked       []Option `json:"selected_options"`
	User         string   `json:"selected_user"`
	Conversation string   `json:"selected_conversation"`
	Date         string   `json:"selected_date"` // YYYY-MM-DD
}

// Text returns what was typed into, or chosen in, an input of a view.
func (v View) Text(block, actionID string) string {
	in := v.State.Values[block][actionID]
	if in.Selected != nil {
		return in.Selected.Value
	}
	return cmp.Or(in.Value, in.User, in.Conversation, in.Date)
}

// Picked returns the values of the options chosen in an input that takes several.
func (v View) Picked(block, actionID string) (values []string) {
	for _, o := range v.State.Values[block][actionID].Picked {
		values = append(values, o.Value)
	}
	return values
}

// ChannelID returns the channel of an interaction, "" for one in a modal or on the Home tab.
func (i *Interaction) ChannelID() string {
	if i.Channel.ID != "" {
		return i.Channel.ID
	}
	return i.Container.Channel
}

// InModal reports whether an interaction happened in a modal, which belongs to no
// conversation.
func (i *Interaction) InModal() bool { return i.View.Type == "modal" }

// ThreadID returns the timestamp of the thread of an interaction, "" outside a thread.
func (i *Interaction) ThreadID() string {
	if i.Container.ThreadTS != "" {
		return i.Container.ThreadTS
	}
	return i.Message.ThreadTS
}
