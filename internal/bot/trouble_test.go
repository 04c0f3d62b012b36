package bot_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"rolecall/internal/bot"
	"rolecall/internal/slacktest"
)

func TestRateLimitIsObeyedAndDelaysNoOtherChannel(t *testing.T) {
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { o.Workers = 1 }))
	l.ws.Fault("chat.postMessage", slacktest.Fault{RetryAfter: 2 * time.Second})
	held := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	if err := l.ws.WaitCalls(l.ctx, "chat.postMessage", 1); err != nil {
		t.Fatal(err)
	}
	other := l.answer(l.ws.Mention(l.ctx, "general", "tomas", askCTO))
	if late := l.answer(held, nil); late.Seq < other.Seq {
		t.Error("the other channel waited")
	}
	calls := l.ws.Calls("chat.postMessage")
	if wait := calls[len(calls)-1].At.Sub(calls[0].At); wait < 2*time.Second {
		t.Errorf("called again after %s", wait)
	}
}

// Every answer is posted in the end, however often Slack answers with a rate limit.
func TestBurstIntoARateLimit(t *testing.T) {
	for _, test := range []struct {
		name              string
		mentions, refused int
	}{{"one, again and again", 1, 6}, {"three at once", 3, 3}} {
		t.Run(test.name, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			l.ws.Fault("chat.postMessage", slacktest.Fault{RetryAfter: time.Second, Times: test.refused})
			for range test.mentions {
				l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
			}
			seq := 0
			for range test.mentions {
				seq = l.until(seq, "an answer", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage && e.Via == "chat.postMessage" }).Seq
			}
			if n := len(l.ws.Calls("chat.postMessage")); n != test.mentions+test.refused {
				t.Errorf("%d calls for %d answers of which %d were refused at first", n, test.mentions, test.refused)
			}
		})
	}
}

func TestPostThatMayHaveFailedIsNotRepeated(t *testing.T) {
	for name, f := range map[string]slacktest.Fault{
		"5xx, not posted":    {Status: http.StatusBadGateway},
		"5xx, but posted":    {Status: http.StatusInternalServerError, Effect: true},
		"cut off":            {Drop: true},
		"cut off, posted":    {Drop: true, Effect: true},
		"nonsense, HTTP 200": {Body: "<html>"},
	} {
		t.Run(name, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			l.ws.Fault("chat.postMessage", f)
			asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
			e := l.until(asked.Seq, "a word to the asker", func(e slacktest.Event) bool { return e.Kind == slacktest.KindEphemeral })
			contains(t, e.Text, "ask again")
			if e.For != "U0MAYA" || e.ThreadTS != asked.TS {
				t.Errorf("told %s in %s", e.For, e.ThreadTS)
			}
			l.settle()
			if n := len(l.ws.Calls("chat.postMessage")); n != 1 {
				t.Errorf("posted %d times", n)
			}
		})
	}
}

func TestRefusedBlocks(t *testing.T) {
	ways := map[string]func(*lab) slacktest.Event{
		"chat.postMessage": func(l *lab) slacktest.Event {
			return l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "compare cto cio"))
		},
		"response_url": func(l *lab) slacktest.Event {
			return l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "compare cto cio"))
		},
	}
	for _, test := range []struct {
		name string
		n    int
		want string
		not  string
		next string // what the next comparison is drawn with, at the first try
	}{
		{"once", 1, `"type":"table"`, `"type":"data_table"`, `"type":"table"`},
		// Without the newer table it was refused too, so that was not the reason.
		{"twice", 2, `"type":"section"`, `table"`, `"type":"data_table"`},
		{"three times", 3, "", `"type"`, `"type":"data_table"`},
	} {
		for method, ask := range ways {
			t.Run(test.name+" "+method, func(t *testing.T) {
				l := start(t, slacktest.Options{})
				l.ws.Fault(method, slacktest.Fault{Error: "invalid_blocks", Times: test.n})
				e := ask(l)
				contains(t, string(e.Blocks), test.want)
				lacks(t, string(e.Blocks), test.not)
				contains(t, e.Text, "compared")
				l.waitStored("the question, after the call has returned", func(s *spy) bool { return len(s.asked) == 1 })
				tries := len(l.ws.Calls(method))
				e = ask(l)
				contains(t, string(e.Blocks), test.next)
				if n := len(l.ws.Calls(method)); n != tries+1 {
					t.Errorf("the next comparison took %d tries", n-tries)
				}
			})
		}
	}
}

func TestResponseURLFails(t *testing.T) {
	for name, f := range map[string]slacktest.Fault{"5xx": {Status: 503}, "cut off": {Drop: true}} {
		t.Run(name, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			l.ws.Fault("response_url", f)
			asked := l.sent(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
			e := l.until(asked.Seq, "a word to the asker", func(e slacktest.Event) bool { return e.Kind == slacktest.KindEphemeral })
			contains(t, e.Text, "ask again")
		})
	}
	t.Run("expired", func(t *testing.T) {
		l := start(t, slacktest.Options{})
		l.ws.Fault("response_url", slacktest.Fault{Status: 404, Error: "expired_url"})
		l.sent(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
		l.settle()
		if line, ok := l.logs.line("expired_url"); !ok || strings.Contains(line, "http") {
			t.Errorf("logged: %s", l.logs)
		}
	})
}

func TestPrivateReplyIsRetriedAfter5xx(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.ws.Fault("chat.postMessage", slacktest.Fault{Status: 500})
	l.ws.Fault("chat.postEphemeral", slacktest.Fault{Status: 500, Times: 2})
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	l.until(asked.Seq, "a word to the asker", func(e slacktest.Event) bool { return e.Kind == slacktest.KindEphemeral })
	if n := len(l.ws.Calls("chat.postEphemeral")); n != 3 {
		t.Errorf("%d calls, want 3", n)
	}
}

// A slow call delays no other request and no acknowledgement.
func TestSlowAPI(t *testing.T) {
	clock := slacktest.NewManualClock(time.Unix(1_700_000_000, 0))
	l := start(t, slacktest.Options{Clock: clock, PingInterval: -1})
	l.ws.Fault("chat.postMessage", slacktest.Fault{Delay: 5 * time.Second, Times: 3})
	var slow []slacktest.Delivery
	for _, who := range []string{"maya", "tomas", "ines"} {
		slow = append(slow, l.sent(l.ws.Mention(l.ctx, "hiring", who, askCTO)))
	}
	for _, d := range slow {
		if _, err := l.ws.WaitAck(l.ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	l.answer(l.ws.Slash(l.ctx, "hiring", "ravi", "/rolecall", askCTO))
	// The delays are timers of the workspace's clock: it is moved until all are over.
	for len(l.publicPosts("hiring")) < 3 && l.ctx.Err() == nil {
		clock.Advance(time.Second)
	}
	if n := len(l.publicPosts("hiring")); n != 3 {
		t.Errorf("%d answers, want 3", n)
	}
	l.anyAcks = true // moving the clock makes acknowledgements late
}

// TestARequestThatFailsIsLoggedWithAHint that fits its cause.
func TestARequestThatFailsIsLoggedWithAHint(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault slacktest.Fault
		want  string
	}{
		{"a view of a wrong form", slacktest.Fault{Error: "invalid_arguments"}, "rolecall knowledge lint"},
		{"a scope that is missing", slacktest.Fault{Error: "missing_scope"}, "install the app again"},
		{"another refusal", slacktest.Fault{Error: "account_inactive"}, "rolecall doctor"},
		{"no answer", slacktest.Fault{Drop: true, Times: 10}, "rolecall doctor"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			l.ws.Fault("views.publish", tt.fault)
			l.sent(l.ws.OpenHome(l.ctx, "maya", "home"))
			l.settle()
			line, ok := l.logs.line("could not finish")
			var logged struct{ Hint string }
			if err := json.Unmarshal([]byte(line), &logged); !ok || err != nil || !strings.Contains(logged.Hint, tt.want) {
				t.Errorf("the hint is %q, want %q in it: %s", logged.Hint, tt.want, l.logs)
			}
		})
	}
}
