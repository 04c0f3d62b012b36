package feedbacktest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// sharedTests are the tests of what processes that use one store agree on. They open the
// store under test themselves, since some move its clock.
func sharedTests() map[string]func(*testing.T, Open) {
	return map[string]func(*testing.T, Open){
		"events that nobody handled are counted after a restart": unhandled,
		"the same press acts once, another one acts too":         claims,
		"one does alone what nobody may do at the same time":     alone,
		"watching ends with its context":                         watching,
	}
}

// clock is a clock that a test moves while the store under test reads it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// unhandled checks that an event counts until it is handled, once whatever it is called,
// and that repetitions and things done once do not count.
func unhandled(t *testing.T, open Open) {
	ctx := context.Background()
	now := clock{now: noon()}
	r := open(t, feedback.KeepNone, now.read)
	for _, keys := range [][]string{{"Ev1", "C1:1.1"}, {"Ev2", "C1:1.2"}, {"Ev2", "C1:1.2"}, {"Ev9", "C1:1.2"}, {"Ev3", "C1:1.3"}, {"Ev4"}} {
		_, err := r.Seen(ctx, keys...)
		must(t, err)
	}
	must(t, r.Once(ctx, "digest", func(context.Context) error { return nil }))
	must(t, r.Handled(ctx, "Ev1"))
	must(t, r.Handled(ctx, "never seen"))
	must(t, r.Close())
	now.pass(10 * time.Minute)
	r = open(t, feedback.KeepNone, now.read)
	if n, err := r.Unhandled(ctx); err != nil || n != 3 {
		t.Errorf("%d events were not handled, %v; want 3", n, err)
	}
	must(t, r.Close())
	must(t, r.Close())
	if err := r.Handled(ctx, "Ev2"); err == nil {
		t.Error("a closed store promised to remember that an event was handled")
	}
}

func claims(t *testing.T, open Open) {
	ctx := context.Background()
	now := clock{now: noon()}
	r := open(t, feedback.KeepNone, now.read)
	defer func() { r.Close() }()
	claim := func(where, what string, want bool) {
		t.Helper()
		if ok, err := r.Claim(ctx, where, what); err != nil || ok != want {
			t.Errorf("Claim(%q, %q) = %v, %v; want %v", where, what, ok, err, want)
		}
	}
	release := func(where, what string, hold time.Duration) {
		t.Helper()
		must(t, r.Release(ctx, where, what, hold))
	}
	claim("maya m1", "helpful", true)
	claim("maya m1", "helpful", false) // runs
	claim("leo m1", "helpful", true)
	claim("maya m2", "helpful", true)
	release("maya m1", "helpful", 2*time.Second)
	claim("maya m1", "helpful", false) // a double click
	claim("maya m1", "not helpful", true)
	release("maya m1", "helpful", 0) // of the press before: changes nothing
	claim("maya m1", "not helpful", false)
	release("maya m1", "not helpful", 2*time.Second)
	claim("maya m1", "helpful", true) // pressing one, the other and the one again acts three times
	release("maya m1", "helpful", 0)  // it failed
	claim("maya m1", "helpful", true)
	release("maya m1", "helpful", 2*time.Second)
	now.pass(2 * time.Second)
	claim("maya m1", "helpful", true)

	var wg sync.WaitGroup
	var mu sync.Mutex
	first := 0
	for range 16 {
		wg.Go(func() {
			ok, err := r.Claim(ctx, "maya m3", "share")
			if err != nil {
				t.Error(err)
			}
			if ok {
				mu.Lock()
				first++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if first != 1 {
		t.Errorf("%d of 16 presses at once act, want 1", first)
	}
}

func alone(t *testing.T, open Open) {
	ctx := context.Background()
	r := open(t, feedback.KeepNone, noon)
	failed := errors.New("failed")
	var wg sync.WaitGroup
	calls := 0 // nothing else guards it
	for range 8 {
		wg.Go(func() {
			err := r.Alone(ctx, "sweep", func(ctx context.Context) error {
				calls++
				return r.Alone(ctx, "card", func(context.Context) error { return failed })
			})
			if !errors.Is(err, failed) {
				t.Errorf("Alone = %v, want the error of do", err)
			}
		})
	}
	wg.Wait()
	if calls != 8 {
		t.Errorf("done %d times, want 8", calls)
	}
	entered, leave := make(chan struct{}), make(chan struct{})
	wg.Go(func() {
		_ = r.Alone(ctx, "sweep", func(context.Context) error { close(entered); <-leave; return nil })
	})
	<-entered
	impatient, cancel := context.WithCancel(ctx)
	cancel()
	if err := r.Alone(impatient, "sweep", func(context.Context) error { t.Error("two at the same time"); return nil }); err == nil {
		t.Error("a call that could not wait any more succeeded")
	}
	must(t, r.Alone(ctx, "another", func(context.Context) error { return nil }))
	close(leave)
	wg.Wait()
	must(t, r.Close())
	if err := r.Alone(ctx, "sweep", func(context.Context) error { return nil }); err == nil {
		t.Error("a closed store let someone be alone")
	}
}

func watching(t *testing.T, open Open) {
	r := open(t, feedback.KeepNone, noon)
	defer r.Close()
	must(t, r.Available())
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { r.Watch(ctx, edit, func() {}) })
	cancel()
	wg.Wait()
}
