package pending

import (
	"errors"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// TestAQuestionIsWaitedForByEveryoneWhoAsks: one message in a channel has one question.
func TestAQuestionIsWaitedForByEveryoneWhoAsks(t *testing.T) {
	ctx, now := t.Context(), time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	_, _, store := someCards(t)
	for _, w := range []Wait{{By: "U1", WaitBody: WaitBody{Question: "q1", MayAsk: true}}, {By: "U2", WaitBody: WaitBody{Question: "q1"}},
		{By: "U1", WaitBody: WaitBody{Question: "q1"}}, {By: "U1", WaitBody: WaitBody{Question: "q2", MayAsk: true}}} {
		w.Until = now.Add(WaitKept)
		must(t, KeepWait(ctx, store, w))
	}
	waits, err := WaitsFor(ctx, store, "q1")
	must(t, err)
	if len(waits) != 2 || len(Agreed(waits)) != 0 { // the last word of U1 counts
		t.Fatalf("waits for q1: %+v", waits)
	}
	must(t, Resolve(ctx, store, []string{"q1", "q9"}, "cto.salary"))
	waits, err = Waits(ctx, store)
	must(t, err)
	for _, w := range waits {
		if (w.Entry == "cto.salary") != (w.Question == "q1") || w.Until != now.Add(WaitKept) {
			t.Errorf("after q1 is resolved: %+v", w)
		}
	}
	_, err = store.Forget(ctx, "U1")
	must(t, err)
	if waits, err = Waits(ctx, store); err != nil || len(waits) != 1 || waits[0].By != "U2" {
		t.Errorf("after U1 is forgotten: %+v, %v", waits, err)
	}
	must(t, EndWait(ctx, store, waits[0]))
	if ok, err := StillWaits(ctx, store, waits[0]); ok || err != nil {
		t.Errorf("still waits: %v, %v", ok, err)
	}
}

// TestAColleagueIsAskedOneThingAtATime, and whoever is concerned can withdraw it.
func TestAColleagueIsAskedOneThingAtATime(t *testing.T) {
	ctx, now := t.Context(), time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	_, _, store := someCards(t)
	due := now.Add(RequestOpen)
	ask := func(by, to string) (Request, error) {
		return OpenRequest(ctx, store, Request{By: by, RequestBody: RequestBody{To: to, Questions: []string{"q1"}, Due: due}}, "UASKER")
	}
	r, err := ask("U1", "U2")
	must(t, err)
	var busy *Busy
	if _, err := ask("U3", "U2"); !errors.As(err, &busy) || !busy.Until.Equal(due) {
		t.Errorf("asked twice: %v", err)
	}
	r.Message = "D2:1.1"
	must(t, RequestSent(ctx, store, r, "UASKER"))
	must(t, CloseRequest(ctx, store, r, now, false))
	if err := CloseRequest(ctx, store, r, now, true); !errors.Is(err, feedback.ErrChanged) {
		t.Errorf("closed twice: %v", err)
	}
	for _, person := range []string{"U1", "U2", "UASKER"} {
		r, err := ask("U1", "U2")
		must(t, err)
		r.Message = "D2:" + person
		must(t, RequestSent(ctx, store, r, "UASKER"))
		_, err = store.Forget(ctx, person)
		must(t, err)
		if _, ok, err := RequestWith(ctx, store, r.ID); ok || err != nil {
			t.Errorf("the request outlives %s: %v", person, err)
		}
		if _, ok, err := store.Document(ctx, feedback.DocumentRemains, r.Message); !ok || err != nil {
			t.Errorf("the message is not left to be emptied after %s: %v", person, err)
		}
		must(t, Emptied(ctx, store, r.Message))
	}
	if err := RequestSent(ctx, store, r, "UASKER"); !errors.Is(err, feedback.ErrChanged) {
		t.Errorf("a request that was withdrawn is sent: %v", err)
	}
}

// TestWhatAPersonHasOnPurpose is counted for "what do you store?".
func TestWhatAPersonHasOnPurpose(t *testing.T) {
	ctx, now := t.Context(), time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	_, _, store := someCards(t)
	must(t, KeepWait(ctx, store, Wait{By: "U1", Until: now.Add(WaitKept), WaitBody: WaitBody{Question: "q1"}}))
	_, err := OpenRequest(ctx, store, Request{By: "U1", RequestBody: RequestBody{To: "U2", Due: now.Add(RequestOpen)}})
	must(t, err)
	must(t, store.Change(ctx, feedback.DocumentChange{Put: &feedback.Document{Kind: feedback.DocumentDraft, ID: "d", By: "U2"}},
		feedback.DocumentChange{Put: &feedback.Document{Kind: feedback.DocumentEdit, ID: "entries/cto/salary.md@000001", By: "U1"}}))
	for user, want := range map[string]Own{"U1": {Waits: 1, Asked: 1, Edits: 1}, "U2": {AskedOf: 1, Drafts: 1}, "U3": {}} {
		if own, err := OwnOf(ctx, store, user); err != nil || own != want {
			t.Errorf("%s has %+v, want %+v (%v)", user, own, want, err)
		}
	}
}
