package bot_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/internal/bot"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// replica is a second bot of a lab, over the same store: what one process of two that share
// a database does.
type replica struct {
	bot  *bot.Bot
	stop func() // gracefully, until the workspace has noticed it
}

// another starts a replica, and waits until it is connected too.
func (l *lab) another() replica {
	l.t.Helper()
	open, _ := l.ws.Connections()
	b, end, ended := l.process()
	if err := l.ws.WaitConnected(l.ctx, open+1); err != nil {
		l.t.Fatal(err)
	}
	stop := sync.OnceFunc(func() {
		// What Slack sends in the very instant in which a connection ends is lost.
		if err := l.ws.WaitAcked(l.ctx); err != nil {
			l.t.Error(err)
		}
		before, _ := l.ws.Connections()
		end()
		if err := <-ended; err != nil {
			l.t.Error(err)
		}
		l.poll("its connection to end", func() bool { open, _ := l.ws.Connections(); return open < before })
	})
	l.t.Cleanup(stop)
	return replica{b, stop}
}

// Slack sends to one connection and to the other in turn, and so does the workspace.
func TestTwoProcessesAnswerOnce(t *testing.T) {
	l := start(t, slacktest.Options{})
	defer l.another().stop()
	for range 5 {
		d := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
		l.sent(l.ws.Redeliver(l.ctx, d, 1)) // on the other connection
		l.answer(d, nil)
	}
	dm := l.answer(l.ws.DM(l.ctx, "ravi", askCTO))
	for range 2 { // one after the other, on both
		l.sent(l.press("ravi", dm, "Helpful"))
	}
	for range 2 {
		l.waitReceived()
	}
	l.waitStored("the presses", func(s *spy) bool { return len(s.verdicts) > 0 && s.held == 0 })
	if err := l.halt(); err != nil {
		t.Fatal(err)
	}
	if n := len(l.publicPosts("hiring")); n != 5 {
		t.Errorf("%d replies to 5 mentions", n)
	}
	if n := len(l.store.verdicts); n != 1 {
		t.Errorf("a button that was pressed twice acted %d times", n)
	}
}

// A follow-up that reaches another process is read with what came before it.
func TestTwoProcessesShareTheMemoryOfAConversation(t *testing.T) {
	l := start(t, slacktest.Options{})
	defer l.another().stop()
	for range 2 { // the first question on either connection
		l.answer(l.ws.DM(l.ctx, "maya", askSalary))
		l.waitStored("the question", func(s *spy) bool { return len(s.asked)%2 == 1 })
		follow := l.answer(l.ws.DM(l.ctx, "maya", "and a CIO?"))
		if !strings.Contains(follow.Text, "CIO") {
			t.Errorf("the follow-up was answered with %s", follow.Text)
		}
		l.waitStored("the follow-up", func(s *spy) bool { return len(s.asked)%2 == 0 })
		l.waitReceived() // so that the connections change places
	}
}

// One unasked offer in a channel, whoever makes it.
func TestTwoProcessesMakeOneOffer(t *testing.T) {
	l := start(t, slacktest.Options{ChannelMessages: true}, with(watching))
	defer l.another().stop()
	seq := l.ws.Seq()
	for range 4 {
		l.sent(l.ws.Post(l.ctx, "hiring", "maya", askCTO))
	}
	l.until(seq, "the offer", func(e slacktest.Event) bool { return e.For != "" })
	l.settle()
	n := 0
	for _, c := range l.ws.Calls("chat.postEphemeral") {
		if c.Method != "" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d offers", n)
	}
}

// Both desks look for what is due, and a card is posted once; a press on it acts once.
func TestTwoDesksPostOneCard(t *testing.T) {
	d := curating(t)
	d.run()
	other := d.another()
	d.miss("maya", askMissing)
	seq := d.ws.Seq()
	for range 5 {
		d.bot.WakeDesk()
		other.bot.WakeDesk()
	}
	card := d.card(seq, "No answer")
	first, err := d.press("tomas", card, "Not ours")
	d.sent(first, err)
	second, err := d.press("ines", card, "Not ours")
	d.sent(second, err)
	d.until(seq, "who was first", func(e slacktest.Event) bool { return e.For != "" && strings.Contains(e.Text, "Someone was first") })
	d.card(seq, "said it is not ours")
	other.stop()
	d.settle()
	if posts := d.publicPosts("general"); len(posts) != 1 {
		t.Errorf("%d messages in the curators' channel, want 1: %+v", len(posts), posts)
	}
}

// A process that is stopped first ends its connection and then finishes its requests:
// everything that comes meanwhile reaches the others, and nobody is told to try again.
func TestRollingRestart(t *testing.T) {
	release, begun := make(chan struct{}), make(chan struct{}, 100)
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { o.Store = &slowStore{o.Store, begun, release} }))
	running := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	<-begun
	l.adjust = nil // the next process is not slow
	next := l.another()
	defer next.stop()
	l.cancel()
	l.poll("the first process to leave", func() bool { open, _ := l.ws.Connections(); return open == 1 })
	for range 20 {
		if e := l.answer(l.ws.Slash(l.ctx, "hiring", "tomas", "/rolecall", askCTO)); !strings.Contains(e.Text, "CTO") {
			t.Errorf("a command meanwhile: %s", e.Text)
		}
	}
	l.answer(l.ws.Mention(l.ctx, "general", "ravi", askCTO))
	if _, err := l.ws.Wait(ended(), running.Seq, func(e slacktest.Event) bool { return e.Channel == "C0HIRING" && e.For == "" && e.Via != "person" }); err == nil {
		t.Error("the request that the first process holds was answered too early for this test")
	}
	close(release)
	l.answer(running, nil)
	err := <-l.ended
	l.ended <- err
	if err != nil {
		t.Errorf("stopped with %v", err)
	}
}

// slowStore delays the reading of a conversation's memory until it is released.
type slowStore struct {
	feedback.Recorder
	begun   chan<- struct{}
	release <-chan struct{}
}

func (s slowStore) Thread(ctx context.Context, key string) (feedback.Thread, error) {
	select {
	case s.begun <- struct{}{}:
	default:
	}
	<-s.release
	return s.Recorder.Thread(ctx, key)
}

// What was acknowledged and never answered is counted and logged at the next start: an
// event that was answered is not, one that was cut off is.
func TestEventsThatNobodyAnsweredAreLogged(t *testing.T) {
	clock := slacktest.NewManualClock(time.Unix(1_700_000_000, 0))
	l := start(t, slacktest.Options{Clock: clock, PingInterval: -1}, withTiming(func(b *bot.Bot) {
		b.Hurry(time.Second, time.Second, time.Second, 20*time.Millisecond)
	}))
	l.answer(l.ws.Mention(l.ctx, "general", "maya", askCTO))
	l.ws.Fault("chat.postMessage", slacktest.Fault{Delay: time.Hour})
	d := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	if _, err := l.ws.WaitAck(l.ctx, d); err != nil {
		t.Fatal(err)
	}
	if err := l.halt(); err != nil {
		t.Fatal(err)
	}
	if line, ok := l.logs.line("never answered"); ok {
		t.Errorf("the first start says %s", line)
	}
	l.clock.pass(10 * time.Minute)
	l.ws.ClearFaults()
	l.run()
	contains(t, l.waitLogged("acknowledged and never answered"), `"events":1`)
}
