package match

import (
	"go/build"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rolecall/internal"
	"rolecall/internal/corpus"
	"rolecall/internal/hint"
	"rolecall/internal/match/fingerprint"
)

// TestWeights: an index restored from weights ranks like the one that learned them,
// and has the same weights.
func TestWeights(t *testing.T) {
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	learned, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	weights := string(learned.Weights())
	restored, err := Restore(c, weights)
	if err != nil {
		t.Fatal(err)
	}
	if string(restored.Weights()) != weights {
		t.Error("what was restored is not what was stored")
	}
	for _, text := range goldenTexts(t) {
		if got, want := restored.Match(Query{Text: text}), learned.Match(Query{Text: text}); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: %+v restored, %+v learned", text, got, want)
		}
	}
}

// TestFingerprint: the fingerprint changes with what learning reads, and with nothing
// else.
func TestFingerprint(t *testing.T) {
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	own := fingerprint.Of(c)
	edited := func(edit func(e *corpus.Entry)) string {
		other := *c
		other.Entries = slices.Clone(c.Entries)
		e := *c.Entries[0]
		edit(&e)
		other.Entries[0] = &e
		return fingerprint.Of(&other)
	}
	if again := fingerprint.Of(c); again != own || len(own) != 64 || strings.Trim(own, "0123456789abcdef") != "" {
		t.Errorf("%q, and %q a second time", own, again)
	}
	if edited(func(e *corpus.Entry) { e.Question += " then" }) == own {
		t.Error("another question, and the same fingerprint")
	}
	if edited(func(e *corpus.Entry) { e.Phrasings = e.Phrasings[1:] }) == own {
		t.Error("a phrasing less, and the same fingerprint")
	}
	if edited(func(e *corpus.Entry) { e.File += "x" }) != own {
		t.Error("the name of a file changed the fingerprint")
	}
}

// TestFingerprintOfWords: a list that learning reads is part of it, and the words
// that answers avoid are not.
func TestFingerprintOfWords(t *testing.T) {
	of := func(files fstest.MapFS) string {
		c, _, err := corpus.Load(corpus.Layer{Name: "k", FS: files})
		if err != nil {
			t.Fatal(err)
		}
		return fingerprint.Of(c)
	}
	own := of(nil)
	for list, same := range map[string]bool{"avoid.txt": true, "places.txt": false} {
		text := map[bool]string{true: "whom: who\n", false: "paris\n"}[same]
		if got := of(fstest.MapFS{"words/" + list: {Data: []byte(text)}}) == own; got != same {
			t.Errorf("with %s the fingerprint is the same: %v, want %v", list, got, same)
		}
	}
}

// TestFingerprintIncludesCode: all code that learning can run is part of the
// fingerprint: this package and those of the project that it imports, directly or not.
func TestFingerprintIncludesCode(t *testing.T) {
	seen := map[string]bool{}
	var visit func(dir string)
	visit = func(dir string) {
		if seen[dir] {
			return
		}
		seen[dir] = true
		p, err := build.ImportDir(filepath.Join("..", dir), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range p.GoFiles {
			if _, err := internal.Learning.ReadFile(path.Join(dir, file)); err != nil {
				t.Errorf("%s is not in the fingerprint: add its folder to what internal/learning.go embeds (%v)", file, err)
			}
		}
		for _, imported := range p.Imports {
			if below, ok := strings.CutPrefix(imported, "rolecall/internal/"); ok {
				visit(below)
			}
		}
	}
	visit("match")
	if !seen["mrkdwn"] || !seen["match/svm"] {
		t.Errorf("only %v were found: the test reads imports wrongly", slices.Sorted(maps.Keys(seen)))
	}
}

func TestDamagedWeights(t *testing.T) {
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	weights := string(testIndex(t).Weights())
	for _, n := range []int{0, 1, len(weightsMark), 100, len(weights) / 2, len(weights) - 1} {
		if _, err := Restore(c, weights[:n]); err == nil || hint.Of(err) != "remove the file; they are learned again" || strings.Contains(err.Error(), "(") {
			t.Errorf("%d of %d bytes: %v", n, len(weights), err)
		}
	}
	other := *c
	other.Entries = c.Entries[1:]
	if _, err := Restore(&other, weights); hint.Of(err) == "" {
		t.Errorf("weights of another corpus: %v", err)
	}
}

// FuzzRestore: any bytes are either refused or restored to an index that answers.
func FuzzRestore(f *testing.F) {
	c, _, err := corpus.Load(corpus.Layer{Name: "small", FS: os.DirFS("../corpus/testdata/small")})
	if err != nil {
		f.Fatal(err)
	}
	x, err := New(c)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(nil))
	f.Add(x.Weights())
	f.Add(x.Weights()[:len(x.Weights())/2])
	f.Fuzz(func(t *testing.T, weights []byte) {
		x, err := Restore(c, string(weights))
		if err != nil {
			return
		}
		for _, text := range []string{"what is a cto", "cto versus cio", "weather", "who does the ctoo report to"} {
			x.Explain(Query{Text: text})
		}
	})
}
