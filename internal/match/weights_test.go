package match

import (
	"bytes"
	"strings"
	"testing"
)

// TestWeights fails when the corpus, the thesaurus or the word list changed after
// the weights were trained.
func TestWeights(t *testing.T) {
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	if Stale(c) {
		t.Error("weights.bin was trained on another corpus: run go generate ./internal/match and commit the file")
	}
}

// TestWeightsFromTraining fails when the learner changed after the weights were
// trained: what is learned here must be what is stored, to the byte.
func TestWeightsFromTraining(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for some seconds")
	}
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	if Stale(c) {
		t.Skip("stale: TestWeights says so")
	}
	x := learnIndex(c, nil) // its curve is the embedded one: fitting it again takes a minute
	w := &writer{}
	x.store(w)
	if !bytes.Equal(w.Bytes(), []byte(embedded[len(weightsMark)+len(fingerprint(c)):])) {
		t.Error("training gives other weights than weights.bin: run go generate ./internal/match and commit the file")
	}
}

func TestDamagedWeights(t *testing.T) {
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	body := embedded[len(weightsMark)+len(fingerprint(c)):]
	for _, n := range []int{0, 1, 100, len(body) / 2, len(body) - 1} {
		if err := newIndex(c).restore(&reader{s: body[:n]}); err == nil || !strings.Contains(err.Error(), "go generate") {
			t.Errorf("%d of %d bytes: %v", n, len(body), err)
		}
	}
}
