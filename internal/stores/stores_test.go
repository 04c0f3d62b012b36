package stores

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

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
		{"never", 1 << 30, nil, feedback.ErrAway, int(patience / pause)},
		{"there, but of a newer version", 2, feedback.ErrNewer, feedback.ErrNewer, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log strings.Builder
				tries := 0
				_, err := Await(t.Context(), slog.New(slog.NewTextHandler(&log, nil)), func(context.Context) (feedback.Store, error) {
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
		_, err := Await(ctx, slog.New(slog.DiscardHandler), func(context.Context) (feedback.Store, error) {
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
		if got := Name(cfg); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// TestStoresOnTheCommandLine: a password is refused wherever it stands, and never quoted.
func TestStoresOnTheCommandLine(t *testing.T) {
	for store, ok := range map[string]bool{
		"bolt:data/feedback.db":                        true,
		"bolt:/var/lib/rolecall/feedback.db":           true,
		"postgres://rolecall@db.example:5432/rolecall": true,
		"postgresql:///rolecall?host=/run/postgresql":  true,
		"postgres://db.example/x?passfile=/etc/pgpass": true,
		"postgres://maya:canary@db.example/rolecall":   false,
		"postgres://maya:@db.example/canary":           false,
		"postgres://db.example/x?password=canary":      false,
		"postgres://db.example/x?sslpassword=canary":   false,
		"postgres://maya:can%zary@db.example/rolecall": false,
		"postgres://maya:canary/more@db.example/x":     false,
		"postgres:canary":                              false,
		"canary":                                       false,
		"bolt:":                                        false,
		"bolt://canary":                                false,
		"mysql://maya:canary@db.example/rolecall":      false,
		"host=db.example user=maya password=canary":    false,
		"": false,
	} {
		err := CheckAddress("--to", store)
		if (err == nil) != ok || err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v, want ok %v", store, err, ok)
		}
	}
}

// TestADatabaseIsNotRestoredFromAFile: the copy of a file would be laid aside unseen.
func TestADatabaseIsNotRestoredFromAFile(t *testing.T) {
	t.Setenv("ROLECALL_DATA_DIR", t.TempDir())
	t.Setenv("ROLECALL_STORE", "postgres://db.example/rolecall?sslmode=verify-full")
	cfg, err := config.LoadLocal()
	must(t, err)
	if _, err := Restore("backup.db", cfg, time.Now); err == nil || !strings.Contains(hint.Of(err), "pg_restore") {
		t.Errorf("%v, hint %q", err, hint.Of(err))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
