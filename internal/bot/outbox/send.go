package outbox

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Target is where a message goes.
type Target struct {
	Channel string
	Thread  string // timestamp of the thread's root; "" for none
}

// PostMessage sends a message that everyone in a conversation sees and returns its
// timestamp. Where Slack refuses it, a simpler form is sent; a channel without threads
// gets it outside a thread.
func (o *Outbox) PostMessage(ctx context.Context, to Target, draw Drawing) (ts string, err error) {
	send := func(m blockkit.Message) error {
		_, ts, err = o.post(ctx, to, m)
		return err
	}
	err = o.sendDrawn(draw, send)
	if Code(err) == "restricted_action_non_threadable_channel" && to.Thread != "" {
		to.Thread = ""
		err = o.sendDrawn(draw, send)
	}
	return ts, err
}

// PostDirectly sends a message to a person and returns where it is, for UpdateMessage.
func (o *Outbox) PostDirectly(ctx context.Context, user string, draw Drawing) (channel, ts string, err error) {
	err = o.sendDrawn(draw, func(m blockkit.Message) error {
		channel, ts, err = o.post(ctx, Target{Channel: user}, m)
		return err
	})
	return channel, ts, err
}

func (o *Outbox) post(ctx context.Context, to Target, m blockkit.Message) (channel, ts string, err error) {
	err = o.call(ctx, "chat.postMessage", to.Channel, false, func(ctx context.Context) error {
		opts := append(options(to, m), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
		channel, ts, err = o.opt.API.PostMessageContext(ctx, to.Channel, opts...)
		return err
	})
	return channel, ts, err
}

// UpdateMessage replaces a message that the bot has posted.
func (o *Outbox) UpdateMessage(ctx context.Context, channel, ts string, m blockkit.Message) error {
	return o.call(ctx, "chat.update", channel, true, func(ctx context.Context) error {
		_, _, _, err := o.opt.API.UpdateMessageContext(ctx, channel, ts, options(Target{}, m)...)
		return err
	})
}

// PostEphemeral sends a message that only user sees, without fallbacks.
func (o *Outbox) PostEphemeral(ctx context.Context, to Target, user string, m blockkit.Message) error {
	return o.call(ctx, "chat.postEphemeral", to.Channel, true, func(ctx context.Context) error {
		_, err := o.opt.API.PostEphemeralContext(ctx, to.Channel, user, options(to, m)...)
		return err
	})
}

func options(to Target, m blockkit.Message) []slack.MsgOption {
	opts := []slack.MsgOption{slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...)}
	if to.Thread != "" {
		opts = append(opts, slack.MsgOptionTS(to.Thread))
	}
	return opts
}

// DeleteMessage deletes a message that the bot has posted.
func (o *Outbox) DeleteMessage(ctx context.Context, channel, ts string) error {
	return o.call(ctx, "chat.delete", channel, true, func(ctx context.Context) error {
		_, _, err := o.opt.API.DeleteMessageContext(ctx, channel, ts)
		return err
	})
}

// Permalink returns the address of a message, "" when Slack does not return one.
func (o *Outbox) Permalink(ctx context.Context, channel, ts string) string {
	var link string
	err := o.call(ctx, "chat.getPermalink", channel, true, func(ctx context.Context) (err error) {
		link, err = o.opt.API.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: channel, Ts: ts})
		return err
	})
	if err != nil {
		o.opt.Logger.Info("no permalink", "error", err)
	}
	return link
}

// triggerLifetime is how long a trigger_id is valid: three seconds, says Slack's
// page "Handling user interaction". The deadline of an acknowledgement happens to
// be the same, but is another rule.
const triggerLifetime = 3 * time.Second

// OpenModal opens a modal. A trigger is valid for three seconds and one use, so a
// longer rate limit is an error at once.
func (o *Outbox) OpenModal(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, triggerLifetime)
	defer cancel()
	return o.call(ctx, "views.open", "", false, func(ctx context.Context) error {
		_, err := o.opt.API.OpenViewContext(ctx, trigger, v)
		return err
	})
}

// PushModal opens a modal on top of the one that is open.
func (o *Outbox) PushModal(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, triggerLifetime)
	defer cancel()
	return o.call(ctx, "views.push", "", false, func(ctx context.Context) error {
		_, err := o.opt.API.PushViewContext(ctx, trigger, v)
		return err
	})
}

// StartModal opens a modal, over another one where the request came from that, and returns
// its id: what it shows later replaces it, long after the trigger is over.
func (o *Outbox) StartModal(ctx context.Context, trigger string, over bool, v slack.ModalViewRequest) (id string, err error) {
	ctx, cancel := context.WithTimeout(ctx, triggerLifetime)
	defer cancel()
	method, open := "views.open", o.opt.API.OpenViewContext
	if over {
		method, open = "views.push", o.opt.API.PushViewContext
	}
	err = o.call(ctx, method, "", false, func(ctx context.Context) error {
		r, err := open(ctx, trigger, v)
		if err == nil {
			id = r.View.ID
		}
		return err
	})
	return id, err
}

// UpdateModal replaces a modal that is open.
func (o *Outbox) UpdateModal(ctx context.Context, id, hash string, v slack.ModalViewRequest) error {
	return o.call(ctx, "views.update", id, true, func(ctx context.Context) error {
		_, err := o.opt.API.UpdateViewContext(ctx, v, "", hash, id)
		return err
	})
}

// PublishHome publishes a user's Home tab. hash is that of the view to replace, so
// that a newer one is not overwritten; "" publishes in any case.
func (o *Outbox) PublishHome(ctx context.Context, user, hash string, v slack.HomeTabViewRequest) error {
	return o.call(ctx, "views.publish", user, true, func(ctx context.Context) error {
		req := slack.PublishViewContextRequest{UserID: user, View: v}
		if hash != "" {
			req.Hash = &hash
		}
		_, err := o.opt.API.PublishViewContext(ctx, req)
		return err
	})
}

// maxWorkspaces is how many workspaces one call lists: the most that the method allows (its
// page "auth.teams.list").
const maxWorkspaces = 1000

// Workspaces returns the ids of the workspaces that the bot token reaches.
func (o *Outbox) Workspaces(ctx context.Context) (ids []string, err error) {
	for cursor := ""; ; {
		err := o.call(ctx, "auth.teams.list", "", true, func(ctx context.Context) error {
			teams, next, err := o.opt.API.ListTeamsContext(ctx, slack.ListTeamsParameters{Limit: maxWorkspaces, Cursor: cursor})
			for _, t := range teams {
				ids = append(ids, t.ID)
			}
			cursor = next
			return err
		})
		if err != nil || cursor == "" {
			return ids, err
		}
	}
}

// SuggestPrompts offers questions in the agent view. There is no thread_ts: with
// one the call fails silently.
func (o *Outbox) SuggestPrompts(ctx context.Context, channel, title string, prompts []slack.AssistantThreadsPrompt) error {
	return o.call(ctx, "assistant.threads.setSuggestedPrompts", channel, true, func(ctx context.Context) error {
		return o.opt.API.SetAssistantThreadsSuggestedPromptsContext(ctx, slack.AssistantThreadsSetSuggestedPromptsParameters{
			Title: title, ChannelID: channel, Prompts: prompts})
	})
}

// SetSessionStatus sets the status of a session of the agent view.
func (o *Outbox) SetSessionStatus(ctx context.Context, at Target, status string) error {
	return o.call(ctx, "agents.sessions.setStatus", at.Channel, true, func(ctx context.Context) error {
		_, err := o.opt.API.SetAgentSessionStatusContext(ctx, slack.AgentSessionSetStatusParameters{
			Status: status, ChannelID: at.Channel, ThreadTS: at.Thread})
		return err
	})
}

// RenameSession names a session of the agent view.
func (o *Outbox) RenameSession(ctx context.Context, at Target, title string) error {
	return o.call(ctx, "agents.sessions.rename", at.Channel, true, func(ctx context.Context) error {
		_, err := o.opt.API.RenameAgentSessionContext(ctx, slack.AgentSessionRenameParameters{
			ChannelID: at.Channel, ThreadTS: at.Thread, Title: title})
		return err
	})
}
