package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"rolecall/internal/bot"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// alone waits for what someone is told that others do not see.
func (l *lab) alone(seq int, who string) slacktest.Event {
	l.t.Helper()
	id := "U0" + map[string]string{"maya": "MAYA", "tomas": "TOMAS"}[who]
	dm, err := l.ws.Channel(who)
	if err != nil {
		l.t.Fatal(err)
	}
	return l.until(seq, "a word to "+who+" alone", func(e slacktest.Event) bool {
		switch e.Kind {
		case slacktest.KindEphemeral, slacktest.KindView:
			return e.For == id
		case slacktest.KindMessage:
			return e.Via != "person" && e.Channel == dm.ID
		}
		return false
	})
}

// A channel where we may not post: the asker gets the answer alone, with the
// true reason; whoever shares is told it.
func TestChannelsThatTakeNoPost(t *testing.T) {
	for code, why := range map[string]string{
		"restricted_action":                     "Only some people may post",
		"restricted_action_read_only_channel":   "read-only",
		"restricted_action_thread_only_channel": "replies in threads",
		"restricted_action_thread_locked":       "thread is locked",
		"restricted_action_of_tomorrow":         "Only some people may post",
		"cannot_reply_to_message":               "no reply to that message",
		"is_archived":                           "archived",
		"not_in_channel":                        "not in this channel",
		"ekm_access_denied":                     "suspended",
	} {
		t.Run(code, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			l.ws.Fault("chat.postMessage", slacktest.Fault{Error: code})
			asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
			e := l.alone(asked.Seq, "maya")
			contains(t, e.Text, why, "only you see this", wise().Corpus().Entry("cto.responsibilities").Label)
			l.kept("the question", func(s *spy) bool { return len(s.asked) == 1 && s.asked[0].Entry == "cto.responsibilities" })

			private := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
			l.ws.Fault("chat.postMessage", slacktest.Fault{Error: code})
			told := l.answer(l.press("maya", private, "Share in channel"))
			contains(t, told.Text, why)
			if told.For != "U0MAYA" {
				t.Errorf("told %q", told.For)
			}
			// Nothing was posted, so that the same button works at once.
			seq := l.ws.Seq()
			l.sent(l.press("maya", private, "Share in channel"))
			l.until(seq, "the post", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage && e.Channel == "C0HIRING" })
		})
	}
}

func TestChannelWithoutThreads(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.ws.Fault("chat.postMessage", slacktest.Fault{Error: "restricted_action_non_threadable_channel"})
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	e := l.until(asked.Seq, "the answer", func(e slacktest.Event) bool { return e.Via == "chat.postMessage" })
	if e.Channel != "C0HIRING" || e.ThreadTS != "" {
		t.Errorf("answered in %s, thread %q", e.Channel, e.ThreadTS)
	}
}

// Where a way to the person is closed, the next one is taken.
func TestWaysToThePerson(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.ws.Fault("chat.postMessage", slacktest.Fault{Error: "restricted_action"})
	l.ws.Fault("chat.postEphemeral", slacktest.Fault{Error: "restricted_action", Times: 2}) // in the thread, in the channel
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	e := l.alone(asked.Seq, "maya")
	if e.Kind != slacktest.KindMessage {
		t.Errorf("told by %s", e.Via)
	}
	contains(t, e.Text, "only you see this")

	l.ws.Fault("response_url", slacktest.Fault{Status: 404, Error: "expired_url", Times: 2})
	command := l.sent(l.ws.Slash(l.ctx, "hiring", "tomas", "/rolecall", askCTO))
	if e := l.alone(command.Seq, "tomas"); e.Via != "chat.postEphemeral" {
		t.Errorf("told by %s", e.Via)
	}
}

// Slack refuses the form or the length of a message: a simpler one is sent.
func TestMessagesThatAreTooMuch(t *testing.T) {
	for _, code := range []string{"msg_too_long", "msg_blocks_too_long", "msg_blocks_too_many", "invalid_blocks_format", "invalid_attachments"} {
		for n := 1; n <= 2; n++ {
			t.Run(fmt.Sprint(code, " ", n), func(t *testing.T) {
				l := start(t, slacktest.Options{})
				f := slacktest.Fault{Error: code, Times: n}
				l.ws.Fault("chat.postMessage", f)
				e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "kit cto"))
				contains(t, e.Text, "CTO")
				if n == 2 && (len(e.Blocks) > 0 && string(e.Blocks) != "null" || len([]rune(e.Text)) > 4000) {
					t.Errorf("%d characters and %d bytes of blocks", len(e.Text), len(e.Blocks))
				}
				l.ws.Fault("response_url", f)
				contains(t, l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto")).Text, "CTO")
			})
		}
	}
}

// A trigger that is over: whoever pressed gets the answer another way, or is
// told to press again.
func TestTriggersThatAreOver(t *testing.T) {
	for _, code := range []string{"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "invalid_trigger_id"} {
		t.Run(code, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			over := slacktest.Fault{Error: code, Times: -1}
			card := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "cto"))
			guide := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "which technology leader do we need?"))
			root := l.sent(l.ws.Post(l.ctx, "hiring", "tomas", "hello"))
			reply := l.sent(l.ws.Post(l.ctx, "hiring", "tomas", askCTO, slacktest.InThread(root.TS)))
			home := l.answer(l.ws.OpenHome(l.ctx, "maya", "home"))
			l.ws.Fault("views.open", over)
			l.ws.Fault("views.push", over)
			for what, press := range map[string]func() (slacktest.Delivery, error){
				"the kit":   func() (slacktest.Delivery, error) { return l.press("tomas", card, "Hiring kit") },
				"the guide": func() (slacktest.Delivery, error) { return l.press("tomas", guide, "Start the six questions") },
				"the form":  func() (slacktest.Delivery, error) { return l.ws.Shortcut(l.ctx, "tomas", "ask_role") },
			} {
				seq := l.ws.Seq()
				l.sent(press())
				if e := l.alone(seq, "tomas"); e.Text == "" {
					t.Errorf("%s: told closedChan", what)
				} else {
					contains(t, e.Text, "press again")
				}
			}
			seq := l.ws.Seq()
			l.sent(l.ws.MessageShortcut(l.ctx, "maya", "explain_message", slacktest.Ref{Channel: "C0HIRING", TS: reply.TS}))
			contains(t, l.alone(seq, "maya").Text, wise().Corpus().Entry("cto.responsibilities").Label)
			seq = l.ws.Seq()
			l.sent(l.press("maya", home, "All topics"))
			contains(t, l.alone(seq, "maya").Text, "press again")
		})
	}
}

// failing is a store whose disk is full.
type failing struct{ feedback.Recorder }

func (failing) Verdict(context.Context, feedback.Verdict) error        { return errFull }
func (failing) Retract(context.Context, string, string) error          { return errFull }
func (failing) LeaveForCurators(context.Context, string, string) error { return errFull }
func (failing) Choice(context.Context, feedback.Choice) error          { return errFull }
func (failing) Asked(context.Context, feedback.Asked) error            { return errFull }
func (failing) Forget(context.Context, string) (feedback.Forgotten, error) {
	return feedback.Forgotten{}, errFull
}

var errFull = error(&feedback.Fault{Path: "feedback.db", What: "cannot grow", Hint: "free some space", Err: feedback.ErrFull})

// With a full disk people are answered, and told what could not be kept.
func TestStoreThatIsFull(t *testing.T) {
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { o.Store = failing{o.Store} }))
	e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	contains(t, e.Text, wise().Corpus().Entry("cto.responsibilities").Label)
	const full = "disk of the computer I run on is full"
	contains(t, l.answer(l.press("maya", e, "Helpful")).Text, full)
	contains(t, l.answer(l.press("maya", e, "Not helpful")).Text, full)
	forgot := l.answer(l.ws.DM(l.ctx, "maya", "forget me"))
	contains(t, forgot.Text, full, "Nothing was removed")
	contains(t, l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "forget me")).Text, full, "Nothing was removed")
	choices := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askChoices))
	none := l.answer(l.press("maya", choices, "None of these")) // nobody waits for the record of it
	contains(t, none.Text, "None of these, then")
	contains(t, l.answer(l.press("maya", none, "Leave it for the curators")).Text, full)
}

// The form for a reason stays open, so to speak: it says that it was not kept.
func TestReasonThatCannotBeKept(t *testing.T) {
	var store *flaky
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { store = &flaky{Recorder: o.Store}; o.Store = store }))
	e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	form := l.answer(l.press("maya", e, "Not helpful"))
	store.full.Store(true)
	said := l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"reason": "wrong"}))
	contains(t, string(said.View.Blocks), "disk of the computer I run on is full")
}

// A rewrite of the file that fails is told as what it is.
func TestForgottenButNotRewritten(t *testing.T) {
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { o.Store = unwritten{o.Store} }))
	contains(t, l.answer(l.ws.DM(l.ctx, "maya", "forget me")).Text, "could not be erased from the file yet")
}

type unwritten struct{ feedback.Recorder }

func (unwritten) Forget(context.Context, string) (feedback.Forgotten, error) {
	return feedback.Forgotten{Records: 2}, nil
}

// Retries that another fault ends are told as unsure, once.
func TestSlackIsAwayForAPress(t *testing.T) {
	l := start(t, slacktest.Options{})
	private := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
	l.ws.Fault("chat.postMessage", slacktest.Fault{Status: 502})
	contains(t, l.answer(l.press("maya", private, "Share in channel")).Text, "If you see none")
	l.ws.Fault("chat.postMessage", slacktest.Fault{RetryAfter: 50 * time.Minute})
	contains(t, l.answer(l.press("maya", private, "Share in channel")).Text, "try again in a minute")
}

// A button pressed twice, because closedChan seems to happen, acts once, whichever
// button it is; later it acts again.
func TestPressedTwice(t *testing.T) {
	clock := slacktest.NewManualClock(time.Unix(1_700_000_000, 0))
	l := start(t, slacktest.Options{Clock: clock, PingInterval: -1})
	l.anyAcks = true // the clock moves without regard to what waits
	private := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
	l.ws.Fault("chat.postMessage", slacktest.Fault{Delay: time.Second})
	for range 3 {
		l.sent(l.press("maya", private, "Share in channel"))
	}
	l.passed()
	seq := l.ws.Seq()
	for len(l.said("hiring")) == 0 && l.ctx.Err() == nil {
		clock.Advance(time.Second)
	}
	l.until(seq, "the confirmation", func(e slacktest.Event) bool { return e.Kind == slacktest.KindEphemeral })
	if n := len(l.said("hiring")); n != 1 {
		t.Fatalf("%d posts", n)
	}
	l.later()
	seq = l.ws.Seq()
	l.sent(l.press("maya", private, "Share in channel"))
	l.until(seq, "the second post", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage && e.Channel == "C0HIRING" })
}

// later waits until no press is carried out, and until the same one counts again.
func (l *lab) later() {
	l.t.Helper()
	l.poll("the press to be over", l.bot.Pressed)
	l.clock.pass(bot.RepeatWindow)
}

// Who changes their mind, and changes it back, presses three times.
func TestPressedToAndFro(t *testing.T) {
	l := start(t, slacktest.Options{})
	e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	for _, label := range []string{"Helpful", "Not helpful", "Helpful"} {
		l.answer(l.press("maya", e, label))
	}
	l.kept("three ratings", func(s *spy) bool { return len(s.verdicts) == 3 && s.verdicts[2].Helpful })
	l.poll("the press to be over", l.bot.Pressed)
	l.sent(l.press("maya", e, "Helpful"))
	l.settle()
	if n := len(l.store.verdicts); n != 3 {
		t.Errorf("%d ratings after a double click", n)
	}
}

// An answer that is larger than an acknowledgement may be comes behind it.
func TestFormsWithLargeAnswers(t *testing.T) {
	l := start(t, slacktest.Options{})
	for _, role := range []string{"cto", "cio", "ciso", "vpe"} {
		form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
		seq := l.ws.Seq()
		l.sent(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"question": "kit " + role}))
		l.until(seq, "the kit of "+role, func(e slacktest.Event) bool {
			return e.Kind == slacktest.KindView && strings.Contains(string(e.View.Blocks), "Hiring kit")
		})
	}
}

// What is asked about oneself in the form is answered there, and done.
func TestFormAboutOneself(t *testing.T) {
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { o.Retention = 7 * 24 * time.Hour }))
	for question, want := range map[string]string{"forget me": "Nothing was stored", "what do you store?": "for 7 days"} {
		form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
		contains(t, string(l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"question": question})).View.Blocks), want)
	}
}

// An answer whose response_url is dead comes by another way, not only the news
// that it is.
func TestAnswerPastADeadURL(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.ws.Fault("response_url", slacktest.Fault{Status: 404, Error: "expired_url", Times: -1})
	seq := l.ws.Seq()
	l.sent(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
	contains(t, l.alone(seq, "maya").Text, wise().Corpus().Entry("cto.responsibilities").Label)
}

// Whatever is asked about storage, the settings in force are told.
func TestPrivacyIsToldWithTheSettings(t *testing.T) {
	l := start(t, slacktest.Options{}, keeping(feedback.KeepAll), with(func(o *bot.Options) { o.Retention = 3650 * 24 * time.Hour }))
	const set = "Current settings: Questions are stored for 3650 days"
	stored := l.answer(l.ws.DM(l.ctx, "maya", "what do you store?"))
	for name, e := range map[string]slacktest.Event{
		"a question": l.answer(l.ws.DM(l.ctx, "maya", "is this private")),
		"a command":  l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "do you log what I type")),
		"the button": l.answer(l.press("maya", stored, "More on privacy")),
	} {
		if !strings.Contains(e.Text, set) || !strings.Contains(string(e.Blocks), set) {
			t.Errorf("%s: %s", name, e.Text)
		}
	}
}

// Stopping tells everyone who uses a command, in the acknowledgement itself.
func TestManyCommandsWhileStopping(t *testing.T) {
	l, finish := stopping(t)
	var asked []slacktest.Delivery
	for range 200 {
		asked = append(asked, l.sent(l.ws.Slash(l.ctx, "hiring", "tomas", "/rolecall", askCTO)))
	}
	for _, d := range asked {
		ack, err := l.ws.WaitAck(l.ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		contains(t, string(ack.Payload), "shutting down")
	}
	finish()
}
