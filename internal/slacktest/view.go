package slacktest

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"rolecall/internal/slacktest/blocks"
)

const (
	// maxViewStack is how many modals can be open on top of each other
	// (docs.slack.dev/surfaces/modals).
	maxViewStack = 3
	// triggerLife is how long a trigger_id works
	// (docs.slack.dev/interactivity/handling-user-interaction).
	triggerLife = 3 * time.Second
)

// View is the current state of a modal or a Home tab.
type View struct {
	ID         string          `json:"id"`
	Type       string          `json:"type"` // modal or home
	User       string          `json:"user"` // who sees it
	Hash       string          `json:"hash"`
	CallbackID string          `json:"callback_id,omitempty"`
	ExternalID string          `json:"external_id,omitempty"`
	Metadata   string          `json:"private_metadata,omitempty"`
	Title      string          `json:"title,omitempty"`
	Submit     string          `json:"submit,omitempty"`
	CloseText  string          `json:"close,omitempty"`
	Blocks     json.RawMessage `json:"blocks"`

	body        map[string]any // as the bot sent it, with ids
	root, below string
	notify      bool
	state       map[string]map[string]map[string]any // block_id -> action_id -> state object
}

// maxInputError bounds the error of an input, in characters. Slack documents no limit;
// this is that of an input's hint (blocks, maxLabel).
const maxInputError = 2_000

type trigger struct {
	envelope string
	user     string
	at       time.Time
	used     bool
}

// newTrigger returns a new trigger_id for an interaction. The lock is held, here and
// below.
func (w *Workspace) newTrigger(user string) string {
	id := w.id("100.200.")
	t := &trigger{user: user, at: w.clock.Now()}
	w.triggers[id] = t
	return id
}

func (w *Workspace) takeTrigger(id string) (*trigger, *apiError) {
	t := w.triggers[id]
	switch {
	case id == "":
		return nil, fail("invalid_arguments", "missing required field: trigger_id")
	case t == nil:
		return nil, fail("invalid_trigger_id")
	case t.used:
		return nil, fail("exchanged_trigger_id")
	case w.clock.Now().Sub(t.at) > triggerLife:
		return nil, fail("expired_trigger_id")
	}
	return t, nil
}

// newView checks a view and adds ids. It does not store it.
func (w *Workspace) newView(body map[string]any, kind, user string) (*View, *apiError) {
	if len(encode(body)) > blocks.MaxViewBytes {
		return nil, fail("view_too_large")
	}
	if problems := blocks.CheckView(body, blocks.Surface(kind)); len(problems) > 0 {
		return nil, fail("invalid_arguments", problems...)
	}
	list, _ := body["blocks"].([]any)
	w.identify(list)
	v := &View{ID: w.id("V"), User: user, body: body, state: map[string]map[string]map[string]any{}}
	v.root = v.ID
	v.fill()
	v.Hash = w.id("hash.")
	return v, nil
}

// fill sets the fields of a view from its body and keeps the state of elements that
// the body still has.
func (v *View) fill() {
	str := func(k string) string { s, _ := v.body[k].(string); return s }
	v.Type, v.CallbackID, v.ExternalID, v.Metadata = str("type"), str("callback_id"), str("external_id"), str("private_metadata")
	v.Title, v.Submit, v.CloseText = blocks.Text(v.body["title"]), blocks.Text(v.body["submit"]), blocks.Text(v.body["close"])
	v.notify, _ = v.body["notify_on_close"].(bool)
	list, _ := v.body["blocks"].([]any)
	v.Blocks = encode(list)
	old := v.state
	v.state = map[string]map[string]map[string]any{}
	for _, p := range blocks.Elements(list) {
		initial, ok := p.Initial()
		if !ok {
			continue
		}
		if kept, ok := old[p.BlockID][p.ActionID()]; ok {
			initial = kept
		}
		v.set(p.BlockID, p.ActionID(), initial)
	}
}

func (v *View) set(block, action string, state map[string]any) {
	if v.state[block] == nil {
		v.state[block] = map[string]map[string]any{}
	}
	v.state[block][action] = state
}

// viewObject returns a view as the Web API and interaction payloads contain it.
func (w *Workspace) viewObject(v *View) map[string]any {
	out := map[string]any{}
	for k, x := range v.body {
		out[k] = x
	}
	for k, x := range map[string]any{"id": v.ID, "team_id": w.TeamID(), "app_id": w.AppID(), "app_installed_team_id": w.TeamID(), "bot_id": w.BotID(), "hash": v.Hash,
		"root_view_id": v.root, "previous_view_id": nil, "state": map[string]any{"values": encode(v.state)}, "private_metadata": v.Metadata, "callback_id": v.CallbackID, "external_id": v.ExternalID} {
		out[k] = x
	}
	if v.below != "" {
		out["previous_view_id"] = v.below
	}
	return out
}

func (w *Workspace) showView(v *View, via, envelope string) {
	kind := KindView
	if v.Type == "home" {
		kind = KindHome
	}
	snapshot := *v
	w.record(Event{Kind: kind, Via: via, User: w.BotUserID(), For: v.User, View: &snapshot, Blocks: v.Blocks, Text: v.Title, Envelope: envelope})
}

// stackView opens a new view for a user, on top of the open ones (push) or instead of
// them.
func (w *Workspace) stackView(v *View, push bool, via, envelope string) *apiError {
	stack := w.stacks[v.User]
	if !push {
		for _, id := range stack {
			delete(w.views, id)
		}
		stack = nil
	}
	if len(stack) >= maxViewStack {
		return fail("push_limit_reached")
	}
	if len(stack) > 0 {
		v.below, v.root = stack[len(stack)-1], stack[0]
	}
	if v.ExternalID != "" {
		for _, o := range w.views {
			if o.ExternalID == v.ExternalID && o != v {
				return fail("duplicate_external_id")
			}
		}
	}
	w.views[v.ID] = v
	w.stacks[v.User] = append(stack, v.ID)
	w.showView(v, via, envelope)
	return nil
}

func (w *Workspace) openOrPush(a arguments, push bool, via string) (map[string]any, *apiError) {
	t, problem := w.takeTrigger(a.text("trigger_id"))
	if problem != nil {
		return nil, problem
	}
	body, ok := a.object("view")
	if !ok {
		return nil, fail("invalid_arguments", "missing required field: view")
	}
	v, problem := w.newView(body, "modal", t.user)
	if problem != nil {
		return nil, problem
	}
	if problem := w.stackView(v, push, via, t.envelope); problem != nil {
		return nil, problem
	}
	t.used = true
	return map[string]any{"view": w.viewObject(v)}, nil
}

func (w *Workspace) viewsOpen(a arguments) (map[string]any, *apiError) {
	return w.openOrPush(a, false, "views.open")
}

func (w *Workspace) viewsPush(a arguments) (map[string]any, *apiError) {
	return w.openOrPush(a, true, "views.push")
}

func (w *Workspace) viewsUpdate(a arguments) (map[string]any, *apiError) {
	v := w.views[a.text("view_id")]
	if v == nil && a.has("external_id") {
		for _, o := range w.views {
			if o.ExternalID == a.text("external_id") {
				v = o
			}
		}
	}
	if v == nil {
		return nil, fail("not_found")
	}
	if a.has("hash") && a.text("hash") != v.Hash {
		return nil, fail("hash_conflict")
	}
	body, ok := a.object("view")
	if !ok {
		return nil, fail("invalid_arguments", "missing required field: view")
	}
	if problem := w.replaceView(v, body, "views.update", ""); problem != nil {
		return nil, problem
	}
	return map[string]any{"view": w.viewObject(v)}, nil
}

// replaceView replaces the content of an open view.
func (w *Workspace) replaceView(v *View, body map[string]any, via, envelope string) *apiError {
	fresh, problem := w.newView(body, v.Type, v.User)
	if problem != nil {
		return problem
	}
	v.body, v.Hash = fresh.body, fresh.Hash
	v.fill()
	w.showView(v, via, envelope)
	return nil
}

func (w *Workspace) viewsPublish(a arguments) (map[string]any, *apiError) {
	u, err := w.user(a.text("user_id"))
	if err != nil {
		return nil, fail("invalid_arguments", "invalid user_id")
	}
	body, ok := a.object("view")
	if !ok {
		return nil, fail("invalid_arguments", "missing required field: view")
	}
	v := w.views[w.homes[u.ID]]
	if v != nil {
		if a.has("hash") && a.text("hash") != v.Hash {
			return nil, fail("hash_conflict")
		}
		if problem := w.replaceView(v, body, "views.publish", ""); problem != nil {
			return nil, problem
		}
		return map[string]any{"view": w.viewObject(v)}, nil
	}
	v, problem := w.newView(body, "home", u.ID)
	if problem != nil {
		return nil, problem
	}
	w.views[v.ID], w.homes[u.ID] = v, v.ID
	w.showView(v, "views.publish", "")
	return map[string]any{"view": w.viewObject(v)}, nil
}

// View returns an open view.
func (w *Workspace) View(id string) (View, bool) {
	return w.shown("", func(*User) *View { return w.views[id] })
}

// Modal returns the modal that a user sees.
func (w *Workspace) Modal(user string) (View, bool) {
	return w.shown(user, func(u *User) *View { return w.top(u.ID) })
}

// Home returns a user's Home tab, once the bot has published one.
func (w *Workspace) Home(user string) (View, bool) {
	return w.shown(user, func(u *User) *View { return w.views[w.homes[u.ID]] })
}

// shown returns a copy of the view that find returns for a user; "" passes no user.
func (w *Workspace) shown(user string, find func(u *User) *View) (View, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil && user != "" {
		return View{}, false
	}
	if v := find(u); v != nil {
		return *v, true
	}
	return View{}, false
}

func (w *Workspace) top(user string) *View {
	if s := w.stacks[user]; len(s) > 0 {
		return w.views[s[len(s)-1]]
	}
	return nil
}

// closeViews closes a user's top view, or all of them.
func (w *Workspace) closeViews(user string, all bool, via, envelope string) {
	stack := w.stacks[user]
	for len(stack) > 0 {
		delete(w.views, stack[len(stack)-1])
		stack = stack[:len(stack)-1]
		if !all {
			break
		}
	}
	w.stacks[user] = stack
	e := Event{Kind: KindClose, Via: via, For: user, Envelope: envelope}
	if v := w.top(user); v != nil {
		snapshot := *v
		e.View = &snapshot
	}
	w.record(e)
}

// submitted applies the acknowledgement of a view_submission.
func (w *Workspace) submitted(v *View, envelope string, payload json.RawMessage) {
	var in struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	bad := func(why string) {
		w.violate("bad_ack_payload", "view_submission: "+why)
		w.record(Event{Kind: KindFailure, Via: "ack", For: v.User, Text: troubleInView, Envelope: envelope})
	}
	if payload != nil && decode(payload, &in) != nil {
		bad("no JSON object")
		return
	}
	var body map[string]any
	if len(in.View) > 0 && decode(in.View, &body) != nil {
		bad("view is not an object")
		return
	}
	switch in.Action {
	case "":
		w.closeViews(v.User, false, "ack", envelope)
	case "clear":
		w.closeViews(v.User, true, "ack", envelope)
	case "errors":
		inputs := map[string]bool{}
		list, _ := v.body["blocks"].([]any)
		for _, p := range blocks.Elements(list) {
			inputs[p.BlockID] = p.Input
		}
		for id, text := range in.Errors {
			if !inputs[id] || text == "" || utf8.RuneCountInString(text) > maxInputError {
				bad(fmt.Sprintf("an error for block %q, which is not an input of the view", id))
				return
			}
		}
		w.record(Event{Kind: KindErrors, Via: "ack", For: v.User, View: v, Errors: encode(in.Errors), Envelope: envelope})
	case "update", "push":
		var problem *apiError
		if in.Action == "update" {
			problem = w.replaceView(v, body, "ack", envelope)
		} else {
			var fresh *View
			if fresh, problem = w.newView(body, "modal", v.User); problem == nil {
				problem = w.stackView(fresh, true, "ack", envelope)
			}
		}
		if problem != nil {
			bad(fmt.Sprint(problem.code, " ", problem.messages))
		}
	default:
		bad("response_action " + in.Action)
	}
}

// What Slack shows when a bot does not answer correctly.
const (
	troubleInView  = "We had some trouble connecting. Try again?"
	noResponseText = "This app did not respond. Try again"
	noOptionsText  = "Options could not be loaded"
)
