package bot_test

import (
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/slacktest"
)

// TestOrdinalAfterChoices: "the second one" takes the second of the choices offered, in a
// thread, in a direct message and after a restart.
func TestOrdinalAfterChoices(t *testing.T) {
	for _, test := range []struct {
		name    string
		restart bool
		say     func(l *lab, text, thread string) slacktest.Delivery
	}{
		{"in a thread", false, mention},
		{"in a thread after a restart", true, mention},
		{"in a direct message", false, direct},
		{"in a direct message after a restart", true, direct},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			asked := test.say(l, askChoices, "")
			contains(t, string(l.answer(asked, nil).Blocks), "None of these")
			l.waitStored("the choices", func(s *spy) bool { return len(s.asked) == 1 })
			if test.restart {
				l.settle() // also the event of the bot's own message
				l.run()
			}
			n := len(l.store.asked)
			l.answer(test.say(l, "the second one", asked.TS), nil)
			l.waitStored("the choice by its number", func(s *spy) bool { return len(s.asked) == n+1 })
			if got := l.store.asked[n].Entry; got != "cdigo.definition" {
				t.Errorf("the second one is answered with %q", got)
			}
		})
	}
}

// TestAnAnswerEndsTheOffer: after a choice was taken, by a press or by its number, "the
// second one" means none of the choices.
func TestAnAnswerEndsTheOffer(t *testing.T) {
	for name, take := range map[string]func(l *lab, choices slacktest.Event, thread string) slacktest.Delivery{
		"by a press": func(l *lab, choices slacktest.Event, _ string) slacktest.Delivery {
			return l.sent(l.ws.Click(l.ctx, "maya", choices.Ref(), slacktest.Press{ActionID: "choose_entry.4"}))
		},
		"by its number": func(l *lab, _ slacktest.Event, thread string) slacktest.Delivery {
			return mention(l, "the first one", thread)
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			asked := mention(l, askChoices, "")
			choices := l.answer(asked, nil)
			l.waitStored("the choices", func(s *spy) bool { return len(s.asked) == 1 })
			l.answer(take(l, choices, asked.TS), nil)
			l.waitStored("what was taken", func(s *spy) bool { return len(s.choices)+len(s.asked) == 2 })
			n := len(l.store.asked)
			l.answer(mention(l, "the second one", asked.TS), nil)
			l.waitStored("the follow-up", func(s *spy) bool { return len(s.asked) == n+1 })
			if got := l.store.asked[n]; got.Rule == "one of the choices offered" {
				t.Errorf("the offer still stands: %+v", got)
			}
		})
	}
}

func mention(l *lab, text, thread string) slacktest.Delivery {
	l.t.Helper()
	if thread == "" {
		return l.sent(l.ws.Mention(l.ctx, "hiring", "maya", text))
	}
	return l.sent(l.ws.Mention(l.ctx, "hiring", "maya", text, slacktest.InThread(thread)))
}

func direct(l *lab, text, _ string) slacktest.Delivery {
	l.t.Helper()
	return l.sent(l.ws.DM(l.ctx, "maya", text))
}

// TestTheSecondQuestionIsOneButtonAway: of two questions in a message the first is
// answered, also where it was answered before, and a button shows the other answer.
func TestTheSecondQuestionIsOneButtonAway(t *testing.T) {
	l := start(t, slacktest.Options{})
	second := testAdvisor().Corpus().Entry("cio.reporting-line")
	asked := mention(l, askSalary, "")
	l.answer(asked, nil)
	l.waitStored("the first question", func(s *spy) bool { return len(s.asked) == 1 })
	both := l.answer(mention(l, askSalary+" "+second.Question, asked.TS), nil)
	contains(t, both.Text, testAdvisor().Corpus().Entry("cto.salary").Label, "You also asked: "+second.Question)
	e := l.answer(l.press("tomas", both, "Show answer"))
	if e.Kind != slacktest.KindEphemeral || e.For != "U0TOMAS" {
		t.Errorf("the second answer comes as %s for %s", e.Kind, e.For)
	}
	contains(t, e.Text, second.Label)
}

// TestAShorterAnswerLeadsToTheWhole in a thread, where the same answer is above.
func TestAShorterAnswerLeadsToTheWhole(t *testing.T) {
	l := start(t, slacktest.Options{})
	asked := mention(l, askSalary, "")
	whole := l.answer(asked, nil)
	l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 })
	short := l.answer(mention(l, "shorter", asked.TS), nil)
	if len(short.Text) >= len(whole.Text)/2 {
		t.Errorf("the short answer has %d bytes, the whole one %d:\n%s", len(short.Text), len(whole.Text), short.Text)
	}
	lacks(t, short.Text, "answered that above")
	more := l.answer(l.press("maya", short, "Show more"))
	if more.Kind != slacktest.KindUpdate || more.TS != short.TS {
		t.Errorf("Show more came as %s of %s", more.Kind, more.TS)
	}
	lacks(t, string(more.Blocks), "Show more")
	contains(t, string(more.Blocks), "Next:")
}

// TestACuratorReadsWhy: the line under the answer is in words.
func TestACuratorReadsWhy(t *testing.T) {
	l := start(t, slacktest.Options{}, with(curators("U0MAYA")))
	e := l.answer(l.ws.DM(l.ctx, "maya", askSalary))
	contains(t, string(e.Blocks), "Why: exact phrasing", "words that weighed most: ", "that it is cto.salary")
	e = l.answer(l.ws.DM(l.ctx, "tomas", askSalary))
	lacks(t, string(e.Blocks), "Why: ")
}

// TestAMissKeepsAsManyNearestAsChoices, for the curators, who are shown them.
func TestAMissKeepsAsManyNearestAsChoices(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.answer(l.ws.DM(l.ctx, "maya", askNothing))
	l.waitStored("the miss", func(s *spy) bool { return len(s.asked) == 1 })
	if got := l.store.asked[0].Nearest; len(got) != advisor.MaxChoices {
		t.Errorf("%d entries are kept as the nearest, want %d: %v", len(got), advisor.MaxChoices, got)
	}
}
