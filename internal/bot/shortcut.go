package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk"
	"rolecall/internal/bot/payload"
	"rolecall/internal/feedback"
)

// maxOptions is how many options a typeahead offers, before the one that asks what was
// typed. A choice: Slack allows 100 (its
// page "Select menu element"), but after twenty, typing on is quicker than
// scrolling.
const maxOptions = 20

// Callback ids of the shortcuts in the manifest; they must not change.
const (
	shortcutAsk     = "ask_role"
	shortcutExplain = "explain_message"
)

// handleShortcut opens the question form, or answers someone's message privately.
func (b *Bot) handleShortcut(ctx context.Context, i *payload.Interaction) error {
	switch i.CallbackID {
	case shortcutAsk:
		return b.out.OpenModal(ctx, i.TriggerID, blockkit.AskModal(blockkit.AskModalData{}))
	case shortcutExplain:
		return b.explainMessage(ctx, i)
	}
	b.log.Info("a shortcut that is not in the manifest was ignored")
	return nil
}

// explainMessage answers a message, privately for the person who used the shortcut
// on it. In a thread the answer is a modal, since the response_url of a message
// shortcut cannot post to the thread. On an answer of the bot, curators are shown what
// they can do with it.
func (b *Bot) explainMessage(ctx context.Context, i *payload.Interaction) error {
	if b.desk != nil && b.curates(ctx, i.User.ID, i) && i.Message.User == b.self {
		if ref, ok := i.Message.Rated(); ok && b.opt.Advisor().Corpus().Entry(ref.Entry) != nil {
			return b.desk.OpenAnswer(ctx, i, ref.Entry, ref.Reply)
		}
	}
	text := b.plainText(i.Message.VisibleText())
	if strings.TrimSpace(text) == "" {
		return b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly("There is no text in that message that I can read."))
	}
	q := question{text: text, user: i.User.ID, curator: b.curates(ctx, i.User.ID, i), surface: feedback.SurfaceShortcut, began: b.opt.Now()}
	r := b.replyTo(q.curator, advisor.Question{Text: q.text})
	id := newReplyID()
	v := b.view(id, q.text, q.curator)
	v.Private, v.Channel, v.Thread = true, i.ChannelID(), i.Message.TS
	inThread := i.Message.ThreadTS != "" && i.Message.ThreadTS != i.Message.TS
	if inThread {
		v.Thread = i.Message.ThreadTS
	}
	shown := false
	if inThread || i.ResponseURL == "" {
		err := b.openReply(ctx, i, r, v)
		shown = err == nil
		if err != nil { // most likely the trigger_id has expired
			b.log.Info("the modal did not open; the answer is sent as a message", "error", err)
		}
	}
	if !shown {
		v.Private = true
		if err := b.out.AnswerPrivately(ctx, i.Requester(), drawing(r, v)); err != nil {
			return err
		}
	}
	b.record(ctx, q, id, r)
	return nil
}

// openReply shows a reply as a modal, in place of the modal that the request came
// from, if any.
func (b *Bot) openReply(ctx context.Context, i *payload.Interaction, r advisor.Reply, v blockkit.View) error {
	v.Modal = true
	if i.InModal() && v.Channel == "" { // Share posts to the same place as from the modal before
		meta := blockkit.ParseMeta(i.View.Metadata)
		v.Channel, v.Thread = meta.Channel, meta.Thread
	}
	return b.openModal(ctx, i, blockkit.AnswerModal(r, v))
}

// openModal shows a modal, in place of the modal that the request came from, if any.
func (b *Bot) openModal(ctx context.Context, i *payload.Interaction, v slack.ModalViewRequest) error {
	if i.InModal() {
		return b.out.UpdateModal(ctx, i.View.ID, i.View.Hash, v)
	}
	return b.out.OpenModal(ctx, i.TriggerID, v)
}

// suggest returns the options of a typeahead, as the payload of its acknowledgement.
func (b *Bot) suggest(ctx context.Context, i *payload.Interaction) any {
	if desk.Owns(i.ActionID) && b.desk != nil {
		return b.desk.Options(ctx, i)
	}
	if i.ActionID != "" && blockkit.Action(i.ActionID) != blockkit.ActionRoleSearch {
		return blockkit.Suggestions(nil, "")
	}
	return blockkit.Suggestions(b.opt.Advisor().Complete(i.Value, maxOptions), i.Value)
}

// pickedReply returns the reply to an option that was picked.
func (b *Bot) pickedReply(value string) advisor.Reply {
	if role, ok := blockkit.PickedRole(value); ok {
		return b.opt.Advisor().Role(role)
	}
	return b.opt.Advisor().Show(value)
}

// showPicked shows what was picked in a search, or answers the question that was
// typed there. In a form nothing happens until the form is submitted.
func (b *Bot) showPicked(ctx context.Context, i *payload.Interaction, a payload.Action) error {
	if a.Selected == nil || i.View.CallbackID == blockkit.CallbackAsk {
		return nil
	}
	text, ok := blockkit.PickedQuestion(a.Selected.Value)
	if !ok {
		return b.answerPress(ctx, i, b.pickedReply(a.Selected.Value), blockkit.Ref{}, "")
	}
	return b.answerTyped(ctx, i, text)
}

// answerTyped shows the reply to a question that was typed into a search.
func (b *Bot) answerTyped(ctx context.Context, i *payload.Interaction, text string) error {
	if m, ok := b.personalReply(ctx, question{text: text, user: i.User.ID}); ok {
		return b.showPrivately(ctx, i, m)
	}
	return b.answerPress(ctx, i, b.replyTo(b.curates(ctx, i.User.ID, i), advisor.Question{Text: text}), blockkit.Ref{Asked: text}, text)
}

// handleSubmission handles a submitted form. The payload of its acknowledgement
// decides what happens to the form.
func (b *Bot) handleSubmission(ctx context.Context, i *payload.Interaction, reply replier) error {
	if desk.Owns(i.View.CallbackID) && b.desk != nil {
		return b.desk.Submit(ctx, i, desk.Answer(reply))
	}
	switch i.View.CallbackID {
	case blockkit.CallbackAsk:
		return b.askSubmitted(ctx, i, reply)
	case blockkit.CallbackReason:
		if errs := blockkit.ReasonErrors(i.View.Text(blockkit.BlockReason, blockkit.BlockReason), complaints()); errs != nil {
			reply(slack.NewErrorsViewSubmissionResponse(errs))
			return nil
		}
		return b.saveReason(ctx, i, reply)
	case blockkit.CallbackGuide:
		return b.guideSubmitted(ctx, i, reply)
	}
	reply(nil)
	return nil
}

func (b *Bot) askSubmitted(ctx context.Context, i *payload.Interaction, reply replier) error {
	typed := strings.TrimSpace(i.View.Text(blockkit.BlockQuestion, blockkit.BlockQuestion))
	pick := i.View.Text(blockkit.BlockPick, blockkit.ActionRoleSearch)
	if text, ok := blockkit.PickedQuestion(pick); ok && typed == "" {
		typed = text
	}
	q := question{text: typed, user: i.User.ID, curator: b.curates(ctx, i.User.ID, i), surface: feedback.SurfaceModal, began: b.opt.Now()}
	if refusal := blockkit.AskError(typed, pick); refusal != nil {
		reply(refusal)
		return nil
	}
	if m, ok := b.personalReply(ctx, q); ok {
		return b.replaceForm(ctx, i, blockkit.MessageModal(m), reply)
	}
	r := b.pickedReply(pick)
	if typed != "" {
		r = b.replyTo(q.curator, advisor.Question{Text: typed})
	}
	id := newReplyID()
	v := b.view(id, typed, q.curator)
	v.Modal = true
	if err := b.replaceForm(ctx, i, blockkit.AnswerModal(r, v), reply); err != nil {
		return err
	}
	b.record(ctx, q, id, r)
	return nil
}

// maxInAck is how large the payload of an acknowledgement may be, in bytes of JSON.
// Slack closes a connection after a frame of more than 20,480 bytes (its reason is
// "Max frame length of 20480 has been exceeded"); 480 are left for the envelope.
const maxInAck = 20_000

// replaceForm replaces the submitted form with a modal: in the acknowledgement, or
// with a call after it where the modal is too large. It returns errTooLate when the
// form was acknowledged before.
func (b *Bot) replaceForm(ctx context.Context, i *payload.Interaction, modal slack.ModalViewRequest, reply replier) error {
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
		_ = b.out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly(errorText(err)))
		return err
	}
	return nil
}
