package curate_test

import (
	"path/filepath"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/internal/eval"
	"rolecall/knowledge"
)

// TestNoGoldenQuestionIsAStoredPhrasing: the golden questions measure the matcher on
// questions that are not in the corpus; one that is a stored phrasing would measure
// nothing. A question that only begins a conversation (ANY) may be one.
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
	for folder, least := range map[string]struct{ files, inside, outside int }{"golden": {4, 400, 100}, "dev": {10, 1000, 300}} {
		files, err := filepath.Glob("../../knowledge/" + folder + "/*.tsv")
		if err != nil || len(files) < least.files {
			t.Fatalf("files of %s: %v, %v", folder, files, err)
		}
		inside, outside := 0, 0
		for _, name := range files {
			questions, err := eval.Read(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range questions {
				switch {
				case q.Label == eval.Outside:
					outside++
				case q.Label != eval.Any:
					inside++
				}
				if id := stored[corpus.Normal(q.Text)]; folder == "golden" && id != "" && !q.FollowUp && q.Label != eval.Any {
					t.Errorf("%s: %q is a phrasing of %s", q.Place, q.Text, id)
				}
			}
		}
		if inside < least.inside || outside < least.outside {
			t.Errorf("%s has %d questions inside and %d outside, want at least %d and %d", folder, inside, outside, least.inside, least.outside)
		}
	}
}
