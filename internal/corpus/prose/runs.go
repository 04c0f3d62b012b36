package prose

import (
	"maps"
	"slices"
	"strings"
)

// Runs are all runs of so many words in documents: what has one was copied.
type Runs struct {
	words int
	in    map[string]string // run -> document
}

// NewRuns reads docs, full texts by name.
func NewRuns(words int, docs map[string]string) Runs {
	r := Runs{words, map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(docs)) {
		for _, run := range r.of(docs[name]) {
			r.in[run] = name
		}
	}
	return r
}

func (r Runs) of(text string) (out []string) {
	w := strings.Fields(Normal(text))
	for i := 0; i+r.words <= len(w); i++ {
		out = append(out, strings.Join(w[i:i+r.words], " "))
	}
	return out
}

// Find returns the first run of text that is in a document, and which it is; both are
// empty if none is.
func (r Runs) Find(text string) (run, doc string) {
	for _, run := range r.of(text) {
		if doc, ok := r.in[run]; ok {
			return run, doc
		}
	}
	return "", ""
}
