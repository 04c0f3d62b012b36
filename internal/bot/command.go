package bot

import (
	"context"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/command"
	"rolecall/internal/feedback"
)

// command answers a slash command privately; the Share button makes the answer
// public. It answers by the response_url, not in the acknowledgement, because only
// the response_url tells us when Slack refuses blocks.
func (b *Bot) command(ctx context.Context, c *payload.Command) error {
	q := question{text: b.plainText(c.Text), user: c.User, curator: b.curates(ctx, c.User, c), surface: feedback.SurfaceSlash, at: outbox.Target{Channel: c.Channel}, began: b.opt.Now()}
	if m, ok := b.personalReply(ctx, q); ok {
		return b.out.ReplyEphemeral(ctx, c.ResponseURL, "", outbox.Fixed(m))
	}
	if r, ok, err := b.statsReport(ctx, q); ok {
		if err != nil {
			return err
		}
		return b.out.ReplyEphemeral(ctx, c.ResponseURL, "", reportDrawing(r))
	}
	adv := b.opt.Advisor()
	reply := advisor.Reply{}
	if strings.HasSuffix(c.Command, "/compare-roles") {
		reply = adv.Compare(q.text)
	} else if read, rest := command.Read(q.text); read == command.Compare {
		reply = adv.Compare(rest)
	} else {
		reply = b.replyTo(q.curator, advisor.Question{Text: q.text})
	}
	id := newReplyID()
	if err := b.replyEphemeral(ctx, c.ResponseURL, "", reply, b.view(id, q.text, q.curator)); err != nil {
		if responseURLErrors[outbox.Code(err)] {
			b.log.Info("the response_url is used up; the answer is sent another way", "error", err)
			v := b.view(id, q.text, q.curator)
			v.Private = true
			if b.out.AnswerPrivately(ctx, q.requester(), drawing(reply, v)) == nil {
				b.record(ctx, q, id, reply)
				return nil
			}
		}
		return err
	}
	b.record(ctx, q, id, reply)
	return nil
}

// replyEphemeral sends a reply that only one person sees, by a response_url, to a
// thread unless thread is "".
func (b *Bot) replyEphemeral(ctx context.Context, url, thread string, r advisor.Reply, v blockkit.View) error {
	v.Private = true
	return b.out.ReplyEphemeral(ctx, url, thread, drawing(r, v))
}
