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

// privateReply waits for a message or a modal that only who sees.
func (l *lab) privateReply(seq int, who string) slacktest.Event {
	l.t.Helper()
	id := "U0" + map[string]string{"maya": "MAYA", "tomas": "TOMAS"}[who]
	dm, err := l.ws.Channel(who)
	if err != nil {
		l.t.Fatal(err)
	}
	return l.until(seq, "a private reply to "+who, func(e slacktest.Event) bool {
		switch e.Kind {
		case slacktest.KindEphemeral, slacktest.KindView:
			return e.For == id
		case slacktest.KindMessage:
			return e.Via != "person" && e.Channel == dm.ID
		}
		return false
	})
}

// In a channel where the bot may not post, the answer is sent privately with the
// reason; the person who shares receives the reason.
func TestRefusedPostIsAnsweredPrivatelyWithTheReason(t *testing.T) {
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
			e := l.privateReply(asked.Seq, "maya")
			contains(t, e.Text, why, "only you see this", testAdvisor().Corpus().Entry("cto.responsibilities").Label)
			l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 && s.asked[0].Entry == "cto.responsibilities" })

			private := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
			l.ws.Fault("chat.postMessage", slacktest.Fault{Error: code})
			told := l.answer(l.press("maya", private, "Share in channel"))
			contains(t, told.Text, why)
			if told.For != "U0MAYA" {
				t.Errorf("told %q", told.For)
			}
			// Nothing was posted, so the same button works again at once.
			seq := l.ws.Seq()
			l.sent(l.press("maya", private, "Share in channel"))
			l.until(seq, "the post", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage && e.Channel == "C0HIRING" })
		})
	}
}

func TestChannelWithoutThreadsGetsTheAnswerItself(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.ws.Fault("chat.postMessage", slacktest.Fault{Error: "restricted_action_non_threadable_channel"})
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	e := l.until(asked.Seq, "the answer", func(e slacktest.Event) bool { return e.Via == "chat.postMessage" })
	if e.Channel != "C0HIRING" || e.ThreadTS != "" {
		t.Errorf("answered in %s, thread %q", e.Channel, e.ThreadTS)
	}
}

// If one way to reach the person fails, the next one is used.
func TestReplyFallsBackToTheNextWay(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.ws.Fault("chat.postMessage", slacktest.Fault{Error: "restricted_action"})
	l.ws.Fault("chat.postEphemeral", slacktest.Fault{Error: "restricted_action", Times: 2}) // in the thread, in the channel
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	e := l.privateReply(asked.Seq, "maya")
	if e.Kind != slacktest.KindMessage {
		t.Errorf("told by %s", e.Via)
	}
	contains(t, e.Text, "only you see this")

	l.ws.Fault("response_url", slacktest.Fault{Status: 404, Error: "expired_url", Times: 2})
	command := l.sent(l.ws.Slash(l.ctx, "hiring", "tomas", "/rolecall", askCTO))
	if e := l.privateReply(command.Seq, "tomas"); e.Via != "chat.postEphemeral" {
		t.Errorf("told by %s", e.Via)
	}
}

// If Slack refuses the blocks or the length of a message, a simpler one is sent.
func TestRefusedMessageIsSimplified(t *testing.T) {
	for code, forms := range map[string]int{ // before the plain text
		"msg_too_long": 2, "msg_blocks_too_long": 2, "msg_blocks_too_many": 2,
		"invalid_blocks_format": 3, "invalid_attachments": 3, // these may mean the newer pieces: unfolded is a form too
	} {
		for n := 1; n <= forms; n++ {
			t.Run(fmt.Sprint(code, " ", n), func(t *testing.T) {
				l := start(t, slacktest.Options{})
				f := slacktest.Fault{Error: code, Times: n}
				l.ws.Fault("chat.postMessage", f)
				e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "kit cto"))
				contains(t, e.Text, "CTO")
				if n == forms && (len(e.Blocks) > 0 && string(e.Blocks) != "null" || len([]rune(e.Text)) > 4000) {
					t.Errorf("%d characters and %d bytes of blocks", len(e.Text), len(e.Blocks))
				}
				l.ws.Fault("response_url", f)
				contains(t, l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto")).Text, "CTO")
			})
		}
	}
}

// If a trigger_id has expired, the person gets the answer another way, or is asked to
// press again.
func TestExpiredTrigger(t *testing.T) {
	for _, code := range []string{"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "invalid_trigger_id"} {
		t.Run(code, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			expired := slacktest.Fault{Error: code, Times: -1}
			l.ws.Fault("*", slacktest.Fault{Block: "container", Times: -1})
			kit := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "kit cto"))
			guide := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "which technology leader do we need?"))
			root := l.sent(l.ws.Post(l.ctx, "hiring", "tomas", "hello"))
			reply := l.sent(l.ws.Post(l.ctx, "hiring", "tomas", askCTO, slacktest.InThread(root.TS)))
			home := l.answer(l.ws.OpenHome(l.ctx, "maya", "home"))
			l.ws.Fault("views.open", expired)
			l.ws.Fault("views.push", expired)
			for what, press := range map[string]func() (slacktest.Delivery, error){
				"the kit":   func() (slacktest.Delivery, error) { return l.press("tomas", kit, "Open the kit") },
				"the guide": func() (slacktest.Delivery, error) { return l.press("tomas", guide, "Start the six questions") },
				"the form":  func() (slacktest.Delivery, error) { return l.ws.Shortcut(l.ctx, "tomas", "ask_role") },
			} {
				seq := l.ws.Seq()
				l.sent(press())
				if e := l.privateReply(seq, "tomas"); e.Text == "" {
					t.Errorf("%s: told nothing", what)
				} else {
					contains(t, e.Text, "press again")
				}
			}
			seq := l.ws.Seq()
			l.sent(l.ws.MessageShortcut(l.ctx, "maya", "explain_message", slacktest.Ref{Channel: "C0HIRING", TS: reply.TS}))
			contains(t, l.privateReply(seq, "maya").Text, testAdvisor().Corpus().Entry("cto.responsibilities").Label)
			seq = l.ws.Seq()
			l.sent(l.press("maya", home, "All topics"))
			contains(t, l.privateReply(seq, "maya").Text, "press again")
		})
	}
}

// fullStore is a store that can write nothing, because its disk is full.
type fullStore struct{ feedback.Recorder }

func (fullStore) Verdict(context.Context, feedback.Verdict) error        { return errFull }
func (fullStore) Retract(context.Context, string, string) error          { return errFull }
func (fullStore) LeaveForCurators(context.Context, string, string) error { return errFull }
func (fullStore) Choice(context.Context, feedback.Choice) error          { return errFull }
func (fullStore) Asked(context.Context, feedback.Asked) error            { return errFull }
func (fullStore) Forget(context.Context, string) (feedback.Forgotten, error) {
	return feedback.Forgotten{}, errFull
}

var errFull = error(&feedback.Fault{Where: "feedback.db", What: "cannot grow", Hint: "free some space", Err: feedback.ErrFull})

// With a full disk people are answered, and told what could not be stored.
func TestFullStore(t *testing.T) {
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { o.Store = fullStore{o.Store} }))
	e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	contains(t, e.Text, testAdvisor().Corpus().Entry("cto.responsibilities").Label)
	const full = "disk of the computer I run on is full"
	contains(t, l.answer(l.press("maya", e, "Helpful")).Text, full)
	contains(t, l.answer(l.press("maya", e, "Not helpful")).Text, full)
	forgot := l.answer(l.ws.DM(l.ctx, "maya", "forget me"))
	contains(t, forgot.Text, full, "Nothing was removed")
	contains(t, l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "forget me")).Text, full, "Nothing was removed")
	choices := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askChoices))
	none := l.answer(l.press("maya", choices, "None of these")) // nobody waits for the record of it
	contains(t, none.Text, "None of these, then")
	contains(t, l.answer(l.press("maya", l.leaveButton("r1"), "Leave it for the curators")).Text, full)
}

// The form for a reason says that the reason was not stored.
func TestReasonThatCannotBeStored(t *testing.T) {
	var store *flaky
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { store = &flaky{Recorder: o.Store}; o.Store = store }))
	e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	form := l.answer(l.press("maya", e, "Not helpful"))
	store.full.Store(true)
	said := l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"reason": "wrong"}))
	contains(t, string(said.View.Blocks), "disk of the computer I run on is full")
}

func TestForgetSaysWhatIsLeft(t *testing.T) {
	for says, store := range map[string]forgets{
		"could not be erased from the file yet":     {gone: feedback.Forgotten{Records: 2}},
		"backups of the database hold removed data": {gone: feedback.Forgotten{Records: 2, Elsewhere: true}},
		"can't reach my notes at the moment":        {err: &feedback.Fault{Err: feedback.ErrAway}},
	} {
		t.Run(says, func(t *testing.T) {
			l := start(t, slacktest.Options{}, with(func(o *bot.Options) { store.Recorder = o.Store; o.Store = store }))
			contains(t, l.answer(l.ws.DM(l.ctx, "maya", "forget me")).Text, says)
		})
	}
}

type forgets struct {
	feedback.Recorder
	gone feedback.Forgotten
	err  error
}

func (f forgets) Forget(context.Context, string) (feedback.Forgotten, error) { return f.gone, f.err }

// After an error that leaves it open whether Slack has posted, the person is told so.
func TestUncertainPostIsReported(t *testing.T) {
	l := start(t, slacktest.Options{})
	private := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
	l.ws.Fault("chat.postMessage", slacktest.Fault{Status: 502})
	contains(t, l.answer(l.press("maya", private, "Share in channel")).Text, "If you see none")
	l.ws.Fault("chat.postMessage", slacktest.Fault{RetryAfter: 50 * time.Minute})
	contains(t, l.answer(l.press("maya", private, "Share in channel")).Text, "try again in a minute")
}

// A button that is pressed repeatedly, because nothing seems to happen, acts once;
// later it acts again.
func TestRepeatedPressActsOnce(t *testing.T) {
	clock := slacktest.NewManualClock(time.Unix(1_700_000_000, 0))
	l := start(t, slacktest.Options{Clock: clock, PingInterval: -1})
	l.anyAcks = true // moving the clock makes acknowledgements late
	private := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
	l.ws.Fault("chat.postMessage", slacktest.Fault{Delay: time.Second})
	for range 3 {
		l.sent(l.press("maya", private, "Share in channel"))
	}
	l.waitReceived()
	seq := l.ws.Seq()
	for len(l.publicPosts("hiring")) == 0 && l.ctx.Err() == nil {
		clock.Advance(time.Second)
	}
	l.until(seq, "the confirmation", func(e slacktest.Event) bool { return e.Kind == slacktest.KindEphemeral })
	if n := len(l.publicPosts("hiring")); n != 1 {
		t.Fatalf("%d posts", n)
	}
	l.waitRepeatable()
	seq = l.ws.Seq()
	l.sent(l.press("maya", private, "Share in channel"))
	l.until(seq, "the second post", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage && e.Channel == "C0HIRING" })
}

// waitRepeatable waits until no press is being handled, and lets so much time pass that
// the same press acts again.
func (l *lab) waitRepeatable() {
	l.t.Helper()
	l.waitStored("the presses to be over", func(s *spy) bool { return s.held == 0 })
	l.clock.pass(bot.RepeatWindow)
}

// Someone who changes their mind, and changes it back, presses three times.
func TestAlternatePressesAllAct(t *testing.T) {
	l := start(t, slacktest.Options{})
	e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	for _, label := range []string{"Helpful", "Not helpful", "Helpful"} {
		l.answer(l.press("maya", e, label))
	}
	l.waitStored("three ratings", func(s *spy) bool { return len(s.verdicts) == 3 && s.verdicts[2].Helpful })
	l.waitStored("the presses to be over", func(s *spy) bool { return s.held == 0 })
	l.sent(l.press("maya", e, "Helpful"))
	l.settle()
	if n := len(l.store.verdicts); n != 3 {
		t.Errorf("%d ratings after a double click", n)
	}
}

// An answer that is too large for the acknowledgement is sent after it.
func TestLargeAnswerToAForm(t *testing.T) {
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

func TestFormAnswersPersonalRequests(t *testing.T) {
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { o.Retention = 7 * 24 * time.Hour }))
	for question, want := range map[string]string{"forget me": "Nothing was stored", "what do you store?": "for 7 days"} {
		form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
		contains(t, string(l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"question": question})).View.Blocks), want)
	}
}

// If the response_url cannot be used any more, the answer is sent another way.
func TestAnswerWithoutAUsableResponseURL(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.ws.Fault("response_url", slacktest.Fault{Status: 404, Error: "expired_url", Times: -1})
	seq := l.ws.Seq()
	l.sent(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO))
	contains(t, l.privateReply(seq, "maya").Text, testAdvisor().Corpus().Entry("cto.responsibilities").Label)
}

// Every answer about storage holds the current settings.
func TestPrivacyAnswersHoldTheSettings(t *testing.T) {
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
