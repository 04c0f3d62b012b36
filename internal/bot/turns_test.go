package bot_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// heldStore delays updates of a conversation's memory until a test releases them.
type heldStore struct {
	feedback.Recorder
	holds   atomic.Bool
	release <-chan struct{}
}

func (s *heldStore) UpdateThread(ctx context.Context, key string, f func(*feedback.Thread)) error {
	if s.holds.Load() {
		<-s.release
	}
	return s.Recorder.UpdateThread(ctx, key, f)
}

// A follow-up is read with the question before it, however soon it comes.
func TestFollowUpImmediatelyAfterTheQuestion(t *testing.T) {
	for _, test := range []struct {
		name string
		ask  func(l *lab)
	}{
		{"in a thread under the question", func(l *lab) {
			first := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askSalary))
			l.sent(l.ws.Mention(l.ctx, "hiring", "tomas", "and the CIO?", slacktest.InThread(first.TS)))
		}},
		{"in a thread they both stand in", func(l *lab) {
			root := l.sent(l.ws.Post(l.ctx, "hiring", "maya", "hello"))
			l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askSalary, slacktest.InThread(root.TS)))
			l.sent(l.ws.Mention(l.ctx, "hiring", "maya", "and the CIO?", slacktest.InThread(root.TS)))
		}},
		{"in a direct message", func(l *lab) {
			l.sent(l.ws.DM(l.ctx, "maya", askSalary))
			l.sent(l.ws.DM(l.ctx, "maya", "and the CIO?"))
		}},
		{"in a thread under a direct message", func(l *lab) {
			first := l.sent(l.ws.DM(l.ctx, "maya", askSalary))
			l.sent(l.ws.DM(l.ctx, "maya", "and the CIO?", slacktest.InThread(first.TS)))
		}},
		{"in a thread under the answer to a direct message", func(l *lab) {
			answer := l.answer(l.ws.DM(l.ctx, "maya", askSalary))
			l.sent(l.ws.DM(l.ctx, "maya", "and the CIO?", slacktest.InThread(answer.TS)))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			release := make(chan struct{})
			held := &heldStore{release: release}
			held.holds.Store(true)
			l := start(t, slacktest.Options{}, with(func(o *bot.Options) { held.Recorder = o.Store; o.Store = held }))
			test.ask(l)
			l.waitReceived()
			close(release)
			l.entries("cto.salary", "cio.salary")
		})
	}
}

// So is a follow-up immediately after a button press that shows something.
func TestFollowUpImmediatelyAfterAPress(t *testing.T) {
	salary := testAdvisor().Corpus().Entry("cto.salary")
	for _, test := range []struct {
		name   string
		ask    func(l *lab) slacktest.Delivery
		button slacktest.Press
		then   func(l *lab, asked slacktest.Delivery)
		want   []string // entries, in order
	}{
		{"of a choice in a thread", func(l *lab) slacktest.Delivery {
			return l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askChoices))
		}, slacktest.Press{ActionID: "choose_entry.4"}, func(l *lab, asked slacktest.Delivery) {
			l.sent(l.ws.Mention(l.ctx, "hiring", "maya", "shorter", slacktest.InThread(asked.TS)))
		}, []string{"", "cdigo.definition"}},
		{"of a related question in a direct message", func(l *lab) slacktest.Delivery {
			return l.sent(l.ws.DM(l.ctx, "maya", testAdvisor().Corpus().Entry("cto.outlook").Question))
		}, slacktest.Press{Text: blockkit.Title(testAdvisor().Corpus(), salary)}, func(l *lab, _ slacktest.Delivery) {
			l.sent(l.ws.DM(l.ctx, "maya", "and the CIO?"))
		}, []string{"cto.outlook", "cto.salary", "cio.salary"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			release := make(chan struct{})
			held := &heldStore{release: release}
			l := start(t, slacktest.Options{}, with(func(o *bot.Options) { held.Recorder = o.Store; o.Store = held }))
			asked := test.ask(l)
			shown := l.answer(asked, nil)
			l.entries(test.want[0])
			held.holds.Store(true)
			l.sent(l.ws.Click(l.ctx, "maya", shown.Ref(), test.button))
			test.then(l, asked)
			l.waitReceived()
			close(release)
			l.entries(test.want...)
		})
	}
}

// entries waits until as many questions were stored, and checks their entries.
func (l *lab) entries(want ...string) {
	l.t.Helper()
	var got []string
	l.waitStored("the questions", func(s *spy) bool {
		got = nil
		for _, a := range s.asked {
			got = append(got, a.Entry)
		}
		return len(got) >= len(want)
	})
	if !slices.Equal(got, want) {
		l.t.Errorf("answered with %q, want %q", got, want)
	}
}
