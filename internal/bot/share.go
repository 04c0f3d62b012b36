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
	r := b.sharedReply(ref)
	v := b.view(newReplyID(), "", "")
	v.All = ref.All
	wrap := func(m blockkit.Message) blockkit.Message { return blockkit.Shared(m, i.User.ID, ref.Asked) }
	_, err := b.post(ctx, target{i.channel(), i.thread()}, wrap(blockkit.Render(r, v)),
		func() blockkit.Message { return wrap(b.simpler(r, v)) })
	switch code(err) {
	case "":
		if err != nil {
			return err
		}
	case "not_in_channel", "channel_not_found", "is_archived", "restricted_action":
		return b.say(ctx, i, blockkit.InviteFirst())
	default:
		return err
	}
	return b.say(ctx, i, blockkit.Plainly("Shared. Only you can withdraw it, with the bin under it."))
}

// sharedReply is the reply a Share button stands for.
func (b *Bot) sharedReply(ref blockkit.Ref) advisor.Reply {
	adv := b.o.Advisor()
	if role, ok := strings.CutPrefix(ref.Entry, "kit "); ok {
		return adv.Kit(role)
	}
	if strings.Contains(ref.Entry, " ") {
		return adv.Compare(ref.Entry)
	}
	if adv.Corpus().Entry(ref.Entry) == nil {
		if role, ok := strings.CutSuffix(ref.Entry, ".definition"); ok {
			return adv.Role(role)
		}
	}
	return adv.Show(ref.Entry)
}

// unshare withdraws a shared reply, for who shared it only.
func (b *Bot) unshare(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	if ref.User != i.User.ID {
		return b.say(ctx, i, blockkit.Plainly("Only the person who shared this can withdraw it."))
	}
	return b.out.remove(ctx, i.channel(), i.Container.MessageTS)
}
