package bot_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/bot"
	"rolecall/internal/workspace"
)

func TestConnectionsThatEnd(t *testing.T) {
	l := start(t, workspace.Options{})
	for n, end := range []func(){func() { l.ws.Disconnect("refresh_requested") }, l.ws.Drop} {
		end()
		l.reconnected(n + 2)
		contains(t, l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO)).Text, "CTO")
	}
	if err := l.halt(); err != nil {
		t.Errorf("stopped with %v", err)
	}
	if l.bot.Connected() {
		t.Error("still connected after the end")
	}
}

// reconnected waits until there have been n connections and the old ones are
// gone: what is sent to one that is just ending is lost, as with Slack.
func (l *lab) reconnected(n int) {
	l.t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if open, ever := l.ws.Connections(); open == 1 && ever >= n {
			return
		}
		select {
		case <-tick.C:
		case <-l.ctx.Done():
			l.t.Fatalf("no connection %d", n)
		}
	}
}

// storm is a hurried governor: a life of any length a test can have is short.
func storm(b *bot.Bot) {
	b.Hurry(time.Hour, 5*time.Millisecond, time.Second, 5*time.Second)
}

func TestStormEndsWithAReadableError(t *testing.T) {
	l := prepare(t, workspace.Options{}, hurried(storm))
	l.ws.GreetWithDisconnect("link_disabled")
	l.launch()
	select {
	case err := <-l.ended:
		l.ended <- err
		if !errors.As(err, new(bot.Fatal)) {
			t.Fatalf("ended with %v", err)
		}
		contains(t, err.Error(), "Socket Mode", "fewer than ten")
	case <-l.ctx.Done():
		t.Fatal("goes on for ever")
	}
	if _, ever := l.ws.Connections(); ever > 20 {
		t.Errorf("%d connections before it gave up", ever)
	}
	if n := strings.Count(l.logs.String(), "will connect again"); n != 3 {
		t.Errorf("slowed down %d times before it gave up, want 3", n)
	}
}

func TestStormThatPasses(t *testing.T) {
	l := prepare(t, workspace.Options{}, hurried(storm))
	l.ws.GreetWithDisconnect("too_many_websockets")
	l.launch()
	if err := l.ws.WaitConnections(l.ctx, 6); err != nil {
		t.Fatal(err)
	}
	l.ws.GreetWithDisconnect("")
	_, ever := l.ws.Connections()
	if err := l.ws.WaitConnections(l.ctx, ever+1); err != nil {
		t.Fatal(err)
	}
	l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
}

// A reply that is under way when the governor cuts the connection is given.
func TestStormLosesNoReply(t *testing.T) {
	release := make(chan struct{})
	var slow atomic.Bool
	slow.Store(true)
	l := start(t, workspace.Options{}, hurried(storm), with(func(o *bot.Options) {
		o.Advisor = func() *advisor.Advisor {
			if slow.Load() {
				<-release
			}
			return wise()
		}
	}))
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	l.passed()
	for n := range 5 { // the first connection was of use; the fifth is the one that is cut
		l.ws.Disconnect("refresh_requested")
		if err := l.ws.WaitConnections(l.ctx, n+2); err != nil {
			t.Fatal(err)
		}
	}
	slow.Store(false)
	close(release)
	l.answer(asked, nil)
}

func TestFatalTokens(t *testing.T) {
	for _, test := range []struct{ method, code, want string }{
		{"auth.test", "invalid_auth", "SLACK_BOT_TOKEN"},
		{"auth.test", "account_inactive", "Install it again"},
		{"auth.test", "token_revoked", "Install the app again"},
		{"auth.test", "not_authed", "SLACK_BOT_TOKEN"},
		{"apps.connections.open", "invalid_auth", "SLACK_APP_TOKEN"},
		{"apps.connections.open", "not_allowed_token_type", "xapp-"},
		{"apps.connections.open", "missing_scope", "connections:write"},
		{"apps.connections.open", "token_revoked", "SLACK_APP_TOKEN"},
	} {
		t.Run(test.method+" "+test.code, func(t *testing.T) {
			l := prepare(t, workspace.Options{})
			l.ws.Fault(test.method, workspace.Fault{Error: test.code, Times: -1})
			l.launch()
			select {
			case err := <-l.ended:
				l.ended <- err
				if !errors.As(err, new(bot.Fatal)) {
					t.Fatalf("ended with %v", err)
				}
				contains(t, err.Error(), test.code, test.want)
			case <-l.ctx.Done():
				t.Fatal("tries for ever")
			}
		})
	}
}

func TestNoSlackThere(t *testing.T) {
	l := prepare(t, workspace.Options{})
	l.ws.Fault("apps.connections.open", workspace.Fault{Status: 404, Times: -1})
	l.launch()
	err := <-l.ended
	l.ended <- err
	if !errors.As(err, new(bot.Fatal)) {
		t.Fatalf("ended with %v", err)
	}
	contains(t, err.Error(), "SLACK_API_URL")
}

// Slack that is away for a moment at the start is waited for.
func TestSlackIsAwayAtTheStart(t *testing.T) {
	l := prepare(t, workspace.Options{})
	l.ws.Fault("auth.test", workspace.Fault{Status: 503})
	l.run()
	l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
}

func TestStoppedWhileWaitingForSlack(t *testing.T) {
	l := prepare(t, workspace.Options{})
	l.ws.Fault("auth.test", workspace.Fault{Status: 503, Times: -1})
	l.launch()
	if err := l.ws.WaitCalls(l.ctx, "auth.test", 1); err != nil {
		t.Fatal(err)
	}
	if err := l.halt(); err != nil {
		t.Errorf("stopped with %v", err)
	}
}

// What is under way when the bot is told to stop is finished first, also what
// must be acknowledged with its result.
func TestStopFinishesWhatIsUnderWay(t *testing.T) {
	release, begun := make(chan struct{}), make(chan struct{}, 8)
	var slow atomic.Bool
	l := start(t, workspace.Options{}, with(func(o *bot.Options) {
		o.Advisor = func() *advisor.Advisor {
			if slow.Load() {
				begun <- struct{}{}
				<-release
			}
			return wise()
		}
	}))
	form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
	slow.Store(true)
	mention := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	command := l.sent(l.ws.Slash(l.ctx, "hiring", "tomas", "/rolecall", askCTO))
	typed := l.sent(l.ws.Suggest(l.ctx, "maya", form.Ref(), "role_search", "cto"))
	for range 3 {
		<-begun
	}
	l.cancel()
	slow.Store(false)
	close(release)
	err := <-l.ended
	l.ended <- err
	if err != nil {
		t.Errorf("stopped with %v", err)
	}
	ctx, cancel := context.WithTimeout(l.ctx, 5*time.Second) // the last frames may still be on the wire
	defer cancel()
	for name, d := range map[string]workspace.Delivery{"mention": mention, "command": command, "menu": typed} {
		if _, err := l.ws.WaitAnswer(ctx, d); err != nil {
			t.Errorf("the %s was not answered: %v\n%s", name, err, l.logs)
		}
	}
}

// A reply that never ends does not keep the bot from stopping.
func TestStopDoesNotWaitForEver(t *testing.T) {
	clock := workspace.NewManualClock(time.Unix(1_700_000_000, 0))
	l := start(t, workspace.Options{Clock: clock, PingInterval: -1}, hurried(func(b *bot.Bot) {
		b.Hurry(time.Second, time.Second, time.Second, 20*time.Millisecond)
	}))
	l.ws.Fault("chat.postMessage", workspace.Fault{Delay: time.Hour})
	d := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	if _, err := l.ws.WaitAck(l.ctx, d); err != nil {
		t.Fatal(err)
	}
	if err := l.halt(); err != nil {
		t.Errorf("stopped with %v", err)
	}
}

func TestOptionsThatAreMissing(t *testing.T) {
	if _, err := bot.New(bot.Options{}); err == nil {
		t.Error("a bot without an advisor, a store and a log")
	}
}
