package cli

import (
	"testing"

	"rolecall/internal/corpus"
)

// TestPanelFindsFilesOfAFolderHoweverItIsWritten: file names come cleaned.
func TestPanelFindsFilesOfAFolderHoweverItIsWritten(t *testing.T) {
	for dir, file := range map[string]string{"./mine/": "mine/entries/cto/coding.md", "/srv//mine": "/srv/mine/entries/cto/coding.md",
		"mine": "knowledge/entries/cto/coding.md"} {
		got, err := (&panel{dir: dir}).path(&corpus.Entry{File: file})
		if err != nil || got != "entries/cto/coding.md" {
			t.Errorf("%s in %s: %q, %v", file, dir, got, err)
		}
	}
	if got, err := (&panel{dir: "mine"}).path(&corpus.Entry{File: "yours/entries/cto/coding.md"}); err == nil {
		t.Errorf("a file of no layer is %q", got)
	}
}
