package payload

import (
	"cmp"
	"strings"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
)

// Ref returns what a press refers to: the value of a button, or of a menu's selected
// option, which may be a bare entry id.
func (a Action) Ref() (blockkit.Ref, bool) {
	if a.Selected != nil {
		if r, ok := blockkit.ParseRef(a.Selected.Value); ok {
			return r, true
		}
		return blockkit.Ref{Entry: a.Selected.Value}, a.Selected.Value != ""
	}
	return blockkit.ParseRef(a.Value)
}

// Entered returns what a person typed or picked on the Home tab for a press there.
func (i *Interaction) Entered(a Action) string {
	switch {
	case blockkit.Action(a.ActionID) == blockkit.ActionComparePicked:
		return strings.Join(i.View.Picked(blockkit.BlockPicked, blockkit.ActionPick), " ")
	case a.Type == "plain_text_input":
		return strings.TrimSpace(a.Value)
	}
	return strings.TrimSpace(i.View.Text(blockkit.BlockAsk, blockkit.ActionAsk))
}

// FirstAction returns the action id of what was pressed, "" for a form.
func (i *Interaction) FirstAction() string {
	if len(i.Actions) == 0 {
		return ""
	}
	return i.Actions[0].ActionID
}

// SubjectKey returns the key of the conversation whose subject a press changes; ok
// is false where only one person sees the message.
func (i *Interaction) SubjectKey() (string, bool) {
	if i.Container.Ephemeral || i.ChannelID() == "" {
		return "", false
	}
	return i.ChannelID() + ":" + i.ThreadID(), true
}

// Requester returns who waits for the reply to a command.
func (c *Command) Requester() outbox.Requester {
	return outbox.Requester{User: c.User, ResponseURL: c.ResponseURL, At: outbox.Target{Channel: c.Channel}}
}

// Requester returns who waits for what a press or a form does.
func (i *Interaction) Requester() outbox.Requester {
	who := outbox.Requester{User: i.User.ID, ResponseURL: i.ResponseURL, At: outbox.Target{Channel: i.ChannelID(), Thread: i.ThreadID()},
		Trigger: i.TriggerID, InModal: i.InModal()}
	if i.InModal() {
		meta := blockkit.ParseMeta(i.View.Metadata)
		who.At = outbox.Target{Channel: meta.Channel, Thread: meta.Thread}
		if who.ResponseURL == "" {
			who.ResponseURL = meta.ResponseURL
		}
	}
	return who
}

// RequesterAfterClose returns who waits after a form was closed, so that nothing
// can be shown in a modal any more.
func (i *Interaction) RequesterAfterClose(meta blockkit.Meta) outbox.Requester {
	return outbox.Requester{User: i.User.ID, ResponseURL: meta.ResponseURL, At: outbox.Target{Channel: meta.Channel, Thread: meta.Thread}}
}

// Conversation returns the key of the conversation in which the order of requests
// matters: a thread, or the whole direct conversation with one person, where a
// thread may be opened under any message.
func conversation(channel, thread string) string {
	if strings.HasPrefix(channel, "D") {
		return channel
	}
	return channel + ":" + thread
}

// Conversation returns the conversation of an event that may hold a question, ""
// for any other.
func (p *Event) Conversation() string {
	if p.Event.Type != "app_mention" && p.Event.Type != "message" {
		return ""
	}
	return conversation(p.ChannelID(), cmp.Or(p.Event.ThreadTS, p.Event.TS))
}

// Conversation returns the conversation of a button press that changes its subject,
// "" for any other: one that opens a modal cannot wait for its turn, and the private
// reply to one in a channel is not what a follow-up refers to.
func (i *Interaction) Conversation() string {
	if i.Container.Ephemeral || i.ResponseURL == "" {
		return ""
	}
	switch blockkit.Action(i.FirstAction()) {
	case blockkit.ActionChoose: // the choices become the answer, for everyone
		return conversation(i.ChannelID(), i.ThreadID())
	case blockkit.ActionShow, blockkit.ActionCompare, blockkit.ActionCompareAll, blockkit.ActionRole:
		if strings.HasPrefix(i.ChannelID(), "D") {
			return conversation(i.ChannelID(), i.ThreadID())
		}
	}
	return ""
}
