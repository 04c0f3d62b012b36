package slacktest

import (
	"context"
	"encoding/json"
	"time"
)

// Kind is the kind of an Event.
type Kind string

// The kinds of events.
const (
	KindMessage   Kind = "message"   // a message that everyone in the channel sees
	KindEphemeral Kind = "ephemeral" // a message that only Event.For sees
	KindUpdate    Kind = "update"    // a message has changed
	KindDelete    Kind = "delete"    // a message was deleted
	KindView      Kind = "view"      // a modal has opened or changed
	KindClose     Kind = "close"     // a modal has closed; View is the one that shows now, if any
	KindHome      Kind = "home"      // the Home tab has changed
	KindOptions   Kind = "options"   // a menu has received its options
	KindErrors    Kind = "errors"    // a submitted modal shows errors; Errors holds them
	KindStatus    Kind = "status"    // "is thinking…", a session's state, a title, suggested prompts
	KindReaction  Kind = "reaction"  // an emoji on a message
	KindFailure   Kind = "failure"   // the error that Slack shows when the bot did not answer correctly
)

// Event is something a person sees.
type Event struct {
	Seq      int             `json:"seq"` // counts from 1
	At       time.Time       `json:"at"`
	Kind     Kind            `json:"kind"`
	Via      string          `json:"via"` // a Web API method, "response_url", "ack", or "person"
	Channel  string          `json:"channel,omitempty"`
	TS       string          `json:"ts,omitempty"`
	ThreadTS string          `json:"thread_ts,omitempty"`
	User     string          `json:"user,omitempty"` // who posted or did it
	For      string          `json:"for,omitempty"`  // the only user who sees it; "" is everyone
	Text     string          `json:"text,omitempty"`
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	View     *View           `json:"view,omitempty"`
	Options  json.RawMessage `json:"options,omitempty"` // {"options":[...]} or {"option_groups":[...]}
	Errors   json.RawMessage `json:"errors,omitempty"`  // block_id -> what is wrong
	Detail   json.RawMessage `json:"detail,omitempty"`  // the arguments of a status call
	Envelope string          `json:"envelope,omitempty"`
}

// Ref returns a reference to the message or view of the event, for Click and Suggest.
func (e Event) Ref() Ref {
	if e.View != nil {
		return Ref{View: e.View.ID}
	}
	return Ref{Channel: e.Channel, TS: e.TS}
}

// Message is the current state of a message.
type Message struct {
	Channel  string          `json:"channel"`
	TS       string          `json:"ts"`
	ThreadTS string          `json:"thread_ts,omitempty"`
	User     string          `json:"user"`
	Bot      bool            `json:"bot,omitempty"`
	For      string          `json:"for,omitempty"` // ephemeral: the only user who sees it
	Text     string          `json:"text"`
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	Edited   bool            `json:"edited,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	Replies  int             `json:"replies,omitempty"`
}

// Call is one request to the Web API or to a response URL.
type Call struct {
	Method string         `json:"method"` // "response_url" for a response URL
	At     time.Time      `json:"at"`
	Args   map[string]any `json:"args"`   // decoded, whether they came as a form or as JSON; without the token
	Status int            `json:"status"` // of HTTP; 0 if the connection was closed
	Error  string         `json:"error,omitempty"`
	Faulty bool           `json:"faulty,omitempty"` // answered by a Fault
}

// Violation is something that a bot must not do, but for which Slack returns no error.
type Violation struct {
	Rule   string `json:"rule"` // not_acked, late_ack, double_ack, unknown_ack, ack_too_large, bad_frame, bad_ack_payload, ack_payload_ignored, retry_too_soon
	Detail string `json:"detail"`
}

// record adds an event and wakes waiters. The lock is held.
func (w *Workspace) record(e Event) Event {
	e.Seq = len(w.events) + 1
	e.At = w.clock.Now()
	w.events = append(w.events, e)
	w.wakeWaiters()
	return e
}

func (w *Workspace) violate(rule, detail string) {
	w.violations = append(w.violations, Violation{Rule: rule, Detail: detail})
	w.wakeWaiters()
}

// Events returns all events with a Seq above after.
func (w *Workspace) Events(after int) []Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Event(nil), w.eventsAfter(after)...)
}

func (w *Workspace) eventsAfter(after int) []Event {
	if after < 0 {
		after = 0
	}
	if after >= len(w.events) {
		return nil
	}
	return w.events[after:]
}

// NextEvents waits until there are events with a Seq above after and returns
// them.
func (w *Workspace) NextEvents(ctx context.Context, after int) ([]Event, error) {
	var out []Event
	err := w.await(ctx, "the next event", func() bool {
		out = append([]Event(nil), w.eventsAfter(after)...)
		return len(out) > 0
	})
	return out, err
}

// Seq returns the number of the newest event, to pass to Wait as after to wait for
// later events.
func (w *Workspace) Seq() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.events)
}

// Wait returns the first event with a Seq above after for which match returns true. It
// may have happened already.
func (w *Workspace) Wait(ctx context.Context, after int, match func(Event) bool) (Event, error) {
	var out Event
	seen := after
	err := w.await(ctx, "an event", func() bool {
		for _, e := range w.eventsAfter(seen) {
			seen = e.Seq
			if match(e) {
				out = e
				return true
			}
		}
		return false
	})
	return out, err
}

// WaitAnswer waits for the first thing that the bot shows in answer to what was sent:
// by the acknowledgement, the response URL or the trigger, or as a message in the
// thread, in the direct conversation or, visible only to that person, in the channel.
func (w *Workspace) WaitAnswer(ctx context.Context, d Delivery) (Event, error) {
	return w.Wait(ctx, d.Seq, func(e Event) bool { return w.answers(e, d) })
}

// Answers returns everything that the bot has shown so far in answer to what was sent,
// by the same rules as WaitAnswer.
func (w *Workspace) Answers(d Delivery) []Event {
	var out []Event
	for _, e := range w.Events(d.Seq) {
		if w.answers(e, d) {
			out = append(out, e)
		}
	}
	return out
}

func (w *Workspace) answers(e Event, d Delivery) bool {
	switch {
	case e.Via == "person" || e.Kind == KindStatus:
		return false
	case e.Envelope != "":
		return e.Envelope == d.EnvelopeID
	case e.Kind == KindHome:
		return e.For == d.User
	case e.Channel == "" || e.Channel != d.Channel:
		return false
	case d.TS != "" && e.ThreadTS != "":
		return e.ThreadTS == d.TS || e.ThreadTS == d.ThreadTS
	}
	return e.For == d.User || e.Channel[0] == 'D'
}

// Calls returns the calls of a method so far, oldest first; "" is all methods.
func (w *Workspace) Calls(method string) []Call {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.callsOf(method)
}

// WaitCalls waits until a method has been called n times.
func (w *Workspace) WaitCalls(ctx context.Context, method string, n int) error {
	return w.await(ctx, "calls of "+method, func() bool { return len(w.callsOf(method)) >= n })
}

func (w *Workspace) callsOf(method string) []Call {
	var out []Call
	for _, c := range w.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// Acks returns the acknowledgements so far, in the order they came.
func (w *Workspace) Acks() []Ack {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Ack(nil), w.acks...)
}

// Violations returns the rules of Socket Mode that the bot has broken so far.
func (w *Workspace) Violations() []Violation {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Violation(nil), w.violations...)
}

// Message returns the current state of a message.
func (w *Workspace) Message(channel, ts string) (Message, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.channel(channel)
	if err != nil {
		return Message{}, false
	}
	m := w.find(c.ID, ts)
	if m == nil {
		return Message{}, false
	}
	return *m, true
}

// Messages returns what a user sees in a channel now, oldest first, including replies
// in threads; user "" sees everything.
func (w *Workspace) Messages(channel, user string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.channel(channel)
	if err != nil {
		return nil
	}
	if u, err := w.user(user); err == nil {
		user = u.ID
	}
	var out []Message
	for _, m := range w.messages[c.ID] {
		if m.For == "" || user == "" || m.For == user {
			out = append(out, *m)
		}
	}
	return out
}
