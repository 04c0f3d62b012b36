package slacktest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"rolecall/internal/slacktest/blocks"
)

// Ref identifies what a person acts on: a message, or a view by its id.
type Ref struct {
	Channel, TS string
	View        string
}

// Press identifies the element that a person uses, and what they enter.
type Press = blocks.Press

// interaction returns the fields that all interactive payloads have in common.
func (w *Workspace) interaction(kind string, u *User, trigger string) map[string]any {
	out := map[string]any{"type": kind, "token": "workspace", "api_app_id": w.AppID(), "action_ts": w.timestamp(),
		"team": map[string]any{"id": w.TeamID(), "domain": "workspace"}, "enterprise": nil, "is_enterprise_install": false,
		"user": map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": w.TeamID()}}
	if trigger != "" {
		out["trigger_id"] = trigger
	}
	return out
}

// interact sends an interactive payload. If the bot does not answer correctly, the
// person sees text.
func (w *Workspace) interact(payload map[string]any, d *Delivery, text string, onAck func(payload json.RawMessage)) {
	e := &envelope{kind: "interactive", accepts: true, payload: payload, onAck: onAck}
	e.onFail = func(reason string) {
		w.record(Event{Kind: KindFailure, Via: "ack", Channel: d.Channel, ThreadTS: d.ThreadTS, For: d.User, Envelope: e.id, Text: text + " (" + reason + ")"})
	}
	d.EnvelopeID = w.dispatch(e)
	if t := w.triggers[d.TriggerID]; t != nil {
		t.envelope = d.EnvelopeID
	}
}

// target returns what ref identifies: the blocks, and the message or the view.
func (w *Workspace) target(ref Ref, u *User) (list []any, m *Message, v *View, err error) {
	if ref.View != "" {
		if v = w.views[ref.View]; v == nil || v.User != u.ID {
			return nil, nil, nil, fmt.Errorf("slacktest: %s has no view %s open", u.Name, ref.View)
		}
		list, _ = v.body["blocks"].([]any)
		return list, nil, v, nil
	}
	c, err := w.channel(ref.Channel)
	if err != nil {
		return nil, nil, nil, err
	}
	m = w.find(c.ID, ref.TS)
	if m == nil || (m.For != "" && m.For != u.ID) {
		return nil, nil, nil, fmt.Errorf("slacktest: %s sees no message %s in %s", u.Name, ref.TS, ref.Channel)
	}
	if len(m.Blocks) > 0 {
		if err := decode(m.Blocks, &list); err != nil {
			return nil, nil, nil, fmt.Errorf("slacktest: blocks of %s: %w", ref.TS, err)
		}
	}
	return list, m, nil, nil
}

// Click uses an element of a message or a view: a button, a feedback button, an
// option of a menu.
func (w *Workspace) Click(ctx context.Context, user string, ref Ref, press Press) (Delivery, error) {
	return w.as(ctx, user, func(u *User) (Delivery, error) {
		list, m, v, err := w.target(ref, u)
		if err != nil {
			return Delivery{}, err
		}
		p, action, err := press.Find(list, w.offered)
		if err != nil {
			return Delivery{}, fmt.Errorf("slacktest: %w", err)
		}
		action["action_id"], action["block_id"], action["type"], action["action_ts"] = p.ActionID(), p.BlockID, p.Kind(), w.timestamp()
		d := Delivery{Seq: len(w.events), User: u.ID, TriggerID: w.newTrigger(u.ID)}
		payload := w.interaction("block_actions", u, d.TriggerID)
		payload["actions"] = []any{action}
		w.locate(payload, &d, u, m, v, true)
		if v != nil {
			if err := w.enter(v, press.Values, false); err != nil {
				return Delivery{}, err
			}
			if key := p.StateKey(); key != "" {
				v.set(p.BlockID, p.ActionID(), map[string]any{"type": p.Kind(), key: action[key]})
			}
			payload["view"] = w.viewObject(v)
		}
		w.interact(payload, &d, noResponseText, nil)
		w.bindResponse(d)
		return d, nil
	})
}

// locate adds to a payload where an interaction happened: container, channel, message
// and response_url, or the view.
func (w *Workspace) locate(payload map[string]any, d *Delivery, u *User, m *Message, v *View, respond bool) {
	if v != nil {
		payload["container"] = map[string]any{"type": "view", "view_id": v.ID}
		payload["view"] = w.viewObject(v)
		return
	}
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.For != ""}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	c, err := w.channel(m.Channel)
	if err == nil {
		name := c.Name
		if c.IM != "" {
			name = "directmessage"
		}
		payload["channel"] = map[string]any{"id": c.ID, "name": name}
	}
	payload["container"] = container
	payload["state"] = map[string]any{"values": map[string]any{}}
	if m.For == "" {
		payload["message"] = w.messageObject(m) // Slack leaves it out of ephemeral messages
	}
	d.Channel, d.TS, d.ThreadTS = m.Channel, m.TS, m.ThreadTS
	if respond {
		d.ResponseURL, _ = w.newResponse(&responseURL{user: u.ID, channel: m.Channel, original: m})
		payload["response_url"] = d.ResponseURL
	}
}

func (w *Workspace) bindResponse(d Delivery) {
	for id, r := range w.responses {
		if w.base+"/response/"+id == d.ResponseURL {
			r.envelope = d.EnvelopeID
		}
	}
}

// offered returns the options that the bot has sent for a menu with this action_id, the
// last ones first. All of them, since a menu that takes several keeps those of earlier
// searches.
func (w *Workspace) offered(action string) (all []map[string]any) {
	for _, e := range slices.Backward(w.events) {
		var in map[string]any
		if e.Kind == KindOptions && e.Text == action && decode(e.Options, &in) == nil {
			all = append(all, blocks.Options(in)...)
		}
	}
	return all
}

// Suggest types query into a menu that asks the bot for its options. The answer is an
// event of KindOptions.
func (w *Workspace) Suggest(ctx context.Context, user string, ref Ref, actionID, query string) (Delivery, error) {
	return w.as(ctx, user, func(u *User) (Delivery, error) {
		list, m, v, err := w.target(ref, u)
		if err != nil {
			return Delivery{}, err
		}
		for _, p := range blocks.Elements(list) {
			if p.ActionID() != actionID || (p.Kind() != "external_select" && p.Kind() != "multi_external_select") {
				continue
			}
			d := Delivery{Seq: len(w.events), User: u.ID}
			payload := w.interaction("block_suggestion", u, "")
			payload["action_id"], payload["block_id"], payload["value"] = actionID, p.BlockID, query
			w.locate(payload, &d, u, m, v, false)
			w.interact(payload, &d, noOptionsText, func(answer json.RawMessage) { w.suggested(d, actionID, answer) })
			return d, nil
		}
		return Delivery{}, fmt.Errorf("slacktest: no external menu %q; there are%s", actionID, blocks.Describe(list))
	})
}

// suggested handles the options that the bot sent for a menu.
func (w *Workspace) suggested(d Delivery, actionID string, answer json.RawMessage) {
	var in map[string]any
	if answer == nil || decode(answer, &in) != nil {
		in = map[string]any{}
	}
	if problems := blocks.CheckMenu(in); len(problems) > 0 {
		w.violate("bad_ack_payload", fmt.Sprint("block_suggestion: ", problems))
		w.record(Event{Kind: KindFailure, Via: "ack", For: d.User, Text: noOptionsText, Envelope: d.EnvelopeID})
		return
	}
	w.record(Event{Kind: KindOptions, Via: "ack", Channel: d.Channel, For: d.User, Text: actionID, Options: answer, Envelope: d.EnvelopeID})
}
