package bot

import (
	"context"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
)

// share posts a private reply to the channel of the question, with who shared it
// and what was asked.
func (b *Bot) share(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	if role, ok := strings.CutPrefix(ref.Entry, "kit "); ok {
		ref.Entry = role
		return b.postKit(ctx, i, ref)
	}
	v := b.publicView(newReplyID(), "")
	v.All = ref.All
	adv := b.opt.Advisor()
	var draw outbox.Drawing
	if answers, ok := blockkit.ParseGuideRef(ref.Entry); ok {
		rec, ok := adv.Recommend(answers)
		if !ok {
			return b.answerStale(ctx, i)
		}
		draw = func(without blockkit.Pieces) blockkit.Message {
			v.Without = without
			return blockkit.GuideResult(adv.Corpus(), rec, answers, v)
		}
	} else {
		draw = drawing(sharedReply(adv, ref), v)
	}
	_, err := b.out.PostMessage(ctx, shareTarget(i, ref), shared(draw, i.User.ID, ref.Asked))
	if err != nil {
		return shareError(err)
	}
	return b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly(sharedText))
}

// shared draws a reply as it is shared in a channel.
func shared(draw outbox.Drawing, user, asked string) outbox.Drawing {
	return func(without blockkit.Pieces) blockkit.Message { return blockkit.Shared(draw(without), user, asked) }
}

const sharedText = "Shared. Only you can withdraw it."

// shareTarget returns where a press of Share posts to.
func shareTarget(i *payload.Interaction, ref blockkit.Ref) outbox.Target {
	if ref.Channel != "" {
		return outbox.Target{Channel: ref.Channel, Thread: ref.Thread}
	}
	return outbox.Target{Channel: i.ChannelID(), Thread: i.ThreadID()}
}

// shareError adds to err what the person who pressed Share is told; it returns err
// unchanged if there is nothing to add.
func shareError(err error) error {
	if notMember(err) {
		return &explainedError{err, blockkit.InviteFirst()}
	}
	if why := postRefusalText(err); why != "" {
		return &explainedError{err, blockkit.Plainly(why + ", so I could not post it. You can copy the answer from here.")}
	}
	return err
}

// sharedReply returns the reply that a Share button refers to.
func sharedReply(adv *advisor.Advisor, ref blockkit.Ref) advisor.Reply {
	if role, ok := strings.CutPrefix(ref.Entry, "kit "); ok {
		return adv.Kit(role)
	}
	if role, ok := strings.CutPrefix(ref.Entry, "role "); ok {
		return adv.Role(role)
	}
	if strings.Contains(ref.Entry, " ") {
		return adv.Compare(ref.Entry)
	}
	return adv.ShowFor(ref.Entry, advisor.Question{Text: ref.Asked})
}

// unshare deletes a shared reply; only the person who shared it may do so.
func (b *Bot) unshare(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	if ref.User != i.User.ID {
		return b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly("Only the person who shared this can withdraw it."))
	}
	err := b.out.DeleteMessage(ctx, i.ChannelID(), i.Container.MessageTS)
	if notMember(err) && i.ResponseURL != "" { // posted by a response_url
		err = b.out.DeleteOriginal(ctx, i.ResponseURL)
	}
	if outbox.Code(err) == "message_not_found" {
		return nil // deleted already
	}
	return err
}
