package match

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"rolecall/internal/corpus"
)

// TestForACorpusWithOtherTexts: the index for a corpus in which only what teaches nothing is
// different is the one that would be restored for it, and there is none for any other.
func TestForACorpusWithOtherTexts(t *testing.T) {
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	x := testIndex(t)
	other := *c
	other.Entries, other.Letters = slices.Clone(c.Entries), nil
	e := *c.Entry("cto.salary")
	e.Label, e.Related, e.Short = "Zebra", nil, corpus.Text{}
	other.Entries[slices.Index(c.Entries, c.Entry("cto.salary"))] = &e
	for _, l := range c.Letters {
		l := *l
		l.Note = "Another note on " + l.Letters + "."
		other.Letters = append(other.Letters, &l)
	}
	got, ok := x.For(&other)
	want, err := Restore(&other, string(x.Weights()))
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	for _, text := range []string{"whats the cto pay", "cdo or cto", "who does a cto report to"} {
		if got, want := got.Match(Query{Text: text}), want.Match(Query{Text: text}); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
	if note := strings.Join(got.Compare("cdo and cto").Notes, " "); !strings.HasPrefix(note, "Another note on ") {
		t.Errorf("the note on letters is %q", note)
	}
	if !slices.ContainsFunc(got.Complete("zebra cto", 5), func(c Completion) bool { return c.Entry == "cto.salary" }) {
		t.Error("the new label is not completed")
	}
	if old := x.Complete("zebra cto", 5); reflect.DeepEqual(old, got.Complete("zebra cto", 5)) {
		t.Error("the index before completes the new label too")
	}
	e.Question = "What is the CTO paid?"
	if _, ok := x.For(&other); ok {
		t.Error("another question has the same index")
	}
}
