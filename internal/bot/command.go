package bot

import (
	"context"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
)

// command answers a slash command, to the asker alone; Share makes it public.
// The acknowledgement was empty: an answer to the response_url tells us when
// Slack refuses blocks, an acknowledgement does not.
func (b *Bot) command(ctx context.Context, c *commandPayload) error {
	a := asking{text: b.unmention(c.Text), user: c.User, surface: feedback.SurfaceSlash, at: target{channel: c.Channel}, began: b.o.Now()}
	if m, ok, err := b.aboutThemselves(ctx, a); ok {
		if err != nil {
			return err
		}
		return b.respond(ctx, c.ResponseURL, followUp{ResponseType: "ephemeral"}, m, nil)
	}
	adv := b.o.Advisor()
	var reply advisor.Reply
	verb, rest, _ := strings.Cut(a.text, " ")
	switch {
	case strings.HasSuffix(c.Command, "/compare-roles"):
		reply = adv.Compare(a.text)
	case strings.EqualFold(verb, "compare"):
		reply = adv.Compare(rest)
	default:
		reply = adv.Ask(advisor.Question{Text: a.text})
	}
	id := newReplyID()
	if err := b.private(ctx, c.ResponseURL, "", reply, b.view(id, a.text, a.user)); err != nil {
		b.lost(ctx, a, err)
		return err
	}
	return b.record(ctx, a, id, reply)
}

// private sends a reply that only one person sees, by response_url. thread puts
// it into a thread.
func (b *Bot) private(ctx context.Context, url, thread string, r advisor.Reply, v blockkit.View) error {
	v.Private = true
	return b.respond(ctx, url, followUp{ResponseType: "ephemeral", Thread: thread}, blockkit.Render(r, v),
		func() blockkit.Message { return b.simpler(r, v) })
}

// respond sends a message to a response_url; refused blocks are sent in a
// simpler form, and at last as plain text.
func (b *Bot) respond(ctx context.Context, url string, f followUp, m blockkit.Message, simpler func() blockkit.Message) error {
	send := func(m blockkit.Message) error {
		f.Text, f.Blocks = m.Text, m.Blocks
		return b.out.respond(ctx, url, f)
	}
	err := send(m)
	if !refusedBlocks(err) {
		return err
	}
	b.log.Warn("Slack refused blocks; sending a simpler form", "error", err)
	if simpler != nil {
		if err = send(simpler()); !refusedBlocks(err) {
			return err
		}
	}
	return send(blockkit.Message{Text: m.Text})
}

// say answers a press with a short private line.
func (b *Bot) say(ctx context.Context, i *interaction, m blockkit.Message) error {
	return b.respond(ctx, i.ResponseURL, followUp{ResponseType: "ephemeral", Thread: i.thread()}, m, nil)
}
