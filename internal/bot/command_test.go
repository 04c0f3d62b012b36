package bot_test

import (
	"strings"
	"testing"

	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

func TestSlashCommands(t *testing.T) {
	l := start(t, slacktest.Options{})
	table := `"type":"data_table"`
	for _, test := range []struct {
		command, text string
		text1, blocks string
	}{
		{"/rolecall", askCTO, "CTO", "Share in channel"},
		{"/rolecall", "compare cto cio", "compared", table},
		{"/rolecall", "compare cto cio ciso vpe", "compared", "Decides alone"},
		{"/rolecall", "compare\u00a0cto cio", "compared", table},
		{"/rolecall", "compare\tcto cio", "compared", table},
		{"/rolecall", "compare: cto, cio", "compared", table},
		{"/rolecall", "`compare cto cio` please", "compared", table},
		{"/rolecall", "compare vp engineering vs cto", "compared", table},
		{"/rolecall", "help", "", ""},
		{"/rolecall", "", "", ""},
		{"/rolecall", "kit cto", "Hiring kit", "Share in channel"},
		{"/rolecall", "forget me", "stored about you", ""},
		{"/rolecall", "*forget me* please :pray:", "stored about you", ""},
		{"/rolecall", "what do you store?", "What I store", ""},
		{"/rolecall", askNothing, "", "List topics"},
		{"/compare-roles", "cto, cio", "compared", table},
		{"/compare-roles", "", "Name two to four roles", ""},
		{"/compare-roles", "cto", "Name a second one", ""},
		{"/compare-roles", "cto chief technology officer", "two names of one role", ""},
		{"/compare-roles", "cto cio ciso vpe cpo", "up to 4 roles", ""},
		{"/compare-roles", "cto zorblax", "zorblax", ""},
	} {
		t.Run(test.command+" "+test.text, func(t *testing.T) {
			e := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", test.command, test.text))
			if e.Kind != slacktest.KindEphemeral || e.For != "U0MAYA" {
				t.Errorf("a command is answered with a %s for %q", e.Kind, e.For)
			}
			contains(t, e.Text, test.text1)
			contains(t, string(e.Blocks), test.blocks)
		})
	}
	// An answer in the acknowledgement would not tell us that blocks were refused.
	for _, a := range l.ws.Acks() {
		if a.Type == "slash_commands" && len(a.Payload) > 0 && string(a.Payload) != "null" && string(a.Payload) != `""` {
			t.Errorf("acknowledged with %s", a.Payload)
		}
	}
}

func TestForgetMe(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askNothing))
	l.waitStored("the miss", func(s *spy) bool { return len(s.asked) == 1 })
	e := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "Forget me!"))
	contains(t, e.Text, "One record about you is removed")
	e = l.answer(l.ws.DM(l.ctx, "maya", "forget me"))
	contains(t, e.Text, "Nothing was stored")
}

func TestShareAndWithdraw(t *testing.T) {
	l := start(t, slacktest.Options{})
	const asked = "compare cto cio <!channel> *now*"
	for _, test := range []struct{ name, command, text, has string }{
		{"an answer", "/rolecall", askCTO, "What are the responsibilities of a CTO?"},
		{"a comparison, the question inert", "/rolecall", asked, "CTO"},
		{"a role card", "/rolecall", "cto", "CTO"},
		{"a kit", "/rolecall", "kit cto", "Hiring kit"},
	} {
		t.Run(test.name, func(t *testing.T) {
			private := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", test.command, test.text))
			seq := l.ws.Seq()
			l.sent(l.press("maya", private, "Share in channel"))
			shared := l.until(seq, "the shared reply", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage })
			l.until(seq, "a word to the sharer", func(e slacktest.Event) bool {
				return e.Kind == slacktest.KindEphemeral && strings.Contains(e.Text, "Shared.")
			})
			contains(t, shared.Text, "Shared by <@U0MAYA>", test.has)
			lacks(t, strings.ReplaceAll(shared.Text, "<@U0MAYA>", ""), "<!", "<@")
			lacks(t, string(shared.Blocks), `"mrkdwn","text":"`+asked)

			withdraw := slacktest.Press{ActionID: "unshare"}
			told := l.answer(l.ws.Click(l.ctx, "tomas", shared.Ref(), withdraw))
			contains(t, told.Text, "Only the person who shared")
			if _, there := l.ws.Message("hiring", shared.TS); !there {
				t.Fatal("someone else withdrew it")
			}
			seq = l.ws.Seq()
			l.sent(l.ws.Click(l.ctx, "maya", shared.Ref(), withdraw))
			l.until(seq, "its removal", func(e slacktest.Event) bool { return e.Kind == slacktest.KindDelete && e.TS == shared.TS })
		})
	}
}

func TestShareWhereTheBotIsNot(t *testing.T) {
	l := start(t, slacktest.Options{})
	private := l.answer(l.ws.Slash(l.ctx, "outside", "maya", "/rolecall", askCTO))
	e := l.answer(l.press("maya", private, "Share in channel"))
	contains(t, e.Text, "/invite")
	if n := len(l.publicPosts("outside")); n != 0 {
		t.Errorf("%d messages in a channel the bot is not in", n)
	}
	// A kit is posted as one message, by the response_url.
	kit := l.answer(l.ws.Slash(l.ctx, "outside", "maya", "/rolecall", "kit cto"))
	posted := l.answer(l.press("maya", kit, "Share in channel"))
	if posted.Kind != slacktest.KindMessage {
		t.Fatalf("the kit came as %s: %s", posted.Kind, posted.Text)
	}
	contains(t, posted.Text, "Shared by <@U0MAYA>", "Hiring kit")
	seq := l.ws.Seq()
	l.sent(l.ws.Click(l.ctx, "maya", posted.Ref(), slacktest.Press{ActionID: "unshare"}))
	l.until(seq, "its removal", func(e slacktest.Event) bool { return e.Kind == slacktest.KindDelete })
}

func TestCurator(t *testing.T) {
	l := start(t, slacktest.Options{}, with(curators("U0INES")))
	e := l.answer(l.ws.Slash(l.ctx, "hiring", "ines", "/rolecall", askCTO))
	contains(t, string(e.Blocks), "Why: ", "confidence")
	e = l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
	lacks(t, string(e.Blocks), "Why: ")
	l.waitStored("the questions", func(s *spy) bool { return len(s.asked) == 2 && s.asked[0].Surface == feedback.SurfaceSlash })
}
