package bot

import (
	"context"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
)

// share posts a private reply to the channel it was asked in, with who shared
// it and what was asked.
func (b *Bot) share(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	if role, ok := strings.CutPrefix(ref.Entry, "kit "); ok {
		ref.Entry = role
		return b.postKit(ctx, i, ref)
	}
	v := b.view(newReplyID(), "", "")
	v.All = ref.All
	var m, simple blockkit.Message
	if answers, ok := blockkit.ParseGuideRef(ref.Entry); ok {
		rec, ok := b.o.Advisor().Recommend(answers)
		if !ok {
			return b.stale(ctx, i)
		}
		m = blockkit.GuideResult(b.o.Advisor().Corpus(), rec, answers, v)
		simple = blockkit.Message{Text: m.Text}
	} else {
		r := b.sharedReply(ref)
		m, simple = blockkit.Render(r, v), b.simpler(r, v)
	}
	_, err := b.post(ctx, shareTarget(i, ref), blockkit.Shared(m, i.User.ID, ref.Asked),
		func() blockkit.Message { return blockkit.Shared(simple, i.User.ID, ref.Asked) })
	if cannotPost(err) {
		return b.inviteFirst(ctx, i, blockkit.Message{})
	}
	if err != nil {
		return err
	}
	return b.shared(ctx, i)
}

// shareTarget is where a press of Share posts to.
func shareTarget(i *interaction, ref blockkit.Ref) target {
	if ref.Channel != "" {
		return target{ref.Channel, ref.Thread}
	}
	return target{i.channel(), i.thread()}
}

// cannotPost reports that we are not welcome in a channel (yet).
func cannotPost(err error) bool {
	switch code(err) {
	case "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "access_denied":
		return true
	}
	return false
}

// inviteFirst says how to let us post. With fallback set and a response_url at
// hand, that message goes to the channel by it instead.
func (b *Bot) inviteFirst(ctx context.Context, i *interaction, fallback blockkit.Message) error {
	if i.ResponseURL != "" && fallback.Text != "" {
		return b.respond(ctx, i.ResponseURL, followUp{ResponseType: "in_channel"}, fallback, nil)
	}
	return b.tell(ctx, i, blockkit.InviteFirst())
}

// shared confirms a share to who pressed.
func (b *Bot) shared(ctx context.Context, i *interaction) error {
	return b.tell(ctx, i, blockkit.Plainly("Shared. Only you can withdraw it."))
}

// tell says a private line after a press, wherever it happened: in the
// conversation, or over the modal.
func (b *Bot) tell(ctx context.Context, i *interaction, m blockkit.Message) error {
	switch {
	case i.ResponseURL != "":
		return b.say(ctx, i, m)
	case i.inModal():
		return b.out.pushView(ctx, i.TriggerID, blockkit.MessageModal(m))
	}
	return nil
}

// sharedReply is the reply a Share button stands for.
func (b *Bot) sharedReply(ref blockkit.Ref) advisor.Reply {
	adv := b.o.Advisor()
	if role, ok := strings.CutPrefix(ref.Entry, "role "); ok {
		return adv.Role(role)
	}
	if strings.Contains(ref.Entry, " ") {
		return adv.Compare(ref.Entry)
	}
	return adv.Show(ref.Entry)
}

// unshare withdraws a shared reply, for who shared it only.
func (b *Bot) unshare(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	if ref.User != i.User.ID {
		return b.tell(ctx, i, blockkit.Plainly("Only the person who shared this can withdraw it."))
	}
	err := b.out.remove(ctx, i.channel(), i.Container.MessageTS)
	if cannotPost(err) && i.ResponseURL != "" { // it was posted by a response_url
		return b.out.respond(ctx, i.ResponseURL, followUp{DeleteOriginal: true})
	}
	return err
}
