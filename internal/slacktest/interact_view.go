package slacktest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"rolecall/internal/slacktest/blocks"
)

// Submit presses a modal's submit button. values are keyed by action_id, block_id or
// label; a value is a string, or a []string where several may be chosen. Like Slack, it
// does not submit if a value is missing, too short or too long, but returns an error.
func (w *Workspace) Submit(ctx context.Context, user, viewID string, values map[string]any) (Delivery, error) {
	return w.as(ctx, user, func(u *User) (Delivery, error) {
		v := w.views[viewID]
		if v == nil || v.User != u.ID || v.Type != "modal" {
			return Delivery{}, fmt.Errorf("slacktest: %s has no modal %s open", u.Name, viewID)
		}
		if err := w.enter(v, values, true); err != nil {
			return Delivery{}, err
		}
		d := Delivery{Seq: len(w.events), User: u.ID, TriggerID: w.newTrigger(u.ID)}
		payload := w.interaction("view_submission", u, d.TriggerID)
		payload["view"], payload["response_urls"] = w.viewObject(v), []any{}
		w.interact(payload, &d, troubleInView, func(answer json.RawMessage) {
			if w.views[v.ID] == v {
				w.submitted(v, d.EnvelopeID, answer)
			}
		})
		return d, nil
	})
}

// enter puts values into inputs; all: then none lacks a value that it must have.
func (w *Workspace) enter(v *View, values map[string]any, all bool) error {
	list, _ := v.body["blocks"].([]any)
	rest := maps.Clone(values)
	for _, p := range blocks.Elements(list) {
		for _, key := range []string{p.ActionID(), p.BlockID, p.Label} {
			value, ok := rest[key]
			if !ok || key == "" {
				continue
			}
			delete(rest, key)
			state, err := p.Enter(value, w.offered(p.ActionID()))
			if err != nil {
				return fmt.Errorf("slacktest: %w", err)
			}
			v.set(p.BlockID, p.ActionID(), state)
			break
		}
		if err := p.Complete(v.state[p.BlockID][p.ActionID()]); all && p.Input && err != nil {
			return fmt.Errorf("slacktest: %w", err)
		}
	}
	for key := range rest {
		return fmt.Errorf("slacktest: the modal %q has no input %q", v.Title, key)
	}
	return nil
}

// CloseModal presses a modal's close button, or, if all is set, the cross that closes
// all open modals.
func (w *Workspace) CloseModal(ctx context.Context, user string, all bool) (Delivery, error) {
	return w.as(ctx, user, func(u *User) (Delivery, error) {
		v := w.top(u.ID)
		if v == nil {
			return Delivery{}, fmt.Errorf("slacktest: %s has no modal open", u.Name)
		}
		d := Delivery{Seq: len(w.events), User: u.ID}
		if v.notify {
			payload := w.interaction("view_closed", u, "")
			payload["view"], payload["is_cleared"] = w.viewObject(v), all
			w.interact(payload, &d, troubleInView, nil)
		}
		w.closeViews(u.ID, all, "person", "")
		return d, nil
	})
}

// Shortcut uses a global shortcut.
func (w *Workspace) Shortcut(ctx context.Context, user, callbackID string) (Delivery, error) {
	return w.as(ctx, user, func(u *User) (Delivery, error) {
		if err := w.checkShortcut(callbackID, false); err != nil {
			return Delivery{}, err
		}
		d := Delivery{Seq: len(w.events), User: u.ID, TriggerID: w.newTrigger(u.ID)}
		payload := w.interaction("shortcut", u, d.TriggerID)
		payload["callback_id"] = callbackID
		w.interact(payload, &d, noResponseText, nil)
		return d, nil
	})
}

// MessageShortcut uses a shortcut on a message. Slack offers none on ephemeral
// messages.
func (w *Workspace) MessageShortcut(ctx context.Context, user, callbackID string, ref Ref) (Delivery, error) {
	return w.as(ctx, user, func(u *User) (Delivery, error) {
		if err := w.checkShortcut(callbackID, true); err != nil {
			return Delivery{}, err
		}
		_, m, _, err := w.target(ref, u)
		if err != nil {
			return Delivery{}, err
		}
		if m == nil || m.For != "" {
			return Delivery{}, fmt.Errorf("slacktest: a message shortcut works on a message that everyone sees")
		}
		d := Delivery{Seq: len(w.events), User: u.ID, TriggerID: w.newTrigger(u.ID)}
		payload := w.interaction("message_action", u, d.TriggerID)
		payload["callback_id"], payload["message_ts"] = callbackID, m.TS
		w.locate(payload, &d, u, m, nil, true)
		delete(payload, "container")
		delete(payload, "state")
		w.interact(payload, &d, noResponseText, nil)
		w.bindResponse(d)
		return d, nil
	})
}

func (w *Workspace) checkShortcut(callbackID string, message bool) error {
	if len(w.opt.App.Shortcuts) == 0 {
		return nil
	}
	var names []string
	for _, s := range w.opt.App.Shortcuts {
		if s.Message != message {
			continue
		}
		if s.CallbackID == callbackID {
			return nil
		}
		names = append(names, s.CallbackID)
	}
	return fmt.Errorf("slacktest: no such shortcut %q; there is %s", callbackID, strings.Join(names, " and "))
}

// HasValue reports whether an element of an open view has a value: an initial one, or
// one that a person has entered.
func (w *Workspace) HasValue(viewID string, e blocks.Element) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := w.views[viewID]
	if v == nil {
		return false
	}
	return e.Filled(v.state[e.BlockID][e.ActionID()])
}
