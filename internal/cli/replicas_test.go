package cli_test

import (
	"context"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/postgres"
	"rolecall/internal/match"
	"rolecall/knowledge"
)

// TestAnEditReachesTheOtherProcess over PostgreSQL. That it does so within three seconds is
// a test of the adapter, which waits for nothing else; the time is logged here.
func TestAnEditReachesTheOtherProcess(t *testing.T) {
	url := database.Database(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	process := func() (*curate.Room, *curate.Live, <-chan struct{}) {
		store, err := postgres.Open(ctx, url, postgres.Options{})
		if err != nil {
			t.Fatal(err)
		}
		served := make(chan struct{}, 10)
		live := curate.NewLive(curate.LiveOptions{Base: []corpus.Layer{{Name: "knowledge", FS: knowledge.FS}}, Every: time.Hour,
			Edits: func(ctx context.Context) ([]feedback.Document, error) {
				return store.Documents(ctx, feedback.DocumentEdit)
			},
			Watch: func(ctx context.Context, changed func()) { store.Watch(ctx, feedback.DocumentEdit, changed) },
			Index: func(*corpus.Corpus) (*match.Index, error) { served <- struct{}{}; return nil, nil }})
		ended := make(chan error, 1)
		running, stop := context.WithCancel(ctx)
		go func() { ended <- live.Run(running, nil) }()
		t.Cleanup(func() { stop(); <-ended; store.Close() })
		<-live.Ready()
		<-served
		return curate.NewRoom(live, store, time.Now), live, served
	}
	room, _, _ := process()
	_, other, served := process()
	form, err := room.Form(ctx, "cto.salary")
	if err != nil {
		t.Fatal(err)
	}
	form.Fields.Short = "Ask the finance team. They answer within a week."
	began := time.Now()
	if _, err := room.Save(ctx, "U1", form.Fields, form.Version, curate.NoteEdited); err != nil {
		t.Fatal(err)
	}
	select {
	case <-served:
	case <-ctx.Done():
		t.Fatal("the other process never heard of it")
	}
	t.Logf("after %s the other process learns it", time.Since(began).Round(time.Millisecond))
	if err := other.Reload(ctx); err != nil { // Run has put it into service then
		t.Fatal(err)
	}
	if got := other.State().Corpus.Entry("cto.salary").Short.Plain(nil); got != form.Fields.Short {
		t.Errorf("the other process answers %q", got)
	}
}
