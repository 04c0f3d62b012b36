package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
)

// maxOptions is how many options a typeahead offers. Slack takes 100 (its page
// "Select menu element"); past twenty people type on rather than scroll, which is
// a choice, not a measurement.
const maxOptions = 20

// Callback ids of the manifest's shortcuts; the names are a contract.
const (
	shortcutAsk     = "ask_role"
	shortcutExplain = "explain_message"
)

// shortcut opens the question form, or answers someone's message privately.
func (b *Bot) shortcut(ctx context.Context, i *interaction) error {
	switch i.CallbackID {
	case shortcutAsk:
		return b.out.OpenModal(ctx, i.TriggerID, blockkit.AskModal(blockkit.AskModalData{}))
	case shortcutExplain:
		return b.explainMessage(ctx, i)
	}
	b.log.Info("a shortcut that is not in the manifest was ignored")
	return nil
}

// explainMessage answers a message someone else wrote, to the person who
// asked for it. Within a thread a response_url cannot reach the thread, so the
// answer comes as a modal there.
func (b *Bot) explainMessage(ctx context.Context, i *interaction) error {
	text := b.read(i.Message.words())
	if strings.TrimSpace(text) == "" {
		return b.out.ReplyPrivately(ctx, i.waiting(), blockkit.Plainly("There is no text in that message that I can read."))
	}
	a := asking{text: text, user: i.User.ID, surface: feedback.SurfaceShortcut, began: b.o.Now()}
	r := b.o.Advisor().Ask(advisor.Question{Text: a.text})
	id := newReplyID()
	v := b.view(id, a.text, a.user)
	v.Private, v.Channel, v.Thread = true, i.channel(), i.Message.TS
	inThread := i.Message.ThreadTS != "" && i.Message.ThreadTS != i.Message.TS
	if inThread {
		v.Thread = i.Message.ThreadTS
	}
	shown := false
	if inThread || i.ResponseURL == "" {
		err := b.openReply(ctx, i, r, v)
		shown = err == nil
		if err != nil { // too late for a modal, most likely
			b.log.Info("the answer comes as a message instead of a modal", "error", err)
		}
	}
	if !shown {
		v.Private = true
		if err := b.out.ReplyPrivately(ctx, i.waiting(), blockkit.Render(r, v)); err != nil {
			return err
		}
	}
	b.record(ctx, a, id, r)
	return nil
}

// openReply shows a reply as a modal; pressed in one, it takes its place.
func (b *Bot) openReply(ctx context.Context, i *interaction, r advisor.Reply, v blockkit.View) error {
	v.Modal, v.NoTable = true, true
	if i.inModal() && v.Channel == "" { // sharing goes where it would have gone from the modal before
		meta := blockkit.ParseMeta(i.View.Metadata)
		v.Channel, v.Thread = meta.Channel, meta.Thread
	}
	return b.openModal(ctx, i, blockkit.AnswerModal(r, v))
}

// openModal shows a modal; pressed in one, it takes its place.
func (b *Bot) openModal(ctx context.Context, i *interaction, v slack.ModalViewRequest) error {
	if i.inModal() {
		return b.out.UpdateModal(ctx, i.View.ID, i.View.Hash, v)
	}
	return b.out.OpenModal(ctx, i.TriggerID, v)
}

// suggest answers a typeahead, in its acknowledgement.
func (b *Bot) suggest(i *interaction) any {
	if i.ActionID != "" && blockkit.Action(i.ActionID) != blockkit.ActionRoleSearch {
		return blockkit.Suggestions(nil)
	}
	return blockkit.Suggestions(b.o.Advisor().Complete(i.Value, maxOptions))
}

// pickedReply is the reply to a picked option.
func (b *Bot) pickedReply(value string) advisor.Reply {
	if role, ok := strings.CutPrefix(value, "role "); ok {
		return b.o.Advisor().Role(role)
	}
	return b.o.Advisor().Show(value)
}

// picked shows what was picked in the Home tab's search. In a form the pick
// counts when the form is submitted.
func (b *Bot) picked(ctx context.Context, i *interaction, a action) error {
	if a.Selected == nil || i.View.CallbackID == blockkit.CallbackAsk {
		return nil
	}
	return b.answerPress(ctx, i, b.pickedReply(a.Selected.Value), blockkit.Ref{})
}

// submitted handles a form; what it acknowledges with is what happens next.
func (b *Bot) submitted(ctx context.Context, i *interaction, reply replier) error {
	switch i.View.CallbackID {
	case blockkit.CallbackAsk:
		return b.askSubmitted(ctx, i, reply)
	case blockkit.CallbackReason:
		if errs := blockkit.ReasonErrors(i.View.text(blockkit.BlockReason, blockkit.BlockReason), complaints()); errs != nil {
			reply(slack.NewErrorsViewSubmissionResponse(errs))
			return nil
		}
		return b.reasoned(ctx, i, reply)
	case blockkit.CallbackGuide:
		return b.guideSubmitted(ctx, i, reply)
	}
	reply(nil)
	return nil
}

func (b *Bot) askSubmitted(ctx context.Context, i *interaction, reply replier) error {
	question := strings.TrimSpace(i.View.text(blockkit.BlockQuestion, blockkit.BlockQuestion))
	pick := i.View.text(blockkit.BlockPick, blockkit.ActionRoleSearch)
	a := asking{text: question, user: i.User.ID, surface: feedback.SurfaceModal, began: b.o.Now()}
	if refusal := blockkit.AskError(question, pick); refusal != nil {
		reply(refusal)
		return nil
	}
	if m, ok := b.aboutThemselves(ctx, a); ok {
		return b.replaceForm(ctx, i, blockkit.MessageModal(m), reply)
	}
	r := b.pickedReply(pick)
	if question != "" {
		r = b.o.Advisor().Ask(advisor.Question{Text: question})
	}
	id := newReplyID()
	v := b.view(id, question, a.user)
	v.Modal, v.NoTable = true, true
	if err := b.replaceForm(ctx, i, blockkit.AnswerModal(r, v), reply); err != nil {
		return err
	}
	b.record(ctx, a, id, r)
	return nil
}

// maxInAck is how large what travels in an acknowledgement may be, in bytes of
// JSON: Slack closes the connection over a frame of 20,480 ("Max frame length of
// 20480"), and the rest is for the envelope around it.
const maxInAck = 20_000

// replaceForm puts a modal in the place of the form just submitted: in the
// acknowledgement, or right behind it where that would be too large.
func (b *Bot) replaceForm(ctx context.Context, i *interaction, modal slack.ModalViewRequest, reply replier) error {
	full := slack.NewUpdateViewSubmissionResponse(&modal)
	body, err := json.Marshal(full)
	if err != nil {
		return fmt.Errorf("encode a view: %w", err)
	}
	if len(body) <= maxInAck {
		if !reply(full) {
			return errTooLate
		}
		return nil
	}
	moment := blockkit.MessageModal(blockkit.Plainly("One moment …"))
	if !reply(slack.NewUpdateViewSubmissionResponse(&moment)) {
		return errTooLate
	}
	if err := b.out.UpdateModal(ctx, i.View.ID, "", modal); err != nil {
		_ = b.out.ReplyPrivately(ctx, i.waiting(), blockkit.Plainly(excuse(err)))
		return err
	}
	return nil
}
