package bot

import (
	"context"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/feedback"
)

// command answers a slash command, to the asker alone; Share makes it public.
// The acknowledgement was empty: an answer to the response_url tells us when
// Slack refuses blocks, an acknowledgement does not.
func (b *Bot) command(ctx context.Context, c *commandPayload) error {
	a := asking{text: b.read(c.Text), user: c.User, surface: feedback.SurfaceSlash, at: outbox.Target{Channel: c.Channel}, began: b.o.Now()}
	if m, ok := b.aboutThemselves(ctx, a); ok {
		return b.out.ReplyEphemeral(ctx, c.ResponseURL, "", m, nil)
	}
	adv := b.o.Advisor()
	reply := advisor.Reply{}
	if strings.HasSuffix(c.Command, "/compare-roles") {
		reply = adv.Compare(a.text)
	} else if command, rest := advisor.ReadCommand(a.text); command == advisor.CommandCompare {
		reply = adv.Compare(rest)
	} else {
		reply = adv.Ask(advisor.Question{Text: a.text})
	}
	id := newReplyID()
	if err := b.replyEphemeral(ctx, c.ResponseURL, "", reply, b.view(id, a.text, a.user)); err != nil {
		if deadURL[outbox.Code(err)] {
			b.log.Info("the answer comes past a response_url that is used up", "error", err)
			v := b.view(id, a.text, a.user)
			v.Private = true
			if b.out.ReplyPrivately(ctx, a.waiting(), blockkit.Render(reply, v)) == nil {
				b.record(ctx, a, id, reply)
				return nil
			}
		}
		return err
	}
	b.record(ctx, a, id, reply)
	return nil
}

// replyEphemeral sends a reply that only one person sees, by response_url. thread
// puts it into a thread.
func (b *Bot) replyEphemeral(ctx context.Context, url, thread string, r advisor.Reply, v blockkit.View) error {
	v.Private = true
	return b.out.ReplyEphemeral(ctx, url, thread, blockkit.Render(r, v), func() blockkit.Message { return b.simpler(r, v) })
}
