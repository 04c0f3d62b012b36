package bot

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/payload"
	"rolecall/internal/feedback"
)

// saveVerdict stores a verdict; the last one of a person on a reply counts. After
// "Not helpful" it asks for the reason, in a modal that may be closed unanswered.
func (b *Bot) saveVerdict(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	if ref.Reply == "" {
		return b.answerStale(ctx, i)
	}
	if err := b.opt.Store.Verdict(ctx, b.verdict(i, ref)); err != nil {
		return err
	}
	b.log.Info("rated", "entry", ref.Entry, "helpful", ref.Up)
	if !ref.Up {
		meta := blockkit.Meta{Ref: ref, ResponseURL: i.ResponseURL, Channel: i.ChannelID(), Thread: i.ThreadID()}
		err := b.askReason(ctx, i, meta)
		if err == nil {
			return nil
		}
		b.log.Info("the form for a reason did not open; a message of thanks is sent instead", "error", err)
	}
	return b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Thanks(ref.Up, ref))
}

// verdict returns the verdict of a press of a feedback button.
func (b *Bot) verdict(i *payload.Interaction, ref blockkit.Ref) feedback.Verdict {
	return feedback.Verdict{Reply: ref.Reply, User: i.User.ID, Entry: ref.Entry, Helpful: ref.Up, Surface: b.surfaceOf(i), Time: b.opt.Now()}
}

// retractVerdict removes a person's verdict.
func (b *Bot) retractVerdict(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	if err := b.opt.Store.Retract(ctx, ref.Reply, i.User.ID); err != nil {
		return err
	}
	return b.replaceMessage(ctx, i, blockkit.Retracted())
}

// askReason opens the form for a reason, on top of the modal if there is one.
func (b *Bot) askReason(ctx context.Context, i *payload.Interaction, meta blockkit.Meta) error {
	open := b.out.OpenModal
	if i.InModal() {
		open = b.out.PushModal
	}
	return open(ctx, i.TriggerID, blockkit.ReasonModal(meta, complaints()))
}

var errNoReplyInForm = errors.New("the form's private_metadata names no reply")

// saveReason stores why a reply was not helpful and closes the form.
func (b *Bot) saveReason(ctx context.Context, i *payload.Interaction, reply replier) error {
	meta := blockkit.ParseMeta(i.View.Metadata)
	if meta.Ref.Reply == "" {
		return errNoReplyInForm
	}
	v := b.verdict(i, meta.Ref)
	v.Reason = feedback.Complaint(i.View.Text(blockkit.BlockReason, blockkit.BlockReason))
	v.Note = i.View.Text(blockkit.BlockNote, blockkit.BlockNote)
	if err := b.opt.Store.Verdict(ctx, v); err != nil {
		modal := blockkit.MessageModal(blockkit.Plainly(errorText(err)))
		reply(slack.NewUpdateViewSubmissionResponse(&modal))
		return err
	}
	reply(nil)
	b.log.Info("rated", "entry", meta.Ref.Entry, "helpful", false, "reason", v.Reason)
	if meta.ResponseURL == "" {
		return nil // rated in a modal, which is visible again when the form closes
	}
	_ = b.out.ReplyPrivately(ctx, i.RequesterAfterClose(meta), blockkit.Thanks(false, meta.Ref)) // the outbox logs an error, and the reason is stored
	return nil
}
