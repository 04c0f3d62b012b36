package slacktest

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"rolecall/internal/slacktest/blocks"
)

// content is the content of a message to post.
type content struct {
	text     string
	blocks   json.RawMessage
	metadata json.RawMessage
	present  bool // there is an argument blocks
}

// content reads and checks text and blocks, and adds missing ids to blocks and
// elements.
func (w *Workspace) content(a arguments) (content, *apiError) {
	list, absent, ok := a.list("blocks")
	if !ok {
		return content{}, fail("invalid_blocks_format")
	}
	out := content{text: a.text("text")}
	if utf8.RuneCountInString(out.text) > blocks.MaxMessageText {
		out.text = string([]rune(out.text)[:blocks.MaxMessageText])
	}
	if a.has("markdown_text") {
		if out.text != "" || len(list) > 0 {
			return out, fail("markdown_text_conflict")
		}
		if utf8.RuneCountInString(a.text("markdown_text")) > blocks.MaxMarkdown {
			return out, fail("msg_too_long")
		}
		list, absent = []any{map[string]any{"type": "markdown", "text": a.text("markdown_text")}}, false
	}
	if !absent {
		out.present = true
		if problems := blocks.CheckMessage(map[string]any{"blocks": list}); len(problems) > 0 {
			return out, fail(blocks.Code(problems), problems...)
		}
		w.identify(list)
		if len(list) > 0 {
			out.blocks = encode(list)
		}
	}
	if m, ok := a.object("metadata"); ok {
		out.metadata = encode(m)
	}
	if out.text == "" && len(out.blocks) == 0 && !a.has("attachments") {
		return out, fail("no_text")
	}
	return out, nil
}

// identify adds ids to blocks and elements without one.
func (w *Workspace) identify(list []any) { blocks.Identify(list, w.id) }

// place returns the channel that a bot wants to post to, or the error if it may not. A
// user's id means their direct conversation.
func (w *Workspace) place(ref string) (*Channel, *apiError) {
	if ref == "" {
		return nil, fail("channel_not_found")
	}
	c, err := w.channel(ref)
	if err != nil {
		return nil, fail("channel_not_found")
	}
	if c.Outside {
		return nil, fail("not_in_channel")
	}
	return c, nil
}

func (w *Workspace) postMessage(a arguments) (map[string]any, *apiError) {
	c, problem := w.place(a.text("channel"))
	if problem != nil {
		return nil, problem
	}
	in, problem := w.content(a)
	if problem != nil {
		return nil, problem
	}
	thread := a.text("thread_ts")
	if thread != "" && w.find(c.ID, thread) == nil {
		thread = "" // Slack posts such a message to the channel
	}
	m := w.post(&Message{Channel: c.ID, ThreadTS: thread, User: w.BotUserID(), Bot: true, Text: in.text, Blocks: in.blocks, Metadata: in.metadata}, "chat.postMessage", "")
	return map[string]any{"channel": c.ID, "ts": m.TS, "message": w.messageObject(m)}, nil
}

func (w *Workspace) postEphemeral(a arguments) (map[string]any, *apiError) {
	c, problem := w.place(a.text("channel"))
	if problem != nil {
		return nil, problem
	}
	u, err := w.user(a.text("user"))
	if err != nil {
		return nil, fail("user_not_in_channel")
	}
	in, problem := w.content(a)
	if problem != nil {
		return nil, problem
	}
	m := w.post(&Message{Channel: c.ID, ThreadTS: a.text("thread_ts"), User: w.BotUserID(), Bot: true, For: u.ID, Text: in.text, Blocks: in.blocks}, "chat.postEphemeral", "")
	return map[string]any{"message_ts": m.TS}, nil
}

// ownMessage is the bot's message that a call names; notOwn is the error where someone
// else wrote it.
func (w *Workspace) ownMessage(a arguments, notOwn string) (*Message, *apiError) {
	c, problem := w.place(a.text("channel"))
	if problem != nil {
		return nil, problem
	}
	m := w.find(c.ID, a.text("ts"))
	switch {
	case m == nil || m.For != "":
		return nil, fail("message_not_found")
	case !m.Bot:
		return nil, fail(notOwn)
	}
	return m, nil
}

func (w *Workspace) updateMessage(a arguments) (map[string]any, *apiError) {
	m, problem := w.ownMessage(a, "cant_update_message")
	switch {
	case problem != nil:
		return nil, problem
	case utf8.RuneCountInString(a.text("text")) > blocks.MaxUpdateText:
		return nil, fail("msg_too_long")
	}
	in, problem := w.content(a)
	if problem != nil {
		return nil, problem
	}
	w.change(m, in, "chat.update", "")
	return map[string]any{"channel": m.Channel, "ts": m.TS, "text": m.Text, "message": w.messageObject(m)}, nil
}

func (w *Workspace) deleteMessage(a arguments) (map[string]any, *apiError) {
	m, problem := w.ownMessage(a, "cant_delete_message")
	if problem != nil {
		return nil, problem
	}
	w.remove(m, "chat.delete", "")
	return map[string]any{"channel": m.Channel, "ts": m.TS}, nil
}

func (w *Workspace) permalink(a arguments) (map[string]any, *apiError) {
	c, err := w.channel(a.text("channel"))
	if err != nil {
		return nil, fail("channel_not_found")
	}
	m := w.find(c.ID, a.text("message_ts"))
	if m == nil || m.For != "" {
		return nil, fail("message_not_found")
	}
	link := "https://workspace.slack.example/archives/" + c.ID + "/p" + strings.ReplaceAll(m.TS, ".", "")
	if m.ThreadTS != "" {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + c.ID
	}
	return map[string]any{"channel": c.ID, "permalink": link}, nil
}

// find returns a message, or nil. The lock is held, here and below.
func (w *Workspace) find(channel, ts string) *Message {
	for _, m := range w.messages[channel] {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

// post stores and shows a message, and sends the bot the event that Slack would send.
func (w *Workspace) post(m *Message, via, envelope string) *Message {
	m.TS = w.timestamp()
	if m.ThreadTS != "" {
		if root := w.find(m.Channel, m.ThreadTS); root != nil && m.For == "" {
			root.Replies++
		}
	}
	w.messages[m.Channel] = append(w.messages[m.Channel], m)
	kind := KindMessage
	if m.For != "" {
		kind = KindEphemeral
	}
	w.record(Event{Kind: kind, Via: via, Channel: m.Channel, TS: m.TS, ThreadTS: m.ThreadTS, User: m.User, For: m.For, Text: m.Text, Blocks: m.Blocks, Envelope: envelope})
	if m.Bot && m.For == "" && m.Channel[0] == 'D' && !w.opt.NoEcho {
		w.event(w.messageEvent(m))
	}
	return m
}

// change replaces the content of a message.
func (w *Workspace) change(m *Message, in content, via, envelope string) {
	m.Text, m.Edited = in.text, true
	if in.present {
		m.Blocks = in.blocks
	}
	if in.metadata != nil {
		m.Metadata = in.metadata
	}
	w.record(Event{Kind: KindUpdate, Via: via, Channel: m.Channel, TS: m.TS, ThreadTS: m.ThreadTS, User: m.User, For: m.For, Text: m.Text, Blocks: m.Blocks, Envelope: envelope})
	if m.For == "" && m.Channel[0] == 'D' && !w.opt.NoEcho {
		w.event(map[string]any{"type": "message", "subtype": "message_changed", "hidden": true, "channel": m.Channel, "channel_type": "im", "ts": w.timestamp(), "message": w.messageObject(m)})
	}
}

// remove deletes a message.
func (w *Workspace) remove(m *Message, via, envelope string) {
	list := w.messages[m.Channel]
	for i, o := range list {
		if o == m {
			w.messages[m.Channel] = append(list[:i:i], list[i+1:]...)
			break
		}
	}
	if root := w.find(m.Channel, m.ThreadTS); root != nil && m.For == "" && root != m {
		root.Replies--
	}
	w.record(Event{Kind: KindDelete, Via: via, Channel: m.Channel, TS: m.TS, ThreadTS: m.ThreadTS, User: m.User, For: m.For, Envelope: envelope})
	if m.For == "" && m.Channel[0] == 'D' && !w.opt.NoEcho {
		w.event(map[string]any{"type": "message", "subtype": "message_deleted", "hidden": true, "channel": m.Channel, "channel_type": "im", "ts": w.timestamp(), "deleted_ts": m.TS})
	}
}

// messageObject returns a message as the Web API and interaction payloads contain it.
func (w *Workspace) messageObject(m *Message) map[string]any {
	out := map[string]any{"type": "message", "user": m.User, "ts": m.TS, "text": m.Text, "team": w.TeamID()}
	if m.ThreadTS != "" {
		out["thread_ts"] = m.ThreadTS
		if root := w.find(m.Channel, m.ThreadTS); root != nil {
			out["parent_user_id"] = root.User
		}
	} else if m.Replies > 0 {
		out["thread_ts"], out["reply_count"] = m.TS, m.Replies
	}
	if len(m.Blocks) > 0 {
		out["blocks"] = m.Blocks
	}
	if m.Bot {
		out["bot_id"], out["app_id"] = w.BotID(), w.AppID()
	}
	if m.Edited {
		out["edited"] = map[string]any{"user": m.User, "ts": m.TS}
	}
	if len(m.Metadata) > 0 {
		out["metadata"] = m.Metadata
	}
	return out
}

// messageEvent returns the Events API's message event for a message.
func (w *Workspace) messageEvent(m *Message) map[string]any {
	out := w.messageObject(m)
	out["channel"], out["event_ts"], out["channel_type"] = m.Channel, m.TS, "channel"
	if m.Channel[0] == 'D' {
		out["channel_type"] = "im"
	}
	return out
}
