package postgres

import (
	"context"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// awaited fails the test if c is not heard in time, which is far longer than it takes.
func awaited(t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(time.Minute):
		t.Fatal(what + " was never told")
	}
}

// watch calls Watch until the test ends, and returns what it tells.
func watch(t *testing.T, s *Store, kind feedback.DocumentKind) <-chan struct{} {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	told, ended := make(chan struct{}, 10), make(chan struct{})
	go func() {
		defer close(ended)
		s.Watch(ctx, kind, func() { told <- struct{}{} })
	}()
	t.Cleanup(func() { cancel(); <-ended })
	awaited(t, "the beginning", told)
	return told
}

// TestAnEditIsToldToOthers, by a notification, and where none arrives by looking. Other
// kinds are not told, and neither is what changed nothing.
func TestAnEditIsToldToOthers(t *testing.T) {
	if lookEvery >= 3*time.Second {
		t.Errorf("an edit must be in service within three seconds, and one looks every %v", lookEvery)
	}
	ctx := context.Background()
	for name, deaf := range map[string]bool{"notified": false, "no notification": true} {
		t.Run(name, func(t *testing.T) {
			url := server.Database(t)
			here, there := begin(t, url, Options{Now: noon}), begin(t, url, Options{Now: noon, deaf: deaf})
			save := func(d feedback.Document) { t.Helper(); must(t, here.Change(ctx, feedback.DocumentChange{Put: &d})) }
			save(feedback.Document{Kind: feedback.DocumentEdit, ID: "cto.old"})
			edits, cards := watch(t, there, feedback.DocumentEdit), watch(t, there, feedback.DocumentCard)
			save(feedback.Document{Kind: feedback.DocumentEdit, ID: "cto.coding", By: "U1"})
			awaited(t, "an edit", edits)
			if !deaf {
				_, err := here.Forget(ctx, "U1")
				must(t, err)
				awaited(t, "an edit that lost its author", edits)
			}
			select {
			case <-cards:
				t.Error("an edit was told to who watches cards")
			default:
			}
		})
	}
}

// TestTheConnectionThatListensBreaks: it is opened again, and nothing is missed.
func TestTheConnectionThatListensBreaks(t *testing.T) {
	ctx := context.Background()
	url := server.Database(t)
	here, there := begin(t, url, Options{Now: noon}), begin(t, url, Options{Now: noon})
	edits := watch(t, there, feedback.DocumentEdit)
	for _, id := range []string{"cto.coding", "cto.pay"} {
		must(t, here.Change(ctx, feedback.DocumentChange{Put: &feedback.Document{Kind: feedback.DocumentEdit, ID: id}}))
		awaited(t, "an edit", edits)
		server.SQL(t, url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`)
	}
}
