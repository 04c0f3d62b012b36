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
	"rolecall/internal/match"
)

// TestAFolderIsOpenedWithoutWaiting: even a pipe that took the place of a file
// after it was looked at is neither waited for nor read.
func TestAFolderIsOpenedWithoutWaiting(t *testing.T) {
	dir := t.TempDir()
	must(t, syscall.Mkfifo(filepath.Join(dir, "letters.yaml"), 0o600))
	if _, err := corpus.ReadFile(Folder(dir).FS, "letters.yaml"); err == nil || err.Error() != "is not a regular file" {
		t.Errorf("a pipe gave %v", err)
	}
	if _, err := Folder(dir).FS.Open("../letters.yaml"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("a file outside gave %v", err)
	}
	if got := Folder(dir + "/./x//").Name; got != filepath.ToSlash(dir)+"/x" || strings.HasSuffix(got, "/") {
		t.Errorf("the folder is named %q", got)
	}
}

// TestAPipeHoldsUpNobody is how ask and serve read a folder with one in it.
func TestAPipeHoldsUpNobody(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	must(t, syscall.Mkfifo(filepath.Join(dir, "entries/cto/pipe.md"), 0o600))
	s, problems, err := Load(t.Context(), small(), dir, match.New)
	must(t, err)
	if s.Corpus.Entry("cto.garden") == nil || len(problems) != 1 || !strings.Contains(problems[0], "pipe.md:1: is not a regular file") {
		t.Errorf("problems %q", problems)
	}
}

// TestALinkHoldsBackNobody: the company's own entries answer, however far a link
// in their folder leads.
func TestALinkHoldsBackNobody(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	must(t, os.Symlink("/", filepath.Join(dir, "entries/root")))
	must(t, os.Symlink(filepath.Dir(dir), filepath.Join(dir, "entries/above")))
	must(t, os.Symlink("..", filepath.Join(dir, "entries/cto/up")))
	s, problems, err := Load(t.Context(), small(), dir, match.New)
	must(t, err)
	if s.Corpus.Entry("cto.garden") == nil || !slices.EqualFunc(problems, []string{"/entries/above", "/entries/cto/up", "/entries/root"},
		func(p, name string) bool {
			return strings.Contains(p, name+":1: is a link to a folder that it lies in")
		}) {
		t.Errorf("problems %q", problems)
	}
}

// TestAFolderThatIsNotReadToTheEndIsNotAtFault: whoever stops the bot waits for
// no folder, and no curator is told of it.
func TestAFolderThatIsNotReadToTheEndIsNotAtFault(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	l := NewLive(LiveOptions{Base: small(), Dir: dir})
	if err := l.first(ctx); !errors.Is(err, context.Canceled) || len(l.Problems()) != 0 || l.State() != nil {
		t.Errorf("got %v, problems %q", err, l.Problems())
	}
}
