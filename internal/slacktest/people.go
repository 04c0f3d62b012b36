package slacktest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strings"

	"rolecall/internal/slacktest/blocks"
)

// PostOption changes how a person's message is sent.
type PostOption func(*posting)

type posting struct {
	thread string
	twice  bool
	asBot  bool
}

// InThread makes the message a reply to the message with that ts.
func InThread(ts string) PostOption { return func(p *posting) { p.thread = ts } }

// AsTwoEvents sends a mention as a message event as well as an app_mention, as Slack
// does in channels whose messages the bot receives.
func AsTwoEvents() PostOption { return func(p *posting) { p.twice = true } }

// AsBot marks the message as another bot's.
func AsBot() PostOption { return func(p *posting) { p.asBot = true } }

// Mention posts "@bot text" in a channel. In text, {bot}, {user:NAME} and
// {channel:NAME} become mentions; "@bot" is not added to a text with {bot}. Slack sends
// the mention even if the bot is not a member of the channel.
func (w *Workspace) Mention(ctx context.Context, channel, user, text string, opts ...PostOption) (Delivery, error) {
	if !strings.Contains(text, "{bot}") {
		text = "{bot} " + text
	}
	return w.say(ctx, channel, user, text, opts)
}

// DM posts text in the user's direct message with the bot.
func (w *Workspace) DM(ctx context.Context, user, text string, opts ...PostOption) (Delivery, error) {
	u, err := w.User(user)
	if err != nil {
		return Delivery{}, err
	}
	return w.say(ctx, u.ID, u.ID, text, opts)
}

// Post posts a text anywhere. The bot receives an event only if it is mentioned, if the
// channel is a direct conversation with it, or if Options.ChannelMessages is set;
// otherwise Delivery.EnvelopeID is empty.
func (w *Workspace) Post(ctx context.Context, channel, user, text string, opts ...PostOption) (Delivery, error) {
	return w.say(ctx, channel, user, text, opts)
}

func (w *Workspace) say(ctx context.Context, channel, user, text string, opts []PostOption) (Delivery, error) {
	var p posting
	for _, o := range opts {
		o(&p)
	}
	return w.as(ctx, user, func(u *User) (Delivery, error) {
		c, err := w.channel(channel)
		if err != nil {
			return Delivery{}, err
		}
		if p.thread != "" && w.find(c.ID, p.thread) == nil {
			return Delivery{}, fmt.Errorf("slacktest: no message %s to reply to in %s", p.thread, channel)
		}
		seq := len(w.events)
		text = w.expand(text)
		m := w.post(&Message{Channel: c.ID, ThreadTS: p.thread, User: u.ID, Text: text, Blocks: w.composed(text)}, "person", "")
		event := w.messageEvent(m)
		event["client_msg_id"] = w.id("client-")
		if p.asBot {
			event["bot_id"], event["subtype"] = "B0OTHER", "bot_message"
		}
		mention := strings.Contains(text, "<@"+w.BotUserID()+">")
		d := Delivery{}
		switch {
		case c.IM != "":
			d = w.event(event)
		case mention:
			if p.twice || w.opt.ChannelMessages {
				w.event(maps.Clone(event))
			}
			asMention := maps.Clone(event)
			asMention["type"] = "app_mention"
			delete(asMention, "channel_type")
			d = w.event(asMention)
		case w.opt.ChannelMessages && !c.Outside:
			d = w.event(event)
		}
		d.Seq, d.Channel, d.TS, d.ThreadTS, d.User = seq, c.ID, m.TS, m.ThreadTS, u.ID
		return d, nil
	})
}

var placeholder = regexp.MustCompile(`\{(bot|user:[^}]+|channel:[^}]+)\}`)

// expand replaces {bot}, {user:NAME} and {channel:NAME} and escapes the rest,
// as Slack's composer does.
func (w *Workspace) expand(text string) string {
	text = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		kind, name, _ := strings.Cut(m[1:len(m)-1], ":")
		switch kind {
		case "bot":
			return "<@" + w.BotUserID() + ">"
		case "user":
			if u, err := w.user(name); err == nil {
				return "<@" + u.ID + ">"
			}
		case "channel":
			if c, err := w.channel(name); err == nil {
				return "<#" + c.ID + "|" + c.Name + ">"
			}
		}
		return m
	})
}

// composed returns the block that Slack's composer adds to what a person types.
func (w *Workspace) composed(text string) []byte {
	elements := blocks.Composed(text)
	if elements == nil {
		return nil
	}
	list := []any{map[string]any{"type": "rich_text", "elements": elements}}
	w.identify(list)
	return encode(list)
}

// as runs f for a person, with the lock held, unless ctx has ended.
func (w *Workspace) as(ctx context.Context, user string, f func(u *User) (Delivery, error)) (Delivery, error) {
	if err := ctx.Err(); err != nil {
		return Delivery{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil {
		return Delivery{}, err
	}
	return f(u)
}

// Slash runs a slash command: command is "/name".
func (w *Workspace) Slash(ctx context.Context, channel, user, command, text string) (Delivery, error) {
	return w.as(ctx, user, func(u *User) (Delivery, error) {
		c, err := w.channel(channel)
		if err != nil {
			return Delivery{}, err
		}
		known := len(w.opt.App.Commands) == 0
		var names []string
		for _, k := range w.opt.App.Commands {
			known = known || k.Name == command
			names = append(names, k.Name)
		}
		if !known {
			return Delivery{}, fmt.Errorf("slacktest: %s is not a valid command; there is %s", command, strings.Join(names, " and "))
		}
		url, r := w.newResponse(&responseURL{user: u.ID, channel: c.ID})
		trigger := w.newTrigger(u.ID)
		name := c.Name
		if c.IM != "" {
			name = "directmessage"
		}
		e := &envelope{kind: "slash_commands", accepts: true, payload: map[string]any{
			"token": "workspace", "team_id": w.TeamID(), "team_domain": "workspace", "channel_id": c.ID, "channel_name": name,
			"user_id": u.ID, "user_name": u.Name, "command": command, "text": strings.TrimSpace(text), "api_app_id": w.AppID(),
			"is_enterprise_install": "false", "response_url": url, "trigger_id": trigger,
		}}
		e.onAck = func(payload json.RawMessage) {
			r.envelope = e.id
			w.slashAck(r, payload)
		}
		e.onFail = func(reason string) {
			w.record(Event{Kind: KindFailure, Via: "ack", Channel: c.ID, For: u.ID, Envelope: e.id, Text: fmt.Sprintf("%s failed with the error %q", command, reason)})
		}
		d := Delivery{Seq: len(w.events), TriggerID: trigger, ResponseURL: url, Channel: c.ID, User: u.ID}
		d.EnvelopeID = w.dispatch(e)
		r.envelope, w.triggers[trigger].envelope = d.EnvelopeID, d.EnvelopeID
		return d, nil
	})
}

// OpenHome opens the app's "home" or "messages" tab.
func (w *Workspace) OpenHome(ctx context.Context, user, tab string) (Delivery, error) {
	return w.as(ctx, user, func(u *User) (Delivery, error) {
		c, err := w.channel(u.ID)
		if err != nil {
			return Delivery{}, err
		}
		event := map[string]any{"type": "app_home_opened", "user": u.ID, "channel": c.ID, "tab": tab}
		if v := w.views[w.homes[u.ID]]; v != nil && tab == "home" {
			event["view"] = w.viewObject(v)
		}
		d := w.event(event)
		d.Channel, d.User = c.ID, u.ID
		return d, nil
	})
}

// StopSession presses the stop button of an agent's session.
func (w *Workspace) StopSession(ctx context.Context, user, channel, thread string) (Delivery, error) {
	return w.as(ctx, user, func(u *User) (Delivery, error) {
		d := w.event(map[string]any{"type": "agent_session_stopped", "channel": channel, "user": u.ID, "thread_ts": thread})
		d.Channel, d.ThreadTS, d.User = channel, thread, u.ID
		return d, nil
	})
}
