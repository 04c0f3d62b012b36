// Package thesaurus knows which words and phrases are of one concept.
package thesaurus

import (
	"slices"
	"strings"

	"rolecall/internal/match/read"
)

// Thesaurus maps words to concepts: by stem, and phrases by their stems joined with
// blanks. A word may belong to several concepts.
type Thesaurus struct {
	single map[string][]string
	phrase map[string][]string // keyed by all of the phrase's stems
	starts map[string]int      // stem that begins a phrase -> the longest phrase's words
}

// New reads lines of the form "concept: word word two_words".
func New(list []string, stem func(string) string) *Thesaurus {
	t := &Thesaurus{single: map[string][]string{}, phrase: map[string][]string{}, starts: map[string]int{}}
	for _, line := range list {
		name, words, _ := strings.Cut(line, ":")
		for w := range strings.FieldsSeq(words) {
			parts := read.Texts(read.Split(strings.ReplaceAll(w, "_", " ")))
			for i := range parts {
				parts[i] = stem(parts[i])
			}
			if len(parts) == 1 {
				t.single[parts[0]] = withNew(t.single[parts[0]], name)
				continue
			}
			k := strings.Join(parts, " ")
			t.phrase[k] = withNew(t.phrase[k], name)
			t.starts[parts[0]] = max(t.starts[parts[0]], len(parts))
		}
	}
	return t
}

// Concepts appends the concepts of a text's stems in order, a phrase's before
// those of its words.
func (t *Thesaurus) Concepts(dst, stems []string) []string {
	for i, s := range stems {
		for n := min(t.starts[s], len(stems)-i); n > 1; n-- {
			if c, ok := t.phrase[strings.Join(stems[i:i+n], " ")]; ok {
				dst = append(dst, c...)
			}
		}
		dst = append(dst, t.single[s]...)
	}
	return dst
}

func withNew(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}
