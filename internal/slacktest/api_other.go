package slacktest

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"rolecall/internal/slacktest/blocks"
)

// Slack's limits for the agent view, on its pages assistant.threads.setSuggestedPrompts
// and agents.sessions.setStatus.
const (
	maxPrompts      = 4
	maxSessionTitle = 200 // characters
)

func (w *Workspace) apiTest(a arguments) (map[string]any, *apiError) {
	if code := a.text("error"); code != "" {
		return nil, fail(code)
	}
	return map[string]any{"args": a}, nil
}

func (w *Workspace) blocksValidate(a arguments) (map[string]any, *apiError) {
	if code, faults := blocks.Validate(a); code != "" {
		return nil, &apiError{code: code, faults: faults}
	}
	return map[string]any{}, nil
}

const canvasScope = "canvases:write"

func (w *Workspace) canvasesCreate(a arguments) (map[string]any, *apiError) {
	content, _ := a.object("document_content")
	id := w.id("F")
	w.canvases[id], _ = content["markdown"].(string)
	return map[string]any{"canvas_id": id}, nil
}

// Canvas returns the Markdown of a canvas, "" if there is none with that id.
func (w *Workspace) Canvas(id string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.canvases[id]
}

func (w *Workspace) authTest(arguments) (map[string]any, *apiError) {
	return map[string]any{"url": "https://workspace.slack.example/", "team": "Workspace", "team_id": w.TeamID(),
		"user": w.opt.App.Name, "user_id": w.BotUserID(), "bot_id": w.BotID(), "is_enterprise_install": false}, nil
}

// connectionsOpen returns an address that works for one connection.
func (w *Workspace) connectionsOpen(arguments) (map[string]any, *apiError) {
	ticket := w.id("ticket-")
	w.tickets[ticket] = true
	return map[string]any{"url": "ws" + w.base[len("http"):] + "/socket?ticket=" + ticket + "&app_id=" + w.AppID()}, nil
}

func (w *Workspace) channelObject(c *Channel) map[string]any {
	if c.IM != "" {
		return map[string]any{"id": c.ID, "is_im": true, "user": c.IM, "created": 1}
	}
	return map[string]any{"id": c.ID, "name": c.Name, "is_channel": true, "is_private": c.Private, "is_member": !c.Outside, "is_im": false,
		"created": 1, "topic": map[string]any{"value": c.Topic}, "purpose": map[string]any{"value": c.Topic}}
}

func (w *Workspace) conversationsOpen(a arguments) (map[string]any, *apiError) {
	u, err := w.user(a.text("users"))
	if err != nil || u.Bot {
		return nil, fail("user_not_found")
	}
	c, err := w.channel(u.ID)
	if err != nil {
		return nil, fail("channel_not_found")
	}
	return map[string]any{"channel": w.channelObject(c), "already_open": true}, nil
}

func (w *Workspace) conversationsInfo(a arguments) (map[string]any, *apiError) {
	c, err := w.channel(a.text("channel"))
	if err != nil {
		return nil, fail("channel_not_found")
	}
	return map[string]any{"channel": w.channelObject(c)}, nil
}

func (w *Workspace) conversationsHistory(a arguments) (map[string]any, *apiError) {
	return w.history(a, func(m *Message) bool { return m.ThreadTS == "" }, true)
}

func (w *Workspace) conversationsReplies(a arguments) (map[string]any, *apiError) {
	ts := a.text("ts")
	return w.history(a, func(m *Message) bool { return m.TS == ts || m.ThreadTS == ts }, false)
}

func (w *Workspace) history(a arguments, take func(*Message) bool, newestFirst bool) (map[string]any, *apiError) {
	c, problem := w.place(a.text("channel"))
	if problem != nil {
		return nil, problem
	}
	var list []any
	for _, m := range w.messages[c.ID] {
		if m.For == "" && take(m) && m.TS > a.text("oldest") {
			list = append(list, w.messageObject(m))
		}
	}
	if newestFirst {
		slices.Reverse(list)
	}
	limit, err := strconv.Atoi(a.text("limit"))
	more := err == nil && limit > 0 && len(list) > limit
	if more {
		list = list[:limit]
	}
	return map[string]any{"messages": list, "has_more": more, "response_metadata": map[string]any{"next_cursor": ""}}, nil
}

func (w *Workspace) userObject(u *User) map[string]any {
	return map[string]any{"id": u.ID, "team_id": w.TeamID(), "name": u.Name, "real_name": u.RealName, "is_bot": u.Bot, "deleted": false,
		"tz": "Europe/Berlin", "profile": map[string]any{"real_name": u.RealName, "display_name": u.Name, "title": u.Title}}
}

func (w *Workspace) usersInfo(a arguments) (map[string]any, *apiError) {
	u, err := w.user(a.text("user"))
	if err != nil {
		return nil, fail("user_not_found")
	}
	return map[string]any{"user": w.userObject(u)}, nil
}

func (w *Workspace) botsInfo(arguments) (map[string]any, *apiError) {
	return map[string]any{"bot": map[string]any{"id": w.BotID(), "app_id": w.AppID(), "user_id": w.BotUserID(), "name": w.opt.App.Name, "deleted": false}}, nil
}

func (w *Workspace) reactionsAdd(a arguments) (map[string]any, *apiError) {
	c, problem := w.place(a.text("channel"))
	if problem != nil {
		return nil, problem
	}
	m := w.find(c.ID, a.text("timestamp"))
	if m == nil || m.For != "" {
		return nil, fail("message_not_found")
	}
	w.record(Event{Kind: KindReaction, Via: "reactions.add", Channel: c.ID, TS: m.TS, ThreadTS: m.ThreadTS, User: w.BotUserID(), Text: a.text("name")})
	return map[string]any{}, nil
}

// status records what the agent view shows about a thread.
func (w *Workspace) status(a arguments, via, text string) (map[string]any, *apiError) {
	c, problem := w.place(a.text("channel_id"))
	if problem != nil {
		return nil, problem
	}
	w.record(Event{Kind: KindStatus, Via: via, Channel: c.ID, ThreadTS: a.text("thread_ts"), User: w.BotUserID(), Text: text, Detail: encode(a)})
	return map[string]any{}, nil
}

func (w *Workspace) assistantStatus(a arguments) (map[string]any, *apiError) {
	return w.status(a, "assistant.threads.setStatus", a.text("status"))
}

func (w *Workspace) assistantTitle(a arguments) (map[string]any, *apiError) {
	return w.status(a, "assistant.threads.setTitle", a.text("title"))
}

func (w *Workspace) assistantPrompts(a arguments) (map[string]any, *apiError) {
	list, absent, ok := a.list("prompts")
	if absent || !ok || len(list) == 0 || len(list) > maxPrompts {
		return nil, fail("invalid_arguments", fmt.Sprintf("prompts must be one to %d", maxPrompts))
	}
	if w.opt.App.Agent && a.text("thread_ts") != "" {
		return map[string]any{}, nil // the agent view ignores such a call and says nothing
	}
	return w.status(a, "assistant.threads.setSuggestedPrompts", a.text("title"))
}

func (w *Workspace) sessionStatus(a arguments) (map[string]any, *apiError) {
	switch {
	case !w.opt.App.Agent:
		return nil, fail("feature_disabled")
	case a.text("thread_ts") == "":
		return nil, fail("thread_ts_required")
	case !slices.Contains([]string{"processing", "active", "suspended", "closed"}, a.text("status")):
		return nil, fail("invalid_arguments", "status must be processing, active, suspended or closed")
	case utf8.RuneCountInString(a.text("title")) > maxSessionTitle:
		return nil, fail("invalid_arguments", fmt.Sprintf("title must be at most %d characters", maxSessionTitle))
	}
	out, problem := w.status(a, "agents.sessions.setStatus", a.text("status"))
	if problem == nil {
		key := a.text("channel_id") + "/" + a.text("thread_ts")
		w.sessions[key] = a.text("status")
		if a.has("title") && w.titles[key] == "" {
			w.titles[key] = a.text("title")
		}
	}
	return out, problem
}

func (w *Workspace) sessionRename(a arguments) (map[string]any, *apiError) {
	switch {
	case !w.opt.App.Agent:
		return nil, fail("feature_disabled")
	case a.text("thread_ts") == "":
		return nil, fail("thread_ts_required")
	}
	out, problem := w.status(a, "agents.sessions.rename", a.text("title"))
	if problem == nil {
		w.titles[a.text("channel_id")+"/"+a.text("thread_ts")] = a.text("title")
	}
	return out, problem
}

// Session returns the state and the title of an agent's session, as shown at the top of
// a thread.
func (w *Workspace) Session(channel, thread string) (state, title string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := channel + "/" + thread
	return w.sessions[key], w.titles[key]
}
