package scripted

import (
	"context"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// Plain is a bot that answers each kind of request in another way: in a thread, with a
// direct message, an acknowledgement, a response URL, a modal, or on the Home tab.
func Plain(ctx context.Context, c *socketmode.Client, client *slack.Client, e socketmode.Event) {
	ack := func(payload ...any) {
		if e.Request != nil {
			_ = c.AckCtx(ctx, e.Request.EnvelopeID, first(payload))
		}
	}
	switch data := e.Data.(type) {
	case slackevents.EventsAPIEvent:
		ack()
		switch in := data.InnerEvent.Data.(type) {
		case *slackevents.AppMentionEvent:
			_, _, _ = client.PostMessage(in.Channel, slack.MsgOptionText("heard", false), slack.MsgOptionTS(in.TimeStamp), slack.MsgOptionBlocks(
				slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "heard", false, false), nil, nil),
				slack.NewActionBlock("more", slack.NewButtonBlockElement("open", "form", slack.NewTextBlockObject("plain_text", "Open a form", false, false))),
				slack.NewContextActionsBlock("fb", slack.NewFeedbackButtonsBlockElement("rate",
					slack.NewFeedbackButton(slack.NewTextBlockObject("plain_text", "Helpful", false, false), "up"),
					slack.NewFeedbackButton(slack.NewTextBlockObject("plain_text", "Not helpful", false, false), "down"))),
			))
		case *slackevents.MessageEvent:
			if in.BotID == "" && in.SubType == "" {
				_, _, _ = client.PostMessage(in.Channel, slack.MsgOptionText("you said "+in.Text, false))
			}
		case *slackevents.AppHomeOpenedEvent:
			_, _ = client.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: in.User, View: slack.HomeTabViewRequest{Type: slack.VTHomeTab,
				Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", "Home", false, false))}}}})
		}
	case slack.SlashCommand:
		ack(map[string]any{"response_type": "ephemeral", "text": "only you: " + data.Text})
	case slack.InteractionCallback:
		switch data.Type {
		case slack.InteractionTypeBlockActions:
			ack()
			a := data.ActionCallback.BlockActions[0]
			if a.ActionID == "open" {
				_, _ = client.OpenViewContext(ctx, data.TriggerID, Form())
				return
			}
			_, _, _ = client.PostMessage(data.Channel.ID, slack.MsgOptionResponseURL(data.ResponseURL, slack.ResponseTypeEphemeral), slack.MsgOptionText("thanks: "+a.Value, false))
		case slack.InteractionTypeBlockSuggestion:
			ack(map[string]any{"options": []any{map[string]any{"text": map[string]any{"type": "plain_text", "text": "Found " + data.Value}, "value": "found"}}})
		case slack.InteractionTypeViewSubmission:
			if data.View.State.Values["reason"]["text"].Value == "bad" {
				ack(slack.NewErrorsViewSubmissionResponse(map[string]string{"reason": "Not that"}))
				return
			}
			ack()
		case slack.InteractionTypeShortcut, slack.InteractionTypeMessageAction:
			ack()
			_, _ = client.OpenViewContext(ctx, data.TriggerID, Form())
		}
	}
}

// ThenCard is Plain, and after each event a message with a button in another channel.
func ThenCard(channel string) func(context.Context, *socketmode.Client, *slack.Client, socketmode.Event) {
	return func(ctx context.Context, c *socketmode.Client, client *slack.Client, e socketmode.Event) {
		Plain(ctx, c, client, e)
		if e.Type == socketmode.EventTypeEventsAPI {
			_, _, _ = client.PostMessage(channel, slack.MsgOptionBlocks(slack.NewActionBlock("card",
				slack.NewButtonBlockElement("not_ours", "the card", slack.NewTextBlockObject("plain_text", "Not ours", false, false)))))
		}
	}
}

func first(p []any) any {
	if len(p) == 0 {
		return nil
	}
	return p[0]
}

// Form is the modal that Plain opens.
func Form() slack.ModalViewRequest {
	plain := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("plain_text", s, false, false) }
	return slack.ModalViewRequest{Type: slack.VTModal, Title: plain("A form"), Submit: plain("Send"), Close: plain("Cancel"), CallbackID: "form",
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("reason", plain("Reason"), nil, slack.NewPlainTextInputBlockElement(nil, "text")),
			slack.NewInputBlock("search", plain("Role"), nil, slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain("Search"), "role")).WithOptional(true),
		}}}
}
