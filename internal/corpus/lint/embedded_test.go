package lint_test

import (
	"strings"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/lint"
	"rolecall/knowledge"
)

func embedded(t testing.TB) *corpus.Corpus {
	t.Helper()
	c, problems, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Log(p)
	}
	return c
}

// contract are the topics every release answers.
func contract(t testing.TB) []string {
	t.Helper()
	data, err := knowledge.FS.ReadFile("topics.txt")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			ids = append(ids, line)
		}
	}
	return ids
}

// TestEmbeddedCorpusIsClean checks the corpus by its own rules. The date is that of the
// last review, so that a build does not start to fail with time: lint warns of stale
// reviews.
func TestEmbeddedCorpusIsClean(t *testing.T) {
	c := embedded(t)
	var last time.Time
	for _, e := range c.Entries {
		if e.Reviewed.After(last) {
			last = e.Reviewed
		}
	}
	for _, r := range c.Roles {
		if r.Reviewed.After(last) {
			last = r.Reviewed
		}
	}
	topics := contract(t)
	if len(topics) < 150 {
		t.Errorf("the contract names %d topics: some are gone", len(topics))
	}
	for _, p := range lint.Corpus(c, topics, last) {
		t.Error(p)
	}
}

func BenchmarkLint(b *testing.B) {
	c := embedded(b)
	topics := contract(b)
	for b.Loop() {
		lint.Corpus(c, topics, time.Now())
	}
}
