package bot

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/match"
)

// unconnectedBot returns a bot with working pools and no connection.
func unconnectedBot(workers, most int) *Bot {
	b := &Bot{log: slog.New(slog.DiscardHandler), opt: Options{Meter: noMeter{}}, timing: defaultTiming()}
	b.pool, b.busyReplies = newPool(workers, most, b.logPanic), newPool(1, 1, b.logPanic)
	return b
}

// A job begins when the acknowledgement has been written, so that no answer overtakes
// it.
func TestNoWorkBeforeTheAcknowledgement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, began, written := unconnectedBot(1, 1), false, make(chan struct{})
		b.start(t.Context(), func() <-chan struct{} { return written }, job{"test", "", outbox.Requester{}, func(context.Context) error {
			began = true
			return nil
		}})
		synctest.Wait()
		if began {
			t.Error("the work began before the acknowledgement was written")
		}
		close(written)
		synctest.Wait()
		if !began {
			t.Error("the work did not begin")
		}
	})
}

// Requests in one conversation run one after the other, however many workers there
// are. They occupy no worker while they wait, and delay no other conversation.
func TestTurnsInAConversation(t *testing.T) {
	for _, workers := range []int{1, 8} {
		synctest.Test(t, func(t *testing.T) {
			b, release := unconnectedBot(workers, 10), make(chan struct{})
			var mu sync.Mutex
			var began []string
			ask := func(conversation, name string, wait <-chan struct{}) {
				b.start(t.Context(), closedChan, job{"test", conversation, outbox.Requester{}, func(ctx context.Context) error {
					mu.Lock()
					began = append(began, name)
					mu.Unlock()
					if wait != nil {
						b.pool.release() // as for a rate limit
						<-wait
						b.pool.acquire()
					}
					return nil
				}})
			}
			ask("C1:1", "first", release)
			synctest.Wait()
			for _, name := range []string{"second", "third", "fourth"} {
				ask("C1:1", name, nil)
			}
			ask("C1:2", "another thread", nil)
			synctest.Wait()
			time.Sleep(time.Minute)
			if d := b.pool.stuckFor(); d != 0 {
				t.Errorf("%d workers: waiting for a turn counts as stuck for %s", workers, d)
			}
			close(release)
			synctest.Wait()
			want := []string{"first", "another thread", "second", "third", "fourth"}
			if !slices.Equal(began, want) {
				t.Errorf("%d workers: begun in the order %q, want %q", workers, began, want)
			}
			if n := len(b.turns.last); n != 0 {
				t.Errorf("%d conversations are remembered when all is done", n)
			}
		})
	}
}

// A job that the pool refuses takes no turn, so that no later job waits for it.
func TestRefusedJobTakesNoTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, release, makeRoom := unconnectedBot(2, 2), make(chan struct{}), make(chan struct{})
		var mu sync.Mutex
		var done []string
		ask := func(conversation, name string, wait <-chan struct{}) bool {
			return b.start(t.Context(), closedChan, job{"test", conversation, outbox.Requester{}, func(context.Context) error {
				<-wait
				mu.Lock()
				defer mu.Unlock()
				done = append(done, name)
				return nil
			}})
		}
		ask("C1:1", "first", release)
		ask("C1:2", "another thread", makeRoom)
		if ask("C1:1", "no room", closedChan()) {
			t.Fatal("there is room for three where two are the most")
		}
		close(makeRoom)
		synctest.Wait()
		ask("C1:1", "second", closedChan())
		synctest.Wait()
		close(release)
		synctest.Wait()
		if want := []string{"another thread", "first", "second"}; !slices.Equal(done, want) {
			t.Errorf("done in the order %q, want %q", done, want)
		}
		if n := len(b.turns.last); n != 0 {
			t.Errorf("%d conversations are remembered when all is done", n)
		}
	})
}

// A second drain waits until the deadline of the first one, not longer.
func TestDrainsShareOneDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, release := unconnectedBot(1, 1), make(chan struct{})
		b.start(t.Context(), closedChan, job{"test", "", outbox.Requester{}, func(context.Context) error { <-release; return nil }})
		synctest.Wait()
		const patience = 10 * time.Second
		left := make(chan int, 2)
		began := time.Now()
		for range 2 {
			go func() { left <- b.pool.drain(patience) }()
		}
		time.Sleep(patience / 2)
		if len(left) != 0 {
			t.Errorf("a drain ended after %s while a job was running", time.Since(began))
		}
		for range 2 {
			if n := <-left; n != 1 {
				t.Errorf("%d pieces of work are left, want 1", n)
			}
		}
		if again := b.pool.drain(patience); again != 1 || time.Since(began) != patience {
			t.Errorf("given up after %s with %d left; want %s and 1", time.Since(began), again, patience)
		}
		close(release)
		synctest.Wait()
		if n := b.pool.drain(patience); n != 0 {
			t.Errorf("%d pieces of work are left when all is done", n)
		}
	})
}

// Workers are stuck if none becomes free, or if a job waits for one for a long time.
func TestStuckWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, release := unconnectedBot(2, 10), make(chan struct{})
		for range 4 {
			b.start(t.Context(), closedChan, job{"test", "", outbox.Requester{}, func(context.Context) error { <-release; return nil }})
		}
		// The third waits for a minute and the fourth for two; then none waits.
		for _, want := range []time.Duration{time.Minute, 2 * time.Minute, time.Minute} {
			time.Sleep(time.Minute)
			if d := b.pool.stuckFor(); d != want {
				t.Errorf("stuck for %s, want %s", d, want)
			}
			release <- struct{}{}
			synctest.Wait()
		}
		if d := b.pool.stuckFor(); d != 0 {
			t.Errorf("with a free worker stuck for %s", d)
		}
		close(release)
	})
}

// A panic in a job, or in the reply about it, ends nothing else.
func TestPanicsInThePool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := unconnectedBot(1, 10)
		b.start(t.Context(), closedChan, job{"test", "", outbox.Requester{User: "U0MAYA"}, func(context.Context) error { panic("a handler") }}) // and there is no outbox to tell with
		after := false
		b.start(t.Context(), closedChan, job{"test", "", outbox.Requester{}, func(context.Context) error { after = true; return nil }})
		synctest.Wait()
		if !after {
			t.Error("the worker is gone")
		}
	})
}

// If an answer is late, the envelope is acknowledged in time with the reason, and the
// replier reports that nobody sees the answer.
func TestLateAnswerIsAcknowledgedAsBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, release := unconnectedBot(1, 10), make(chan struct{})
		var acked []any
		ack := func(payload any) <-chan struct{} { acked = append(acked, payload); return closedChan() }
		seen := true
		b.inAck(t.Context(), ack, func(why string) any { return why }, "test", func(_ context.Context, reply replier) error {
			<-release
			seen = reply("the answer")
			return errTooLate
		})
		time.Sleep(b.timing.answerBy)
		synctest.Wait()
		close(release)
		synctest.Wait()
		if len(acked) != 1 || acked[0] != blockkit.BusyText || seen {
			t.Errorf("acknowledged with %q; the answer counts as seen: %v", acked, seen)
		}
		acked = nil
		b.inAck(t.Context(), ack, func(why string) any { return why }, "test", func(context.Context, replier) error { return errors.New("broken") })
		synctest.Wait()
		if len(acked) != 1 || acked[0] != internalErrorText {
			t.Errorf("after a fault acknowledged with %q", acked)
		}
	})
}

// Two answers that were chosen with the same memory of a conversation are both
// added to it.
func TestRememberKeepsConcurrentAnswers(t *testing.T) {
	store, err := bolt.Open(filepath.Join(t.TempDir(), bolt.FileName), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	b := unconnectedBot(1, 1)
	b.opt.Store = store
	for _, id := range []string{"cto.salary", "cio.salary"} {
		b.remember(t.Context(), "C1:1", feedback.Thread{}, advisor.Reply{Entry: &corpus.Entry{ID: id}, Context: match.Context{Entry: id}}, "of "+id)
	}
	thread, err := store.Thread(t.Context(), "C1:1")
	if err != nil || len(thread.Shown) != 2 || thread.Entry != "cio.salary" {
		t.Errorf("remembered %+v, %v", thread, err)
	}
}
