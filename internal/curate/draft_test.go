package curate

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/fstest"

	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
)

func TestDrafts(t *testing.T) {
	ctx := t.Context()
	r, live, store := someRoom(t)
	keep := func(by string, f entryform.Fields) Draft {
		id, err := r.KeepDraft(ctx, Draft{By: by, DraftBody: DraftBody{Fields: f, Origin: "answers.csv, row 2"}})
		must(t, err)
		d, err := r.Draft(ctx, id)
		must(t, err)
		return d
	}
	park := keep("U5", entryform.Fields{Role: "cto", Question: "Where does the CTO park?", Short: "In the yard."})
	same := keep("U6", entryform.Fields{Role: "cto", Question: "The CTO's park?", Short: "A garden."})
	faulty := keep("U6", entryform.Fields{Question: "Where do bees live?", Short: "In [NOPE]."})
	twice := keep("U6", entryform.Fields{Question: "where does the cto park", Short: "Elsewhere."})
	out, err := r.Accept(ctx, "U1", park, same, faulty, twice)
	must(t, err)
	if out[0].Err != nil || out[0].Saved.Entry != "cto.park" || out[1].Err != nil || out[1].Saved.Entry != "cto.park-2" {
		t.Errorf("the good ones: %+v, %+v", out[0], out[1])
	}
	if _, ok := errors.AsType[entryform.Faults](out[2].Err); !ok {
		t.Errorf("the faulty one: %v", out[2].Err)
	}
	if answerTo(live, "cto.park") != "In the yard." || answerTo(live, "cto.park-2") != "A garden." {
		t.Errorf("in service: %q, %q", answerTo(live, "cto.park"), answerTo(live, "cto.park-2"))
	}
	if _, ok := errors.AsType[entryform.Faults](out[3].Err); !ok {
		t.Errorf("a question that another draft has: %v", out[3].Err)
	}
	left, err := r.Drafts(ctx)
	must(t, err)
	if len(left) != 2 {
		t.Errorf("%d drafts are left, want the two with faults", len(left))
	}
	if _, err := r.Draft(ctx, park.ID); !errors.Is(err, ErrNoDraft) {
		t.Errorf("an accepted draft: %v", err)
	}
	if out, err := r.Accept(ctx, "U1", park); err != nil || out[0].Err == nil {
		t.Errorf("accepted twice: %+v, %v", out, err)
	}
	must(t, r.DropDraft(ctx, faulty.ID))
	if err := r.DropDraft(ctx, faulty.ID); !errors.Is(err, ErrNoDraft) {
		t.Errorf("dropped twice: %v", err)
	}
	_, err = store.Forget(ctx, "U6")
	must(t, err)
	if left, err = r.Drafts(ctx); err != nil || len(left) != 0 {
		t.Errorf("left of someone who asked to be forgotten: %v, %v", left, err)
	}
}

// A later version of Rolecall may say something else where an edit was made.
func TestAnEditWhoseBuiltInAnswerChangedIsTold(t *testing.T) {
	ctx := t.Context()
	r, live, store := someRoom(t)
	_, err := r.StillTrue(ctx, "U1", "cto.team")
	must(t, err)
	_, err = r.Save(ctx, "U1", entryform.Fields{Role: "cto", Question: "Where does the CTO park?", Short: "In the yard."}, 0, NoteNew)
	must(t, err)
	if got := live.State().Outdated(); got != nil {
		t.Errorf("outdated %v", got)
	}
	next := small()
	next[0].FS.(fstest.MapFS)["entries/cto/team.md"].Data = []byte(entryFile("How large is a CTO's team?", "people below a cto"))
	later := started(t, LiveOptions{Base: next, Index: unlearned, Edits: func(ctx context.Context) ([]feedback.Document, error) {
		return store.Documents(ctx, feedback.DocumentEdit)
	}})
	if got := later.State().Outdated(); !slices.Equal(got, []string{"entries/cto/team.md"}) {
		t.Errorf("outdated %v", got)
	}
}

// An edit outlives its author's name.
func TestAnAuthorIsForgottenAndTheEditStays(t *testing.T) {
	ctx := t.Context()
	r, live, store := someRoom(t)
	form, err := r.Form(ctx, "cto.team")
	must(t, err)
	form.Fields.Short = "Nine."
	_, err = r.Save(ctx, "U1", form.Fields, 0, NoteEdited)
	must(t, err)
	_, err = store.Forget(ctx, "U1")
	must(t, err)
	must(t, live.Reload(ctx))
	list, _, err := r.History(ctx, "cto.team")
	must(t, err)
	if answerTo(live, "cto.team") != "Nine." || len(list) != 1 || list[0].By != "" {
		t.Errorf("in service %q, history %+v", answerTo(live, "cto.team"), list)
	}
}

// TestDraftsOfASpreadsheetComeInItsOrder, as its author wrote them.
func TestDraftsOfASpreadsheetComeInItsOrder(t *testing.T) {
	r, _, _ := someRoom(t)
	for id, origin := range map[string]string{"a": "spreadsheet faq.csv row 10", "b": "spreadsheet faq.csv row 2", "c": "spreadsheet faq.csv row 9", "d": "colleague"} {
		_, err := r.KeepDraft(t.Context(), Draft{ID: id, DraftBody: DraftBody{Origin: origin}})
		must(t, err)
	}
	list, err := r.Drafts(t.Context())
	must(t, err)
	var got string
	for _, d := range list {
		got += d.ID
	}
	if got != "dbca" {
		t.Errorf("the order is %q", got)
	}
}
