package bolt_test

import (
	"path/filepath"
	"testing"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/feedback/feedbacktest"
)

func TestBoltIsAStore(t *testing.T) {
	feedbacktest.Store(t, feedbacktest.Traits{Erases: true, Backups: true}, func(t *testing.T) feedbacktest.Open {
		path := filepath.Join(t.TempDir(), "data", bolt.FileName)
		return func(t *testing.T, keep feedback.Keep, now func() time.Time) feedback.Store {
			s, err := bolt.Open(path, bolt.Options{Keep: keep, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			return s
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// place returns a store of its own to copy from or to.
func place(t *testing.T) feedbacktest.Place {
	path := filepath.Join(t.TempDir(), "data", bolt.FileName)
	open := func(t *testing.T, o bolt.Options) *bolt.Store {
		t.Helper()
		s, err := bolt.Open(path, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	return feedbacktest.Place{
		Open: func(t *testing.T, keep feedback.Keep, now func() time.Time) feedback.Store {
			t.Helper()
			return open(t, bolt.Options{Keep: keep, Now: now})
		},
		Origin:      func(t *testing.T) feedback.Origin { return open(t, bolt.Options{ReadOnly: true}) },
		Destination: func(t *testing.T) feedback.Destination { return open(t, bolt.Options{Copying: true}) },
		Refuses: func() error {
			s, err := bolt.Open(path, bolt.Options{})
			if err != nil {
				return err
			}
			return s.Close()
		},
	}
}

func TestBoltIsCopied(t *testing.T) { feedbacktest.Copies(t, place, place) }
