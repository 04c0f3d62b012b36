package slacktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

var errNoSocket = errors.New("slacktest: no socket is open; start the bot and wait for it with WaitConnected")

// Delivery identifies what was sent, to wait for its acknowledgement and its answer.
type Delivery struct {
	EnvelopeID  string
	EventID     string // events only
	TriggerID   string // interactions and commands only
	ResponseURL string // where Slack gives one
	Channel     string
	TS          string // of the message, if it is one
	ThreadTS    string
	User        string
	Seq         int // Seq of the newest event before this was sent
}

// Ack is an acknowledgement as it came in.
type Ack struct {
	EnvelopeID string
	Type       string // the envelope's
	Socket     string
	At         time.Time
	Latency    time.Duration // since the envelope was written to the socket
	Size       int           // bytes of the frame
	Payload    json.RawMessage
}

// envelope is one payload on its way to the bot and back.
type envelope struct {
	id, kind string
	payload  map[string]any
	accepts  bool
	attempt  int
	reason   string
	sentAt   time.Time
	acked    *Ack
	failed   bool
	again    *envelope // the retry
	stop     func()

	onAck  func(payload json.RawMessage) // with the lock held
	onFail func(reason string)           // with the lock held
}

func (e *envelope) stopTimer() {
	if e.stop != nil {
		e.stop()
		e.stop = nil
	}
}

// dispatch registers an envelope, sends it and returns its id. The lock is held.
func (w *Workspace) dispatch(e *envelope) string {
	e.id = w.id("env-")
	w.envelopes[e.id] = e
	if w.opt.Rewrite != nil {
		w.opt.Rewrite(e.kind, e.payload)
	}
	w.transmit(e)
	return e.id
}

// transmit sends an envelope to a connection and starts its timeout. Without a
// connection an event waits for one; any other envelope fails at once.
func (w *Workspace) transmit(e *envelope) {
	c := w.pick()
	if c == nil {
		if e.kind == "events_api" {
			w.waiting = append(w.waiting, e)
			return
		}
		e.failed = true
		if e.onFail != nil {
			e.onFail("dispatch_failed")
		}
		return
	}
	out := map[string]any{"envelope_id": e.id, "type": e.kind, "payload": e.payload, "accepts_response_payload": e.accepts}
	if e.kind == "events_api" {
		out["retry_attempt"], out["retry_reason"] = e.attempt, e.reason
	}
	e.sentAt = w.clock.Now()
	c.send(frame{data: encode(out), envelope: e})
	e.stop = w.afterFunc(w.opt.AckTimeout, func() { w.expire(e) })
}

// expire is called when an envelope has not been acknowledged in time.
func (w *Workspace) expire(e *envelope) {
	if e.acked != nil || e.failed {
		return
	}
	e.failed = true
	w.violate("not_acked", fmt.Sprintf("%s %s was not acknowledged within %s", e.kind, e.id, w.opt.AckTimeout))
	if e.onFail != nil {
		e.onFail("operation_timeout")
	}
	if e.kind == "events_api" && e.attempt < len(w.opt.RetryAfter) {
		w.retry(e)
	}
}

// retry sends an event again under a new envelope id, after the delay of this attempt.
func (w *Workspace) retry(e *envelope) {
	e.again = &envelope{kind: e.kind, payload: e.payload, accepts: e.accepts, attempt: e.attempt + 1, reason: "timeout", onAck: e.onAck, onFail: e.onFail}
	w.afterFunc(w.opt.RetryAfter[e.attempt], func() { w.dispatch(e.again) })
}

// acknowledge handles an acknowledgement from a socket. The lock is held.
func (w *Workspace) acknowledge(id string, payload json.RawMessage, size int, socket string) {
	now := w.clock.Now()
	e := w.envelopes[id]
	ack := Ack{EnvelopeID: id, Socket: socket, At: now, Size: size, Payload: payload}
	if e == nil {
		w.acks = append(w.acks, ack)
		w.violate("unknown_ack", "an acknowledgement of "+id+", which was never sent")
		return
	}
	ack.Type, ack.Latency = e.kind, now.Sub(e.sentAt)
	w.acks = append(w.acks, ack)
	switch {
	case e.acked != nil:
		w.violate("double_ack", e.kind+" "+id+" was acknowledged twice")
	case e.failed:
		e.acked = &ack
		w.violate("late_ack", fmt.Sprintf("%s %s was acknowledged after %s", e.kind, id, ack.Latency))
	default:
		e.acked = &ack
		e.stopTimer()
		if empty(payload) {
			payload = nil
		}
		if payload != nil && !e.accepts {
			w.violate("ack_payload_ignored", e.kind+" "+id+" takes no payload")
			payload = nil
		}
		if e.onAck != nil {
			e.onAck(payload)
		}
	}
	w.wakeWaiters()
}

func empty(payload json.RawMessage) bool {
	s := string(payload)
	return s == "" || s == "null" || s == `""` || s == "{}"
}

// WaitAck waits for the acknowledgement of what was sent, even if it is late or of a
// retry: an event that went over a connection that was ending is sent again.
func (w *Workspace) WaitAck(ctx context.Context, d Delivery) (Ack, error) {
	var ack Ack
	err := w.await(ctx, "the acknowledgement of "+d.EnvelopeID, func() bool {
		e := w.envelopes[d.EnvelopeID]
		for e != nil && e.acked == nil {
			e = e.again
		}
		if e != nil {
			ack = *e.acked
		}
		return e != nil
	})
	return ack, err
}

// WaitAcked waits until everything sent so far has been acknowledged.
func (w *Workspace) WaitAcked(ctx context.Context) error {
	return w.await(ctx, "all acknowledgements", func() bool {
		for _, e := range w.envelopes {
			if e.acked == nil && !e.failed {
				return false
			}
		}
		return true
	})
}

// Send sends an envelope with any payload. kind is events_api, slash_commands,
// interactive or any other string.
func (w *Workspace) Send(ctx context.Context, kind string, payload map[string]any) (Delivery, error) {
	if err := ctx.Err(); err != nil {
		return Delivery{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.conns) == 0 {
		return Delivery{}, errNoSocket
	}
	d := Delivery{Seq: len(w.events)}
	d.EnvelopeID = w.dispatch(&envelope{kind: kind, payload: payload, accepts: kind != "events_api"})
	return d, nil
}

// SendEvent sends an Events API event of any type, wrapped as Slack wraps it.
func (w *Workspace) SendEvent(ctx context.Context, event map[string]any) (Delivery, error) {
	if err := ctx.Err(); err != nil {
		return Delivery{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.event(event), nil
}

// Redeliver sends an event again although it was acknowledged, in a new envelope with
// the same event_id, as Slack does when an acknowledgement was lost. attempt 0 makes it
// look like a first delivery.
func (w *Workspace) Redeliver(ctx context.Context, d Delivery, attempt int) (Delivery, error) {
	if err := ctx.Err(); err != nil {
		return Delivery{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.envelopes[d.EnvelopeID]
	if e == nil {
		return Delivery{}, fmt.Errorf("slacktest: redeliver: no envelope %q", d.EnvelopeID)
	}
	again := &envelope{kind: e.kind, payload: e.payload, accepts: e.accepts, attempt: attempt, onAck: e.onAck, onFail: e.onFail}
	if attempt > 0 {
		again.reason = "timeout"
	}
	d.Seq = len(w.events)
	d.EnvelopeID = w.dispatch(again)
	return d, nil
}

// event wraps an event and sends it. The lock is held.
func (w *Workspace) event(event map[string]any) Delivery {
	if _, ok := event["event_ts"]; !ok {
		event["event_ts"] = w.timestamp()
	}
	d := Delivery{Seq: len(w.events), EventID: w.id("Ev")}
	d.EnvelopeID = w.dispatch(&envelope{kind: "events_api", payload: map[string]any{
		"token": "workspace", "team_id": w.TeamID(), "api_app_id": w.AppID(), "type": "event_callback",
		"event": event, "event_id": d.EventID, "event_time": w.clock.Now().Unix(),
		"authorizations":        []any{map[string]any{"enterprise_id": nil, "team_id": w.TeamID(), "user_id": w.BotUserID(), "is_bot": true, "is_enterprise_install": false}},
		"is_ext_shared_channel": false, "event_context": "4-" + d.EventID,
	}})
	return d
}
