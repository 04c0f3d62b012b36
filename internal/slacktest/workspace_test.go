package slacktest_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"rolecall/internal/slacktest"
)

// start runs a workspace for a test.
func start(t *testing.T, opt slacktest.Options) (*slacktest.Workspace, context.Context) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	ws, err := slacktest.Start(ctx, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	return ws, ctx
}

func api(ws *slacktest.Workspace) *slack.Client {
	return slack.New(ws.BotToken(), slack.OptionAPIURL(ws.APIURL()), slack.OptionAppLevelToken(ws.AppToken()))
}

// bot runs slack-go's Socket Mode client with a handler for every event, until the test ends.
func bot(t *testing.T, ctx context.Context, ws *slacktest.Workspace, handle func(c *socketmode.Client, api *slack.Client, e socketmode.Event)) {
	t.Helper()
	client := api(ws)
	sm := socketmode.New(client)
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{}, 2)
	go func() { _ = sm.RunContext(ctx); done <- struct{}{} }()
	go func() {
		defer func() { done <- struct{}{} }()
		for {
			select {
			case e := <-sm.Events:
				handle(sm, client, e)
			case <-ctx.Done():
				return
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-done; <-done })
	if err := ws.WaitConnected(ctx, 1); err != nil {
		t.Fatal(err)
	}
}

// scripted is a small bot that uses each way of answering.
func scripted(c *socketmode.Client, client *slack.Client, e socketmode.Event) {
	ctx := context.Background()
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
				_, _ = client.OpenViewContext(ctx, data.TriggerID, form())
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
			_, _ = client.OpenViewContext(ctx, data.TriggerID, form())
		}
	}
}

func first(p []any) any {
	if len(p) == 0 {
		return nil
	}
	return p[0]
}

func form() slack.ModalViewRequest {
	plain := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("plain_text", s, false, false) }
	return slack.ModalViewRequest{Type: slack.VTModal, Title: plain("A form"), Submit: plain("Send"), Close: plain("Cancel"), CallbackID: "form",
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("reason", plain("Reason"), nil, slack.NewPlainTextInputBlockElement(nil, "text")),
			slack.NewInputBlock("search", plain("Role"), nil, slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain("Search"), "role")).WithOptional(true),
		}}}
}

func TestConversation(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	bot(t, ctx, ws, scripted)

	asked, err := ws.Mention(ctx, "#hiring", "maya", "what does a CTO do?")
	check(t, err)
	answer, err := ws.WaitAnswer(ctx, asked)
	check(t, err)
	if answer.Text != "heard" || answer.ThreadTS != asked.TS || answer.Via != "chat.postMessage" {
		t.Fatalf("the answer to a mention is %+v", answer)
	}

	pressed, err := ws.Click(ctx, "maya", answer.Ref(), slacktest.Press{Text: "Not helpful"})
	check(t, err)
	thanks, err := ws.WaitAnswer(ctx, pressed)
	check(t, err)
	if thanks.Text != "thanks: down" || thanks.Kind != slacktest.KindEphemeral || thanks.Via != "response_url" {
		t.Fatalf("the answer to a feedback button is %+v", thanks)
	}

	pressed, err = ws.Click(ctx, "maya", answer.Ref(), slacktest.Press{ActionID: "open"})
	check(t, err)
	modal, err := ws.WaitAnswer(ctx, pressed)
	check(t, err)
	if modal.Kind != slacktest.KindView || modal.View.Title != "A form" {
		t.Fatalf("the button opened %+v", modal)
	}
	typed, err := ws.Suggest(ctx, "maya", modal.Ref(), "role", "ct")
	check(t, err)
	menu, err := ws.WaitAnswer(ctx, typed)
	check(t, err)
	if !strings.Contains(string(menu.Options), "Found ct") {
		t.Fatalf("the menu got %s", menu.Options)
	}
	if _, err := ws.Submit(ctx, "maya", modal.View.ID, nil); err == nil {
		t.Fatal("a modal was submitted without its required input")
	}
	sent, err := ws.Submit(ctx, "maya", modal.View.ID, map[string]any{"text": "bad", "role": "found"})
	check(t, err)
	refused, err := ws.WaitAnswer(ctx, sent)
	check(t, err)
	if refused.Kind != slacktest.KindErrors || !strings.Contains(string(refused.Errors), "Not that") {
		t.Fatalf("a bad value came back as %+v", refused)
	}
	sent, err = ws.Submit(ctx, "maya", modal.View.ID, map[string]any{"Reason": "good"})
	check(t, err)
	if closed, err := ws.WaitAnswer(ctx, sent); err != nil || closed.Kind != slacktest.KindClose {
		t.Fatalf("a good value came back as %+v, %v", closed, err)
	}
	if v := ws.Violations(); len(v) > 0 {
		t.Fatalf("violations: %v", v)
	}
}

func TestOtherDoors(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	bot(t, ctx, ws, scripted)
	tests := []struct {
		name string
		act  func() (slacktest.Delivery, error)
		kind slacktest.Kind
		text string
	}{
		{"direct message", func() (slacktest.Delivery, error) { return ws.DM(ctx, "maya", "a < b") }, slacktest.KindMessage, "you said a &lt; b"},
		{"slash command", func() (slacktest.Delivery, error) { return ws.Slash(ctx, "hiring", "maya", "/rolecall", " cto ") }, slacktest.KindEphemeral, "only you: cto"},
		{"home", func() (slacktest.Delivery, error) { return ws.OpenHome(ctx, "maya", "home") }, slacktest.KindHome, ""},
		{"global shortcut", func() (slacktest.Delivery, error) { return ws.Shortcut(ctx, "maya", "ask") }, slacktest.KindView, "A form"},
		{"message shortcut", func() (slacktest.Delivery, error) {
			said, err := ws.Post(ctx, "hiring", "tomas", "do we need a CIO?")
			if err != nil {
				return said, err
			}
			return ws.MessageShortcut(ctx, "maya", "explain", slacktest.Ref{Channel: "hiring", TS: said.TS})
		}, slacktest.KindView, "A form"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := test.act()
			check(t, err)
			got, err := ws.WaitAnswer(ctx, d)
			check(t, err)
			if got.Kind != test.kind || got.Text != test.text {
				t.Fatalf("got %s %q, want %s %q", got.Kind, got.Text, test.kind, test.text)
			}
			if ack, err := ws.WaitAck(ctx, d); err != nil || ack.Size == 0 {
				t.Fatalf("acknowledged %+v, %v", ack, err)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{Scopes: []string{"chat:write"}})
	for _, test := range []struct{ name, bot, app, method, want string }{
		{"wrong", "xoxb-wrong", "", "auth.test", "invalid_auth"},
		{"none", "", "", "auth.test", "not_authed"},
		{"wrong kind", ws.AppToken(), "", "auth.test", "not_allowed_token_type"},
		{"bot token for the socket", "", ws.BotToken(), "open", "not_allowed_token_type"},
		{"scope", ws.BotToken(), "", "users.info", "missing_scope"},
		{"right", ws.BotToken(), "", "auth.test", ""},
	} {
		c := slack.New(test.bot, slack.OptionAPIURL(ws.APIURL()), slack.OptionAppLevelToken(test.app))
		var err error
		switch test.method {
		case "open":
			_, _, err = c.StartSocketModeContext(ctx)
		case "users.info":
			_, err = c.GetUserInfoContext(ctx, "U0MAYA")
		default:
			_, err = c.AuthTestContext(ctx)
		}
		if got := text(err); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestBlocksAreChecked(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	c := api(ws)
	long := slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", strings.Repeat("x", 151), false, false))
	_, _, err := c.PostMessageContext(ctx, "C0HIRING", slack.MsgOptionBlocks(long), slack.MsgOptionText("t", false))
	var refused slack.SlackErrorResponse
	if got := text(err); got != "invalid_blocks" {
		t.Fatalf("a long header was answered with %q", got)
	}
	if refused = err.(slack.SlackErrorResponse); len(refused.ResponseMetadata.Messages) != 1 || !strings.Contains(refused.ResponseMetadata.Messages[0], "/blocks/0/text/text") {
		t.Fatalf("messages: %v", refused.ResponseMetadata.Messages)
	}
	for channel, want := range map[string]string{"C0OUTSIDE": "not_in_channel", "C0NOWHERE": "channel_not_found", "U0MAYA": ""} {
		_, _, err := c.PostMessageContext(ctx, channel, slack.MsgOptionText("t", false))
		if got := text(err); got != want {
			t.Errorf("posting to %s: %q, want %q", channel, got, want)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
