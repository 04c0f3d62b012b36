package bot_test

import (
	"strings"
	"testing"

	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// TestTheRuleIsRecorded: the log and the record of a question name what decided.
func TestTheRuleIsRecorded(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.answer(l.ws.DM(l.ctx, "maya", strings.Repeat("We sell pumps to farms in the north. ", 12)+"What is a CIO?"))
	l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 })
	const rule = "the last question: exact phrasing"
	if got := l.store.asked[0].Rule; got != rule {
		t.Errorf("recorded as decided by %q, want %q", got, rule)
	}
	if line, ok := l.logs.line("replied"); !ok || !strings.Contains(line, rule) || strings.Contains(line, "pumps") {
		t.Errorf("the log does not name the rule, or has the text: %s", line)
	}
}

func TestMentionIsAnsweredInItsThread(t *testing.T) {
	l := start(t, slacktest.Options{})
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	e := l.answer(asked, nil)
	if e.Kind != slacktest.KindMessage || e.ThreadTS != asked.TS {
		t.Fatalf("answered with a %s in thread %q, want a message in %q", e.Kind, e.ThreadTS, asked.TS)
	}
	entry := testAdvisor().Corpus().Entry("cto.responsibilities")
	plain := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(e.Text)
	for _, sentence := range strings.Split(testAdvisor().Corpus().Plain(entry, l.clock.Now()), "\n") {
		contains(t, plain, strings.TrimSpace(strings.TrimLeft(sentence, "•- 0123456789.")))
	}
	contains(t, plain, "Reviewed "+entry.Reviewed.Format("2 Jan 2006"))
	contains(t, string(e.Blocks), `"type":"header"`, "Sources: ", "feedback_buttons", "answer_feedback", "Sources (", testAdvisor().Corpus().Entry(entry.Related[0]).Label)
	l.waitStored("the question", func(s *spy) bool {
		return len(s.asked) == 1 && s.asked[0].Entry == "cto.responsibilities" && s.asked[0].Surface == feedback.SurfaceChannel
	})
}

func TestDirectMessageIsAnsweredInPlace(t *testing.T) {
	l := start(t, slacktest.Options{})
	e := l.answer(l.ws.DM(l.ctx, "maya", askCTO))
	if e.ThreadTS != "" || e.Kind != slacktest.KindMessage {
		t.Errorf("a direct message is answered with a %s in thread %q", e.Kind, e.ThreadTS)
	}
	contains(t, e.Text, "CTO")
	e = l.answer(l.ws.DM(l.ctx, "maya", "compare cto cio"))
	contains(t, string(e.Blocks), `"type":"data_table"`)
	e = l.answer(l.ws.DM(l.ctx, "maya", "forget me"))
	contains(t, e.Text, "stored about you")
	l.settle() // the bot receives its own direct messages; it must not answer them
	if n := len(l.publicPosts("maya")); n != 3 {
		t.Errorf("%d messages in the direct message, want 3", n)
	}
}

// A thread that is opened later in a direct message, under the question or under the
// answer, follows up on that question.
func TestThreadOpenedInADirectMessage(t *testing.T) {
	l := start(t, slacktest.Options{})
	asked := l.sent(l.ws.DM(l.ctx, "maya", askSalary))
	answered := l.answer(asked, nil)
	l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 })
	for i, root := range []string{asked.TS, answered.TS} {
		e := l.answer(l.ws.DM(l.ctx, "maya", "and a CIO?", slacktest.InThread(root)))
		l.waitStored("the follow-up", func(s *spy) bool { return len(s.asked) == i+2 })
		if got := l.store.asked[i+1].Entry; got != "cio.salary" || e.ThreadTS != root {
			t.Errorf("under %s the follow-up got %q in thread %q", root, got, e.ThreadTS)
		}
	}
}

func TestFollowUp(t *testing.T) {
	l := start(t, slacktest.Options{})
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askSalary))
	l.answer(asked, nil)
	l.waitStored("the first question", func(s *spy) bool { return len(s.asked) == 1 })
	follow := func(who, text string) feedback.Asked {
		t.Helper()
		n := len(l.store.asked)
		l.answer(l.ws.Mention(l.ctx, "hiring", who, text, slacktest.InThread(asked.TS)))
		l.waitStored(text, func(s *spy) bool { return len(s.asked) > n })
		return l.store.asked[n]
	}
	if a := follow("tomas", "and a CIO?"); a.Entry != "cio.salary" {
		t.Errorf("a follow-up was answered with %q", a.Entry)
	}
	if err := l.halt(); err != nil {
		t.Fatal(err)
	}
	l.run()
	if a := follow("maya", "and a CTO?"); a.Entry != "cto.salary" {
		t.Errorf("after a restart a follow-up was answered with %q", a.Entry)
	}
	if a := follow("maya", "What is a CISO?"); a.Entry != "ciso.definition" {
		t.Errorf("a change of subject was answered with %q", a.Entry)
	}
	n := len(l.store.asked)
	l.answer(l.ws.Mention(l.ctx, "hiring", "ines", "and a CIO?"))
	l.waitStored("what is asked outside", func(s *spy) bool { return len(s.asked) > n })
	if a := l.store.asked[n]; a.Entry == "cio.salary" {
		t.Error("outside the thread its subject is remembered")
	}
}

func TestSameAnswerInAThreadPointsToTheFirst(t *testing.T) {
	l := start(t, slacktest.Options{})
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	first := l.answer(asked, nil)
	l.waitStored("the first question", func(s *spy) bool { return len(s.asked) == 1 })
	again := l.answer(l.ws.Mention(l.ctx, "hiring", "tomas", askCTO, slacktest.InThread(asked.TS)))
	contains(t, again.Text, "answered that above", "/p"+strings.ReplaceAll(first.TS, ".", ""))
	if len(again.Text) > 300 {
		t.Errorf("the second answer is as long as the first: %s", again.Text)
	}
	other := l.answer(l.ws.Mention(l.ctx, "hiring", "tomas", askCTO))
	lacks(t, other.Text, "answered that above")

	// A first answer that is gone cannot be pointed to.
	l.ws.Fault("chat.getPermalink", slacktest.Fault{Error: "message_not_found"})
	third := l.answer(l.ws.Mention(l.ctx, "hiring", "ines", askCTO, slacktest.InThread(asked.TS)))
	lacks(t, third.Text, "answered that above")
}

func TestUnusualMentions(t *testing.T) {
	l := start(t, slacktest.Options{})
	for _, test := range []struct{ name, text, want string }{
		{"nothing but the mention", "{bot}", "help"},
		{"help", "help", "compare"},
		{"a question about something else", askNothing, "roles"},
		{"the mention in the middle", "What are the responsibilities {bot} of a CTO?", "CTO"},
		{"another's mention stays", "{bot} ask {user:tomas} " + askCTO, ""},
		{"as long as Slack allows", "{bot} " + askCTO + strings.Repeat(" really", 5500), ""},
		{"controls", "{bot} <!channel> & <@U1> \u202e\u0000", ""},
	} {
		e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", test.text))
		contains(t, e.Text, test.want)
		lacks(t, e.Text, "<!channel>", "<@")
	}
}
