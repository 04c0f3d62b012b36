package bot

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/bot/socket"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

// press handles one button or menu, once.
func (b *Bot) press(ctx context.Context, i *payload.Interaction, a payload.Action) error {
	where, what := pressKey(i, a)
	ok, err := b.opt.Store.Claim(ctx, where, what)
	if err != nil {
		b.opt.Meter.Failed("unclaimed")
		b.logStore(slog.LevelWarn, "another process may carry out a second press too: the store cannot be asked", err)
	}
	if !ok {
		b.log.Info("a button was pressed twice; the second press is ignored", "action", socket.LogWord(blockkit.Action(a.ActionID)))
		return nil
	}
	hold := time.Duration(0)
	defer func() {
		if err := b.opt.Store.Release(context.WithoutCancel(ctx), where, what, hold); err != nil {
			b.logStore(slog.LevelWarn, "that a press was carried out could not be stored", err)
		}
	}()
	err = b.handlePress(ctx, i, a)
	if err == nil {
		hold = repeatWindow
	}
	return err
}

// repeatWindow is how soon after a press was handled another one of the same button
// counts as part of a double click. A choice: desktops join two clicks within half
// a second; the rest is for their way through Slack.
const repeatWindow = 2 * time.Second

// pressKey returns the key of who pressed where, and of what was pressed. Only the last
// press of a person in a place counts, so that pressing A, B and A again acts three times.
func pressKey(i *payload.Interaction, a payload.Action) (where, what string) {
	value := a.Value
	if a.Selected != nil {
		value = a.Selected.Value
	}
	if name := blockkit.Action(a.ActionID); name == blockkit.ActionAsk || name == blockkit.ActionComparePicked {
		// Enter and then the button is one question; another question, or other roles, is not.
		a.ActionID, value = name, i.Entered(a)
	}
	where = strings.Join([]string{i.User.ID, i.ChannelID(), i.Container.MessageTS, i.View.ID, i.View.Hash}, "\x00")
	return where, a.ActionID + "\x00" + value
}

// handlePress handles a press. All it needs is in the button's value, so that
// buttons of messages posted before a restart still work. If the value cannot be
// read (from an old version, or tampered with), the person is told so.
func (b *Bot) handlePress(ctx context.Context, i *payload.Interaction, a payload.Action) error {
	name := blockkit.Action(a.ActionID)
	if desk.Owns(name) && b.desk != nil {
		return b.desk.Press(ctx, i, a)
	}
	switch name { // what people typed or picked is not a Ref
	case blockkit.ActionAsk:
		return b.askFromHome(ctx, i, a)
	case blockkit.ActionComparePicked:
		return b.comparePicked(ctx, i)
	case blockkit.ActionPick:
		return nil
	}
	ref, ok := a.Ref()
	if !ok && name != blockkit.ActionRoleSearch {
		b.log.Info("the value of a button cannot be read", "action", socket.LogWord(name))
		return b.answerStale(ctx, i)
	}
	switch name {
	case blockkit.ActionFeedback:
		return b.saveVerdict(ctx, i, ref)
	case blockkit.ActionRetract:
		return b.retractVerdict(ctx, i, ref)
	case blockkit.ActionChoose:
		return b.showChoice(ctx, i, ref)
	case blockkit.ActionNoneOf:
		return b.rejectChoices(ctx, i, ref)
	case blockkit.ActionLeave:
		return b.leaveForCurators(ctx, i, ref)
	case blockkit.ActionMore:
		return b.showFullAnswer(ctx, i, ref)
	case blockkit.ActionSources:
		return b.showSources(ctx, i, ref)
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
		return b.showKitPage(ctx, i, ref)
	case blockkit.ActionKitSection:
		return b.postKitSection(ctx, i, ref)
	case blockkit.ActionKitCanvas:
		return b.saveCanvas(ctx, i, ref)
	case blockkit.ActionKitPost:
		return b.postKit(ctx, i, ref)
	case blockkit.ActionRoleSearch:
		return b.showPicked(ctx, i, a)
	case blockkit.ActionDismiss: // only offers have it, and they always have a response_url
		return b.out.DeleteOriginal(ctx, i.ResponseURL)
	}
	if reply, ok := b.replyFor(name, ref); ok {
		return b.answerPress(ctx, i, reply, ref, "")
	}
	return nil // a menu in a form, which is read when the form is submitted
}

// replyFor returns the reply that a button asks for; ok is false if it asks for none.
func (b *Bot) replyFor(action string, ref blockkit.Ref) (advisor.Reply, bool) {
	adv := b.opt.Advisor()
	switch action {
	case blockkit.ActionShow:
		return adv.ShowFor(ref.Entry, advisor.Question{Text: ref.Asked}), true
	case blockkit.ActionCompare, blockkit.ActionCompareAll:
		return adv.Compare(ref.Entry), true
	case blockkit.ActionRole:
		return adv.Role(ref.Entry), true
	}
	return advisor.Reply{}, false
}

// answerPress shows the reply to a press: in a direct message as a message, in a
// channel privately, from a modal or the Home tab as a modal. typed is the question
// that was typed for it, if any.
func (b *Bot) answerPress(ctx context.Context, i *payload.Interaction, r advisor.Reply, ref blockkit.Ref, typed string) error {
	id := newReplyID()
	v := b.view(id, ref.Asked, b.curates(ctx, i.User.ID, i))
	v.All = blockkit.Action(i.FirstAction()) == blockkit.ActionCompareAll
	q := question{text: typed, user: i.User.ID, surface: b.surfaceOf(i), at: outbox.Target{Channel: i.ChannelID(), Thread: i.ThreadID()}, began: b.opt.Now()}
	if v.Asked == "" && r.Entry != nil {
		v.Asked = r.Entry.Question
	}
	if i.ResponseURL == "" {
		if err := b.openReply(ctx, i, r, v); err != nil {
			return err
		}
		b.record(ctx, q, id, r)
		return nil
	}
	if !b.isDirectMessage(i) {
		to := shareTarget(i, ref)
		v.Channel, v.Thread = to.Channel, to.Thread
		if err := b.replyEphemeral(ctx, i.ResponseURL, i.ThreadID(), r, v); err != nil {
			return err
		}
		b.record(ctx, q, id, r)
		return nil
	}
	ts, err := b.out.PostMessage(ctx, q.at, drawing(r, v))
	if err != nil {
		return err
	}
	key := q.at.Channel + ":" + q.at.Thread
	thread := b.thread(ctx, key)
	b.remember(ctx, key, thread, b.opt.Advisor().Continue(contextOf(thread), r), ts)
	b.record(ctx, q, id, r)
	return nil
}

// isDirectMessage reports whether a press happened in a direct conversation, where
// the answer need not be hidden from others.
func (b *Bot) isDirectMessage(i *payload.Interaction) bool {
	return strings.HasPrefix(i.ChannelID(), "D") && !i.Container.Ephemeral
}

func (b *Bot) surfaceOf(i *payload.Interaction) feedback.Surface {
	switch {
	case i.View.Type == "home":
		return feedback.SurfaceHome
	case i.View.ID != "":
		return feedback.SurfaceModal
	case i.Container.Ephemeral:
		return feedback.SurfaceSlash
	case strings.HasPrefix(i.ChannelID(), "D"):
		return feedback.SurfaceDM
	}
	return feedback.SurfaceChannel
}

// showChoice replaces the choices with the answer that was chosen.
func (b *Bot) showChoice(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	key, inThread := i.SubjectKey()
	thread := b.thread(ctx, key)
	r := b.opt.Advisor().ShowFor(ref.Entry, advisor.Question{Text: ref.Asked, Context: match.Context{Places: thread.Places}})
	v := b.viewFor(ctx, i, ref.Reply, ref.Asked)
	v.Private, v.Channel, v.Thread = i.Container.Ephemeral, ref.Channel, ref.Thread
	if err := b.replaceReply(ctx, i, r, v); err != nil {
		return err
	}
	if inThread {
		b.remember(ctx, key, thread, b.opt.Advisor().Continue(contextOf(thread), r), i.Container.MessageTS)
	}
	b.logStoreError(b.opt.Store.Choice(ctx, feedback.Choice{Reply: ref.Reply, User: i.User.ID, Entry: ref.Entry, Question: ref.Asked,
		Surface: b.surfaceOf(i), Time: b.opt.Now()}))
	return nil
}

// replaceReply replaces the message, or the modal, whose button was pressed.
func (b *Bot) replaceReply(ctx context.Context, i *payload.Interaction, r advisor.Reply, v blockkit.View) error {
	if i.ResponseURL == "" {
		return b.openReply(ctx, i, r, v)
	}
	return b.out.ReplaceMessage(ctx, i.ResponseURL, drawing(r, v))
}

// rejectChoices records that none of the choices was right, and offers other ways.
func (b *Bot) rejectChoices(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	b.logStoreError(b.opt.Store.Choice(ctx, feedback.Choice{Reply: ref.Reply, User: i.User.ID, Question: ref.Asked, Surface: b.surfaceOf(i), Time: b.opt.Now()}))
	if b.desk != nil {
		b.desk.Missed()
	}
	return b.replaceMessage(ctx, i, blockkit.NoneOfThese(ref, b.canTell()))
}

// replaceMessage replaces the message, or the modal, whose button was pressed with a
// short message.
func (b *Bot) replaceMessage(ctx context.Context, i *payload.Interaction, m blockkit.Message) error {
	if i.ResponseURL == "" {
		return b.openModal(ctx, i, blockkit.MessageModal(m))
	}
	return b.out.ReplaceMessage(ctx, i.ResponseURL, outbox.Fixed(m))
}

// leaveForCurators marks a question as left for the curators on purpose. Only messages of
// earlier versions have its button.
func (b *Bot) leaveForCurators(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	if err := b.opt.Store.LeaveForCurators(ctx, ref.Reply, i.User.ID); err != nil {
		return err
	}
	return b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly("Thank you. The curators will see that this had no answer."))
}

// showFullAnswer replaces a shortened answer with the whole answer.
func (b *Bot) showFullAnswer(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	v := b.viewFor(ctx, i, ref.Reply, ref.Asked)
	v.Full, v.Private, v.Channel, v.Thread = true, i.Container.Ephemeral, ref.Channel, ref.Thread
	return b.replaceReply(ctx, i, b.opt.Advisor().ShowFor(ref.Entry, advisor.Question{Text: ref.Asked}), v)
}

// showTopics lists the topics, privately.
func (b *Bot) showTopics(ctx context.Context, i *payload.Interaction) error {
	return b.showPrivately(ctx, i, blockkit.Topics(b.opt.Advisor().Corpus()))
}

// showSources lists all sources of a reply, privately: over a modal as a modal, so that the
// answer stays beneath, elsewhere as a message.
func (b *Bot) showSources(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	adv := b.opt.Advisor()
	m := blockkit.GuideSources(adv.Corpus())
	if _, ok := blockkit.ParseGuideRef(ref.Entry); !ok {
		m = blockkit.Sources(sharedReply(adv, ref), blockkit.View{All: ref.All})
	}
	return b.out.ReplyPrivately(ctx, i.Requester(), m)
}

// showPrivately shows a message to the person who pressed something.
func (b *Bot) showPrivately(ctx context.Context, i *payload.Interaction, m blockkit.Message) error {
	if i.ResponseURL == "" {
		return b.openModal(ctx, i, blockkit.MessageModal(m))
	}
	return b.out.ReplyEphemeral(ctx, i.ResponseURL, i.ThreadID(), outbox.Fixed(m))
}

// answerStale answers a press whose value cannot be read.
func (b *Bot) answerStale(ctx context.Context, i *payload.Interaction) error {
	return b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly("That button is from an older version of me. Please ask the question again."))
}
