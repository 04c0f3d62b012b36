package match

import (
	"sync"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/knowledge"
)

// testCorpus is the corpus of the repository.
var testCorpus = sync.OnceValues(func() (*corpus.Corpus, error) {
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	return c, err
})

// testIndex is the index of testCorpus, learned once, which takes a second or two.
func testIndex(t testing.TB) *Index {
	t.Helper()
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	x, err := builtIndex()
	if err != nil || c == nil {
		t.Fatal(err)
	}
	return x
}

var builtIndex = sync.OnceValues(func() (*Index, error) {
	c, err := testCorpus()
	if err != nil {
		return nil, err
	}
	return New(c)
})
