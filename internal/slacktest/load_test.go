package slacktest_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"rolecall/internal/slacktest"
	"rolecall/internal/slacktest/scripted"
)

// TestManyAtOnce sends a burst of commands: each is acknowledged once and
// answered once.
func TestManyAtOnce(t *testing.T) {
	ws, ctx := start(t, slacktest.Options{})
	scripted.Run(t, ctx, ws, scripted.Plain)
	const n = 500
	for i := range n {
		_, err := ws.Slash(ctx, "random", "maya", "/ask", fmt.Sprint(i))
		check(t, err)
	}
	check(t, ws.WaitAcked(ctx))
	if acks, seen, bad := len(ws.Acks()), len(ws.Messages("random", "maya")), ws.Violations(); acks != n || seen != n || len(bad) > 0 {
		t.Errorf("%d commands had %d acknowledgements, %d answers, violations %v", n, acks, seen, bad)
	}
}

// TestNothingIsLeftRunning starts and closes workspaces with bots.
func TestNothingIsLeftRunning(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 5 {
		t.Run("", func(t *testing.T) {
			ws, ctx := start(t, slacktest.Options{})
			scripted.Run(t, ctx, ws, scripted.Silent)
			_, err := ws.Mention(ctx, "random", "maya", "hello")
			check(t, err)
			check(t, ws.Close())
		})
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before+2; runtime.Gosched() {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), buf[:runtime.Stack(buf, true)])
		}
	}
}

// BenchmarkSlash measures how long the workspace takes to send a command to a bot and
// receive the answer.
func BenchmarkSlash(b *testing.B) {
	ws, err := slacktest.Start(b.Context(), slacktest.Options{PingInterval: -1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = ws.Close() })
	sm := socketmode.New(slack.New(ws.BotToken(), slack.OptionAPIURL(ws.APIURL()), slack.OptionAppLevelToken(ws.AppToken())))
	go func() { _ = sm.RunContext(b.Context()) }()
	go func() {
		for e := range sm.Events {
			if e.Request != nil {
				sm.Ack(*e.Request)
			}
		}
	}()
	if err := ws.WaitConnected(b.Context(), 1); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		d, err := ws.Slash(b.Context(), "random", "maya", "/ask", "lunch")
		if err == nil {
			_, err = ws.WaitAck(b.Context(), d)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
