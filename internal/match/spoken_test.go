package match

import (
	"slices"
	"testing"

	"rolecall/internal/corpus"
)

// spokenOf is how much of a text the answers of some entries speak of.
func spokenOf(x *Index, text string, entries ...string) (out []float64) {
	m := x.start(Query{Text: text})
	defer x.pool.Put(m.scratch)
	spoken := m.spoken()
	for _, e := range entries {
		out = append(out, spoken[x.entryIndex(e)])
	}
	return out
}

// TestTheWordsOfAnAnswerSpeakForIt, and those that carry no topic or name a role do not.
func TestTheWordsOfAnAnswerSpeakForIt(t *testing.T) {
	x := testIndex(t)
	if got := spokenOf(x, "and the committee?", "ciso.reporting-line", "ciso.salary"); got[0] <= got[1] {
		t.Errorf("the answer with the words has %g, another %g", got[0], got[1])
	}
	for _, text := range []string{"and what is it", "the CISO", "zzyzx"} {
		if got := spokenOf(x, text, "ciso.reporting-line"); got[0] != 0 {
			t.Errorf("%q has %g", text, got[0])
		}
	}
}

// TestAnEditedAnswerIsReadWithoutLearning: For keeps what was learned and reads the new text.
func TestAnEditedAnswerIsReadWithoutLearning(t *testing.T) {
	x := testIndex(t)
	c := *x.corpus
	c.Entries = slices.Clone(c.Entries)
	i := x.entryIndex("ciso.salary")
	e := *c.Entries[i]
	e.Body = append(slices.Clone(e.Body), x.corpus.Entry("ciso.reporting-line").Body...)
	c.Entries[i] = &e
	y, ok := x.For(&c)
	if !ok {
		t.Fatal("another text needs learning")
	}
	const text = "a say on go-live, and a committee"
	if before, after := spokenOf(x, text, "ciso.salary"), spokenOf(y, text, "ciso.salary"); after[0] <= before[0] {
		t.Errorf("before the edit %g, after it %g", before[0], after[0])
	}
}

// TestFollowUpsAreLearnedAsTheyAreRead in a thread: with a slot in place of the pronoun, two
// where two roles are compared.
func TestFollowUpsAreLearnedAsTheyAreRead(t *testing.T) {
	x := testIndex(t)
	want := map[int][]string{ // slots by class
		x.facets["r.salary"]:     {roleSlot},
		x.facets["c.seniority"]:  {roleSlot, roleSlot + "2"},
		x.facets["hiring.legal"]: {roleSlot},
	}
	seen := map[int]bool{}
	for _, l := range x.followUps(x.turns()) {
		var slots []string
		for _, w := range l.Words {
			if isSlot(w) {
				slots = append(slots, w)
			}
		}
		seen[l.Classes[0]] = seen[l.Classes[0]] || slices.Equal(slots, want[l.Classes[0]])
		if len(slots) == 0 {
			t.Errorf("%q of %s has no slot", l.Words, x.names[l.Classes[0]])
		}
	}
	for class, slots := range want {
		if !seen[class] {
			t.Errorf("no follow-up of %s in %s has the slots %q", x.names[class], corpus.FollowUps, slots)
		}
	}
}
