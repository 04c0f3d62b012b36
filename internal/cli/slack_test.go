package cli_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"

	"rolecall/internal/admin"
	"rolecall/internal/config"
	"rolecall/internal/demo"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// timeout limits every wait for the bot; only a test that fails reaches it. With a
// knowledge folder the bot connects once an index is built: that takes three
// seconds, but took a minute on a busy machine.
const timeout = 3 * time.Minute

type slackKey struct{}

// slackState is the workspace of one script.
type slackState struct {
	ws   *slacktest.Workspace
	last slacktest.Event
}

// slackCmd does in a script what people do in Slack:
//
//	slack start              starts a workspace; sets the bot's environment, and
//	                         FREE_ADDR to an address that is not in use
//	slack connected          waits until the bot is connected
//	slack mention TEXT       asks in #hiring and waits for the answer
//	slack slash COMMAND TEXT the same with a slash command
//	slack press LABEL        presses a button of the last answer
//	slack says TEXT          the last answer must contain TEXT
//	slack reload [FAULT]     makes the bot read its knowledge folder; the error must
//	                         contain FAULT, or there must be none
//	slack posted TEXT        waits until a message in #hiring, the curators' channel,
//	                         contains TEXT
//	slack card TEXT          the same; its buttons are pressed next, by a curator
//	slack submit FIELD=TEXT… fills in the form that a press has opened, and waits for
//	                         what takes its place, when all is saved
//	slack send FIELD=TEXT…   the same, but waits only until an edit is stored, which need
//	                         not be in service
//	slack refuses ANSWER     answers the next call of blocks.validate with this JSON
//	slack up                 waits until the bot's admin socket answers
func slackCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: slack start|connected|mention|slash|press|says|reload|posted|card|submit|send|refuses|up")
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	s := ts.Value(slackKey{}).(*slackState)
	check := func(err error) {
		if err != nil {
			ts.Fatalf("slack %s: %v", args[0], err)
		}
	}
	answered := func(d slacktest.Delivery, err error) {
		check(err)
		s.last, err = s.ws.WaitAnswer(ctx, d)
		check(err)
		ts.Logf("answer: %s", s.last.Text)
	}
	switch args[0] {
	case "start":
		ws, err := slacktest.Start(context.Background(), demo.Workspace())
		check(err)
		s.ws = ws
		ts.Defer(func() { ws.Close() })
		ts.Setenv("SLACK_API_URL", ws.APIURL())
		ts.Setenv("SLACK_BOT_TOKEN", ws.BotToken())
		ts.Setenv("SLACK_APP_TOKEN", ws.AppToken())
		ts.Setenv("ROLECALL_DATA_DIR", ts.MkAbs("data"))
		ts.Setenv("FREE_ADDR", freeAddr(ts))
		hiring, err := ws.Channel("hiring")
		check(err)
		ts.Setenv("HIRING", hiring.ID)
		ts.Setenv("MAYA", "U0MAYA")
	case "connected":
		check(s.ws.WaitConnected(ctx, 1))
	case "mention":
		answered(s.ws.Mention(ctx, "hiring", "maya", strings.Join(args[1:], " ")))
	case "slash":
		answered(s.ws.Slash(ctx, "hiring", "maya", args[1], strings.Join(args[2:], " ")))
	case "press":
		d, err := s.ws.Click(ctx, "maya", s.last.Ref(), slacktest.Press{Text: strings.Join(args[1:], " ")})
		answered(d, err)
	case "says":
		text := s.last.Text
		if s.last.View != nil {
			text = string(s.last.View.Blocks)
		}
		if want := strings.Join(args[1:], " "); !strings.Contains(text, want) {
			ts.Fatalf("the last answer lacks %q:\n%s", want, text)
		}
	case "reload":
		c, err := admin.Dial(ctx, ts.MkAbs("data/"+config.SocketName))
		check(err)
		_, err = c.Reload(ctx)
		ts.Logf("reload: %v", err)
		switch want := strings.Join(args[1:], " "); {
		case want == "":
			check(err)
		case err == nil || !strings.Contains(err.Error(), want):
			ts.Fatalf("reload returned %v, want %q", err, want)
		}
		check(c.Close())
	case "posted":
		e, err := s.ws.Wait(ctx, 0, func(e slacktest.Event) bool {
			return e.Kind == slacktest.KindMessage && e.User == s.ws.BotUserID() && strings.Contains(e.Text, strings.Join(args[1:], " "))
		})
		check(err)
		if n := utf8.RuneCountInString(e.Text); n > 4000 { // Slack's limit for a message
			ts.Fatalf("the curators got %d characters", n)
		}
	case "card":
		var err error
		s.last, err = s.ws.Wait(ctx, 0, func(e slacktest.Event) bool {
			return e.Kind == slacktest.KindMessage && e.User == s.ws.BotUserID() && strings.Contains(e.Text, strings.Join(args[1:], " "))
		})
		check(err)
	case "submit", "send":
		values := map[string]any{}
		for _, arg := range args[1:] {
			field, text, _ := strings.Cut(arg, "=")
			values[field] = text
		}
		d, err := s.ws.Submit(ctx, "maya", s.last.View.ID, values)
		check(err)
		if args[0] == "send" {
			check(stored(ctx, ts))
			return
		}
		s.last, err = s.ws.Wait(ctx, d.Seq, func(e slacktest.Event) bool {
			return e.Kind == slacktest.KindErrors || e.Kind == slacktest.KindView && !strings.Contains(string(e.View.Blocks), "Saving …")
		})
		check(err)
	case "refuses":
		s.ws.Fault("blocks.validate", slacktest.Fault{Body: args[1]})
	case "up":
		for {
			c, err := admin.Dial(ctx, ts.MkAbs("data/"+config.SocketName))
			if err == nil {
				_, err = c.Status(ctx)
				check(errors.Join(err, c.Close()))
				return
			}
			select {
			case <-ctx.Done():
				check(err)
			case <-time.After(10 * time.Millisecond):
			}
		}
	default:
		ts.Fatalf("slack: unknown subcommand %q", args[0])
	}
}

// stored waits until the running bot has an edit.
func stored(ctx context.Context, ts *testscript.TestScript) error {
	c, err := admin.Dial(ctx, ts.MkAbs("data/"+config.SocketName))
	if err != nil {
		return err
	}
	defer c.Close()
	for {
		list, err := c.Documents(ctx, feedback.DocumentEdit)
		if err != nil || len(list) > 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond): // a choice: the bot learns for seconds after it
		}
	}
}

// freeAddr returns a loopback address that is not in use.
func freeAddr(ts *testscript.TestScript) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		ts.Fatalf("no free address: %v", err)
	}
	defer ln.Close()
	return ln.Addr().String()
}
