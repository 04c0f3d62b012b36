package metrics

import (
	"context"
	"errors"
	"strconv"
	"time"

	"rolecall/internal/feedback"
)

// operations are those of a store that are timed. Questions, Export and Backup are not:
// they take as long as whoever reads what they write.
func operations() []string {
	return []string{
		"alone", "asked", "change", "choice", "claim", "document", "documents", "forget", "handled", "leave", "once", "purge", "recent",
		"release", "retract", "seen", "stats", "thread", "top", "unhandled", "update_thread", "verdict",
	}
}

// Store returns a store whose operations are timed, and their errors counted; ratings are
// counted too. It works with any store.
func (m *Metrics) Store(s feedback.Store) feedback.Store { return &store{s, m} }

type store struct {
	feedback.Store
	m *Metrics
}

// done records an operation that began at some time, whose error is *err when it ends.
func (s *store) done(operation string, began time.Time, err *error) {
	s.m.operations.WithLabelValues(operation).Observe(time.Since(began).Seconds())
	if failed(*err) {
		s.m.errors.WithLabelValues(operation).Inc()
	}
}

// failed reports whether an error is the store's: not where the request was wrong, someone
// else was faster, or the caller does not wait any more.
func failed(err error) bool {
	return err != nil && !errors.Is(err, feedback.ErrRequest) && !errors.Is(err, feedback.ErrChanged) && !errors.Is(err, context.Canceled)
}

func (s *store) Seen(ctx context.Context, keys ...string) (dup bool, err error) {
	defer s.done("seen", time.Now(), &err)
	return s.Store.Seen(ctx, keys...)
}

func (s *store) Handled(ctx context.Context, key string) (err error) {
	defer s.done("handled", time.Now(), &err)
	return s.Store.Handled(ctx, key)
}

func (s *store) Unhandled(ctx context.Context) (n int, err error) {
	defer s.done("unhandled", time.Now(), &err)
	return s.Store.Unhandled(ctx)
}

func (s *store) Claim(ctx context.Context, where, what string) (ok bool, err error) {
	defer s.done("claim", time.Now(), &err)
	return s.Store.Claim(ctx, where, what)
}

func (s *store) Release(ctx context.Context, where, what string, hold time.Duration) (err error) {
	defer s.done("release", time.Now(), &err)
	return s.Store.Release(ctx, where, what, hold)
}

func (s *store) Once(ctx context.Context, key string, do func(context.Context) error) error {
	return s.around(ctx, "once", key, do, s.Store.Once)
}

func (s *store) Alone(ctx context.Context, key string, do func(context.Context) error) error {
	return s.around(ctx, "alone", key, do, s.Store.Alone)
}

// around times an operation without what it does, and an error of that is none of the
// store. Waiting for a turn counts.
func (s *store) around(ctx context.Context, operation, key string, do func(context.Context) error,
	run func(context.Context, string, func(context.Context) error) error) error {
	var theirs error
	began := time.Now()
	err := run(ctx, key, func(ctx context.Context) error {
		start := time.Now()
		defer func() { began = began.Add(time.Since(start)) }()
		theirs = do(ctx)
		return theirs
	})
	ours := err
	if theirs != nil {
		ours = nil
	}
	s.done(operation, began, &ours)
	return err
}

func (s *store) Thread(ctx context.Context, key string) (t feedback.Thread, err error) {
	defer s.done("thread", time.Now(), &err)
	return s.Store.Thread(ctx, key)
}

func (s *store) UpdateThread(ctx context.Context, key string, change func(*feedback.Thread)) (err error) {
	defer s.done("update_thread", time.Now(), &err)
	return s.Store.UpdateThread(ctx, key, change)
}

func (s *store) Asked(ctx context.Context, a feedback.Asked) (err error) {
	defer s.done("asked", time.Now(), &err)
	return s.Store.Asked(ctx, a)
}

func (s *store) Verdict(ctx context.Context, v feedback.Verdict) (err error) {
	defer s.done("verdict", time.Now(), &err)
	if err = s.Store.Verdict(ctx, v); err == nil {
		s.m.verdicts.WithLabelValues(strconv.FormatBool(v.Helpful)).Inc()
	}
	return err
}

func (s *store) Retract(ctx context.Context, reply, user string) (err error) {
	defer s.done("retract", time.Now(), &err)
	return s.Store.Retract(ctx, reply, user)
}

func (s *store) Choice(ctx context.Context, c feedback.Choice) (err error) {
	defer s.done("choice", time.Now(), &err)
	return s.Store.Choice(ctx, c)
}

func (s *store) LeaveForCurators(ctx context.Context, reply, user string) (err error) {
	defer s.done("leave", time.Now(), &err)
	return s.Store.LeaveForCurators(ctx, reply, user)
}

func (s *store) Recent(ctx context.Context, user string, n int) (questions []string, err error) {
	defer s.done("recent", time.Now(), &err)
	return s.Store.Recent(ctx, user, n)
}

func (s *store) Top(ctx context.Context, days, n int) (entries []feedback.Popular, err error) {
	defer s.done("top", time.Now(), &err)
	return s.Store.Top(ctx, days, n)
}

func (s *store) Forget(ctx context.Context, user string) (f feedback.Forgotten, err error) {
	defer s.done("forget", time.Now(), &err)
	return s.Store.Forget(ctx, user)
}

func (s *store) Stats(ctx context.Context, w feedback.Window) (stats feedback.Stats, err error) {
	defer s.done("stats", time.Now(), &err)
	return s.Store.Stats(ctx, w)
}

func (s *store) Purge(ctx context.Context, p feedback.Purge) (n int, err error) {
	defer s.done("purge", time.Now(), &err)
	return s.Store.Purge(ctx, p)
}

func (s *store) Documents(ctx context.Context, kind feedback.DocumentKind) (list []feedback.Document, err error) {
	defer s.done("documents", time.Now(), &err)
	return s.Store.Documents(ctx, kind)
}

func (s *store) Document(ctx context.Context, kind feedback.DocumentKind, id string) (d feedback.Document, ok bool, err error) {
	defer s.done("document", time.Now(), &err)
	return s.Store.Document(ctx, kind, id)
}

func (s *store) Change(ctx context.Context, changes ...feedback.DocumentChange) (err error) {
	defer s.done("change", time.Now(), &err)
	return s.Store.Change(ctx, changes...)
}
