package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/slacktest"
)

// rich is a message with a container, which holds a divider, and a data table.
func rich(without blockkit.Pieces) blockkit.Message {
	m := blockkit.Message{Text: "a rich message", Blocks: []slack.Block{slack.NewDividerBlock()}}
	for _, p := range ((blockkit.Container | blockkit.DataTable) &^ without).Each() {
		m.Blocks = append(m.Blocks, blockkit.PieceSample(p).Blocks...)
	}
	return m
}

// posts returns the calls that would have posted something everyone sees.
func (l *lab) posts() []slacktest.Call { return l.ws.Calls("chat.postMessage") }

// waitAsked waits until Slack was asked about n pieces in all.
func (l *lab) waitAsked(n int) {
	l.t.Helper()
	if err := l.ws.WaitCalls(l.ctx, "blocks.validate", n); err != nil {
		l.t.Fatalf("Slack was not asked about its pieces: %v\n%s", err, l.logs)
	}
}

// TestRefusedPiecesAreNotTriedTwice: Slack refuses two blocks once. The message comes
// without them, and later ones, also after a restart, are not tried with them again.
func TestRefusedPiecesAreNotTriedTwice(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.waitAsked(4)
	l.ws.Fault("chat.postMessage", slacktest.Fault{Block: "container"})
	l.ws.Fault("chat.postMessage", slacktest.Fault{Block: "data_table"})
	for _, tt := range []struct {
		when  string
		calls int
	}{{"the first", 3}, {"the second", 1}} {
		before := len(l.posts())
		if err := l.bot.PostMessage(l.ctx, "C0HIRING", rich); err != nil {
			t.Fatal(err)
		}
		calls := l.posts()[before:]
		if len(calls) != tt.calls {
			t.Errorf("%s message took %d calls, want %d", tt.when, len(calls), tt.calls)
		}
	}
	if err := l.halt(); err != nil {
		t.Fatal(err)
	}
	l.run()
	l.waitAsked(4 + 2) // about the pieces that were not refused
	if err := l.bot.PostMessage(l.ctx, "C0HIRING", rich); err != nil {
		t.Fatal(err)
	}
	if n := len(l.posts()); n != 5 {
		t.Errorf("%d calls in all, want 5: the refusals are forgotten with the restart", n)
	}
	for _, m := range l.publicPosts("hiring") {
		lacks(t, string(m.Blocks), `"container"`, `"data_table"`)
		contains(t, m.Text, "a rich message")
	}
	line, _ := l.logs.line("they are left out from now on")
	contains(t, line, "data_table, container")
}

// TestARefusalThatIsNotExplained: Slack refuses a message and does not say why. Its newer
// pieces are left out from then on, whatever blocks.validate says of them; what is wrong
// with one message ends no piece.
func TestARefusalThatIsNotExplained(t *testing.T) {
	const long = `{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] no more than 10 items allowed"]}}`
	for name, tt := range map[string]struct {
		refusal slacktest.Fault
		second  int // calls of the second message
		avoided string
	}{
		"not explained":         {slacktest.Fault{Error: "invalid_blocks"}, 1, "data_table, container"},
		"about this one, twice": {slacktest.Fault{Body: long}, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			l.waitAsked(4)
			l.ws.Fault("chat.postMessage", tt.refusal)
			for round, calls := range []int{2, tt.second} {
				if round == 1 && calls == 2 {
					l.ws.Fault("chat.postMessage", slacktest.Fault{Body: long})
				}
				before := len(l.posts())
				if err := l.bot.PostMessage(l.ctx, "C0HIRING", rich); err != nil {
					t.Fatal(err)
				}
				if got := len(l.posts()) - before; got != calls {
					t.Errorf("message %d took %d calls, want %d", round+1, got, calls)
				}
			}
			if got := l.bot.Avoided().String(); got != tt.avoided {
				t.Errorf("%q is avoided, want %q", got, tt.avoided)
			}
		})
	}
}

// TestAPieceComesBack: what Slack refused at the start is asked about again while the
// bot runs.
func TestAPieceComesBack(t *testing.T) {
	const fault = `{"ok":false,"error":"invalid_message","errors":[{"pointer":"/blocks/0/type","code":"unsupported_type","message":"unsupported"}]}`
	l := prepare(t, slacktest.Options{}, withTiming(func(b *bot.Bot) { b.AskAgain(time.Millisecond) }))
	l.ws.Fault("blocks.validate", slacktest.Fault{Skip: 3, Body: fault})
	l.run()
	l.waitLogged("it is left out")
	l.waitAsked(4 + 4 + 1) // the second time is over, and the third has begun
	if got := l.bot.Avoided(); got != 0 {
		t.Errorf("%s is still avoided", got)
	}
}

// TestEveryPieceRefused: whatever a comparison and an answer are drawn with, they come,
// and the second time at the first try, in a channel and by a response_url.
func TestEveryPieceRefused(t *testing.T) {
	l := start(t, slacktest.Options{})
	for _, kind := range []string{"container", "data_table", "table", "data_visualization", "feedback_buttons"} {
		l.ws.Fault("*", slacktest.Fault{Block: kind, Times: -1})
	}
	for round := range 2 {
		for _, text := range []string{"compare cto cio", askCTO} {
			before := len(l.posts())
			e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", text))
			contains(t, e.Text, "CTO")
			if len(e.Blocks) == 0 {
				t.Errorf("%q: only the plain text", text)
			}
			if tries := len(l.posts()) - before; round == 1 && tries != 1 {
				t.Errorf("%q again: %d tries", text, tries)
			}
		}
	}
	for range 2 {
		contains(t, l.answer(l.ws.Slash(l.ctx, "hiring", "tomas", "/rolecall", "compare cto cio")).Text, "CTO")
	}
	if n := len(l.ws.Calls("response_url")); n != 2 {
		t.Errorf("%d calls of response_urls, want 2: the workspace has shown in posts what it refuses", n)
	}
}

// TestAPieceIsNotLostForALongText: what is wrong with one message says nothing about
// the pieces in it.
func TestAPieceIsNotLostForALongText(t *testing.T) {
	l := start(t, slacktest.Options{})
	long := func(without blockkit.Pieces) blockkit.Message {
		m := rich(without)
		for _, b := range m.Blocks {
			if c, ok := b.(*slack.ContainerBlock); ok {
				c.WithTitle(slack.NewTextBlockObject(slack.PlainTextType, strings.Repeat("x", 151), false, false))
			}
		}
		return m
	}
	for i, draw := range []outbox.Drawing{long, rich} {
		if err := l.bot.PostMessage(l.ctx, "C0HIRING", draw); err != nil {
			t.Fatal(err)
		}
		blocks := string(l.publicPosts("hiring")[i].Blocks)
		if has := strings.Contains(blocks, `"container"`); has != (i == 1) {
			t.Errorf("message %d has a container: %v", i, has)
		}
	}
}

// TestSlackIsAskedAboutPieces: what blocks.validate refuses is not tried; an answer that
// is not one changes nothing, and is logged once.
func TestSlackIsAskedAboutPieces(t *testing.T) {
	const fault = `{"ok":false,"error":"invalid_message","errors":[{"pointer":"/blocks/0/type","code":"unsupported_type","message":"unsupported"}]}`
	for name, tt := range map[string]struct {
		fault slacktest.Fault
		asked int
		has   bool
		log   string
	}{
		"accepted":       {slacktest.Fault{Skip: 99}, 4, true, ""},
		"container":      {slacktest.Fault{Skip: 3, Body: fault}, 4, false, "it is left out"},
		"unknown method": {slacktest.Fault{Error: "unknown_method", Times: -1}, 1, true, "cannot be asked"},
		"no answer":      {slacktest.Fault{Body: "<html>", Times: -1}, 1, true, "cannot be asked"},
	} {
		t.Run(name, func(t *testing.T) {
			l := prepare(t, slacktest.Options{})
			l.ws.Fault("blocks.validate", tt.fault)
			l.run()
			l.waitAsked(tt.asked)
			if tt.log != "" {
				l.waitLogged(tt.log)
			}
			l.settle()
			if n := len(l.ws.Calls("blocks.validate")); n != tt.asked {
				t.Errorf("asked %d times, want %d", n, tt.asked)
			}
			if tt.log != "" && strings.Count(l.logs.String(), tt.log) != 1 {
				t.Errorf("%q is not logged once:\n%s", tt.log, l.logs)
			}
			if has := l.bot.Avoided()&blockkit.Container == 0; has != tt.has {
				t.Errorf("containers are drawn: %v", has)
			}
		})
	}
}
