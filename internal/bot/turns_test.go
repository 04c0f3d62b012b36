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

// heldStore keeps what a conversation is about only when a test lets it.
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

// A follow-up is read with what was asked before it, however soon it comes.
func TestFollowUpRightBehindTheQuestion(t *testing.T) {
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
			l.passed()
			close(release)
			l.entries("cto.salary", "cio.salary")
		})
	}
}

// So is one that comes right behind the press of a button that shows something.
func TestFollowUpRightBehindAPress(t *testing.T) {
	salary := wise().Corpus().Entry("cto.salary")
	for _, test := range []struct {
		name   string
		ask    func(l *lab) slacktest.Delivery
		button slacktest.Press
		then   func(l *lab, asked slacktest.Delivery)
		want   []string // entries, in order
	}{
		{"of a choice in a thread", func(l *lab) slacktest.Delivery {
			return l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askChoices))
		}, slacktest.Press{ActionID: "choose_entry.2"}, func(l *lab, asked slacktest.Delivery) {
			l.sent(l.ws.Mention(l.ctx, "hiring", "maya", "whom does that role report to?", slacktest.InThread(asked.TS)))
		}, []string{"", "cdo.reporting-line"}},
		{"of a related question in a direct message", func(l *lab) slacktest.Delivery {
			return l.sent(l.ws.DM(l.ctx, "maya", wise().Corpus().Entry("cto.outlook").Question))
		}, slacktest.Press{Text: blockkit.Clip(salary.Question, blockkit.MaxButtonText)}, func(l *lab, _ slacktest.Delivery) {
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
			l.passed()
			close(release)
			l.entries(test.want...)
		})
	}
}

// entries waits until as many questions were counted, and checks what they got.
func (l *lab) entries(want ...string) {
	l.t.Helper()
	var got []string
	l.kept("the questions", func(s *spy) bool {
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
