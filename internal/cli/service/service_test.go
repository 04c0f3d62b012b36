package service

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rolecall/internal/admin"
	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
	"rolecall/internal/stores"
)

// TestServeIsNotReadyBeforeTheCorpusIs, and says why; afterwards the other check
// decides.
func TestServeIsNotReadyBeforeTheCorpusIs(t *testing.T) {
	away := errors.New("not connected to Slack")
	l := New("", nil, slog.New(slog.DiscardHandler), match.New, nil)
	ready := l.Readiness(func() error { return away })
	if err := ready(); err == nil || err.Error() != "reading the knowledge folder and the edits" {
		t.Errorf("before the corpus is in service: %v", err)
	}
	if c := l.Corpus(); c.Version != "" || len(c.Entries) != 0 {
		t.Errorf("version %q with %d entries is in service too early", c.Version, len(c.Entries))
	}
	if err := l.Start(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := ready(); !errors.Is(err, away) {
		t.Errorf("with the corpus in service: %v", err)
	}
}

// TestARefusedReloadNamesTheFile in the error for the admin socket.
func TestARefusedReloadNamesTheFile(t *testing.T) {
	if testing.Short() {
		t.Skip("builds an index of the whole corpus")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "entries", "cto", "other.md")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("no front matter\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	l := New(dir, nil, slog.New(slog.DiscardHandler), match.New, nil)
	if err := l.Start(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := l.Reload(t.Context()); !errors.As(err, new(admin.Refused)) || !strings.Contains(err.Error(), "other.md:1: has no front matter") {
		t.Errorf("the reload returned %v", err)
	}
}

// slowStore is a store that answers the digest only when it is told to.
type slowStore struct {
	feedback.Store
	asked, answer chan struct{}
}

func (s *slowStore) Once(context.Context, string, func(context.Context) error) error {
	close(s.asked)
	<-s.answer
	return errors.New("too late")
}

// TestTheStoreIsNotClosedUnderADigest: what serve does at its end waits for a digest
// that is using the store.
func TestTheStoreIsNotClosedUnderADigest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &slowStore{asked: make(chan struct{}), answer: make(chan struct{})}
		nine := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) // a Monday
		stop := (&Curators{}).StartDigests(t.Context(), time.Monday, func() time.Time { return nine }, store, nil)
		<-store.asked
		stopped := make(chan struct{})
		go func() { stop(); close(stopped) }()
		synctest.Wait()
		select {
		case <-stopped:
			t.Error("the digest still uses the store")
		default:
		}
		close(store.answer)
		<-stopped
	})
}

// TestOneProcessPostsRefusedFiles: all that read them notice, and one that fails is no
// reason for the others to be silent.
func TestOneProcessPostsRefusedFiles(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	store, err := stores.Open(t.Context(), config.Config{DataDir: t.TempDir()}, stores.Options{Now: func() time.Time { return now }})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	posted := 0
	post := func(problems string, result error) {
		t.Helper()
		err := oneOfAll(t.Context(), store, slog.New(slog.DiscardHandler), problems, func(context.Context) error { posted++; return result })
		if !errors.Is(err, result) {
			t.Error(err)
		}
	}
	post("a.md:1: broken", os.ErrClosed)
	post("a.md:1: broken", nil)
	if err := oneOfAll(t.Context(), store, slog.New(slog.DiscardHandler), "a.md:1: broken", func(context.Context) error { posted++; return nil }); err != nil {
		t.Error(err)
	}
	if posted != 2 {
		t.Errorf("posted %d times, want once after a failure", posted)
	}
	post("b.md:1: broken", nil)
	now = now.Add(2 * postedFor)
	post("b.md:1: broken", nil)
	if posted != 4 {
		t.Errorf("posted %d times, want other files, and the same after a while", posted)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
