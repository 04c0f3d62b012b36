package feedbacktest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// expires checks that a document is there until its end and not longer, over a restart
// too, and that the message it leaves is noted for as long as it may take to empty it.
func expires(t *testing.T, open Open) {
	ctx := context.Background()
	var passed atomic.Int64 // since noon; the store reads its clock at any time
	clock := func() time.Time { return noon().Add(time.Duration(passed.Load())) }
	until := func(at time.Time) { passed.Store(int64(at.Sub(noon()))) }
	s := open(t, feedback.KeepNone, clock)
	defer func() { s.Close() }()
	again := feedback.Document{Kind: draft, ID: "ends", Until: noon().AddDate(0, 2, 0), Remains: "C1:2.2"}
	must(t, s.Change(ctx, put(feedback.Document{Kind: draft, ID: "ends", Until: noon().AddDate(0, 0, 14), Remains: "C1:1.1"}),
		put(feedback.Document{Kind: draft, ID: "moves", Until: noon().AddDate(0, 0, 14), Remains: "C1:3.3"}),
		put(feedback.Document{Kind: card, ID: "drawn again", Until: noon().AddDate(0, 0, 14), Remains: "C1:4.4"}),
		put(feedback.Document{Kind: draft, ID: "stays"})))
	until(noon().AddDate(0, 0, 14).Add(-time.Second))
	if got := listed(t, s, draft); got != "ends, moves, stays" {
		t.Errorf("before their end there are %s", got)
	}
	must(t, s.Change(ctx, put(feedback.Document{Kind: draft, ID: "moves", Until: noon().AddDate(0, 2, 0), Remains: "C1:3.3"}))) // it has a new end
	until(clock().Add(time.Second))
	for range 2 {
		if got := listed(t, s, draft); got != "moves, stays" {
			t.Errorf("at their end there are %s", got)
		}
		if _, ok, err := s.Document(ctx, draft, "ends"); ok || err != nil {
			t.Errorf("one that has expired is still found, %v", err)
		}
		must(t, s.Close())
		s = open(t, feedback.KeepNone, clock)
	}
	for _, c := range []feedback.DocumentChange{remove(draft, "ends"), put(again)} {
		c.Must = true
		if err := s.Change(ctx, c); !errors.Is(err, feedback.ErrChanged) {
			t.Errorf("one that has expired counts as there: %v", err)
		}
	}
	c := put(again)
	c.New = true
	must(t, s.Change(ctx, c, put(feedback.Document{Kind: card, ID: "drawn again", Remains: "C1:4.4"}))) // in the same message
	if got := listed(t, s, draft) + "; " + listed(t, s, remains); got != "ends, moves, stays; C1:1.1" {
		t.Errorf("once it is there again: %s; want the message of the earlier one noted", got)
	}
	until(clock().Add(feedback.RemainsKept - time.Second))
	if got := listed(t, s, remains); got != "C1:1.1" {
		t.Errorf("just before the end of the remains there are %q", got)
	}
	if until(clock().Add(time.Second)); listed(t, s, remains) != "" {
		t.Error("the remains are still there after their time")
	}
}

// written puts documents of two people into a store.
func written(t *testing.T, s feedback.Store) {
	t.Helper()
	at := noon().AddDate(0, 0, -10)
	must(t, s.Change(context.Background(),
		put(feedback.Document{Kind: edit, ID: "of U1", By: "U1", Saved: at, Body: body("one")}),
		put(feedback.Document{Kind: edit, ID: "of U2", By: "U2", Saved: at, Body: body("two")}),
		put(feedback.Document{Kind: edit, ID: "on U1", By: "U2", People: []string{"", "U3", "U1", "U1"}, Saved: at}),
		put(feedback.Document{Kind: draft, ID: "of U1", By: "U1", Saved: at, Remains: "C1:1.1"}),
		put(feedback.Document{Kind: draft, ID: "of U2", By: "U2", Saved: noon(), Remains: "C1:2.2"}),
		put(feedback.Document{Kind: card, ID: "on U1", People: []string{"U1"}, Saved: noon(), Remains: "C1:3.3"}),
		put(feedback.Document{Kind: card, ID: "on U12", By: "", People: []string{"U12"}, Saved: at})))
}

// state returns the documents that written has put there, and the remains.
func state(t *testing.T, s feedback.Store) string {
	return listed(t, s, edit) + "; " + listed(t, s, draft) + "; " + listed(t, s, card) + "; " + listed(t, s, remains)
}

// forgetDocuments checks that an edit loses its author, and that anything else a person
// wrote or is named in goes; and that the same is true of a purge of that person.
func forgetDocuments(t *testing.T, open Open) {
	ctx := context.Background()
	for name, remove := range map[string]func(s feedback.Store) (int, error){
		"forget": func(s feedback.Store) (int, error) { f, err := s.Forget(ctx, "U1"); return f.Records, err },
		"purge":  func(s feedback.Store) (int, error) { return s.Purge(ctx, feedback.Purge{User: "U1"}) },
	} {
		s := open(t, feedback.KeepMisses, noon)
		written(t, s)
		must(t, s.Close())
		s = open(t, feedback.KeepMisses, noon)
		for _, want := range []int{4, 0} {
			if n, err := remove(s); err != nil || n != want {
				t.Errorf("%s removed %d, %v; want %d", name, n, err, want)
			}
			if got, want := state(t, s), "of U1, of U2 by U2; of U2 by U2; on U12; C1:1.1, C1:3.3"; got != want {
				t.Errorf("%s left %s\nwant %s", name, got, want)
			}
		}
		if d, ok, err := s.Document(ctx, edit, "of U1"); err != nil || !ok || !same([]feedback.Document{d}, []feedback.Document{{Kind: edit, ID: "of U1", Saved: noon().AddDate(0, 0, -10), Body: body("one")}}) {
			t.Errorf("%s left of the edit %+v, %v, %v", name, d, ok, err)
		}
		if n, err := s.Purge(ctx, feedback.Purge{User: "U3"}); err != nil || n != 0 {
			t.Errorf("after %s, %d things are about another person who was named in what went, %v", name, n, err)
		}
		must(t, s.Change(ctx, emptied(t, s)...))
		must(t, s.Close())
	}
}

// emptied returns the changes that remove all remains, as the bot does once it has
// emptied the messages.
func emptied(t *testing.T, s feedback.Store) (changes []feedback.DocumentChange) {
	list, err := s.Documents(context.Background(), remains)
	must(t, err)
	for _, d := range list {
		c := remove(d.Kind, d.ID)
		c.Must = true
		changes = append(changes, c)
	}
	return changes
}

// purgeDocuments checks that edits stay, since they are knowledge, and that messages
// which show removed text are still emptied.
func purgeDocuments(t *testing.T, open Open) {
	ctx := context.Background()
	s := open(t, feedback.KeepMisses, noon)
	defer s.Close()
	for _, tt := range []struct {
		purge   feedback.Purge
		removed int
		left    string
	}{
		{feedback.Purge{OlderThan: noon().AddDate(0, 0, -10)}, 0, "of U1 by U1, of U2 by U2, on U1 by U2; of U1 by U1, of U2 by U2; on U1, on U12; "},
		{feedback.Purge{OlderThan: noon()}, 2, "of U1 by U1, of U2 by U2, on U1 by U2; of U2 by U2; on U1; C1:1.1"},
		{feedback.Purge{All: true}, 4, "of U1 by U1, of U2 by U2, on U1 by U2; ; ; C1:1.1, C1:2.2, C1:3.3"},
		{feedback.Purge{OlderThan: noon().AddDate(0, 0, 1)}, 4, "of U1 by U1, of U2 by U2, on U1 by U2; ; ; C1:1.1, C1:2.2, C1:3.3"},
	} {
		written(t, s)
		n, err := s.Purge(ctx, tt.purge)
		must(t, err)
		if got := state(t, s); n != tt.removed || got != tt.left {
			t.Errorf("purge %+v removed %d and left %s\nwant %d and %s", tt.purge, n, got, tt.removed, tt.left)
		}
	}
	must(t, s.Change(ctx, emptied(t, s)...))
	if got := listed(t, s, remains); got != "" {
		t.Errorf("once the messages are emptied, %s are left", got)
	}
}
