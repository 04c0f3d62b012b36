package match

import (
	"os"
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

// testIndex is the index of testCorpus, made once.
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
	return NewTestIndex(c)
})

// NewTestIndex makes the index that most tests use. It is exported for a file that may
// import package weights, which imports this one.
var NewTestIndex = New

// TestAFieldWithoutWordsIsNoField: nor is there a role at the end of a text that ends
// with "chief".
func TestAFieldWithoutWordsIsNoField(t *testing.T) {
	c, _, err := corpus.Load(corpus.Layer{Name: "small", FS: os.DirFS("../corpus/testdata/small")})
	if err != nil {
		t.Fatal(err)
	}
	c.Roles[0].Fields = []string{""}
	x, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	if got := x.Named("a chief"); len(got) != 0 {
		t.Errorf("names %q", got)
	}
}
