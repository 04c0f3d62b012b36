package curate_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/knowledge"
)

// The golden questions measure the matcher on questions that are not in the
// corpus; one that is a stored phrasing would measure nothing.
func TestNoGoldenQuestionIsAStoredPhrasing(t *testing.T) {
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		t.Fatal(err)
	}
	stored := map[string]string{}
	for _, e := range c.Entries {
		stored[corpus.Normal(e.Question)] = e.ID
		for _, p := range e.Phrasings {
			stored[corpus.Normal(p.Text)] = e.ID
		}
	}
	for _, r := range c.Refusals {
		for _, p := range r.Phrasings {
			stored[corpus.Normal(p)] = r.ID
		}
	}
	files, err := filepath.Glob("../../knowledge/golden/*.tsv")
	if err != nil || len(files) < 5 {
		t.Fatalf("golden files: %v, %v", files, err)
	}
	inside, outside := 0, 0
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for sc := bufio.NewScanner(f); sc.Scan(); {
			question, label, ok := strings.Cut(strings.TrimPrefix(sc.Text(), "\t"), "\t")
			if !ok || strings.HasPrefix(question, "#") {
				continue
			}
			if label == "NONE" {
				outside++
			} else {
				inside++
			}
			if id := stored[corpus.Normal(question)]; id != "" && !strings.HasPrefix(sc.Text(), "\t") {
				t.Errorf("%s: %q is a phrasing of %s", filepath.Base(name), question, id)
			}
		}
	}
	if inside < 400 || outside < 150 {
		t.Errorf("%d golden questions inside and %d outside, want at least 400 and 150", inside, outside)
	}
}
