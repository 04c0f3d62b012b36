package bot

import (
	"context"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
)

// openKit shows a hiring kit as the command "kit" does: folded, in a direct message as a
// message, which can be read again later, in a channel privately. In a modal and on the Home
// tab, where Slack folds nothing, it is a modal of pages.
func (b *Bot) openKit(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	if i.ResponseURL != "" {
		return b.answerPress(ctx, i, b.opt.Advisor().Kit(ref.Entry), ref, "")
	}
	return b.showKitPage(ctx, i, blockkit.Ref{Entry: ref.Entry, Reply: newReplyID()})
}

// showKitPage shows a page of a kit in a modal, or in the one that is open.
func (b *Bot) showKitPage(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	v := b.view(ref.Reply, "", b.curates(ctx, i.User.ID, i))
	to := shareTarget(i, ref)
	if i.InModal() {
		meta := blockkit.ParseMeta(i.View.Metadata)
		if ref.Entry == "" { // the menu says only the page
			ref.Entry, ref.Reply = meta.Ref.Entry, meta.Ref.Reply
		}
		to = outbox.Target{Channel: meta.Channel, Thread: meta.Thread}
	}
	v.Channel, v.Thread = to.Channel, to.Thread
	return b.openModal(ctx, i, blockkit.KitModal(b.opt.Advisor().Kit(ref.Entry), ref.Part, v))
}

// postKitSection posts one part of a kit to the channel or the thread, with who shared it.
func (b *Bot) postKitSection(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	m, ok := blockkit.KitSection(b.opt.Advisor().Kit(ref.Entry), ref.Part, b.publicView(newReplyID(), ""))
	if !ok { // the kit does not have it any more, or is gone
		return b.answerStale(ctx, i)
	}
	draw := shared(outbox.Fixed(m), i.User.ID, "")
	_, err := b.out.PostMessage(ctx, shareTarget(i, ref), draw)
	if notMember(err) && i.ResponseURL != "" {
		err = b.out.ReplyInChannel(ctx, i.ResponseURL, draw)
	}
	if err != nil {
		return shareError(err)
	}
	return b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly(sharedText))
}

// postKit posts a whole kit: the first message to the channel, the others to its
// thread. Where we are not a member, it is posted as one message by the
// response_url, if there is one.
func (b *Bot) postKit(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	r := b.opt.Advisor().Kit(ref.Entry)
	v := b.publicView(newReplyID(), "")
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
			return b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly(sharedText))
		case n == 0:
			return shareError(err)
		default:
			b.log.Error("only a part of a kit was posted", "error", err, "messages", n, "of", count)
			return b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly("Only a part of the kit could be posted. Withdraw it and try again in a minute."))
		}
		if root == "" {
			root = ts
		}
	}
	return b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly(sharedText))
}
