package curate

import (
	"testing"
	"testing/fstest"

	"rolecall/internal/corpus"
	"rolecall/knowledge"
)

// TestWhoIsToldOfANearPhrasing: with a company's files, whoever can change something. The
// matcher learns anew with each of their edits, and what is near among ours with it.
func TestWhoIsToldOfANearPhrasing(t *testing.T) {
	page := func(question string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\nquestion: " + question + "\nlabel: X\nroles: [cto]\nshort: It is so.\nphrasings: [as said here]\nreviewed: 2026-11-01\n---\n")}
	}
	load := func(layers ...corpus.Layer) *corpus.Corpus {
		c, _, err := corpus.Load(append([]corpus.Layer{{Name: "knowledge", FS: knowledge.FS}}, layers...)...)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	bare := load()
	over := load(corpus.Layer{Name: "own", FS: fstest.MapFS{"entries/cto/parking.md": page("Where is it?"), "entries/cto/salary.md": page("What is paid?")}})
	for _, tt := range []struct {
		name, entry, other string
		c                  *corpus.Corpus
		want               string // the file that is named
	}{
		{"ours, nearer to ours", "cto.equity", "cio.salary", bare, "knowledge/entries/cto/equity.md"},
		{"ours, nearer to ours, with a folder", "cto.equity", "cio.salary", over, ""},
		{"ours, nearer to what the company added", "cto.equity", "cto.parking", over, "own/entries/cto/parking.md"},
		{"ours, nearer to what the company replaced", "cto.equity", "cto.salary", over, ""},
		{"the company's, nearer to ours", "cto.parking", "cto.equity", over, "own/entries/cto/parking.md"},
		{"in the place of ours, nearer to ours", "cto.salary", "cto.equity", over, "own/entries/cto/salary.md"},
	} {
		e := tt.c.Entry(tt.entry)
		p, ok := tooNear(tt.c, e, e.Phrasings[0], tt.other)
		if ok != (tt.want != "") || p.File != tt.want || ok && (!p.Warning || p.Hint == "" || p.Line < 1) {
			t.Errorf("%s: %v %+v, want %q", tt.name, ok, p, tt.want)
		}
	}
}
