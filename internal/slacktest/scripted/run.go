// Package scripted runs small bots on slack-go, for tests of a workspace and of
// what shows one to people.
package scripted

import (
	"context"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"rolecall/internal/slacktest"
)

// Handler answers one event.
type Handler func(ctx context.Context, c *socketmode.Client, api *slack.Client, e socketmode.Event)

// Run connects a bot and returns once it is connected. It runs until the test
// ends.
func Run(t testing.TB, ctx context.Context, ws *slacktest.Workspace, handle Handler) {
	t.Helper()
	api := slack.New(ws.BotToken(), slack.OptionAPIURL(ws.APIURL()), slack.OptionAppLevelToken(ws.AppToken()))
	sm := socketmode.New(api)
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{}, 2)
	go func() { _ = sm.RunContext(ctx); done <- struct{}{} }()
	go func() {
		defer func() { done <- struct{}{} }()
		for {
			select {
			case e := <-sm.Events:
				handle(ctx, sm, api, e)
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

// Silent never acknowledges anything.
func Silent(context.Context, *socketmode.Client, *slack.Client, socketmode.Event) {}
