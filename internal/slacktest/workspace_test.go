package slacktest_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/slacktest"
	"rolecall/internal/slacktest/scripted"
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

func TestConversation(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	scripted.Run(t, ctx, ws, scripted.Plain)

	asked, err := ws.Mention(ctx, "#random", "maya", "what is for lunch?")
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

// A menu that takes several keeps what was picked while the person searches for more.
func TestOptionsOfEarlierSearchesStay(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	scripted.Run(t, ctx, ws, scripted.Plain)
	asked, err := ws.Shortcut(ctx, "maya", "form")
	check(t, err)
	modal, err := ws.WaitAnswer(ctx, asked)
	check(t, err)
	for _, query := range []string{"ct", "ci"} {
		typed, err := ws.Suggest(ctx, "maya", modal.Ref(), "role", query)
		check(t, err)
		_, err = ws.WaitAnswer(ctx, typed)
		check(t, err)
	}
	_, err = ws.Submit(ctx, "maya", modal.View.ID, map[string]any{"Reason": "good", "role": "Found ct"})
	check(t, err)
}

func TestSurfacesOtherThanMentions(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	scripted.Run(t, ctx, ws, scripted.Plain)
	tests := []struct {
		name string
		act  func() (slacktest.Delivery, error)
		kind slacktest.Kind
		text string
	}{
		{"direct message", func() (slacktest.Delivery, error) { return ws.DM(ctx, "maya", "a < b") }, slacktest.KindMessage, "you said a &lt; b"},
		{"slash command", func() (slacktest.Delivery, error) { return ws.Slash(ctx, "random", "maya", "/ask", " lunch ") }, slacktest.KindEphemeral, "only you: lunch"},
		{"home", func() (slacktest.Delivery, error) { return ws.OpenHome(ctx, "maya", "home") }, slacktest.KindHome, ""},
		{"global shortcut", func() (slacktest.Delivery, error) { return ws.Shortcut(ctx, "maya", "ask") }, slacktest.KindView, "A form"},
		{"message shortcut", func() (slacktest.Delivery, error) {
			said, err := ws.Post(ctx, "random", "tomas", "is there tea?")
			if err != nil {
				return said, err
			}
			return ws.MessageShortcut(ctx, "maya", "explain", slacktest.Ref{Channel: "random", TS: said.TS})
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
	_, _, err := c.PostMessageContext(ctx, "C0RANDOM", slack.MsgOptionBlocks(long), slack.MsgOptionText("t", false))
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
