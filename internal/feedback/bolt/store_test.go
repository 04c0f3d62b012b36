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
