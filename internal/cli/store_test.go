package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rolecall/internal/config"
	"rolecall/internal/feedback"
)

// TestOneFileOpensTheStore, so that a new kind of store is switched on in one place.
func TestOneFileOpensTheStore(t *testing.T) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	var knows []string
	for _, f := range files {
		code, err := os.ReadFile(f)
		must(t, err)
		if strings.Contains(string(code), `"rolecall/internal/feedback/`) && !strings.HasSuffix(f, "_test.go") {
			knows = append(knows, f)
		}
	}
	if !slices.Equal(knows, []string{"store.go"}) {
		t.Errorf("%q know an adapter, want store.go alone", knows)
	}
}

// TestAStartWaitsForItsStore, says so once, and fails after a while: without the edits the
// bot would give answers that were corrected.
func TestAStartWaitsForItsStore(t *testing.T) {
	away := &feedback.Fault{Where: "db.example", What: "cannot be reached", Err: feedback.ErrAway}
	for _, test := range []struct {
		name  string
		after int // attempts that fail before it opens
		last  error
		want  error
		tries int
	}{
		{"there at once", 0, nil, nil, 1},
		{"after a while", 3, nil, nil, 4},
		{"never", 1 << 30, nil, feedback.ErrAway, int(storePatience / storePause)},
		{"there, but of a newer version", 2, feedback.ErrNewer, feedback.ErrNewer, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log strings.Builder
				tries := 0
				_, err := awaitStore(t.Context(), slog.New(slog.NewTextHandler(&log, nil)), func(context.Context) (feedback.Store, error) {
					tries++
					if tries <= test.after {
						return nil, away
					}
					return nil, test.last
				})
				if !errors.Is(err, test.want) || tries < test.tries || tries > test.tries+1 {
					t.Errorf("%d attempts, error %v", tries, err)
				}
				if n, want := strings.Count(log.String(), "waiting for the store"), min(1, test.after); n != want {
					t.Errorf("told %d times:\n%s", n, log.String())
				}
			})
		})
	}
}

// TestAStartThatIsStoppedDoesNotWait for a store.
func TestAStartThatIsStoppedDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		_, err := awaitStore(ctx, slog.New(slog.DiscardHandler), func(context.Context) (feedback.Store, error) {
			cancel()
			return nil, feedback.ErrAway
		})
		if !errors.Is(err, feedback.ErrAway) || time.Since(began) > 0 {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

// TestAStoreIsNamedWithoutItsPassword, a file by its path.
func TestAStoreIsNamedWithoutItsPassword(t *testing.T) {
	t.Setenv("ROLECALL_DATA_DIR", "/var/lib/rolecall")
	for _, test := range []struct{ store, want string }{
		{"", "/var/lib/rolecall/feedback.db"},
		{"postgres://ana:canary@db.example/rolecall?sslmode=verify-full", "postgres://db.example/rolecall"},
	} {
		t.Setenv("ROLECALL_STORE", test.store)
		cfg, err := config.LoadLocal()
		must(t, err)
		if got := storeName(cfg); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// TestOneProcessPostsRefusedFiles: all that read them notice, and one that fails is no
// reason for the others to be silent.
func TestOneProcessPostsRefusedFiles(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	store, err := openStore(t.Context(), config.Config{DataDir: t.TempDir()}, storeOptions{Now: func() time.Time { return now }})
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
