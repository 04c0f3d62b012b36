package bot_test

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"rolecall/internal/feedback"
)

// spy is a store that also remembers each record.
type spy struct {
	feedback.Recorder

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced with every record
	asked    []feedback.Asked
	verdicts []feedback.Verdict
	choices  []feedback.Choice
	left     []string // replies left for the curators
	undone   []string // replies whose verdict was taken back
	held     int      // presses that are being carried out
}

func (s *spy) note(err error, f func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		f()
		close(s.changed)
		s.changed = make(chan struct{})
	}
	return err
}

func (s *spy) Claim(ctx context.Context, where, what string) (bool, error) {
	ok, err := s.Recorder.Claim(ctx, where, what)
	if ok {
		_ = s.note(nil, func() { s.held++ })
	}
	return ok, err
}

func (s *spy) Release(ctx context.Context, where, what string, hold time.Duration) error {
	return s.note(s.Recorder.Release(ctx, where, what, hold), func() { s.held-- })
}

func (s *spy) Asked(ctx context.Context, a feedback.Asked) error {
	return s.note(s.Recorder.Asked(ctx, a), func() { s.asked = append(s.asked, a) })
}

func (s *spy) Verdict(ctx context.Context, v feedback.Verdict) error {
	return s.note(s.Recorder.Verdict(ctx, v), func() { s.verdicts = append(s.verdicts, v) })
}

func (s *spy) Choice(ctx context.Context, c feedback.Choice) error {
	return s.note(s.Recorder.Choice(ctx, c), func() { s.choices = append(s.choices, c) })
}

func (s *spy) LeaveForCurators(ctx context.Context, reply, user string) error {
	return s.note(s.Recorder.LeaveForCurators(ctx, reply, user), func() { s.left = append(s.left, reply) })
}

func (s *spy) Retract(ctx context.Context, reply, user string) error {
	return s.note(s.Recorder.Retract(ctx, reply, user), func() { s.undone = append(s.undone, reply) })
}

// waitStored waits until ready says that what a test waits for was recorded.
func (l *lab) waitStored(what string, ready func(s *spy) bool) {
	l.t.Helper()
	for {
		l.store.mu.Lock()
		ok, changed := ready(l.store), l.store.changed
		l.store.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-l.ctx.Done():
			l.t.Fatalf("not recorded: %s\n%s", what, l.logs)
		}
	}
}

// stats reads the store's own totals.
func (l *lab) stats() feedback.Stats {
	l.t.Helper()
	s, err := l.store.Recorder.(feedback.Source).Stats(l.ctx, feedback.Window{})
	if err != nil {
		l.t.Fatal(err)
	}
	return s
}

// flaky is a store whose disk a test can fill.
type flaky struct {
	feedback.Recorder
	full atomic.Bool
}

func (f *flaky) Verdict(ctx context.Context, v feedback.Verdict) error {
	if f.full.Load() {
		return errFull
	}
	return f.Recorder.Verdict(ctx, v)
}
