package slacktest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"rolecall/internal/slacktest"
	"rolecall/internal/slacktest/scripted"
)

func TestUnacknowledgedEventIsSentAgain(t *testing.T) {
	clock := slacktest.NewManualClock(time.Unix(1_700_000_000, 0))
	ws, ctx := start(t, slacktest.Options{Clock: clock, PingInterval: -1})
	ids := make(chan string, 16)
	scripted.Run(t, ctx, ws, func(_ context.Context, _ *socketmode.Client, _ *slack.Client, e socketmode.Event) {
		if in, ok := e.Data.(slackevents.EventsAPIEvent); ok {
			ids <- in.Data.(*slackevents.EventsAPICallbackEvent).EventID
		}
	})
	sent, err := ws.Mention(ctx, "random", "maya", "hello")
	check(t, err)
	for i, wait := range []time.Duration{0, 3 * time.Second, 63 * time.Second, 303 * time.Second} {
		clock.Advance(wait)
		select {
		case id := <-ids:
			if id != sent.EventID {
				t.Fatalf("delivery %d has event %s, want %s", i, id, sent.EventID)
			}
		case <-ctx.Done():
			t.Fatalf("delivery %d never came", i)
		}
	}
	if v := ws.Violations(); len(v) != 3 || v[0].Rule != "not_acked" {
		t.Fatalf("violations: %v", v)
	}
}

func TestARetryIsAcknowledged(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{AckTimeout: 10 * time.Millisecond})
	heard := 0
	scripted.Run(t, ctx, ws, func(_ context.Context, socket *socketmode.Client, _ *slack.Client, e socketmode.Event) {
		if e.Type == socketmode.EventTypeEventsAPI {
			if heard++; heard == 2 {
				_ = socket.Ack(*e.Request)
			}
		}
	})
	sent, err := ws.Mention(ctx, "random", "maya", "hello")
	check(t, err)
	if ack, err := ws.WaitAck(ctx, sent); err != nil || ack.EnvelopeID == sent.EnvelopeID {
		t.Fatalf("acknowledged as %+v, %v", ack, err)
	}
}

func TestSlashCommandTimesOut(t *testing.T) {
	clock := slacktest.NewManualClock(time.Unix(1_700_000_000, 0))
	ws, ctx := start(t, slacktest.Options{Clock: clock, PingInterval: -1})
	scripted.Run(t, ctx, ws, scripted.Silent)
	sent, err := ws.Slash(ctx, "random", "maya", "/ask", "lunch")
	check(t, err)
	clock.Advance(3 * time.Second)
	shown, err := ws.WaitAnswer(ctx, sent)
	check(t, err)
	if shown.Kind != slacktest.KindFailure || !strings.Contains(shown.Text, "operation_timeout") {
		t.Fatalf("after three seconds a person sees %+v", shown)
	}
}

func TestWithoutABot(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	sent, err := ws.Slash(ctx, "random", "maya", "/ask", "lunch")
	check(t, err)
	if shown, err := ws.WaitAnswer(ctx, sent); err != nil || !strings.Contains(shown.Text, "dispatch_failed") {
		t.Fatalf("a command with no bot connected shows %+v, %v", shown, err)
	}
	early, err := ws.Mention(ctx, "random", "maya", "early")
	check(t, err)
	scripted.Run(t, ctx, ws, scripted.Plain)
	if answer, err := ws.WaitAnswer(ctx, early); err != nil || answer.Text != "heard" {
		t.Fatalf("an event from before the bot connected was answered with %+v, %v", answer, err)
	}
}

func TestFaults(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	c := api(ws)
	ws.Fault("chat.postMessage", slacktest.Fault{RetryAfter: 2 * time.Second})
	ws.Fault("chat.postMessage", slacktest.Fault{Status: http.StatusBadGateway})
	ws.Fault("chat.postMessage", slacktest.Fault{Error: "fatal_error"})
	ws.Fault("chat.postMessage", slacktest.Fault{Drop: true, Effect: true})
	post := func() error {
		_, _, err := c.PostMessageContext(ctx, "C0RANDOM", slack.MsgOptionText("t", false))
		return err
	}
	var limited *slack.RateLimitedError
	if err := post(); !errors.As(err, &limited) || limited.RetryAfter != 2*time.Second {
		t.Errorf("the first call: %v", err)
	}
	var status slack.StatusCodeError
	if err := post(); !errors.As(err, &status) || status.Code != http.StatusBadGateway {
		t.Errorf("the second call: %v", err)
	}
	if err := post(); text(err) != "fatal_error" {
		t.Errorf("the third call: %v", err)
	}
	if err := post(); err == nil || len(ws.Messages("random", "")) != 1 {
		t.Errorf("the fourth call: %v with %d messages; want a cut connection and one message", err, len(ws.Messages("random", "")))
	}
	if err := post(); err != nil {
		t.Errorf("the fifth call: %v", err)
	}
}

func TestTriggersAndResponseURLsExpire(t *testing.T) {
	clock := slacktest.NewManualClock(time.Unix(1_700_000_000, 0))
	ws, ctx := start(t, slacktest.Options{Clock: clock, PingInterval: -1})
	scripted.Run(t, ctx, ws, scripted.Silent)
	c := api(ws)
	sent, err := ws.Slash(ctx, "random", "maya", "/ask", "lunch")
	check(t, err)
	_, err = c.OpenViewContext(ctx, sent.TriggerID, scripted.Form())
	check(t, err)
	if _, err = c.OpenViewContext(ctx, sent.TriggerID, scripted.Form()); text(err) != "exchanged_trigger_id" {
		t.Errorf("a used trigger: %v", err)
	}
	late, err := ws.Slash(ctx, "random", "maya", "/ask", "lunch")
	check(t, err)
	clock.Advance(4 * time.Second)
	if _, err = c.OpenViewContext(ctx, late.TriggerID, scripted.Form()); text(err) != "expired_trigger_id" {
		t.Errorf("an old trigger: %v", err)
	}
	respond := func(d slacktest.Delivery, opts ...slack.MsgOption) error {
		opts = append(opts, slack.MsgOptionResponseURL(d.ResponseURL, slack.ResponseTypeInChannel), slack.MsgOptionText("x", false))
		_, _, err := c.PostMessageContext(ctx, "C0RANDOM", opts...)
		return err
	}
	for i := range 5 {
		if err := respond(sent); err != nil {
			t.Fatalf("use %d: %v", i+1, err)
		}
	}
	if err := respond(sent); err == nil {
		t.Error("a sixth use of a response URL went through")
	}
	clock.Advance(30 * time.Minute)
	if err := respond(late); err == nil {
		t.Error("an old response URL went through")
	}
	if n := len(ws.Messages("random", "maya")); n != 5 {
		t.Errorf("%d messages, want 5", n)
	}
}

func TestTooLargeFrameClosesTheSocket(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	_, url, err := api(ws).StartSocketModeContext(ctx)
	check(t, err)
	conn, _, err := websocket.Dial(ctx, url, nil)
	check(t, err)
	if _, response, err := websocket.Dial(ctx, url, nil); err == nil || response.StatusCode != http.StatusForbidden {
		t.Error("a ticket worked twice")
	}
	_, hello, err := conn.Read(ctx)
	check(t, err)
	if !strings.Contains(string(hello), `"hello"`) {
		t.Fatalf("the first frame is %s", hello)
	}
	check(t, conn.Write(ctx, websocket.MessageText, []byte(`{"envelope_id":"nobody"}`)))
	check(t, conn.Write(ctx, websocket.MessageText, []byte(`{"envelope_id":"x","payload":"`+strings.Repeat("y", 20480)+`"}`)))
	_, _, err = conn.Read(ctx)
	if websocket.CloseStatus(err) != websocket.StatusMessageTooBig {
		t.Fatalf("a frame over 20,480 bytes: %v", err)
	}
	v := ws.Violations()
	if len(v) != 2 || v[0].Rule != "unknown_ack" || v[1].Rule != "ack_too_large" {
		t.Fatalf("violations: %v", v)
	}
}

func TestDisconnects(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	scripted.Run(t, ctx, ws, scripted.Plain)
	ws.Disconnect("refresh_requested")
	check(t, ws.WaitConnections(ctx, 2))
	ws.Drop()
	check(t, ws.WaitConnections(ctx, 3))
	sent, err := ws.Mention(ctx, "random", "maya", "still there?")
	check(t, err)
	_, err = ws.WaitAnswer(ctx, sent)
	check(t, err)
	again, err := ws.Redeliver(ctx, sent, 1)
	check(t, err)
	if again.EventID != sent.EventID || again.EnvelopeID == sent.EnvelopeID {
		t.Fatalf("redelivered as %+v", again)
	}
	_, err = ws.WaitAck(ctx, again)
	check(t, err)
}

func TestViewRules(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	scripted.Run(t, ctx, ws, scripted.Silent)
	c := api(ws)
	open := func(push bool) (*slack.ViewResponse, error) {
		d, err := ws.Slash(ctx, "random", "maya", "/ask", "")
		check(t, err)
		if push {
			return c.PushViewContext(ctx, d.TriggerID, scripted.Form())
		}
		return c.OpenViewContext(ctx, d.TriggerID, scripted.Form())
	}
	view, err := open(false)
	check(t, err)
	_, err = c.UpdateViewContext(ctx, scripted.Form(), "", view.Hash, view.ID)
	check(t, err)
	if _, err = c.UpdateViewContext(ctx, scripted.Form(), "", view.Hash, view.ID); text(err) != "hash_conflict" {
		t.Errorf("an old hash: %v", err)
	}
	for range 2 {
		_, err = open(true)
		check(t, err)
	}
	if _, err = open(true); text(err) != "push_limit_reached" {
		t.Errorf("a fourth view: %v", err)
	}
	long := scripted.Form()
	long.Title.Text = strings.Repeat("x", 25)
	d, err := ws.Slash(ctx, "random", "maya", "/ask", "")
	check(t, err)
	if _, err = c.OpenViewContext(ctx, d.TriggerID, long); text(err) != "invalid_arguments" {
		t.Errorf("a long title: %v", err)
	}
}

func TestUpdateAndDelete(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	c := api(ws)
	_, ts, err := c.PostMessageContext(ctx, "C0RANDOM", slack.MsgOptionText("one", false))
	check(t, err)
	_, _, _, err = c.UpdateMessageContext(ctx, "C0RANDOM", ts, slack.MsgOptionText("two", false))
	check(t, err)
	if m, ok := ws.Message("random", ts); !ok || m.Text != "two" || !m.Edited {
		t.Fatalf("after the update: %+v", m)
	}
	hidden, err := c.PostEphemeralContext(ctx, "C0RANDOM", "U0MAYA", slack.MsgOptionText("psst", false))
	check(t, err)
	if _, _, _, err = c.UpdateMessageContext(ctx, "C0RANDOM", hidden, slack.MsgOptionText("x", false)); text(err) != "message_not_found" {
		t.Errorf("updating an ephemeral message: %v", err)
	}
	if m, t2 := ws.Messages("random", "maya"), ws.Messages("random", "tomas"); len(m) != 2 || len(t2) != 1 {
		t.Errorf("maya sees %d, tomas %d; want 2 and 1", len(m), len(t2))
	}
	_, _, err = c.DeleteMessageContext(ctx, "C0RANDOM", ts)
	check(t, err)
	if _, ok := ws.Message("random", ts); ok {
		t.Error("a deleted message is still there")
	}
}

func TestOnlyLoopback(t *testing.T) {
	if ws, err := slacktest.Start(t.Context(), slacktest.Options{Addr: "0.0.0.0:0"}); err == nil {
		_ = ws.Close()
		t.Fatal("the workspace listens on a public address")
	}
}
