package slacktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Workspace is a running stand-in for Slack. Its methods may be called by
// several goroutines.
type Workspace struct {
	opt   Options
	clock Clock
	base  string // http://127.0.0.1:PORT

	server *http.Server
	ctx    context.Context
	cancel context.CancelFunc
	tasks  sync.WaitGroup

	mu      sync.Mutex
	closed  bool
	changed chan struct{} // closed and replaced whenever something below has changed

	serial   int
	lastTS   int64
	users    []*User
	channels []*Channel
	messages map[string][]*Message // by channel, oldest first; ephemeral ones too

	events     []Event
	calls      []Call
	acks       []Ack
	violations []Violation
	faults     []*fault

	tickets   map[string]bool // true: not used yet
	canvases  map[string]string
	conns     []*socket
	connected int // connections ever
	turn      int // round robin
	greeting  string
	envelopes map[string]*envelope
	waiting   []*envelope // events that came while no socket was open

	triggers  map[string]*trigger
	responses map[string]*responseURL
	views     map[string]*View
	stacks    map[string][]string // user -> ids of open modals, bottom first
	homes     map[string]string   // user -> id of the Home view
	sessions  map[string]string   // channel/thread -> status
	titles    map[string]string   // channel/thread -> title
}

// headerTimeout is how long a client may take to send a request's header. A choice: a
// bot on the same machine takes milliseconds.
const headerTimeout = 10 * time.Second

// Start listens and serves until Close is called or ctx ends. It returns an error if
// the address is not a loopback address or is in use, or if a channel or user has no
// name.
func Start(ctx context.Context, opt Options) (*Workspace, error) {
	opt = opt.withDefaults()
	host, _, err := net.SplitHostPort(opt.Addr)
	if err != nil {
		return nil, fmt.Errorf("slacktest: address %q: %w (write it as 127.0.0.1:0)", opt.Addr, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("slacktest: address %q is not a loopback address; use 127.0.0.1", opt.Addr)
	}
	w := &Workspace{
		opt: opt, clock: opt.Clock,
		changed:   make(chan struct{}),
		messages:  map[string][]*Message{},
		tickets:   map[string]bool{},
		canvases:  map[string]string{},
		envelopes: map[string]*envelope{},
		triggers:  map[string]*trigger{},
		responses: map[string]*responseURL{},
		views:     map[string]*View{},
		stacks:    map[string][]string{},
		homes:     map[string]string{},
		sessions:  map[string]string{},
		titles:    map[string]string{},
	}
	if err := w.populate(); err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", opt.Addr)
	if err != nil {
		return nil, fmt.Errorf("slacktest: listen on %s: %w (is another one running there?)", opt.Addr, err)
	}
	w.base = "http://" + listener.Addr().String()
	w.ctx, w.cancel = context.WithCancel(context.WithoutCancel(ctx))
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("/response/{id}", w.serveResponseURL)
	mux.HandleFunc("/socket", w.serveSocket)
	w.server = &http.Server{Handler: mux, ReadHeaderTimeout: headerTimeout}
	w.tasks.Go(func() { _ = w.server.Serve(listener) })
	stop := context.AfterFunc(ctx, func() { _ = w.Close() })
	context.AfterFunc(w.ctx, func() { stop() })
	return w, nil
}

// populate adds the people, the channels and each person's direct conversation with
// the bot.
func (w *Workspace) populate() error {
	for _, u := range w.opt.Users {
		if u.Name == "" {
			return errors.New("slacktest: a user has no name")
		}
		if u.ID == "" {
			u.ID = "U0" + idPart(u.Name)
		}
		if u.RealName == "" {
			u.RealName = capital(u.Name)
		}
		w.users = append(w.users, &u)
	}
	bot := User{ID: w.BotUserID(), Name: w.opt.App.Name, RealName: w.opt.App.DisplayName, Bot: true}
	w.users = append(w.users, &bot)
	for _, c := range w.opt.Channels {
		if c.Name == "" {
			return errors.New("slacktest: a channel has no name")
		}
		if c.ID == "" {
			c.ID = "C0" + idPart(c.Name)
		}
		w.channels = append(w.channels, &c)
	}
	for _, u := range w.users {
		if !u.Bot {
			w.channels = append(w.channels, &Channel{ID: "D" + u.ID[1:], IM: u.ID})
		}
	}
	return nil
}

// Close closes every connection, stops the server and waits until all goroutines of
// the workspace have ended. It may be called twice.
func (w *Workspace) Close() error {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		w.tasks.Wait()
		return nil
	}
	w.closed = true
	conns := w.conns
	w.conns = nil
	for _, e := range w.envelopes {
		e.stopTimer()
	}
	w.wakeWaiters()
	w.mu.Unlock()
	w.cancel()
	for _, c := range conns {
		c.cut()
	}
	err := w.server.Close()
	w.tasks.Wait()
	return err
}

// URL is the server's address, without a slash at the end.
func (w *Workspace) URL() string { return w.base }

// APIURL is the address of the Web API, with a slash at the end: what
// SLACK_API_URL and slack.OptionAPIURL take.
func (w *Workspace) APIURL() string { return w.base + "/api/" }

// BotToken is the only bot token that the workspace accepts.
func (w *Workspace) BotToken() string { return "xoxb-100-200-" + w.opt.App.Name + "-workspace" }

// AppToken is the only app-level token that the workspace accepts.
func (w *Workspace) AppToken() string { return "xapp-1-" + w.AppID() + "-300-workspace" }

// BotUserID is the bot's user id, which a mention of the bot holds.
func (w *Workspace) BotUserID() string { return "U0" + idPart(w.opt.App.Name) }

// BotID is the id that marks the bot's messages.
func (w *Workspace) BotID() string { return "B0" + idPart(w.opt.App.Name) }

// AppID is the app's id.
func (w *Workspace) AppID() string { return "A0" + idPart(w.opt.App.Name) }

// TeamID is the workspace's id.
func (w *Workspace) TeamID() string { return "T0WORKSPACE" }

// App returns the bot under test as Options gave it, with defaults filled in.
func (w *Workspace) App() App { return w.opt.App }

// Users returns the people and the bot, in the order of Options.
func (w *Workspace) Users() []User {
	w.mu.Lock()
	defer w.mu.Unlock()
	return copies(w.users)
}

// Channels returns the channels, then the direct messages with the bot.
func (w *Workspace) Channels() []Channel {
	w.mu.Lock()
	defer w.mu.Unlock()
	return copies(w.channels)
}

// Channel finds a channel by id, name or #name; a user's name or id means their direct
// conversation with the bot.
func (w *Workspace) Channel(ref string) (Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.channel(ref)
	if err != nil {
		return Channel{}, err
	}
	return *c, nil
}

// User finds a person by id, name or @name.
func (w *Workspace) User(ref string) (User, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(ref)
	if err != nil {
		return User{}, err
	}
	return *u, nil
}

func (w *Workspace) user(ref string) (*User, error) {
	name := strings.TrimPrefix(ref, "@")
	for _, u := range w.users {
		if u.ID == ref || u.Name == name {
			return u, nil
		}
	}
	return nil, fmt.Errorf("slacktest: no user %q; name one of Options.Users", ref)
}

func (w *Workspace) channel(ref string) (*Channel, error) {
	name := strings.TrimPrefix(ref, "#")
	for _, c := range w.channels {
		if c.ID == ref || (c.Name != "" && c.Name == name) {
			return c, nil
		}
	}
	if u, err := w.user(ref); err == nil {
		for _, c := range w.channels {
			if c.IM == u.ID {
				return c, nil
			}
		}
	}
	return nil, fmt.Errorf("slacktest: no channel %q; name one of Options.Channels", ref)
}

// afterFunc runs f with the lock held after d, unless the workspace is closed by then.
func (w *Workspace) afterFunc(d time.Duration, f func()) (stop func()) {
	return w.clock.AfterFunc(d, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if !w.closed {
			f()
		}
	})
}

// wakeWaiters wakes everything that waits for a change. The lock is held.
func (w *Workspace) wakeWaiters() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// await blocks until ready returns true, ctx ends or the workspace is closed. ready
// runs with the lock held.
func (w *Workspace) await(ctx context.Context, what string, ready func() bool) error {
	for {
		w.mu.Lock()
		ok, closed, changed := ready(), w.closed, w.changed
		w.mu.Unlock()
		switch {
		case ok:
			return nil
		case closed:
			return fmt.Errorf("slacktest: closed while waiting for %s", what)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("slacktest: waiting for %s: %w", what, context.Cause(ctx))
		}
	}
}

// id returns a fresh id with a prefix: the same sequence in every run.
func (w *Workspace) id(prefix string) string {
	w.serial++
	return fmt.Sprintf("%s%08d", prefix, w.serial)
}

// timestamp returns a new message's ts: the clock's microseconds, never the same twice.
func (w *Workspace) timestamp() string {
	us := w.clock.Now().UnixMicro()
	if us <= w.lastTS {
		us = w.lastTS + 1
	}
	w.lastTS = us
	return fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
}

func idPart(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, name)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func copies[T any](in []*T) []T {
	out := make([]T, len(in))
	for i, p := range in {
		out[i] = *p
	}
	return out
}

// encode marshals a value that this package has built, which cannot fail. It does not
// escape HTML.
func encode(v any) json.RawMessage {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("slacktest: encode %T: %v", v, err))
	}
	return json.RawMessage(strings.TrimSuffix(b.String(), "\n"))
}
