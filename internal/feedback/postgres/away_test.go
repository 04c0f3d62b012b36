package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// TestTheDatabaseGoesAway: it refuses connections, or hangs. What an answer needs goes on
// from memory, what must be stored fails with a hint, and once the database is back, by
// itself, nothing that was recorded meanwhile is lost.
func TestTheDatabaseGoesAway(t *testing.T) {
	for name, tt := range map[string]struct{ away, back func() }{
		"refused": {func() { server.Stop(t) }, func() { server.Start(t) }},
		"hung":    {func() { server.Hang(t) }, func() { server.Continue(t) }},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, log, url := context.Background(), newMessages(), server.Database(t)
			s := begin(t, url, Options{Keep: feedback.KeepMisses, Now: noon, Logger: log.logger()})
			_, err := s.Seen(ctx, "Ev0")
			must(t, err)
			must(t, s.UpdateThread(ctx, "C1", func(t *feedback.Thread) { t.Entry = "cto.coding" }))
			must(t, s.Available())

			tt.away()
			whileAway(t, s)
			log.await(t, "the store is away")
			asked := 20
			for i := range asked {
				must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U1", Outcome: "none", Question: "zebra"}))
			}
			must(t, s.Choice(ctx, feedback.Choice{Reply: "r1", User: "U1", Entry: "cto.coding"}))
			must(t, s.LeaveForCurators(ctx, "r2", "U1"))

			tt.back()
			log.await(t, "the store is back")
			must(t, s.Available())
			must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1", Helpful: true}))
			stats, err := s.Stats(ctx, feedback.Window{})
			must(t, err)
			if stats.Asked != asked || stats.Taken != 1 || stats.Liked != 1 {
				t.Errorf("counted %+v; want %d asked, one taken, one liked", stats.Counts, asked)
			}
			other := begin(t, url, Options{Now: func() time.Time { return noon().Add(2 * lostAfter) }})
			for _, key := range []string{"Ev0", "Ev1", "C1:1.1", "Ev2"} {
				if known, err := other.Seen(ctx, key); err != nil || !known {
					t.Errorf("another process does not know that %s was seen while the database was away: %v", key, err)
				}
			}
			if n, err := other.Unhandled(ctx); err != nil || n != 1 { // Ev0
				t.Errorf("%d events were not handled, %v; want 1", n, err)
			}
			if n := strings.Count(log.String(), "the store is away"); n != 1 {
				t.Errorf("it was told %d times:\n%s", n, log)
			}
		})
	}
}

// whileAway checks what a store does while the database is away.
func whileAway(t *testing.T, s *Store) {
	t.Helper()
	ctx := context.Background()
	for i, want := range []bool{false, true} {
		known, err := s.Seen(ctx, "Ev1", "C1:1.1")
		if known != want || i == 0 && !errors.Is(err, feedback.ErrAway) {
			t.Errorf("call %d of Seen: %v, %v; want %v and that others were not asked", i, known, err, want)
		}
	}
	must(t, s.Handled(ctx, "Ev1"))
	if known, err := s.Seen(ctx, "Ev0", "Ev2"); !known || !errors.Is(err, feedback.ErrAway) {
		t.Errorf("an event that was seen before: %v, %v", known, err)
	}
	if known, err := s.Seen(ctx, "Ev2"); !known || err != nil {
		t.Errorf("the other key of that event: %v, %v", known, err)
	}
	if _, err := s.Seen(ctx, "Ev2", "C1:1.2"); !errors.Is(err, feedback.ErrAway) {
		t.Error(err)
	}
	for _, want := range []bool{true, false} {
		if ok, err := s.Claim(ctx, "maya", "share"); ok != want || !errors.Is(err, feedback.ErrAway) {
			t.Errorf("Claim is %v, %v; want %v", ok, err, want)
		}
	}
	called := func(context.Context) error { t.Error("called, although others may do the same"); return nil }
	edit := feedback.Document{Kind: feedback.DocumentEdit, ID: "cto.coding"}
	for name, call := range map[string]func() error{
		"Release":      func() error { return s.Release(ctx, "maya", "share", 0) },
		"Verdict":      func() error { return s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1"}) },
		"Retract":      func() error { return s.Retract(ctx, "r", "U1") },
		"Forget":       func() error { _, err := s.Forget(ctx, "U1"); return err },
		"Purge":        func() error { _, err := s.Purge(ctx, feedback.Purge{All: true}); return err },
		"Change":       func() error { return s.Change(ctx, feedback.DocumentChange{Put: &edit}) },
		"Documents":    func() error { _, err := s.Documents(ctx, feedback.DocumentEdit); return err },
		"Document":     func() error { _, _, err := s.Document(ctx, feedback.DocumentEdit, "x"); return err },
		"Thread":       func() error { _, err := s.Thread(ctx, "C1"); return err },
		"UpdateThread": func() error { return s.UpdateThread(ctx, "C1", func(*feedback.Thread) { t.Error("called") }) },
		"Alone":        func() error { return s.Alone(ctx, "card", called) },
		"Once":         func() error { return s.Once(ctx, "digest", called) },
		"Top":          func() error { _, err := s.Top(ctx, 7, 5); return err },
		"Stats":        func() error { _, err := s.Stats(ctx, feedback.Window{}); return err },
		"Unhandled":    func() error { _, err := s.Unhandled(ctx); return err },
		"Available":    s.Available,
	} {
		if err := call(); !errors.Is(err, feedback.ErrAway) || hint.Of(err) == "" {
			t.Errorf("%s: %v (hint %q), want that the store is away", name, err, hint.Of(err))
		}
	}
}

// TestALongOutageIsBounded: the oldest records go, and the log says how many.
func TestALongOutageIsBounded(t *testing.T) {
	ctx, log, url := context.Background(), newMessages(), server.Database(t)
	s := begin(t, url, Options{Keep: feedback.KeepMisses, Now: noon, Logger: log.logger()})
	server.Stop(t)
	_, _ = s.Thread(ctx, "C1") // finds it out
	for i := range maxBuffered + 1 {
		must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U1", Outcome: "none", Question: fmt.Sprint("zebra ", i)}))
		_, _ = s.Seen(ctx, fmt.Sprint("Ev", i))
		must(t, s.Handled(ctx, fmt.Sprint("Ev", i)))
	}
	server.Start(t)
	log.await(t, "feedback is written again")
	n, last := 0, ""
	must(t, s.Questions(ctx, feedback.Window{}, func(q feedback.Question) error { n++; last = max(last, q.Text); return nil }))
	stats, err := s.Stats(ctx, feedback.Window{})
	must(t, err)
	if want := maxBuffered - maxBuffered/dropShare; n != want || stats.Asked != maxBuffered+1 {
		t.Errorf("%d records and %d counts are there, want %d and all %d", n, stats.Asked, want, maxBuffered+1)
	}
	if !strings.Contains(log.String(), fmt.Sprintf("dropped=%d", maxBuffered/dropShare+1)) {
		t.Errorf("the log does not say how many were dropped:\n%s", log)
	}
}

// TestAConnectionIsCut while nobody uses it: the next call works.
func TestAConnectionIsCut(t *testing.T) {
	ctx, url := context.Background(), server.Database(t)
	s := begin(t, url, Options{})
	for range 3 {
		_, err := s.Thread(ctx, "C1")
		must(t, err)
		server.SQL(t, url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rolecall' AND datname = current_database()`)
	}
}

// TestAStartWaitsForTheDatabase, for a while.
func TestAStartWaitsForTheDatabase(t *testing.T) {
	ctx, url := context.Background(), server.Database(t)
	begin(t, url, Options{}).Close()
	server.Stop(t)
	if _, err := Open(ctx, url, Options{Wait: 1}); !errors.Is(err, feedback.ErrAway) || hint.Of(err) == "" {
		t.Errorf("opened, or failed otherwise: %v", err)
	}
	opened := make(chan error)
	go func() {
		s, err := Open(ctx, url, Options{Wait: time.Minute})
		if err == nil {
			s.Close()
		}
		opened <- err
	}()
	server.Start(t)
	must(t, <-opened)
}

// TestAStoreIsClosedWhileTheDatabaseHangs: it does not wait for it.
func TestAStoreIsClosedWhileTheDatabaseHangs(t *testing.T) {
	ctx, log, url := context.Background(), newMessages(), server.Database(t)
	s := begin(t, url, Options{Logger: log.logger()})
	_, err := s.Thread(ctx, "C1")
	must(t, err)
	server.Hang(t)
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none", Question: "zebra"}))
	if err := s.Close(); !errors.Is(err, feedback.ErrAway) && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("closed with %v", err)
	}
	if !strings.Contains(log.String(), "lost") || strings.Contains(log.String(), "zebra") {
		t.Errorf("the log says:\n%s", log)
	}
}

// TestAStandbyAnswers after a failover: it can be read and not written, which is no use.
func TestAStandbyAnswers(t *testing.T) {
	ctx, log, url := context.Background(), newMessages(), server.Database(t)
	s := begin(t, url, Options{Now: noon, Logger: log.logger()})
	end := strings.LastIndex(url, "/")
	name, _, _ := strings.Cut(url[end+1:], "?")
	become := func(readOnly string) {
		server.SQL(t, url[:end]+"/postgres?sslmode=disable", `ALTER DATABASE `+name+` SET default_transaction_read_only = `+readOnly)
		server.SQL(t, url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rolecall' AND datname = current_database()`)
	}
	become("on")
	v := feedback.Verdict{Reply: "r", User: "U1", Helpful: true}
	if err := s.Verdict(ctx, v); !errors.Is(err, feedback.ErrAway) || !strings.Contains(hint.Of(err), "target_session_attrs") {
		t.Errorf("a standby took a verdict, or: %v (hint %q)", err, hint.Of(err))
	}
	log.await(t, "the store is away")
	if err := s.Available(); !errors.Is(err, feedback.ErrAway) {
		t.Errorf("available: %v", err)
	}
	become("off")
	log.await(t, "the store is back")
	must(t, s.Verdict(ctx, v))
}
