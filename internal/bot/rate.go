package bot

import (
	"context"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
)

// rated keeps a verdict. A person's last one on a reply wins; pressing twice
// does no harm. "Not helpful" asks why, in a modal that may be closed unanswered.
func (b *Bot) rated(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	if ref.Reply == "" {
		return b.answerStale(ctx, i)
	}
	if err := b.o.Store.Verdict(ctx, b.verdict(i, ref)); err != nil {
		return err
	}
	b.log.Info("rated", "entry", ref.Entry, "helpful", ref.Up)
	if !ref.Up {
		meta := blockkit.Meta{Ref: ref, ResponseURL: i.ResponseURL, Channel: i.channel(), Thread: i.thread()}
		err := b.askReason(ctx, i, meta)
		if err == nil {
			return nil
		}
		b.log.Info("the modal for a reason did not open; thanking instead", "error", err)
	}
	return b.out.ReplyPrivately(ctx, i.waiting(), blockkit.Thanks(ref.Up, ref))
}

// verdict is what a press of a feedback button means.
func (b *Bot) verdict(i *interaction, ref blockkit.Ref) feedback.Verdict {
	return feedback.Verdict{Reply: ref.Reply, User: i.User.ID, Entry: ref.Entry, Helpful: ref.Up, Surface: b.surfaceOf(i), Time: b.o.Now()}
}

// retracted undoes a verdict.
func (b *Bot) retracted(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	if err := b.o.Store.Retract(ctx, ref.Reply, i.User.ID); err != nil {
		return err
	}
	return b.replaceMessage(ctx, i, blockkit.Retracted())
}

// askReason opens the form for a reason; over a modal it is pushed on top.
func (b *Bot) askReason(ctx context.Context, i *interaction, meta blockkit.Meta) error {
	open := b.out.OpenModal
	if i.inModal() {
		open = b.out.PushModal
	}
	return open(ctx, i.TriggerID, blockkit.ReasonModal(meta, complaints()))
}

// reasoned keeps why a reply was not helpful, and closes the form when it is kept.
func (b *Bot) reasoned(ctx context.Context, i *interaction, reply replier) error {
	meta := blockkit.ParseMeta(i.View.Metadata)
	if meta.Ref.Reply == "" {
		return errNotOurs
	}
	v := b.verdict(i, meta.Ref)
	v.Reason = feedback.Complaint(i.View.text(blockkit.BlockReason, blockkit.BlockReason))
	v.Note = i.View.text(blockkit.BlockNote, blockkit.BlockNote)
	if err := b.o.Store.Verdict(ctx, v); err != nil {
		modal := blockkit.MessageModal(blockkit.Plainly(excuse(err)))
		reply(slack.NewUpdateViewSubmissionResponse(&modal))
		return err
	}
	reply(nil)
	b.log.Info("rated", "entry", meta.Ref.Entry, "helpful", false, "reason", v.Reason)
	if meta.ResponseURL == "" {
		return nil // rated in a modal, which the form's closing leads back to
	}
	_ = b.out.ReplyPrivately(ctx, i.waitingAfter(meta), blockkit.Thanks(false, meta.Ref)) // the reason is kept; the outbox has logged it
	return nil
}
