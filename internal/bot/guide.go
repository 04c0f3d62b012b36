package bot

import (
	"context"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/feedback"
)

// openGuide opens the form *Which role do we need?*, which holds the channel that the
// result can be posted to.
func (b *Bot) openGuide(ctx context.Context, i *interaction) error {
	m := blockkit.Meta{Channel: i.channel(), Thread: i.thread()}
	if i.inModal() {
		from := blockkit.ParseMeta(i.View.Metadata)
		m.Channel, m.Thread = from.Channel, from.Thread
	}
	return b.openModal(ctx, i, blockkit.GuideModal(b.opt.Advisor().Corpus(), nil, m))
}

// guideSubmitted replaces the form's questions with a recommendation.
func (b *Bot) guideSubmitted(ctx context.Context, i *interaction, reply replier) error {
	adv := b.opt.Advisor()
	answers := map[string]string{}
	for block, actions := range i.View.State.Values {
		for _, in := range actions {
			if in.Selected != nil {
				answers[block] = in.Selected.Value
			}
		}
	}
	if adv.Corpus().WhichRole == nil {
		reply(nil)
		return nil
	}
	if errs := blockkit.GuideErrors(adv.Corpus(), answers); errs != nil {
		reply(slack.NewErrorsViewSubmissionResponse(errs))
		return nil
	}
	rec, _ := adv.Recommend(answers) // GuideErrors has found every question answered
	meta := blockkit.ParseMeta(i.View.Metadata)
	id := newReplyID()
	v := b.view(id, "", i.User.ID)
	v.Channel, v.Thread = meta.Channel, meta.Thread
	if err := b.replaceForm(ctx, i, blockkit.GuideResultModal(adv.Corpus(), rec, answers, v), reply); err != nil {
		return err
	}
	b.record(ctx, question{user: i.User.ID, surface: feedback.SurfaceModal, began: b.opt.Now()}, id,
		advisor.Reply{Outcome: advisor.Guide, Corpus: adv.Corpus(), Entry: adv.Corpus().Entry("which-role"), Reason: advisor.ReasonAsked})
	return nil
}

// openKit opens the first page of a hiring kit.
func (b *Bot) openKit(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	r := b.opt.Advisor().Kit(ref.Entry)
	v := b.view(newReplyID(), "", i.User.ID)
	v.Channel, v.Thread = i.channel(), i.thread()
	if i.inModal() {
		meta := blockkit.ParseMeta(i.View.Metadata)
		v.Channel, v.Thread = meta.Channel, meta.Thread
	}
	return b.openModal(ctx, i, blockkit.KitModal(r, 0, v))
}

// turnKit shows another page of an open kit.
func (b *Bot) turnKit(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	meta := blockkit.ParseMeta(i.View.Metadata)
	v := b.view(ref.Reply, "", i.User.ID)
	v.Channel, v.Thread = meta.Channel, meta.Thread
	return b.out.UpdateModal(ctx, i.View.ID, i.View.Hash, blockkit.KitModal(b.opt.Advisor().Kit(ref.Entry), ref.Page, v))
}

// postKit posts a whole kit: the first message to the channel, the others to its
// thread. Where we are not a member, it is posted as one message by the
// response_url, if there is one.
func (b *Bot) postKit(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	r := b.opt.Advisor().Kit(ref.Entry)
	v := b.view(newReplyID(), "", "")
	to := shareTarget(i, ref)
	message := func(n int) outbox.Drawing { // a kit is divided alike, whatever it is drawn with
		return func(without blockkit.Pieces) blockkit.Message {
			v.Without = without
			return blockkit.KitMessages(r, v)[n]
		}
	}
	root, count := to.Thread, len(blockkit.KitMessages(r, v))
	for n := range count {
		draw := message(n)
		if n == 0 {
			draw = shared(draw, i.User.ID, "")
		}
		ts, err := b.out.PostMessage(ctx, outbox.Target{Channel: to.Channel, Thread: root}, draw)
		switch {
		case err == nil:
		case n == 0 && notMember(err) && i.ResponseURL != "":
			err := b.out.ReplyInChannel(ctx, i.ResponseURL, shared(drawing(r, v), i.User.ID, ""))
			if err != nil {
				return err
			}
			return b.out.ReplyPrivately(ctx, i.requester(), blockkit.Plainly(sharedText))
		case n == 0:
			return shareError(err)
		default:
			b.log.Error("only a part of a kit was posted", "error", err, "messages", n, "of", count)
			return b.out.ReplyPrivately(ctx, i.requester(), blockkit.Plainly("Only a part of the kit could be posted. Withdraw it and try again in a minute."))
		}
		if root == "" {
			root = ts
		}
	}
	return b.out.ReplyPrivately(ctx, i.requester(), blockkit.Plainly(sharedText))
}
