package slacktest

import "time"

// Options describe the workspace to start. The zero value is a small workspace
// with a few people and channels.
type Options struct {
	// Clock is used for expiry, retries and timestamps; nil is the system's clock.
	Clock Clock
	// Addr is the address to listen on; "" is a free port of 127.0.0.1. Only
	// loopback addresses are allowed.
	Addr string

	// App describes the bot under test: its name, commands and shortcuts as its
	// manifest declares them.
	App App
	// Scopes, if not nil, are the bot token's scopes: a method that needs
	// another one answers missing_scope.
	Scopes []string
	// Canvases gives the bot token the optional scope canvases:write too.
	Canvases bool

	// Users and Channels of the workspace; nil means DefaultUsers and DefaultChannels.
	Users    []User
	Channels []Channel

	// PingInterval is the time between the server's pings; 0 is ten seconds, negative
	// means no pings.
	PingInterval time.Duration
	// AckTimeout is how long an acknowledgement may take; 0 is three seconds.
	AckTimeout time.Duration
	// RetryAfter holds the delays before an unacknowledged event is sent again; nil
	// is at once, after one minute and after five.
	RetryAfter []time.Duration
	// MaxConnections is how many sockets may be open at a time; 0 is ten.
	MaxConnections int
	// NoEcho leaves out the message.im events that Slack sends a bot about its
	// own posts in a direct message.
	NoEcho bool
	// ChannelMessages sends message.channels events too, as to a bot that asked
	// for channels:history.
	ChannelMessages bool
	Rewrite         func(kind string, payload map[string]any) // changes payloads before they are sent, again before each retry
}

// App is the bot under test.
type App struct {
	// Name is the bot's user name; "" is testbot. DisplayName is what people
	// see; "" is Name with a capital.
	Name, DisplayName string
	Commands          []Command
	Shortcuts         []Shortcut
	// Agent means that the app has the agent view.
	Agent bool
}

// Command is a slash command. If App.Commands is not empty, Slash refuses
// others, as Slack does.
type Command struct {
	Name        string `json:"name"` // with the slash
	Description string `json:"description"`
	UsageHint   string `json:"usage_hint"`
}

// Shortcut is a global or a message shortcut.
type Shortcut struct {
	Name       string `json:"name"`
	CallbackID string `json:"callback_id"`
	Message    bool   `json:"message"` // on a message; otherwise global
}

// User is a person or a bot of the workspace.
type User struct {
	ID       string `json:"id"` // "" is made from the name
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	Title    string `json:"title,omitempty"`
	Bot      bool   `json:"bot,omitempty"`
}

// Channel is a channel; direct conversations with the bot are added automatically.
type Channel struct {
	ID      string `json:"id"` // "" is made from the name
	Name    string `json:"name"`
	Topic   string `json:"topic,omitempty"`
	Private bool   `json:"private,omitempty"`
	// Outside means that the bot is not a member.
	Outside bool `json:"outside,omitempty"`
	// IM is the user id of the person whose direct conversation with the bot this is.
	IM string `json:"im,omitempty"`
}

// DefaultUsers returns the people of a workspace whose Options name none.
func DefaultUsers() []User {
	return []User{
		{Name: "maya", RealName: "Maya Lindqvist", Title: "Designer"},
		{Name: "tomas", RealName: "Tomas Okafor", Title: "Developer"},
		{Name: "ines", RealName: "Ines Carvalho", Title: "Support"},
		{Name: "ravi", RealName: "Ravi Menon", Title: "Office"},
	}
}

// DefaultChannels returns the channels of a workspace whose Options name none. The bot
// is a member of general and random, not of outside.
func DefaultChannels() []Channel {
	return []Channel{
		{Name: "general", Topic: "Everyone"},
		{Name: "random", Topic: "Everything else"},
		{Name: "outside", Topic: "The bot has not been invited", Outside: true},
	}
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = SystemClock()
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.App.Name == "" {
		o.App.Name = "testbot"
	}
	if o.App.DisplayName == "" {
		o.App.DisplayName = capital(o.App.Name)
	}
	if o.Users == nil {
		o.Users = DefaultUsers()
	}
	if o.Channels == nil {
		o.Channels = DefaultChannels()
	}
	if o.PingInterval == 0 {
		o.PingInterval = 10 * time.Second // a choice: slack-go reconnects after 30 s without one
	}
	// docs.slack.dev/apis/events-api: three seconds to acknowledge, and three
	// more attempts.
	if o.AckTimeout == 0 {
		o.AckTimeout = 3 * time.Second
	}
	if o.RetryAfter == nil {
		o.RetryAfter = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	if o.MaxConnections == 0 {
		o.MaxConnections = 10 // docs.slack.dev/apis/events-api/using-socket-mode
	}
	return o
}
