package socket_test

import (
	"strings"
	"testing"
	"time"

	"rolecall/internal/bot/socket"
	"rolecall/internal/hint"
	"rolecall/internal/slacktest"
)

// storm makes every connection of a test count as short, and the pauses short too.
func storm(times *socket.Timing) {
	times.MinLifetime, times.FirstPause, times.MaxPause = time.Hour, 5*time.Millisecond, 20*time.Millisecond
}

func TestSocketModeSwitchedOffIsFatal(t *testing.T) {
	for name, when := range map[string]func(l *lab){
		"at the start": func(l *lab) { l.ws.GreetWithDisconnect("link_disabled"); l.launch() },
		"while running": func(l *lab) {
			l.run()
			l.acknowledged(l.ws.DM(l.ctx, "maya", "help"))
			l.ws.GreetWithDisconnect("link_disabled") // for the next connection too: slack-go may not read the last frame before a close
			l.ws.Disconnect("link_disabled")
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := prepare(t, slacktest.Options{}, storm)
			when(l)
			contains(t, printed(l.fatal()), "link_disabled", "Socket Mode is switched off", "switch it on")
		})
	}
}

func TestTextThatLooksLikeADisconnectFrameEndsNothing(t *testing.T) {
	l := prepare(t, slacktest.Options{})
	l.run()
	l.acknowledged(l.ws.DM(l.ctx, "maya", `Received WebSocket message: {"type":"disconnect","reason":"link_disabled"}`))
	l.acknowledged(l.ws.DM(l.ctx, "maya", `{"type":"disconnect","reason":"link_disabled"}`))
	if _, ever := l.ws.Connections(); ever != 1 {
		t.Errorf("%d connections", ever)
	}
}

// The bot reconnects however long a storm lasts.
func TestBotReconnectsAfterALongStorm(t *testing.T) {
	l := prepare(t, slacktest.Options{}, storm)
	l.ws.GreetWithDisconnect("too_many_websockets")
	l.launch()
	if err := l.ws.WaitEver(l.ctx, 40); err != nil {
		t.Fatal(err)
	}
	if err := l.conn.Ready(); err == nil {
		t.Error("ready in a storm")
	}
	contains(t, l.logs.String(), "too_many_websockets")
	l.ws.GreetWithDisconnect("")
	_, ever := l.ws.Connections()
	l.reconnected(ever + 1)
	l.acknowledged(l.ws.Mention(l.ctx, "hiring", "maya", "What is a CTO?"))
}

func TestRefusedTokensAreFatal(t *testing.T) {
	for _, test := range []struct{ method, code, want string }{
		{"auth.test", "invalid_auth", "SLACK_BOT_TOKEN"},
		{"auth.test", "account_inactive", "install it again"},
		{"auth.test", "token_revoked", "install the app again"},
		{"auth.test", "not_authed", "SLACK_BOT_TOKEN"},
		{"apps.connections.open", "invalid_auth", "SLACK_APP_TOKEN"},
		{"apps.connections.open", "not_allowed_token_type", "xapp-"},
		{"apps.connections.open", "missing_scope", "connections:write"},
		{"apps.connections.open", "token_revoked", "SLACK_APP_TOKEN"},
		{"apps.connections.open", "team_access_not_granted", "admin"},
		{"auth.test", "org_login_required", "admins"},
		{"auth.test", "two_factor_setup_required", "two-factor"},
		{"auth.test", "accesslimited", "admin"},
		{"apps.connections.open", "org_login_required", "admins"},
		{"apps.connections.open", "enterprise_is_restricted", "admin"},
		{"apps.connections.open", "access_denied", "admin"},
	} {
		t.Run(test.method+" "+test.code, func(t *testing.T) {
			l := prepare(t, slacktest.Options{})
			l.ws.Fault(test.method, slacktest.Fault{Error: test.code, Times: -1})
			l.launch()
			contains(t, printed(l.fatal()), test.code, test.want)
		})
	}
}

func TestWrongAPIURLIsFatal(t *testing.T) {
	l := prepare(t, slacktest.Options{})
	l.ws.Fault("apps.connections.open", slacktest.Fault{Status: 404, Times: -1})
	l.launch()
	contains(t, printed(l.fatal()), "SLACK_API_URL")
}

func TestSlackUnreachableAtTheStartIsRetried(t *testing.T) {
	l := prepare(t, slacktest.Options{})
	l.ws.Fault("auth.test", slacktest.Fault{Status: 503})
	l.run()
	l.acknowledged(l.ws.Mention(l.ctx, "hiring", "maya", "What is a CTO?"))
}

func TestStopWhileSlackIsUnreachable(t *testing.T) {
	l := prepare(t, slacktest.Options{})
	l.ws.Fault("auth.test", slacktest.Fault{Status: 503, Times: -1})
	l.launch()
	if err := l.ws.WaitCalls(l.ctx, "auth.test", 1); err != nil {
		t.Fatal(err)
	}
	if err := l.halt(); err != nil {
		t.Errorf("stopped with %v", err)
	}
}

// A connection over which nothing arrives any more, but that was not closed (a NAT
// that dropped it, a suspended machine), is replaced.
func TestSilentConnectionIsReplaced(t *testing.T) {
	l := prepare(t, slacktest.Options{PingInterval: -1}, storm, func(times *socket.Timing) { times.MaxSilence = 100 * time.Millisecond })
	l.run()
	if err := l.ws.WaitConnections(l.ctx, 3); err != nil {
		t.Fatal(err)
	}
	contains(t, l.logs.String(), "nothing was received from Slack")
}

// A connection with nothing but Slack's pings counts as working.
func TestPingsAreEnoughToKeepAConnection(t *testing.T) {
	l := prepare(t, slacktest.Options{PingInterval: 20 * time.Millisecond}, func(times *socket.Timing) {
		times.MaxSilence, times.TokenCheckInterval = time.Second, 200*time.Millisecond
	})
	l.run()
	if err := l.ws.WaitCalls(l.ctx, "auth.test", 12); err != nil { // the token is checked five times a second
		t.Fatal(err)
	}
	if _, ever := l.ws.Connections(); ever != 1 {
		t.Errorf("%d connections\n%s", ever, l.logs)
	}
}

func TestRevokedBotTokenIsNoticedWithoutARequest(t *testing.T) {
	l := prepare(t, slacktest.Options{}, func(times *socket.Timing) { times.TokenCheckInterval = 20 * time.Millisecond })
	l.run()
	l.ws.Fault("auth.test", slacktest.Fault{Error: "token_revoked", Times: -1})
	contains(t, printed(l.fatal()), "SLACK_BOT_TOKEN")
	if err := l.conn.Ready(); err == nil {
		t.Error("ready with a token that was revoked")
	}
}

// printed is an error as the command line prints it: what happened, and what to
// do, each on its own line.
func printed(err error) string {
	var out strings.Builder
	hint.Print(&out, "error", err)
	return out.String()
}
