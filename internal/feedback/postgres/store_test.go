package postgres

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/feedback/feedbacktest"
	"rolecall/internal/feedback/postgres/pgtest"
)

var server pgtest.Server

func TestMain(m *testing.M) { os.Exit(server.Run(m)) }

func TestPostgresIsAStore(t *testing.T) {
	feedbacktest.Store(t, feedbacktest.Traits{}, func(t *testing.T) feedbacktest.Open {
		url := server.Database(t)
		return func(t *testing.T, keep feedback.Keep, now func() time.Time) feedback.Store {
			return begin(t, url, Options{Keep: keep, Now: now})
		}
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// begin opens a store and closes it after the test.
func begin(t testing.TB, url string, o Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), url, o)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// messages is a log that a test waits on.
type messages struct {
	mu   sync.Mutex
	text strings.Builder
	said chan string
}

func newMessages() *messages { return &messages{said: make(chan string, 100)} }

func (m *messages) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(m, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func (m *messages) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.text.Write(p)
	select {
	case m.said <- string(p):
	default:
	}
	return len(p), nil
}

func (m *messages) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.text.String()
}

// await waits until a line of the log has a text.
func (m *messages) await(t testing.TB, text string) {
	t.Helper()
	for {
		select {
		case line := <-m.said:
			if strings.Contains(line, text) {
				return
			}
		case <-time.After(time.Minute):
			t.Fatalf("%q was never logged:\n%s", text, m)
		}
	}
}
