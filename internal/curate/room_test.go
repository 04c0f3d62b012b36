package curate

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/match"
)

// someRoom returns a room over a small corpus, the knowledge in service and the store.
func someRoom(t *testing.T) (*Room, *Live, feedback.Store) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }
	store, err := bolt.Open(filepath.Join(t.TempDir(), "feedback.db"), bolt.Options{Now: now})
	must(t, err)
	t.Cleanup(func() { must(t, store.Close()) })
	live := started(t, LiveOptions{Base: small(), Index: unlearned, Edits: func(ctx context.Context) ([]feedback.Document, error) {
		return store.Documents(ctx, feedback.DocumentEdit)
	}})
	return NewRoom(live, store, now), live, store
}

func answerTo(l *Live, id string) string {
	e := l.State().Corpus.Entry(id)
	if e == nil {
		return ""
	}
	return e.Short.Plain(nil)
}

func TestASavedEntryIsInServiceAndHasVersions(t *testing.T) {
	ctx := t.Context()
	r, live, _ := someRoom(t)
	form, err := r.Form(ctx, "cto.salary")
	must(t, err)
	if form.Version != 0 || form.Layer != BuiltIn || form.Fields.Short != "Yes." || form.Fields.Points != "One point." {
		t.Fatalf("the form is %+v", form)
	}
	form.Fields.Short = "More than the rest."
	saved, err := r.Save(ctx, "U1", form.Fields, form.Version, NoteEdited)
	must(t, err)
	if saved.Version != 1 || answerTo(live, "cto.salary") != "More than the rest." {
		t.Errorf("saved %+v, in service %q", saved, answerTo(live, "cto.salary"))
	}
	again, err := r.Form(ctx, "cto.salary")
	must(t, err)
	again.Fields.Short = "Less than that."
	_, err = r.Save(ctx, "U2", again.Fields, again.Version, NoteEdited)
	must(t, err)
	_, err = r.StillTrue(ctx, "U2", "cto.salary")
	must(t, err)
	if e := live.State().Corpus.Entry("cto.salary"); !e.Reviewed.Equal(time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("reviewed %v", e.Reviewed)
	}
	_, err = r.Give(ctx, "U2", "cto.salary", "U3")
	must(t, err)
	_, err = r.AddWording(ctx, "U2", "cto.salary", "what <@U9> gets as cto")
	must(t, err)
	if e := live.State().Corpus.Entry("cto.salary"); e.Owner != "U3" || e.Phrasings[len(e.Phrasings)-1].Text != "what gets as cto" {
		t.Errorf("owner %q, phrasings %v", e.Owner, e.Phrasings)
	}

	_, err = r.Back(ctx, "U1", "cto.salary", 1)
	must(t, err)
	if answerTo(live, "cto.salary") != "More than the rest." {
		t.Errorf("after going back: %q", answerTo(live, "cto.salary"))
	}
	_, err = r.Back(ctx, "U1", "cto.salary", 0)
	must(t, err)
	if answerTo(live, "cto.salary") != "Yes." {
		t.Errorf("the built-in answer is %q", answerTo(live, "cto.salary"))
	}
	list, below, err := r.History(ctx, "cto.salary")
	must(t, err)
	var got []string
	for _, v := range list {
		got = append(got, fmt.Sprintf("%d %s %s %v %s", v.N, v.By, v.Note, v.Gone, v.Answer))
	}
	if want := "7 U1 back to the built-in answer true |6 U1 back to an earlier version false More than the rest.|5 U2 a wording added false Less than that.|4 U2 a new owner false Less than that.|" +
		"3 U2 still true false Less than that.|2 U2 edited false Less than that.|1 U1 edited false More than the rest."; strings.Join(got, "|") != want || !below {
		t.Errorf("the history is\n%s\nwant\n%s", strings.Join(got, "|"), want)
	}
	for _, version := range []int{7, 9} {
		if _, err := r.Back(ctx, "U1", "cto.salary", version); err == nil {
			t.Errorf("went back to version %d", version)
		}
	}
}

// TestASourceThatAnEditAddedStays when the entry is saved again, by whatever button.
func TestASourceThatAnEditAddedStays(t *testing.T) {
	ctx := t.Context()
	r, live, _ := someRoom(t)
	saved, err := r.Save(ctx, "U1", entryform.Fields{Role: "cto", Question: "Where does the CTO park?", Short: "In the yard.", NewSource: entryform.NewSource{Title: "Rules", URL: "https://acme.example/rules"}}, 0, NoteNew)
	must(t, err)
	want := live.State().Corpus.Entry(saved.Entry).Sources
	still := func(after string) {
		t.Helper()
		e := live.State().Corpus.Entry(saved.Entry)
		if e == nil || len(want) != 1 || !slices.Equal(e.Sources, want) {
			t.Fatalf("after %s: %+v; the faults are %v", after, e, live.Problems())
		}
	}
	_, err = r.StillTrue(ctx, "U1", saved.Entry)
	must(t, err)
	still("“Still true”")
	form, err := r.Form(ctx, saved.Entry)
	must(t, err)
	form.Fields.Short, form.Fields.NewSource = "In the hall.", entryform.NewSource{Title: "More rules", URL: "https://acme.example/more"}
	_, err = r.Save(ctx, "U1", form.Fields, form.Version, NoteEdited)
	must(t, err)
	_, err = r.AddWording(ctx, "U1", saved.Entry, "the cto's yard")
	must(t, err)
	if want = live.State().Corpus.Entry(saved.Entry).Sources; len(want) != 2 {
		t.Fatalf("the sources are %v", want)
	}
	_, err = r.Back(ctx, "U1", saved.Entry, 2)
	must(t, err)
	want = want[:1]
	still("“Back to this version”")
}

// TestWhatIsStoredIsSaved although the request ends while something else is being learned:
// that is no error, and comes into service by itself.
func TestWhatIsStoredIsSaved(t *testing.T) {
	learns, learned := make(chan struct{}), make(chan struct{})
	_, _, store := someRoom(t)
	o := LiveOptions{Base: small(), Edits: func(ctx context.Context) ([]feedback.Document, error) {
		return store.Documents(ctx, feedback.DocumentEdit)
	}, Index: func(c *corpus.Corpus) (*match.Index, error) {
		if c.Entry("cto.salary").Short.Plain(nil) != "Yes." {
			learns <- struct{}{}
			<-learned
		}
		return nil, nil
	}}
	live := started(t, o)
	r := NewRoom(live, store, time.Now)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	save := func(short string) (Saved, error) {
		form, err := r.Form(t.Context(), "cto.salary")
		must(t, err)
		form.Fields.Short = short
		return r.Save(ctx, "U1", form.Fields, form.Version, NoteEdited)
	}
	go func() { <-learns; end() }()
	if saved, err := save("More than the rest."); err != nil || !saved.Late || saved.Version != 1 {
		t.Fatalf("saved %+v, %v", saved, err)
	}
	d, err := r.editDocument("U1", "entries/cto/salary.md", 2, EditBody{})
	must(t, err)
	d.ID = EditID("entries/cto/salary.md", 2)
	must(t, store.Change(t.Context(), feedback.DocumentChange{Put: &d, New: true}))
	if err := live.Reload(ctx); !errors.Is(err, context.Canceled) { // it learns still
		t.Fatalf("a reload returned %v", err)
	}
	close(learned)
	must(t, live.Reload(t.Context()))
	if got := answerTo(live, "cto.salary"); got != "Yes." {
		t.Errorf("in service is %q", got)
	}
}

// A form that is saved as it was opened makes no version.
func TestASaveWithoutAChangeIsNone(t *testing.T) {
	ctx := t.Context()
	r, live, _ := someRoom(t)
	form, err := r.Form(ctx, "cto.salary")
	must(t, err)
	saved, err := r.Save(ctx, "U1", form.Fields, form.Version, NoteEdited)
	must(t, err)
	_, err = r.AddWording(ctx, "U1", "cto.salary", "CTO pay?")
	must(t, err)
	if list, _, err := r.History(ctx, "cto.salary"); err != nil || len(list) != 0 || saved.Version != 0 || live.State().LayerOf("cto.salary") != BuiltIn {
		t.Errorf("%d versions of nothing, saved %+v, %v", len(list), saved, err)
	}
}

func TestANewEntryCanBeTakenBackOnlyToItsVersions(t *testing.T) {
	ctx := t.Context()
	r, live, _ := someRoom(t)
	saved, err := r.Save(ctx, "U1", entryform.Fields{Role: "cto", Question: "Where does the CTO park?", Short: "In the yard.", NewSource: entryform.NewSource{Title: "Rules", URL: "https://acme.example/rules"}}, 0, NoteNew)
	must(t, err)
	if saved.Entry != "cto.park" || answerTo(live, "cto.park") != "In the yard." {
		t.Errorf("saved %+v, in service %q", saved, answerTo(live, "cto.park"))
	}
	if _, below, err := r.History(ctx, "cto.park"); below || err != nil {
		t.Errorf("below %v, %v", below, err)
	}
	if _, err := r.Back(ctx, "U1", "cto.park", 0); err == nil {
		t.Error("went back to a built-in answer that there is not")
	}
	second, err := r.Save(ctx, "U1", entryform.Fields{Role: "cto", Question: "The CTO's park?", Short: "A garden.", NewSource: entryform.NewSource{Title: "The same rules", URL: "https://acme.example/rules"}}, 0, NoteNew)
	must(t, err)
	if second.Entry != "cto.park-2" || len(live.State().Corpus.Entry("cto.park-2").Sources) != 1 {
		t.Errorf("the second is %+v", second)
	}
}

func TestFaultsAreToldAndNothingIsSaved(t *testing.T) {
	ctx := t.Context()
	r, live, store := someRoom(t)
	version := live.State().Corpus.Version
	for name, test := range map[string]struct {
		fields entryform.Fields
		want   entryform.Field
	}{
		"no answer":                    {entryform.Fields{Question: "Where do we park?"}, entryform.FieldShort},
		"an unknown source":            {entryform.Fields{Question: "Where do we park?", Short: "In the yard [NOPE]."}, entryform.FieldShort},
		"an unknown source in a point": {entryform.Fields{Question: "Where do we park?", Short: "In the yard.", Points: "one\ntwo [NOPE]"}, entryform.FieldPoints},
		"in the next step":             {entryform.Fields{Question: "Where do we park?", Short: "In the yard.", Points: "one", Next: "ask [NOPE]"}, entryform.FieldNext},
		"a wording of another entry":   {entryform.Fields{Question: "Where do we park?", Short: "In the yard.", Phrasings: []string{"parking", "cto pay"}}, entryform.FieldPhrasings},
		"a question of another entry":  {entryform.Fields{Question: "what does a cto earn", Short: "Much."}, entryform.FieldQuestion},
		"a mark that is not shown":     {entryform.Fields{Question: "Where do we park?", Short: "In the ~~yard~~."}, entryform.FieldShort},
	} {
		_, err := r.Save(ctx, "U1", test.fields, 0, NoteNew)
		faults, ok := errors.AsType[entryform.Faults](err)
		if !ok || len(faults) != 1 || faults[0].Field != test.want {
			t.Errorf("%s: %v, want a fault of %s", name, err, test.want)
		}
		if check := r.Check(ctx, test.fields, 0); check == nil || check.Error() != err.Error() {
			t.Errorf("%s: Check says %v", name, check)
		}
	}
	docs, err := store.Documents(ctx, feedback.DocumentEdit)
	if err != nil || len(docs) > 0 || live.State().Corpus.Version != version {
		t.Errorf("something was saved: %v, %v", docs, err)
	}
}

func TestTheLaterOfTwoIsShownBoth(t *testing.T) {
	ctx := t.Context()
	r, live, _ := someRoom(t)
	form, err := r.Form(ctx, "cto.team")
	must(t, err)
	mine, theirs := form.Fields, form.Fields
	theirs.Short = "Theirs."
	mine.Short = "Mine."
	_, err = r.Save(ctx, "U2", theirs, form.Version, NoteEdited)
	must(t, err)
	_, err = r.Save(ctx, "U1", mine, form.Version, NoteEdited)
	c, ok := errors.AsType[*Conflict](err)
	if !ok || c.By != "U2" || c.Version != 1 || c.Theirs.Short != "Theirs." {
		t.Fatalf("the later save gave %v (%+v)", err, c)
	}
	if answerTo(live, "cto.team") != "Theirs." {
		t.Errorf("in service is %q", answerTo(live, "cto.team"))
	}
	_, err = r.Save(ctx, "U1", mine, c.Version, NoteEdited)
	must(t, err)
	if answerTo(live, "cto.team") != "Mine." {
		t.Errorf("in service is %q", answerTo(live, "cto.team"))
	}
}

// Of many at once each change of one thing is kept.
// A version that cannot be read is followed by another one.
func TestAVersionThatCannotBeReadIsFollowedByAnother(t *testing.T) {
	ctx := t.Context()
	r, live, store := someRoom(t)
	_, err := r.Give(ctx, "U1", "cto.team", "U1")
	must(t, err)
	must(t, store.Change(ctx, feedback.DocumentChange{Put: &feedback.Document{Kind: feedback.DocumentEdit, ID: EditID("entries/cto/team.md", 2), Body: []byte("7")}}))
	_ = live.Reload(ctx) // it tells of the fault
	saved, err := r.Give(ctx, "U1", "cto.team", "U2")
	must(t, err)
	list, _, err := r.History(ctx, "cto.team")
	must(t, err)
	if saved.Version != 3 || len(list) != 2 || live.State().Corpus.Entry("cto.team").Owner != "U2" {
		t.Errorf("saved as %d, history %+v", saved.Version, list)
	}
}

func TestManyChangesAtOnce(t *testing.T) {
	ctx := t.Context()
	r, live, _ := someRoom(t)
	var all sync.WaitGroup
	for i := range 5 {
		all.Go(func() {
			if _, err := r.AddWording(ctx, "U1", "cto.team", fmt.Sprintf("zebra number %d", i)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	n := 0
	for _, p := range live.State().Corpus.Entry("cto.team").Phrasings {
		if strings.HasPrefix(p.Text, "zebra") {
			n++
		}
	}
	if n != 5 {
		t.Errorf("%d of 5 wordings were kept", n)
	}
}
