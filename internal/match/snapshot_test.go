package match

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var snapshot = flag.String("snapshot", "", "write what the sentence encoder is tuned on to phrasings.tsv and turns.tsv of this folder: class, tab, text")

// TestSnapshot writes the lessons as the sentence encoder reads them, each once:
//
//	go test ./internal/match -run TestSnapshot -snapshot FOLDER
func TestSnapshot(t *testing.T) {
	if *snapshot == "" {
		t.Skip("writes files; see -snapshot")
	}
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	x := newIndex(c)
	write := func(name string, texts []string, classes []int) {
		seen := map[string]bool{}
		var b strings.Builder
		for i, text := range texts {
			if line := x.names[classes[i]] + "\t" + text + "\n"; !seen[line] {
				seen[line] = true
				b.WriteString(line)
			}
		}
		if err := os.WriteFile(filepath.Join(*snapshot, name), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lessons := x.lessons(nil)
	texts, classes := x.readForLikeness(lessons)
	write("phrasings.tsv", texts, classes)
	texts, classes = x.readInThreads(x.turns(), lessons)
	write("turns.tsv", texts, classes)
}

func TestMasked(t *testing.T) {
	c, err := testCorpus()
	if err != nil {
		t.Fatal(err)
	}
	x := newIndex(c)
	for words, want := range map[string]string{
		"does xrole report to xrole2 xceo": "does executive report to manager CEO",
		"xother xcfo salary in xplace":     "executive CFO salary in Europe",
		"xperson of xcompany infotech xml": "person of company IT xml",
		"xother xchief-people-officer":     "executive chief people officer",
		"xrole xrole2 xrole3 or xrole5":    "executive manager officer or officer",
		"":                                 "",
	} {
		if got := x.masked(strings.Fields(words)); got != want {
			t.Errorf("masked(%q) = %q, want %q", words, got, want)
		}
	}
}
