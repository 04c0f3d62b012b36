//go:build unix

package curate

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"rolecall/internal/corpus"
)

// TestOpeningAFileNeverBlocks, not even on a pipe that replaced a file after the
// folder was listed.
func TestOpeningAFileNeverBlocks(t *testing.T) {
	dir := t.TempDir()
	must(t, syscall.Mkfifo(filepath.Join(dir, "letters.yaml"), 0o600))
	if _, err := corpus.ReadFile(Folder(dir).FS, "letters.yaml"); err == nil || err.Error() != "is not a regular file" {
		t.Errorf("a pipe returned %v", err)
	}
	if _, err := Folder(dir).FS.Open("../letters.yaml"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("a file outside returned %v", err)
	}
	if got := Folder(dir + "/./x//").Name; got != filepath.ToSlash(dir)+"/x" || strings.HasSuffix(got, "/") {
		t.Errorf("the folder is named %q", got)
	}
}

// TestAPipeInTheFolderIsRefused while the other files are loaded, as ask and
// serve load them.
func TestAPipeInTheFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	must(t, syscall.Mkfifo(filepath.Join(dir, "entries/cto/pipe.md"), 0o600))
	l, err := Load(t.Context(), LiveOptions{Base: small(), Dir: dir, Index: unlearned})
	must(t, err)
	problems := l.Faults()
	if l.State().Corpus.Entry("cto.garden") == nil || len(problems) != 1 || !strings.Contains(problems[0].String(), "pipe.md:1: is not a regular file") {
		t.Errorf("problems %q", problems)
	}
}

// TestLinksToParentFoldersAreRefused while the entries next to them are loaded.
func TestLinksToParentFoldersAreRefused(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	must(t, os.Symlink("/", filepath.Join(dir, "entries/root")))
	must(t, os.Symlink(filepath.Dir(dir), filepath.Join(dir, "entries/above")))
	must(t, os.Symlink("..", filepath.Join(dir, "entries/cto/up")))
	l, err := Load(t.Context(), LiveOptions{Base: small(), Dir: dir, Index: unlearned})
	must(t, err)
	problems := l.Faults()
	if l.State().Corpus.Entry("cto.garden") == nil || !slices.EqualFunc(problems, []string{"/entries/above", "/entries/cto/up", "/entries/root"},
		func(p corpus.Problem, name string) bool {
			return strings.Contains(p.String(), name+":1: is a link to a folder that it lies in")
		}) {
		t.Errorf("problems %q", problems)
	}
}

// TestStoppingWhileTheFolderIsReadReportsNoFault: the bot stops at once, and the
// curators are not notified of files that were not read.
func TestStoppingWhileTheFolderIsReadReportsNoFault(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	l := NewLive(LiveOptions{Base: small(), Dir: dir, Index: unlearned})
	if err := l.first(ctx); !errors.Is(err, context.Canceled) || len(l.Problems()) != 0 || l.State() != nil {
		t.Errorf("got %v, problems %q", err, l.Problems())
	}
}
