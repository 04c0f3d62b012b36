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
	"rolecall/internal/bot/socket"
	"rolecall/internal/hint"
	"rolecall/internal/slacktest"
)

func TestConnectionsThatEnd(t *testing.T) {
	l := start(t, slacktest.Options{})
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

// reconnected waits until there have been n connections and the old ones are gone:
// what is sent over one that is ending is lost, as with Slack.
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

// storm makes every connection of a test count as short.
func storm(b *bot.Bot) {
	b.Hurry(time.Hour, 5*time.Millisecond, time.Second, 5*time.Second)
}

// printed is an error as the command line prints it: what happened, and what to
// do, each on its own line.
func printed(err error) string {
	var out strings.Builder
	hint.Print(&out, "error", err)
	return out.String()
}

// fatal waits until the bot ends by itself, and returns why.
func (l *lab) fatal() error {
	l.t.Helper()
	select {
	case err := <-l.ended:
		l.ended <- err
		if !errors.As(err, new(socket.Fatal)) {
			l.t.Fatalf("ended with %v", err)
		}
		return err
	case <-l.ctx.Done():
		l.t.Fatalf("the bot did not end\n%s", l.logs)
	}
	return nil
}

// A request that is running when the governor closes the connection is answered.
func TestStormLosesNoReply(t *testing.T) {
	release := make(chan struct{})
	var slow atomic.Bool
	slow.Store(true)
	l := start(t, slacktest.Options{}, withTiming(storm), with(func(o *bot.Options) {
		o.Advisor = func() *advisor.Advisor {
			if slow.Load() {
				<-release
			}
			return testAdvisor()
		}
	}))
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	l.waitReceived()
	for n := range 5 { // the first connection was used; after three more that were not, there is a pause
		l.ws.Disconnect("refresh_requested")
		if err := l.ws.WaitConnections(l.ctx, n+2); err != nil {
			t.Fatal(err)
		}
	}
	slow.Store(false)
	close(release)
	l.answer(asked, nil)
}

// Before the bot stops, it finishes running requests, including those whose result
// is part of the acknowledgement.
func TestStopFinishesRunningRequests(t *testing.T) {
	release, begun := make(chan struct{}), make(chan struct{}, 8)
	var slow atomic.Bool
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) {
		o.Advisor = func() *advisor.Advisor {
			if slow.Load() {
				begun <- struct{}{}
				<-release
			}
			return testAdvisor()
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
	for name, d := range map[string]slacktest.Delivery{"mention": mention, "command": command, "menu": typed} {
		if _, err := l.ws.WaitAnswer(ctx, d); err != nil {
			t.Errorf("the %s was not answered: %v\n%s", name, err, l.logs)
		}
	}
}

// A request that never ends does not keep the bot from stopping.
func TestStopDoesNotWaitForever(t *testing.T) {
	clock := slacktest.NewManualClock(time.Unix(1_700_000_000, 0))
	l := start(t, slacktest.Options{Clock: clock, PingInterval: -1}, withTiming(func(b *bot.Bot) {
		b.Hurry(time.Second, time.Second, time.Second, 20*time.Millisecond)
	}))
	l.ws.Fault("chat.postMessage", slacktest.Fault{Delay: time.Hour})
	d := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	if _, err := l.ws.WaitAck(l.ctx, d); err != nil {
		t.Fatal(err)
	}
	if err := l.halt(); err != nil {
		t.Errorf("stopped with %v", err)
	}
}

func TestNewWithoutRequiredOptions(t *testing.T) {
	if _, err := bot.New(bot.Options{}); err == nil {
		t.Error("a bot without an advisor, a store and a log")
	}
}

func TestBotTokenRevokedWhileRunning(t *testing.T) {
	for _, code := range []string{"token_revoked", "account_inactive", "app_uninstalled", "invalid_auth", "user_removed_from_team", "org_login_required", "two_factor_setup_required"} {
		for name, act := range map[string]func(l *lab){
			"someone asks":  func(l *lab) { l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO)) },
			"Slack says so": func(l *lab) { l.sent(l.ws.SendEvent(l.ctx, map[string]any{"type": "tokens_revoked"})) },
		} {
			t.Run(code+", "+name, func(t *testing.T) {
				l := start(t, slacktest.Options{})
				l.anyAcks = true // the bot ends in the middle
				l.ws.Fault("*", slacktest.Fault{Error: code, Times: -1})
				act(l)
				contains(t, printed(l.fatal()), "SLACK_BOT_TOKEN", code)
				if err := l.bot.Ready(); err == nil || !strings.Contains(err.Error(), code) {
					t.Errorf("ready: %v", err)
				}
			})
		}
	}
	t.Run("one call only", func(t *testing.T) { // auth.test does not confirm the error
		l := start(t, slacktest.Options{})
		l.ws.Fault("chat.postMessage", slacktest.Fault{Error: "invalid_auth"})
		l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
		if err := l.ws.WaitCalls(l.ctx, "auth.test", 2); err != nil {
			t.Fatal(err)
		}
		l.answer(l.ws.Mention(l.ctx, "hiring", "tomas", askSalary))
	})
}

func TestReadiness(t *testing.T) {
	release := make(chan struct{})
	var slow atomic.Bool
	l := prepare(t, slacktest.Options{}, with(func(o *bot.Options) {
		o.Workers = 2
		o.Advisor = func() *advisor.Advisor {
			if slow.Load() {
				<-release
			}
			return testAdvisor()
		}
	}), withTiming(func(b *bot.Bot) { b.Watch(0, time.Millisecond) }))
	l.launch()
	l.ready("while connecting or connected", func(err error) bool { return err == nil })
	slow.Store(true)
	asked := []slacktest.Delivery{l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO)), l.sent(l.ws.Mention(l.ctx, "hiring", "tomas", askCTO))}
	l.ready("with every worker stuck", func(err error) bool { return err != nil && strings.Contains(err.Error(), "all 2 workers") })
	slow.Store(false)
	close(release)
	for _, d := range asked {
		l.answer(d, nil)
	}
	l.ready("afterwards", func(err error) bool { return err == nil })
}

// ready waits until the bot's readiness is as expected.
func (l *lab) ready(when string, as func(error) bool) {
	l.t.Helper()
	l.poll("the expected readiness "+when, func() bool { return as(l.bot.Ready()) })
}

// poll waits for something that sends no event.
func (l *lab) poll(what string, done func() bool) {
	l.t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-l.ctx.Done():
			l.t.Fatalf("waiting for %s\n%s", what, l.logs)
		}
	}
}
