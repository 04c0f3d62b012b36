package postgres

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/feedback/feedbacktest"
)

// storeAt returns a database of its own to copy from or to.
func storeAt(t *testing.T) feedbacktest.Place {
	url, ctx := server.Database(t), context.Background()
	return feedbacktest.Place{
		Open: func(t *testing.T, keep feedback.Keep, now func() time.Time) feedback.Store {
			t.Helper()
			return begin(t, url, Options{Keep: keep, Now: now})
		},
		Origin: func(t *testing.T) feedback.Origin {
			t.Helper()
			o, err := OpenOrigin(ctx, url, Options{})
			must(t, err)
			return o
		},
		Destination: func(t *testing.T) feedback.Destination {
			t.Helper()
			d, err := OpenDestination(ctx, url, Options{Now: noon})
			must(t, err)
			return d
		},
		Refuses: func() error {
			s, err := Open(ctx, url, Options{})
			if err != nil {
				return err
			}
			return s.Close()
		},
	}
}

// file returns a file of its own to copy from or to.
func file(t *testing.T) feedbacktest.Place {
	path := filepath.Join(t.TempDir(), bolt.FileName)
	open := func(t *testing.T, o bolt.Options) *bolt.Store {
		t.Helper()
		s, err := bolt.Open(path, o)
		must(t, err)
		t.Cleanup(func() { s.Close() })
		return s
	}
	return feedbacktest.Place{
		Open: func(t *testing.T, keep feedback.Keep, now func() time.Time) feedback.Store {
			t.Helper()
			return open(t, bolt.Options{Keep: keep, Now: now})
		},
		Origin:      func(t *testing.T) feedback.Origin { t.Helper(); return open(t, bolt.Options{ReadOnly: true}) },
		Destination: func(t *testing.T) feedback.Destination { t.Helper(); return open(t, bolt.Options{Copying: true}) },
		Refuses: func() error {
			s, err := bolt.Open(path, bolt.Options{})
			if err != nil {
				return err
			}
			return s.Close()
		},
	}
}

func TestAFileIsCopiedToPostgres(t *testing.T)       { feedbacktest.Copies(t, file, storeAt) }
func TestPostgresIsCopiedToAFile(t *testing.T)       { feedbacktest.Copies(t, storeAt, file) }
func TestADatabaseIsCopiedToAnotherOne(t *testing.T) { feedbacktest.Copies(t, storeAt, storeAt) }

// TestACopyWaitsForNoBot: while a bot uses a database, nothing is copied from or to it.
func TestACopyWaitsForNoBot(t *testing.T) {
	url, ctx := server.Database(t), context.Background()
	bot := begin(t, url, Options{})
	if _, err := bot.Unhandled(ctx); err != nil { // it holds a connection
		t.Fatal(err)
	}
	if o, err := OpenOrigin(ctx, url, Options{Wait: time.Millisecond}); !errors.Is(err, feedback.ErrInUse) || o != nil {
		t.Errorf("a store in use was opened to be copied: %v", err)
	}
	if d, err := OpenDestination(ctx, url, Options{Wait: time.Millisecond}); !errors.Is(err, feedback.ErrInUse) || d != nil {
		t.Errorf("a store in use was opened to copy to: %v", err)
	}
	must(t, bot.Close())
	d, err := OpenDestination(ctx, url, Options{Now: noon})
	must(t, err)
	must(t, d.Close())
}

// TestACopyTellsNoPassword: what goes wrong names the database, and not its password.
func TestACopyTellsNoPassword(t *testing.T) {
	url := strings.Replace(server.Database(t), "rolecall@", "guarded:canary@", 1)
	for name, open := range map[string]func() error{
		"origin":      func() error { _, err := OpenOrigin(t.Context(), url, Options{Wait: time.Millisecond}); return err },
		"destination": func() error { _, err := OpenDestination(t.Context(), url, Options{Wait: time.Millisecond}); return err },
	} {
		if err := open(); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s with a wrong password: %v", name, err)
		}
	}
}
