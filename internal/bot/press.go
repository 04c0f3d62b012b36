package bot

import (
	"context"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
	"rolecall/internal/feedback"
)

// press handles one button or menu, once.
func (b *Bot) press(ctx context.Context, i *interaction, a action) error {
	where, what := pressKey(i, a)
	if !b.presses.begin(where, what, b.o.Now()) {
		b.log.Info("pressed twice; carried out once", "action", socket.LogWord(blockkit.Action(a.ActionID)))
		return nil
	}
	failed := true
	defer func() { b.presses.end(where, what, b.o.Now(), failed) }()
	err := b.pressed(ctx, i, a)
	failed = err != nil
	return err
}

// pressed carries a press out. What it needs is in the button's value, so
// that buttons of messages posted before a restart still work. A value that is
// not ours (an old version's, or tampered with) is answered, not obeyed.
func (b *Bot) pressed(ctx context.Context, i *interaction, a action) error {
	ref, ok := a.ref()
	name := blockkit.Action(a.ActionID)
	if !ok && name != blockkit.ActionRoleSearch {
		b.log.Info("a button with a value that is not ours", "action", socket.LogWord(name))
		return b.answerStale(ctx, i)
	}
	switch name {
	case blockkit.ActionFeedback:
		return b.rated(ctx, i, ref)
	case blockkit.ActionRetract:
		return b.retracted(ctx, i, ref)
	case blockkit.ActionChoose:
		return b.chosen(ctx, i, ref)
	case blockkit.ActionNoneOf:
		return b.noneOf(ctx, i, ref)
	case blockkit.ActionLeave:
		return b.leaveForCurators(ctx, i, ref)
	case blockkit.ActionMore:
		return b.unfold(ctx, i, ref)
	case blockkit.ActionShare:
		return b.share(ctx, i, ref)
	case blockkit.ActionUnshare:
		return b.unshare(ctx, i, ref)
	case blockkit.ActionTopics:
		return b.showTopics(ctx, i)
	case blockkit.ActionGuide:
		return b.openGuide(ctx, i)
	case blockkit.ActionKit:
		return b.openKit(ctx, i, ref)
	case blockkit.ActionKitPage:
		return b.turnKit(ctx, i, ref)
	case blockkit.ActionKitPost:
		return b.postKit(ctx, i, ref)
	case blockkit.ActionRoleSearch:
		return b.picked(ctx, i, a)
	case blockkit.ActionDismiss: // only an offer has it, which always has a response_url
		return b.out.DeleteOriginal(ctx, i.ResponseURL)
	}
	if reply, ok := b.replyFor(name, ref); ok {
		return b.answerPress(ctx, i, reply, ref)
	}
	return nil // menus inside a modal are read when it is submitted
}

// replyFor is the reply that a button asks to see.
func (b *Bot) replyFor(action string, ref blockkit.Ref) (advisor.Reply, bool) {
	adv := b.o.Advisor()
	switch action {
	case blockkit.ActionShow:
		return adv.Show(ref.Entry), true
	case blockkit.ActionCompare, blockkit.ActionCompareAll:
		return adv.Compare(ref.Entry), true
	case blockkit.ActionRole:
		return adv.Role(ref.Entry), true
	}
	return advisor.Reply{}, false
}

// answerPress gives what a button asked for: in a direct message openly, in a
// channel to the one who pressed, in a modal or the Home tab as a modal.
func (b *Bot) answerPress(ctx context.Context, i *interaction, r advisor.Reply, ref blockkit.Ref) error {
	id := newReplyID()
	v := b.view(id, ref.Asked, i.User.ID)
	v.All = blockkit.Action(i.firstAction()) == blockkit.ActionCompareAll
	a := asking{user: i.User.ID, surface: b.surfaceOf(i), at: outbox.Target{Channel: i.channel(), Thread: i.thread()}, began: b.o.Now()}
	if v.Asked == "" && r.Entry != nil {
		v.Asked = r.Entry.Question
	}
	if i.ResponseURL == "" {
		v.NoTable = true
		if err := b.openReply(ctx, i, r, v); err != nil {
			return err
		}
		b.record(ctx, a, id, r)
		return nil
	}
	if !b.direct(i) {
		to := shareTarget(i, ref)
		v.Channel, v.Thread = to.Channel, to.Thread
		if err := b.replyEphemeral(ctx, i.ResponseURL, i.thread(), r, v); err != nil {
			return err
		}
		b.record(ctx, a, id, r)
		return nil
	}
	ts, err := b.out.PostMessage(ctx, a.at, blockkit.Render(r, v), func() blockkit.Message { return b.simpler(r, v) })
	if err != nil {
		return err
	}
	key := a.at.Channel + ":" + a.at.Thread
	b.remember(ctx, key, b.thread(ctx, key), r, ts)
	b.record(ctx, a, id, r)
	return nil
}

func (i *interaction) firstAction() string {
	if len(i.Actions) == 0 {
		return ""
	}
	return i.Actions[0].ActionID
}

// direct reports a conversation that only one person and we are in, where
// nothing needs to be hidden from others.
func (b *Bot) direct(i *interaction) bool {
	return strings.HasPrefix(i.channel(), "D") && !i.Container.Ephemeral
}

func (b *Bot) surfaceOf(i *interaction) feedback.Surface {
	switch {
	case i.View.Type == "home":
		return feedback.SurfaceHome
	case i.View.ID != "":
		return feedback.SurfaceModal
	case i.Container.Ephemeral:
		return feedback.SurfaceSlash
	case strings.HasPrefix(i.channel(), "D"):
		return feedback.SurfaceDM
	}
	return feedback.SurfaceChannel
}

// chosen shows the answer to a choice in the place of the choices.
func (b *Bot) chosen(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	r := b.o.Advisor().Show(ref.Entry)
	v := b.view(ref.Reply, ref.Asked, i.User.ID)
	v.Private, v.Channel, v.Thread = i.Container.Ephemeral, ref.Channel, ref.Thread
	if err := b.replaceReply(ctx, i, r, v); err != nil {
		return err
	}
	if key, ok := i.subjectKey(); ok {
		b.remember(ctx, key, b.thread(ctx, key), r, i.Container.MessageTS)
	}
	b.kept(b.o.Store.Choice(ctx, feedback.Choice{Reply: ref.Reply, User: i.User.ID, Entry: ref.Entry, Question: ref.Asked,
		Surface: b.surfaceOf(i), Time: b.o.Now()}))
	return nil
}

// subjectKey is the key under which a public conversation's subject is kept.
func (i *interaction) subjectKey() (string, bool) {
	if i.Container.Ephemeral || i.channel() == "" {
		return "", false
	}
	return i.channel() + ":" + i.thread(), true
}

// replaceReply puts a reply in the place of the message, or the modal, whose
// button was pressed.
func (b *Bot) replaceReply(ctx context.Context, i *interaction, r advisor.Reply, v blockkit.View) error {
	if i.ResponseURL == "" {
		return b.openReply(ctx, i, r, v)
	}
	return b.out.ReplaceMessage(ctx, i.ResponseURL, blockkit.Render(r, v), func() blockkit.Message { return b.simpler(r, v) })
}

// noneOf keeps that none of the choices was right, and offers ways on.
func (b *Bot) noneOf(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	b.kept(b.o.Store.Choice(ctx, feedback.Choice{Reply: ref.Reply, User: i.User.ID, Question: ref.Asked, Surface: b.surfaceOf(i), Time: b.o.Now()}))
	return b.replaceMessage(ctx, i, blockkit.NoneOfThese(ref))
}

// replaceMessage puts a short message in the place of what was pressed.
func (b *Bot) replaceMessage(ctx context.Context, i *interaction, m blockkit.Message) error {
	if i.ResponseURL == "" {
		return b.openModal(ctx, i, blockkit.MessageModal(m))
	}
	return b.out.ReplaceMessage(ctx, i.ResponseURL, m, nil)
}

// leaveForCurators marks a question as left for the curators on purpose.
func (b *Bot) leaveForCurators(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	if err := b.o.Store.LeaveForCurators(ctx, ref.Reply, i.User.ID); err != nil {
		return err
	}
	return b.out.ReplyPrivately(ctx, i.waiting(), blockkit.Plainly("Thank you. The curators will see that this had no answer."))
}

// unfold shows the whole of a long answer in place.
func (b *Bot) unfold(ctx context.Context, i *interaction, ref blockkit.Ref) error {
	v := b.view(ref.Reply, ref.Asked, i.User.ID)
	v.Full, v.Private, v.Channel, v.Thread = true, i.Container.Ephemeral, ref.Channel, ref.Thread
	return b.replaceReply(ctx, i, b.o.Advisor().Show(ref.Entry), v)
}

// showTopics lists what can be asked, to who pressed alone.
func (b *Bot) showTopics(ctx context.Context, i *interaction) error {
	m := blockkit.Topics(b.o.Advisor().Corpus())
	if i.ResponseURL == "" {
		return b.openModal(ctx, i, blockkit.MessageModal(m))
	}
	return b.out.ReplyEphemeral(ctx, i.ResponseURL, i.thread(), m, nil)
}

// answerStale answers a press we do not understand.
func (b *Bot) answerStale(ctx context.Context, i *interaction) error {
	return b.out.ReplyPrivately(ctx, i.waiting(), blockkit.Plainly("That button is from an older version of me. Please ask the question again."))
}
