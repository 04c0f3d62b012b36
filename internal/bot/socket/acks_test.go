package socket

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// The timeouts leave time for an acknowledgement to travel to Slack.
func TestTimeoutsAreBelowTheDeadline(t *testing.T) {
	if times := DefaultTiming(); AnswerBy >= AckDeadline || times.AckWriteTimeout >= AckDeadline {
		t.Errorf("answers by %s, acknowledgements for %s; Slack gives %s", AnswerBy, times.AckWriteTimeout, AckDeadline)
	}
}

// An answer that is late is replaced before the deadline; one in time is sent once.
func TestAnswerKeepsTheDeadline(t *testing.T) {
	for _, test := range []struct {
		after time.Duration
		want  string
	}{{AnswerBy - time.Millisecond, "answer"}, {AnswerBy + time.Millisecond, "late"}} {
		synctest.Test(t, func(t *testing.T) {
			var sent []any
			began := time.Now()
			var when time.Duration
			written := make(chan struct{})
			ack := func(payload any) <-chan struct{} {
				sent, when = append(sent, payload), time.Since(began)
				return written
			}
			a := NewAnswer(ack, AnswerBy, func() any { return "late" })
			time.Sleep(test.after)
			synctest.Wait()
			_, first := a.Send("answer")
			_, again := a.Send("once more")
			time.Sleep(time.Minute)
			synctest.Wait()
			if !slices.Equal(sent, []any{test.want}) || first != (test.want == "answer") || again {
				t.Errorf("after %s acknowledged with %q; the answer counts as first: %v, the second: %v", test.after, sent, first, again)
			}
			if when > AnswerBy {
				t.Errorf("acknowledged after %s", when)
			}
		})
	}
}

// An acknowledgement for which the queue has no room fails at once.
func TestFullAckQueue(t *testing.T) {
	var failed []error
	a := newAcks(nil, newMonitor(nil), time.Second, func(err error) { failed = append(failed, err) })
	var last <-chan struct{}
	for n := range maxQueuedAcks + 1 {
		last = a.add(fmt.Sprint("e", n), nil)
	}
	<-last
	if len(failed) != 1 || !errors.Is(failed[0], errAckQueueFull) {
		t.Errorf("failed: %v", failed)
	}
}

func TestAcknowledgementAfterTheSessionFails(t *testing.T) {
	var failed []error
	a := newAcks(nil, newMonitor(nil), time.Second, func(err error) { failed = append(failed, err) })
	go a.run(t.Context())
	a.close()
	<-a.add("e1", nil)
	if len(failed) != 1 || !errors.Is(failed[0], errSessionOver) {
		t.Errorf("failed: %v", failed)
	}
}
