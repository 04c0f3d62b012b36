package bot

import (
	"context"

	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
)

// rated keeps a verdict. A person's last one on a reply wins; pressing twice
// does no harm. "Not helpful" asks why, in a modal that may be closed unanswered.
func (b *Bot) rated(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	if ref.Reply == "" {
		return b.stale(ctx, i)
	}
	if err := b.o.Store.Verdict(ctx, b.verdict(i, ref)); err != nil {
		return err
	}
	b.log.Info("rated", "entry", ref.Entry, "helpful", ref.Up)
	if !ref.Up {
		meta := blockkit.Meta{Ref: ref, ResponseURL: i.ResponseURL, Channel: i.channel(), Thread: i.thread()}
		if b.askReason(ctx, i, meta) {
			return nil
		}
		b.log.Info("the modal for a reason did not open; thanking instead")
	}
	if i.ResponseURL == "" {
		return b.tell(ctx, i, blockkit.Thanks(ref.Up, ref))
	}
	return b.thank(ctx, i.ResponseURL, i.thread(), ref)
}

// verdict is what a press of a feedback button means.
func (b *Bot) verdict(i *interaction, ref blockkit.Ref) feedback.Verdict {
	return feedback.Verdict{Reply: ref.Reply, User: i.User.ID, Entry: ref.Entry, Helpful: ref.Up, Surface: b.surfaceOf(i), Time: b.o.Now()}
}

// thank says privately that a verdict was kept, with a way to undo it.
func (b *Bot) thank(ctx context.Context, url, thread string, ref blockkit.Ref) error {
	if url == "" {
		return nil
	}
	return b.respond(ctx, url, followUp{ResponseType: "ephemeral", Thread: thread}, blockkit.Thanks(ref.Up, ref), nil)
}

// retracted undoes a verdict.
func (b *Bot) retracted(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	if err := b.o.Store.Retract(ctx, ref.Reply, i.User.ID); err != nil {
		return err
	}
	return b.instead(ctx, i, blockkit.Retracted())
}

// askReason opens the form for a reason; over a modal it is pushed on top.
func (b *Bot) askReason(ctx context.Context, i *interaction, meta blockkit.Meta) bool {
	open := b.out.openView
	if i.inModal() {
		open = b.out.pushView
	}
	return open(ctx, i.TriggerID, blockkit.ReasonModal(meta)) == nil
}

// reasoned keeps why a reply was not helpful.
func (b *Bot) reasoned(ctx context.Context, i *interaction) error {
	meta := blockkit.ParseMeta(i.View.Metadata)
	if meta.Ref.Reply == "" {
		return errNotOurs
	}
	v := b.verdict(i, meta.Ref)
	v.Reason = i.View.text(blockkit.BlockReason, blockkit.BlockReason)
	v.Note = i.View.text(blockkit.BlockNote, blockkit.BlockNote)
	if err := b.o.Store.Verdict(ctx, v); err != nil {
		return err
	}
	b.log.Info("rated", "entry", meta.Ref.Entry, "helpful", false, "reason", v.Reason)
	return b.thank(ctx, meta.ResponseURL, meta.Thread, meta.Ref)
}
