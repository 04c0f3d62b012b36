package match

import (
	"slices"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/internal/match/linear"
	"rolecall/internal/match/read"
)

func TestThesaurus(t *testing.T) {
	l := linear.Learn(nil, 0, testConcepts(t), false)
	concepts := func(text string) []string {
		var stems []string
		for _, w := range read.Texts(read.Split(text)) {
			stems = append(stems, l.Stem(w))
		}
		return l.Concepts(stems)
	}
	if a, b := concepts("dough"), concepts("salaries"); !slices.Contains(a, "pay") || !slices.Contains(b, "pay") {
		t.Errorf("dough %v and salaries %v are both pay", a, b)
	}
	if got := concepts("purse strings"); !slices.Contains(got, "budget") {
		t.Errorf("a phrase: %v", got)
	}
}

func testConcepts(t *testing.T) []string {
	t.Helper()
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	return c.Words(corpus.Concepts)
}
