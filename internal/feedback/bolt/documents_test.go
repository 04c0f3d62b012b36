package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// put saves a document.
func put(t *testing.T, s *Store, d feedback.Document) {
	t.Helper()
	must(t, s.Change(context.Background(), feedback.DocumentChange{Put: &d}))
}

// ids returns the ids of the documents of a kind.
func ids(t *testing.T, s *Store, kind feedback.DocumentKind) string {
	t.Helper()
	list, err := s.Documents(context.Background(), kind)
	must(t, err)
	var out []string
	for _, d := range list {
		out = append(out, d.ID)
	}
	return strings.Join(out, " ")
}

// onDiskOf counts the documents of a kind on disk, whether they have expired or not.
func onDiskOf(t *testing.T, s *Store, kind feedback.DocumentKind) (n int) {
	t.Helper()
	must(t, s.view(func(tx *bbolt.Tx) error {
		return tx.Bucket(bDocuments).ForEach(func(k, _ []byte) error {
			if bytes.HasPrefix(k, documentKey(kind, "")) {
				n++
			}
			return nil
		})
	}))
	return n
}

// text is a body that holds a word.
func text(word string) []byte { return []byte(`{"text":"` + word + `"}`) }

// However a document or its old text goes, its bytes leave the file: at once where
// someone asks for it, otherwise within a day.
func TestRemovedDocumentsLeaveNoByte(t *testing.T) {
	ctx := context.Background()
	type store struct {
		*Store
		w *sweeper
		c *clocks
	}
	daily := func(t *testing.T, s store) { t.Helper(); s.c.pass(compactInterval); must(t, s.sweep(ctx, s.w)) }
	purge := func(p feedback.Purge) func(*testing.T, store) {
		return func(t *testing.T, s store) { _, err := s.Purge(ctx, p); must(t, err) }
	}
	for name, tt := range map[string]struct {
		remove  func(*testing.T, store)
		remains int
	}{
		"forget the author": {func(t *testing.T, s store) { _, err := s.Forget(ctx, "U0AUTHOR"); must(t, err) }, 60},
		"forget a person":   {func(t *testing.T, s store) { _, err := s.Forget(ctx, "U0PERSON"); must(t, err) }, 60},
		"purge a person":    {purge(feedback.Purge{User: "U0PERSON"}), 60},
		"purge all":         {purge(feedback.Purge{All: true}), 60},
		"purge old":         {purge(feedback.Purge{OlderThan: newClocks().now().AddDate(0, 0, 1)}), 60},
		"retention": {func(t *testing.T, s store) {
			for range 15 {
				daily(t, s)
			}
		}, 60},
		"removed": {func(t *testing.T, s store) {
			changes := make([]feedback.DocumentChange, 60) // at once: no later change writes over the freed pages
			for i := range changes {
				changes[i].Remove = &feedback.Document{Kind: "draft", ID: fmt.Sprint(i)}
			}
			must(t, s.Change(ctx, changes...))
			daily(t, s)
		}, 0},
		"replaced": {func(t *testing.T, s store) {
			changes := make([]feedback.DocumentChange, 60)
			for i := range changes {
				changes[i].Put = &feedback.Document{Kind: "draft", ID: fmt.Sprint(i), Body: text("other")}
			}
			must(t, s.Change(ctx, changes...))
			daily(t, s)
		}, 0},
		"replaced once it has expired": {func(t *testing.T, s store) {
			s.c.pass(15 * 24 * time.Hour)
			for i := range 60 {
				put(t, s.Store, feedback.Document{Kind: "draft", ID: fmt.Sprint(i), Body: text("other")})
			}
			must(t, s.sweep(ctx, s.w))
		}, 60},
	} {
		c := newClocks()
		s := store{open(t, filepath.Join(t.TempDir(), FileName), c.options(feedback.KeepMisses)), &sweeper{}, c}
		s.w.Observe(c.now(), c.since())
		for i := range 60 {
			put(t, s.Store, feedback.Document{Kind: "draft", ID: fmt.Sprint(i), By: "U0AUTHOR", People: []string{"U0PERSON"}, Until: c.now().AddDate(0, 0, 14),
				Remains: fmt.Sprint("C1:", i), Body: text("CANARY")})
		}
		put(t, s.Store, feedback.Document{Kind: "edit", ID: "e", Body: text("KNOWLEDGE")})
		c.pass(sweepInterval)
		must(t, s.sweep(ctx, s.w)) // the rewriting of this day is done
		if remaining(t, s.Path(), "CANARY") != 60 || remaining(t, s.Path(), "U0AUTHOR") == 0 || remaining(t, s.Path(), "U0PERSON") != 0 {
			t.Fatalf("%s: %d texts and %d people are in the file before", name, remaining(t, s.Path(), "CANARY"), remaining(t, s.Path(), "U0PERSON"))
		}
		tt.remove(t, s)
		if n, a := remaining(t, s.Path(), "CANARY"), remaining(t, s.Path(), "U0AUTHOR"); n != 0 || a != 0 {
			t.Errorf("%s: %d texts and %d authors are still in the file", name, n, a)
		}
		if n := onDiskOf(t, s.Store, feedback.DocumentRemains); n != tt.remains {
			t.Errorf("%s: %d messages are to be emptied, want %d", name, n, tt.remains)
		}
		if ids(t, s.Store, "edit") != "e" {
			t.Errorf("%s: the edit is gone", name)
		}
	}
}

// An edit loses its author without a byte left of them, and keeps its text.
func TestAForgottenAuthorLeavesTheEdit(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), FileName), Options{})
	for i := range 60 {
		put(t, s, feedback.Document{Kind: "edit", ID: fmt.Sprint(i), By: "U0AUTHOR", Body: text("KNOWLEDGE")})
	}
	if f, err := s.Forget(context.Background(), "U0AUTHOR"); err != nil || f != (feedback.Forgotten{Records: 60, Erased: true}) {
		t.Errorf("forget gave %+v, %v", f, err)
	}
	if n, k := remaining(t, s.Path(), "U0AUTHOR"), remaining(t, s.Path(), "KNOWLEDGE"); n != 0 || k != 60 {
		t.Errorf("the file names the author %d times and has %d of 60 edits", n, k)
	}
}

// More documents than one transaction takes expire in one sweep, and then their remains.
func TestManyDocumentsExpire(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	s := open(t, filepath.Join(t.TempDir(), FileName), c.options(feedback.KeepMisses))
	w := &sweeper{}
	w.Observe(c.now(), c.since())
	n := 2*sweepBatch + 10
	changes := make([]feedback.DocumentChange, n)
	for i := range changes {
		changes[i].Put = &feedback.Document{Kind: "wait", ID: fmt.Sprintf("%05d", i), Until: c.now().Add(time.Hour), Remains: fmt.Sprint("D1:", i)}
	}
	changes[5].Put.Until, changes[n-5].Put.Until = time.Time{}, c.now().Add(24*time.Hour)
	must(t, s.Change(ctx, changes...))
	c.pass(time.Hour)
	must(t, s.sweep(ctx, w))
	if left, r := onDiskOf(t, s, "wait"), onDiskOf(t, s, feedback.DocumentRemains); left != 2 || r != n-2 {
		t.Errorf("%d are left and %d messages are to be emptied; want 2 and %d", left, r, n-2)
	}
	c.pass(feedback.RemainsKept)
	must(t, s.sweep(ctx, w))
	if left, r := onDiskOf(t, s, "wait"), onDiskOf(t, s, feedback.DocumentRemains); left != 1 || r != 1 {
		t.Errorf("a month later %d are left and %d messages are to be emptied; want one that stays, and the message of the other", left, r)
	}
}

// A clock that jumps hides what has expired by it, but removes nothing; what it dated is
// corrected once it is right again.
func TestAWrongClockRemovesNoDocument(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	path := filepath.Join(t.TempDir(), FileName)
	s := open(t, path, c.options(feedback.KeepMisses))
	run(t, s, c, s.newSweeper(), 25*time.Hour)
	until := func() time.Time { return c.now().AddDate(0, 0, 14) }
	const years = 5 * 365 * 24 * time.Hour
	put(t, s, feedback.Document{Kind: "draft", ID: "right", Until: until()})
	s, w := restart(t, s, c, years)
	put(t, s, feedback.Document{Kind: "draft", ID: "ahead", Until: until()})
	put(t, s, feedback.Document{Kind: "edit", ID: "ahead"})
	run(t, s, c, w, time.Hour)
	if got := ids(t, s, "draft"); got != "ahead" || onDiskOf(t, s, "draft") != 2 {
		t.Errorf("a clock that is years ahead shows %q of %d drafts", got, onDiskOf(t, s, "draft"))
	}
	s, w = restart(t, s, c, -2*years)
	put(t, s, feedback.Document{Kind: "draft", ID: "behind", Until: until()})
	put(t, s, feedback.Document{Kind: "draft", ID: "behind, dated", Saved: c.now(), Until: until()})
	run(t, s, c, w, time.Hour)
	s, w = restart(t, s, c, years)
	run(t, s, c, w, 26*time.Hour)
	if got := ids(t, s, "draft"); got != "ahead behind behind, dated right" {
		t.Errorf("once the clock is right there are the drafts %q", got)
	}
	list, err := s.Documents(ctx, "draft")
	must(t, err)
	edits, err := s.Documents(ctx, "edit")
	must(t, err)
	for _, d := range append(list, edits...) {
		if d.Saved.After(c.now()) || c.now().Sub(d.Saved) > 3*24*time.Hour {
			t.Errorf("%s %s was saved at %v; it is %v", d.Kind, d.ID, d.Saved, c.now())
		}
	}
	run(t, s, c, w, 11*24*time.Hour)
	if got := ids(t, s, "draft"); got != "ahead behind behind, dated right" {
		t.Errorf("after eleven more days there are the drafts %q", got)
	}
	run(t, s, c, w, 4*24*time.Hour)
	if n := onDiskOf(t, s, "draft"); n != 0 {
		t.Errorf("%d drafts never expire", n)
	}
}

// A document that cannot be read hides no other. It counts as not there; an edit is left
// on disk for a repair, anything else goes with the next sweep.
func TestADocumentThatCannotBeRead(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	var log bytes.Buffer
	opt := c.options(feedback.KeepMisses)
	opt.Logger = slog.New(slog.NewTextHandler(&log, nil))
	s := open(t, filepath.Join(t.TempDir(), FileName), opt)
	w := &sweeper{}
	w.Observe(c.now(), c.since())
	for _, kind := range []feedback.DocumentKind{"edit", "draft"} {
		for _, id := range []string{"a", "b", "c"} {
			put(t, s, feedback.Document{Kind: kind, ID: id, By: "U1", Body: text("zebra")})
		}
		must(t, s.update(func(tx *bbolt.Tx) error {
			return tx.Bucket(bDocuments).Put(documentKey(kind, "b"), []byte(`{"By":"SECRET`))
		}))
	}
	for range 2 {
		if got := ids(t, s, "edit") + ", " + ids(t, s, "draft"); got != "a c, a c" {
			t.Errorf("there are %q", got)
		}
	}
	if _, ok, err := s.Document(ctx, "edit", "b"); ok || err != nil {
		t.Errorf("what cannot be read was found: %v, %v", ok, err)
	}
	if n := strings.Count(log.String(), "cannot be read"); n != 1 || strings.Contains(log.String(), "SECRET") {
		t.Errorf("the log tells it %d times: %s", n, log.String())
	}
	d := feedback.Document{Kind: "edit", ID: "b"}
	if err := s.Change(ctx, feedback.DocumentChange{Put: &d, Must: true}); !errors.Is(err, feedback.ErrChanged) {
		t.Errorf("what cannot be read counts as there: %v", err)
	}
	c.pass(sweepInterval)
	must(t, s.sweep(ctx, w))
	if e, n := onDiskOf(t, s, "edit"), onDiskOf(t, s, "draft"); e != 3 || n != 2 {
		t.Errorf("%d edits and %d drafts are on disk, want 3 and 2", e, n)
	}
	must(t, s.Change(ctx, feedback.DocumentChange{Put: &d, New: true}))
	if got := ids(t, s, "edit"); got != "a b c" {
		t.Errorf("after a repair there are %q", got)
	}
}

// A store of the version before documents is brought up to date, with a copy; opened for
// reading, it is refused by name.
func TestAStoreWithoutDocuments(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), FileName)
	s := open(t, path, Options{})
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none", Question: "zebra"}))
	must(t, s.Close())
	inFile(t, path, func(tx *bbolt.Tx) error {
		return errors.Join(tx.DeleteBucket(bDocuments), tx.Bucket(bMeta).Put(kSchema, number(1)))
	})
	if _, err := Open(path, Options{ReadOnly: true}); !errors.Is(err, feedback.ErrOlder) {
		t.Errorf("opened for reading: %v", err)
	}
	s = open(t, path, Options{})
	put(t, s, feedback.Document{Kind: "edit", ID: "e"})
	if got := ids(t, s, "edit"); got != "e" || len(questions(t, s)) != 1 {
		t.Errorf("after the migration there are the edits %q and %d questions", got, len(questions(t, s)))
	}
	if _, err := os.Stat(path + ".v1.bak"); err != nil {
		t.Errorf("the copy: %v", err)
	}
	var b bytes.Buffer
	must(t, s.Backup(ctx, &b))
	restored := filepath.Join(t.TempDir(), FileName)
	must(t, os.WriteFile(restored, b.Bytes(), 0o600))
	reader := open(t, restored, Options{ReadOnly: true})
	if got := ids(t, reader, "edit"); got != "e" || len(questions(t, reader)) != 1 || reader.QuestionID("r") != s.QuestionID("r") {
		t.Errorf("the backup has the edits %q", got)
	}
	if err := reader.Change(ctx, feedback.DocumentChange{Put: &feedback.Document{Kind: "edit", ID: "f"}}); !errors.Is(err, feedback.ErrReadOnly) {
		t.Errorf("a change of a store opened for reading gave %v", err)
	}
}

// BenchmarkDocuments reads a thousand edits of 3 KB.
func BenchmarkDocuments(b *testing.B) {
	ctx := context.Background()
	s, err := Open(filepath.Join(b.TempDir(), FileName), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	changes := make([]feedback.DocumentChange, 1000)
	for i := range changes {
		changes[i].Put = &feedback.Document{Kind: feedback.DocumentEdit, ID: fmt.Sprint("cto.", i), By: "U0AUTHOR", Body: text(strings.Repeat("Some text of an edit, ", 136))}
	}
	if err := s.Change(ctx, changes...); err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if list, err := s.Documents(ctx, feedback.DocumentEdit); err != nil || len(list) != len(changes) {
				b.Fatal(len(list), err)
			}
		}
	})
	b.Run("sweep", func(b *testing.B) {
		for b.Loop() {
			if n, err := s.reviseEach(ctx, revision(feedback.Expiry(s.opt.Now()))); n != 0 || err != nil {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("save", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if err := s.Change(ctx, changes[i%len(changes)]); err != nil {
				b.Fatal(err)
			}
		}
	})
}
