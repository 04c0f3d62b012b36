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

// PostMessage sends a message that everyone in a conversation sees, in the best
// form that Slack takes, and returns its timestamp. simpler draws it without the
// pieces that some surfaces refuse; nil for none. A channel without threads gets
// it without.
func (o *Outbox) PostMessage(ctx context.Context, to Target, m blockkit.Message, simpler func() blockkit.Message) (ts string, err error) {
	send := func(m blockkit.Message) error {
		ts, err = o.postAsIs(ctx, to, m)
		return err
	}
	err = o.inSomeForm(m, simpler, send)
	if Code(err) == "restricted_action_non_threadable_channel" && to.Thread != "" {
		to.Thread = ""
		err = o.inSomeForm(m, simpler, send)
	}
	return ts, err
}

func (o *Outbox) postAsIs(ctx context.Context, to Target, m blockkit.Message) (ts string, err error) {
	err = o.call(ctx, "chat.postMessage", to.Channel, false, func(ctx context.Context) error {
		opts := append(options(to, m), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
		_, ts, err = o.o.API.PostMessageContext(ctx, to.Channel, opts...)
		return err
	})
	return ts, err
}

// PostEphemeral sends a message, as it is, that only user sees.
func (o *Outbox) PostEphemeral(ctx context.Context, to Target, user string, m blockkit.Message) error {
	return o.call(ctx, "chat.postEphemeral", to.Channel, true, func(ctx context.Context) error {
		_, err := o.o.API.PostEphemeralContext(ctx, to.Channel, user, options(to, m)...)
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

// maxPlainText is how much text the last resort has: chat.update takes 4,000
// characters (its page, "text"), the least of Slack's limits on a message's text;
// the rest is left for what escaping adds.
const maxPlainText = 3900

// inSomeForm sends a message; where Slack refuses its blocks or its length it
// sends the simpler form (which may be nil for none), and at last a plain text
// that nothing can refuse.
func (o *Outbox) inSomeForm(m blockkit.Message, simpler func() blockkit.Message, send func(blockkit.Message) error) error {
	err := send(m)
	if !refusedForm(err) {
		return err
	}
	o.o.Logger.Warn("Slack refused the form of a message; sending a simpler one", "error", err)
	if simpler != nil {
		s := simpler()
		s.Text = blockkit.Clip(s.Text, maxPlainText)
		if err = send(s); !refusedForm(err) {
			return err
		}
	}
	return send(blockkit.Message{Text: blockkit.Clip(m.Text, maxPlainText)})
}

// DeleteMessage deletes a message of ours.
func (o *Outbox) DeleteMessage(ctx context.Context, channel, ts string) error {
	return o.call(ctx, "chat.delete", channel, true, func(ctx context.Context) error {
		_, _, err := o.o.API.DeleteMessageContext(ctx, channel, ts)
		return err
	})
}

// Permalink is the address of a message, "" when Slack will not say.
func (o *Outbox) Permalink(ctx context.Context, channel, ts string) string {
	var link string
	err := o.call(ctx, "chat.getPermalink", channel, true, func(ctx context.Context) (err error) {
		link, err = o.o.API.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: channel, Ts: ts})
		return err
	})
	if err != nil {
		o.o.Logger.Info("no permalink", "error", err)
	}
	return link
}

// triggerLife is how long a trigger_id is good: three seconds, says Slack's page
// "Handling user interaction". It has nothing to do with the time that an
// acknowledgement may take, which happens to be the same.
const triggerLife = 3 * time.Second

// OpenModal opens a modal. A trigger is good for three seconds and one use, so
// no rate limit is waited for that lasts longer.
func (o *Outbox) OpenModal(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, triggerLife)
	defer cancel()
	return o.call(ctx, "views.open", "", false, func(ctx context.Context) error {
		_, err := o.o.API.OpenViewContext(ctx, trigger, v)
		return err
	})
}

// PushModal opens a modal on top of the one that is open.
func (o *Outbox) PushModal(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, triggerLife)
	defer cancel()
	return o.call(ctx, "views.push", "", false, func(ctx context.Context) error {
		_, err := o.o.API.PushViewContext(ctx, trigger, v)
		return err
	})
}

// UpdateModal replaces a modal that is open.
func (o *Outbox) UpdateModal(ctx context.Context, id, hash string, v slack.ModalViewRequest) error {
	return o.call(ctx, "views.update", id, true, func(ctx context.Context) error {
		_, err := o.o.API.UpdateViewContext(ctx, v, "", hash, id)
		return err
	})
}

// PublishHome shows a user's Home tab. hash guards against overwriting a newer
// one; "" publishes regardless.
func (o *Outbox) PublishHome(ctx context.Context, user, hash string, v slack.HomeTabViewRequest) error {
	return o.call(ctx, "views.publish", user, true, func(ctx context.Context) error {
		req := slack.PublishViewContextRequest{UserID: user, View: v}
		if hash != "" {
			req.Hash = &hash
		}
		_, err := o.o.API.PublishViewContext(ctx, req)
		return err
	})
}

// SuggestPrompts offers questions in the agent view. There is no thread_ts: with
// one the call fails silently.
func (o *Outbox) SuggestPrompts(ctx context.Context, channel, title string, prompts []slack.AssistantThreadsPrompt) error {
	return o.call(ctx, "assistant.threads.setSuggestedPrompts", channel, true, func(ctx context.Context) error {
		return o.o.API.SetAssistantThreadsSuggestedPromptsContext(ctx, slack.AssistantThreadsSetSuggestedPromptsParameters{
			Title: title, ChannelID: channel, Prompts: prompts})
	})
}

// SetSessionStatus says what a session of the agent view is doing.
func (o *Outbox) SetSessionStatus(ctx context.Context, at Target, status string) error {
	return o.call(ctx, "agents.sessions.setStatus", at.Channel, true, func(ctx context.Context) error {
		_, err := o.o.API.SetAgentSessionStatusContext(ctx, slack.AgentSessionSetStatusParameters{
			Status: status, ChannelID: at.Channel, ThreadTS: at.Thread})
		return err
	})
}

// RenameSession names a session of the agent view.
func (o *Outbox) RenameSession(ctx context.Context, at Target, title string) error {
	return o.call(ctx, "agents.sessions.rename", at.Channel, true, func(ctx context.Context) error {
		_, err := o.o.API.RenameAgentSessionContext(ctx, slack.AgentSessionRenameParameters{
			ChannelID: at.Channel, ThreadTS: at.Thread, Title: title})
		return err
	})
}
