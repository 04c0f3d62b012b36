// Package feedbacktest is the conformance test that every [feedback.Store] must pass.
package feedbacktest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// Open opens the store under test. Within one test every call opens the same store;
// the test calls it again only after Close.
type Open func(t *testing.T, keep feedback.Keep, now func() time.Time) feedback.Store

// Traits say where stores truly differ.
type Traits struct {
	Erases  bool // nobody can recover what Forget removed; otherwise it says that copies are elsewhere
	Backups bool // Backup writes a copy; otherwise it refuses, and says what does
}

// Store runs the conformance test. fresh returns an Open for a new store.
func Store(t *testing.T, traits Traits, fresh func(t *testing.T) Open) {
	tests := map[string]func(*testing.T, func(feedback.Keep) feedback.Store){
		"an event is seen once, over a restart too":   seen,
		"a thing is done once, over a restart too":    once,
		"a thread is remembered, over a restart too":  thread,
		"concurrent updates of a thread lose nothing": updates,
		"a thread remembers the last fifty answers":   shown,
		"of concurrent calls of Seen one is first":    race,
		"recent questions are kept only with all":     recent,
		"top counts what was shown and taken":         top,
		"forget removes a user and nobody else":       traits.forget,
		"a closed store refuses records":              closed,
		"text is kept as the setting says, scrubbed":  texts,
		"the last verdict of a person counts":         verdicts,
		"a choice taken answers its question":         choices,
		"a window holds its days and no others":       window,
		"slices are not shared with callers":          noSharing,
		"a question has the id of its reply":          ids,
		"an export joins verdicts and names nobody":   export,
		"a purge removes what it says":                purge,
		"a backup does not block recording":           traits.backup,
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		t.Run(name, func(t *testing.T) {
			open := fresh(t)
			tests[name](t, func(k feedback.Keep) feedback.Store { return open(t, k, noon) })
		})
	}
	more := documentTests()
	maps.Copy(more, sharedTests())
	for _, name := range slices.Sorted(maps.Keys(more)) {
		t.Run(name, func(t *testing.T) { more[name](t, fresh(t)) })
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func seen(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	r := open(feedback.KeepMisses)
	ask := func(want bool, keys ...string) {
		t.Helper()
		got, err := r.Seen(ctx, keys...)
		must(t, err)
		if got != want {
			t.Errorf("Seen(%q) = %v, want %v", keys, got, want)
		}
	}
	ask(false, "Ev1", "C1:1.1")
	ask(true, "Ev1")
	ask(true, "Ev2", "C1:1.1")
	ask(true, "Ev2") // marked although another key of the call was known
	ask(false, "Ev3")
	ask(false)
	must(t, r.Close())
	r = open(feedback.KeepMisses)
	defer r.Close()
	ask(true, "Ev3")
	ask(false, "Ev4")
}

func once(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	r := open(feedback.KeepNone)
	failed := errors.New("failed")
	call := func(key string, result error, wantCalled bool) {
		t.Helper()
		called := false
		err := r.Once(ctx, key, func(context.Context) error { called = true; return result })
		if called != wantCalled || wantCalled && !errors.Is(err, result) || !wantCalled && err != nil {
			t.Errorf("Once(%q): called %v, %v; want called %v, %v", key, called, err, wantCalled, result)
		}
	}
	_, err := r.Seen(ctx, "digest 1") // another kind of key
	must(t, err)
	call("digest 1", failed, true)
	call("digest 1", nil, true)
	call("digest 1", nil, false)
	call("digest 2", nil, true)
	must(t, r.Close())
	r = open(feedback.KeepNone)
	call("digest 1", nil, false)
	var wg sync.WaitGroup
	calls := 0 // only one call runs at a time, so that nothing else guards it
	for range 8 {
		wg.Go(func() {
			if err := r.Once(ctx, "digest 3", func(context.Context) error { calls++; return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if calls != 1 {
		t.Errorf("done %d times at once, want 1", calls)
	}
	must(t, r.Close())
	if err := r.Once(ctx, "digest 4", func(context.Context) error { return nil }); err == nil {
		t.Error("a closed store promised to remember")
	}
}

func thread(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	r := open(feedback.KeepNone)
	got, err := r.Thread(ctx, "C1:1.1")
	must(t, err)
	if !reflect.DeepEqual(got, feedback.Thread{}) {
		t.Errorf("unknown thread = %+v", got)
	}
	want := feedback.Thread{Entry: "cto.coding", Facet: "r.coding", Roles: []string{"cto"}, Offered: []string{"cdo.definition", "cdigo.definition"}, Places: []string{"Germany"}, Earlier: []string{"cio.salary"}, Nearly: []string{"cto.team"}, Shown: map[string]string{"cto.coding": "1.2"}}
	must(t, r.UpdateThread(ctx, "C1:1.1", func(t *feedback.Thread) { t.Entry = "cio.types" }))
	must(t, r.UpdateThread(ctx, "C1:1.1", func(t *feedback.Thread) {
		if t.Entry != "cio.types" {
			t.Roles = append(t.Roles, "the update before is not seen")
		}
		t.Entry, t.Facet, t.Roles, t.Offered, t.Places, t.Shown = want.Entry, want.Facet, append(t.Roles, want.Roles...), slices.Clone(want.Offered), want.Places, maps.Clone(want.Shown)
		t.Earlier, t.Nearly = want.Earlier, want.Nearly
	}))
	for range 2 {
		got, err = r.Thread(ctx, "C1:1.1")
		must(t, err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("thread = %+v, want %+v", got, want)
		}
		must(t, r.Close())
		r = open(feedback.KeepNone)
	}
	must(t, r.Close())
}

// updates checks that concurrent updates of one conversation are all kept, also while
// the store writes to the disk and after a restart.
func updates(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	want := map[string]string{}
	for round := range 2 {
		r := open(feedback.KeepNone)
		var wg sync.WaitGroup
		for i := range 20 {
			entry := fmt.Sprintf("cto.%d-%d", round, i)
			want[entry] = "1." + entry
			wg.Go(func() {
				err := r.UpdateThread(ctx, "C1:1.1", func(t *feedback.Thread) {
					if t.Shown == nil {
						t.Shown = map[string]string{}
					}
					t.Shown[entry] = "1." + entry
				})
				if err != nil {
					t.Error(err)
				}
				if i%5 == 0 { // Forget writes everything to the disk first
					_, err := r.Forget(ctx, "U1")
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		got, err := r.Thread(ctx, "C1:1.1")
		must(t, err)
		if !reflect.DeepEqual(got.Shown, want) {
			t.Errorf("round %d: %d answers are remembered, want %d", round, len(got.Shown), len(want))
		}
		must(t, r.Close())
	}
}

func shown(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	r := open(feedback.KeepNone)
	defer r.Close()
	var kept feedback.Thread
	for i := range 60 {
		must(t, r.UpdateThread(ctx, "C1:1.1", func(t *feedback.Thread) {
			if t.Shown == nil {
				t.Shown = map[string]string{}
			}
			t.Shown[fmt.Sprint("cto.", i)] = fmt.Sprintf("17000000%02d.0", i)
			kept = *t // a caller that keeps it must not change the store
		}))
	}
	kept.Shown["cto.later"] = "1"
	got, err := r.Thread(ctx, "C1:1.1")
	must(t, err)
	if len(got.Shown) != 50 || got.Shown["cto.9"] != "" || got.Shown["cto.10"] == "" || got.Shown["cto.later"] != "" {
		t.Errorf("%d answers are remembered, want the last 50: %v", len(got.Shown), got.Shown)
	}
	got.Shown["cto.later"] = "1"
	again, err := r.Thread(ctx, "C1:1.1")
	must(t, err)
	if again.Shown["cto.later"] != "" {
		t.Error("changing a returned thread changes the store")
	}
}

func race(t *testing.T, open func(feedback.Keep) feedback.Store) {
	r := open(feedback.KeepMisses)
	defer r.Close()
	var wg sync.WaitGroup
	var mu sync.Mutex
	first := 0
	for range 16 {
		wg.Go(func() {
			known, err := r.Seen(context.Background(), "Ev1", "C1:1.1")
			if err != nil {
				t.Error(err)
			}
			if !known {
				mu.Lock()
				first++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if first != 1 {
		t.Errorf("%d of 16 were first", first)
	}
}

func recent(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	for _, keep := range []feedback.Keep{feedback.KeepNone, feedback.KeepMisses, feedback.KeepAll} {
		r := open(keep)
		for i, q := range []string{"first " + string(keep), "second " + string(keep), "second " + string(keep)} {
			must(t, r.Asked(ctx, feedback.Asked{Reply: fmt.Sprint(keep, i), User: "U1", Surface: feedback.SurfaceDM, Outcome: "answer",
				Entry: "cto.coding", Question: q, Time: time.Date(2026, 11, 22, 12, i, 0, 0, time.UTC)}))
		}
		got, err := r.Recent(ctx, "U1", 5)
		must(t, err)
		other, err := r.Recent(ctx, "U2", 5)
		must(t, err)
		want := ""
		if keep == feedback.KeepAll {
			want = "second all, first all"
		}
		if strings.Join(got, ", ") != want || len(other) != 0 {
			t.Errorf("keep %s: recent %q, of another user %q, want %q", keep, got, other, want)
		}
		must(t, r.Close())
	}
}

func top(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	r := open(feedback.KeepNone)
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	ask := func(entry string, daysAgo int) {
		must(t, r.Asked(ctx, feedback.Asked{User: "U1", Surface: feedback.SurfaceChannel, Outcome: "answer", Entry: entry, Time: at.AddDate(0, 0, -daysAgo)}))
	}
	ask("cto.coding", 0)
	ask("cto.coding", 1)
	ask("cio.types", 1)
	ask("cto.old", 20)
	must(t, r.Choice(ctx, feedback.Choice{Reply: "r9", User: "U1", Entry: "ciso.need", Surface: feedback.SurfaceDM, Time: at}))
	must(t, r.Choice(ctx, feedback.Choice{Reply: "r9", User: "U1", Entry: "ciso.need", Surface: feedback.SurfaceDM, Time: at}))
	must(t, r.Close()) // so that everything is on disk
	r = open(feedback.KeepNone)
	defer r.Close()
	got, err := r.Top(ctx, 7, 2)
	must(t, err)
	want := []feedback.Popular{{Entry: "cto.coding", N: 2}, {Entry: "cio.types", N: 1}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("top = %v, want %v", got, want)
	}
}

func (traits Traits) forget(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	r := open(feedback.KeepAll)
	defer r.Close()
	for _, u := range []string{"U1", "U2"} {
		must(t, r.Asked(ctx, feedback.Asked{Reply: "r" + u, User: u, Outcome: "none", Question: "what of " + u}))
		must(t, r.Verdict(ctx, feedback.Verdict{Reply: "shared", User: u, Entry: "cto.coding", Helpful: true}))
	}
	must(t, r.Verdict(ctx, feedback.Verdict{Reply: "shared", User: "U1", Entry: "cto.coding"}))
	for _, want := range []int{2, 0} {
		got, err := r.Forget(ctx, "U1")
		must(t, err)
		if got != (feedback.Forgotten{Records: want, Erased: traits.Erases, Elsewhere: !traits.Erases}) {
			t.Errorf("forgot %+v, want %d records; erased: %v", got, want, traits.Erases)
		}
	}
	must(t, r.Retract(ctx, "shared", "U2"))
	must(t, r.Retract(ctx, "shared", "U2")) // nothing to retract is not an error
	got, err := r.Forget(ctx, "U2")
	must(t, err)
	if got.Records != 1 {
		t.Errorf("of the other user %d records were left, want the question", got.Records)
	}
}

func closed(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	r := open(feedback.KeepMisses)
	must(t, r.Close())
	must(t, r.Close())
	if err := r.Verdict(ctx, feedback.Verdict{Reply: "r", User: "u"}); err == nil {
		t.Error("a verdict was confirmed by a closed store")
	}
	if err := r.Asked(ctx, feedback.Asked{}); err == nil {
		t.Error("a question was taken by a closed store")
	}
}
