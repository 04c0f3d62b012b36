package cli_test

import (
	"context"
	"net"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"rolecall/internal/admin"
	"rolecall/internal/config"
	"rolecall/internal/workspace"
	"rolecall/internal/workspace/page"
)

// patience bounds every wait on the bot; it is reached only when a test fails.
const patience = 30 * time.Second

type slackKey struct{}

// slackState is the workspace of one script.
type slackState struct {
	ws   *workspace.Workspace
	last workspace.Event
}

// slackCmd is the script's word for what people do in Slack:
//
//	slack start              a workspace of its own; sets the bot's environment,
//	                         and FREE_ADDR to an address nobody listens at
//	slack connected          waits for the bot
//	slack mention TEXT       asks in #hiring and waits for the answer
//	slack slash COMMAND TEXT the same with a slash command
//	slack press LABEL        presses a button of the last answer
//	slack reload             has the bot read its knowledge folder now
func slackCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: slack start|connected|mention|slash|press")
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s := ts.Value(slackKey{}).(*slackState)
	check := func(err error) {
		if err != nil {
			ts.Fatalf("slack %s: %v", args[0], err)
		}
	}
	answered := func(d workspace.Delivery, err error) {
		check(err)
		s.last, err = s.ws.WaitAnswer(ctx, d)
		check(err)
		ts.Logf("answer: %s", s.last.Text)
	}
	switch args[0] {
	case "start":
		ws, err := workspace.Start(context.Background(), page.Demo())
		check(err)
		s.ws = ws
		ts.Defer(func() { ws.Close() })
		ts.Setenv("SLACK_API_URL", ws.APIURL())
		ts.Setenv("SLACK_BOT_TOKEN", ws.BotToken())
		ts.Setenv("SLACK_APP_TOKEN", ws.AppToken())
		ts.Setenv("ROLECALL_DATA_DIR", ts.MkAbs("data"))
		ts.Setenv("FREE_ADDR", freeAddr(ts))
	case "connected":
		check(s.ws.WaitConnected(ctx, 1))
	case "mention":
		answered(s.ws.Mention(ctx, "hiring", "maya", strings.Join(args[1:], " ")))
	case "slash":
		answered(s.ws.Slash(ctx, "hiring", "maya", args[1], strings.Join(args[2:], " ")))
	case "press":
		d, err := s.ws.Click(ctx, "maya", s.last.Ref(), workspace.Press{Text: strings.Join(args[1:], " ")})
		check(err)
		_, err = s.ws.WaitAnswer(ctx, d)
		check(err)
	case "reload":
		c, err := admin.Dial(ctx, ts.MkAbs("data/"+config.SocketName))
		check(err)
		_, err = c.Reload(ctx)
		ts.Logf("reload: %v", err)
		check(c.Close())
	default:
		ts.Fatalf("slack: unknown word %q", args[0])
	}
}

// freeAddr is a loopback address nobody listens at.
func freeAddr(ts *testscript.TestScript) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		ts.Fatalf("no free address: %v", err)
	}
	defer ln.Close()
	return ln.Addr().String()
}
