//go:build unix

package corpus

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
)

// TestWhatIsNoFileIsRefusedByName: a pipe is never opened, since that waits for
// somebody to write; each is named, and the rest is read.
func TestWhatIsNoFileIsRefusedByName(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	at := func(p string) string {
		name := filepath.Join(dir, filepath.FromSlash(p))
		must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		return name
	}
	pipe, device := filepath.Join(elsewhere, "pipe"), "/dev/zero"
	must(t, syscall.Mkfifo(pipe, 0o600))
	must(t, os.WriteFile(filepath.Join(elsewhere, "good.md"), []byte("good"), 0o600))
	must(t, syscall.Mkfifo(at("entries/cto/pipe.md"), 0o600))
	must(t, os.Symlink(pipe, at("entries/cto/linked-pipe.md")))
	must(t, os.Symlink(device, at("letters.yaml")))
	must(t, os.Symlink(filepath.Join(elsewhere, "gone.md"), at("entries/cto/gone.md")))
	must(t, os.Symlink(filepath.Join(elsewhere, "good.md"), at("entries/cto/good.md")))
	must(t, os.MkdirAll(at("entries/cto/folder.md"), 0o755))
	must(t, syscall.Mkfifo(at("notes"), 0o600)) // no business of ours
	layer, ps := Read(Layer{Name: "own", FS: os.DirFS(dir)})
	var got []string
	for _, p := range ps {
		p.Hint = ""
		got = append(got, p.String())
	}
	want := []string{
		"own/entries/cto/folder.md:1: is a folder with the name of a file",
		"own/entries/cto/gone.md:1: cannot be read: no such file or directory",
		"own/entries/cto/linked-pipe.md:1: is not a regular file",
		"own/entries/cto/pipe.md:1: is not a regular file",
		"own/letters.yaml:1: is not a regular file",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(layer.Files) != 1 || string(layer.Files["entries/cto/good.md"]) != "good" {
		t.Errorf("read %q, want what the link points to", slices.Sorted(maps.Keys(layer.Files)))
	}
}

// TestLinksThatLeadBackEnd: three of them show each file some thousands of times.
func TestLinksThatLeadBackEnd(t *testing.T) {
	dir := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(dir, "entries"), 0o755))
	for _, name := range []string{"a.md", "b.md", "c.md"} {
		must(t, os.WriteFile(filepath.Join(dir, "entries", name), []byte("x"), 0o600))
		must(t, os.Symlink(".", filepath.Join(dir, "entries", "to-"+name[:1])))
	}
	layer, ps := Read(Layer{Name: "own", FS: os.DirFS(dir)})
	last := slices.IndexFunc(ps, func(p Problem) bool { return p.File == "own" })
	if last < 0 || !strings.HasPrefix(ps[last].What, "holds more than 6000 files") || len(layer.Files) > maxFiles+1 {
		t.Errorf("read %d files; problem %d of %d", len(layer.Files), last, len(ps))
	}
}

// swapped is a folder whose listing is out of date: what it calls a file is a
// pipe by now.
type swapped struct{ fs.FS }

func (s swapped) Stat(name string) (fs.FileInfo, error) {
	if name == "letters.yaml" {
		return fs.Stat(fstest.MapFS{name: {}}, name)
	}
	return fs.Stat(s.FS, name)
}

func TestAPipeThatTakesAFilesPlaceIsNotRead(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "letters.yaml")
	must(t, syscall.Mkfifo(name, 0o600))
	writer, err := os.OpenFile(name, os.O_RDWR, 0) // so that to open it does not wait
	must(t, err)
	defer writer.Close()
	_, ps := Read(Layer{Name: "own", FS: swapped{os.DirFS(dir)}})
	if len(ps) != 1 || ps[0].What != "is not a regular file" {
		t.Errorf("got %v", ps)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
