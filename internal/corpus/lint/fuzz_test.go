package lint

import (
	"strings"
	"testing"
	"testing/fstest"

	"rolecall/internal/corpus"
)

// FuzzCorpus: any bytes in any file are loaded and checked, or refused with hints. An input is loaded as
// one file, not as all of them, since loading takes milliseconds.
func FuzzCorpus(f *testing.F) {
	base := small(f)
	names := []string{"entries/x/y.md", "roles/x.yaml", "others.yaml", "letters.yaml", "refusals.yaml", "sources.yaml", guide, "guides/kit-x.yaml",
		"facets.yaml", "home.yaml", "words/places.txt", "words/concepts.txt", "words/ways.txt", "words/avoid.txt"}
	seeds := []string{"{", "---\nquestion: a\n---\n", "- &a [*a]", "- {facet: definition, answers_for: {compare: 0.1}}\n",
		"stages: [{id: a, name: A, links: [{kit: cto, label: x}]}]\npairs: [[cto, cio], []]\ntopics: [{family: cto, name: X}]\n",
		"[definition]\nwhat is R\n", "seldom: rarely\nsat on: had\n", "---\nquestion: a\nshort: \"[A].\"\n---\n- [A]\n- A. No. 4.\n"}
	for _, m := range base {
		seeds = append(seeds, string(m.Data))
	}
	for i := range names {
		for _, s := range seeds {
			f.Add(uint8(i), []byte(s))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		name := names[int(which)%len(names)]
		files := fstest.MapFS{}
		for p, m := range base {
			files[p] = m
		}
		files[name] = &fstest.MapFile{Data: data}
		c, ps, err := corpus.Load(corpus.Layer{Name: "k", FS: files})
		if (err != nil) != (ps.Err() != nil) {
			t.Errorf("%s: error %v with problems %v", name, err, ps)
		}
		lines := 1 + strings.Count(string(data), "\n")
		for _, p := range append(ps, Corpus(c, nil, today)...) {
			if p.What == "" || p.Hint == "" || p.File == "k/"+name && p.Line > lines {
				t.Errorf("%s has %d lines: %+v", name, lines, p)
			}
		}
	})
}
