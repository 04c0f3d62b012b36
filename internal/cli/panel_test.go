//go:build unix

package cli

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"rolecall/internal/admin"
	"rolecall/internal/corpus"
	"rolecall/internal/demo/page"
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

// TestSavingAnEntry through the demo's panel: what cannot be used is refused
// before it is written; a fault in someone else's file does not count; what
// stands in the file's place is not waited for.
func TestSavingAnEntry(t *testing.T) {
	if testing.Short() {
		t.Skip("builds an index of the whole corpus")
	}
	dir := t.TempDir()
	other := filepath.Join(dir, "entries", "cto", "other.md")
	must(t, os.MkdirAll(filepath.Dir(other), 0o755))
	must(t, os.WriteFile(other, []byte("no front matter\n"), 0o644))
	l := newLive(dir, slog.New(slog.DiscardHandler), nil)
	must(t, l.begin(t.Context(), nil))
	p := &panel{live: l, dir: dir}
	const id = "cto.definition"
	file := filepath.Join(dir, "entries", "cto", "definition.md")
	f, err := p.Entry(t.Context(), id)
	must(t, err)

	for name, text := range map[string]string{
		"has no front matter":   "nothing",
		"is larger than 256 KB": strings.Repeat("*a **b ", 400<<10/7),
		"is longer than 16 KB":  f.Source + strings.Repeat("*a **b ", 200<<10/7),
	} {
		var refused *page.Refusal
		if err := p.SaveEntry(t.Context(), id, text); !errors.As(err, &refused) || len(refused.Problems) != 1 || !strings.Contains(refused.Problems[0], name) {
			t.Errorf("%s: %.200v", name, err)
		}
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: the file was written (%v)", name, err)
		}
	}
	must(t, p.SaveEntry(t.Context(), id, strings.Replace(f.Source, "label: ", "label: Our ", 1)))
	if got := l.State().Corpus.Entry(id).Label; !strings.HasPrefix(got, "Our ") {
		t.Errorf("in service is the label %q", got)
	}
	if ps := l.Problems(); len(ps) != 1 || !strings.Contains(ps[0], "other.md") {
		t.Errorf("problems %q", ps)
	}
	if err := l.reload(t.Context()); !errors.As(err, new(admin.Refused)) || !strings.Contains(err.Error(), "other.md:1: has no front matter") {
		t.Errorf("a reload over the admin socket gave %v", err)
	}
	must(t, os.Remove(file))
	must(t, syscall.Mkfifo(file, 0o600))
	if _, err := p.Entry(t.Context(), id); err == nil || err.Error() != "is not a regular file" {
		t.Errorf("a pipe in its place gave %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
