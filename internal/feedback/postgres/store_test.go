package postgres_test

import (
	"context"
	"os"
	"testing"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/feedback/feedbacktest"
	"rolecall/internal/feedback/postgres"
	"rolecall/internal/feedback/postgres/pgtest"
)

var server pgtest.Server

func TestMain(m *testing.M) { os.Exit(server.Run(m)) }

func TestPostgresIsAStore(t *testing.T) {
	feedbacktest.Store(t, feedbacktest.Traits{}, func(t *testing.T) feedbacktest.Open {
		url := server.Database(t)
		return func(t *testing.T, keep feedback.Keep, now func() time.Time) feedback.Store {
			s, err := postgres.Open(context.Background(), url, postgres.Options{Keep: keep, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			return s
		}
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
