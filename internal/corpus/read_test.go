//go:build unix

package corpus

import (
	"context"
	"fmt"
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

// TestIrregularFilesAreRefusedByName: a pipe is never opened, since that blocks until
// someone writes; each is reported by name, and the rest is read.
func TestIrregularFilesAreRefusedByName(t *testing.T) {
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
	must(t, syscall.Mkfifo(at("notes"), 0o600)) // not a file of the corpus
	layer, ps := Read(t.Context(), Layer{Name: "own", FS: os.DirFS(dir)})
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

// TestALinkToTooMuchIsSkipped: a link to a folder that contains it, or to more than a
// corpus may hold, is reported by name, and the rest is read.
func TestALinkToTooMuchIsSkipped(t *testing.T) {
	dir, much, useless, good, a := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	for i := range maxFiles + 1 {
		must(t, os.WriteFile(filepath.Join(much, fmt.Sprint("a", i, ".md")), nil, 0o600))
		must(t, os.WriteFile(filepath.Join(useless, fmt.Sprint("a", i, ".o")), nil, 0o600))
	}
	must(t, os.MkdirAll(filepath.Join(much, "more"), 0o755))
	must(t, os.Symlink("nothing", filepath.Join(much, "0.md"))) // no problem of its own
	must(t, os.WriteFile(filepath.Join(good, "pay.md"), []byte("x"), 0o600))
	must(t, os.Symlink("..", filepath.Join(good, "up"))) // leads to all of these folders
	must(t, os.Symlink(a, filepath.Join(a, "self")))
	must(t, os.MkdirAll(filepath.Join(dir, "entries", "cto"), 0o755))
	must(t, os.WriteFile(filepath.Join(dir, "entries", "cto", "z.md"), []byte("x"), 0o600))
	for name, to := range map[string]string{"cto/up": "..", "cto/self": ".", "a-much": much, "a-useless": useless, "good": good, "ring": a} {
		must(t, os.Symlink(to, filepath.Join(dir, "entries", name)))
	}
	layer, ps := Read(t.Context(), Layer{Name: "own", FS: os.DirFS(dir)})
	var got []string
	for _, p := range ps {
		got = append(got, p.File+" "+p.What[:strings.LastIndex(p.What, " folder")])
	}
	want := []string{
		"own/entries/a-much is a link to a", "own/entries/a-useless is a link to a", "own/entries/cto/self is a link to a",
		"own/entries/cto/up is a link to a", "own/entries/good/up is a link to a", "own/entries/ring/self is a link to a",
	}
	if !slices.Equal(got, want) {
		t.Errorf("problems %q", ps)
	}
	if read := slices.Sorted(maps.Keys(layer.Files)); !slices.Equal(read, []string{"entries/cto/z.md", "entries/good/pay.md"}) {
		t.Errorf("read %d files: %.300q", len(read), read)
	}
	if before := Fingerprint(t.Context(), os.DirFS(dir)); true {
		must(t, os.WriteFile(filepath.Join(much, "a0.md"), []byte("changed"), 0o600))
		if Fingerprint(t.Context(), os.DirFS(dir)) != before {
			t.Error("what goes on behind a link that is left out changes the fingerprint")
		}
	}
}

// TestAFolderWithTooMuchIsRefused: a layer that holds too much is refused as a whole.
func TestAFolderWithTooMuchIsRefused(t *testing.T) {
	files := fstest.MapFS{}
	for i := range maxFiles + 1 {
		files[fmt.Sprint("entries/cto/a", i, ".md")] = &fstest.MapFile{}
	}
	if _, ps := Read(t.Context(), Layer{Name: "own", FS: files}); len(ps) != 1 || ps[0].File != "own" || !strings.HasPrefix(ps[0].What, "holds more than 6000 files") {
		t.Errorf("problems %q", ps)
	}
}

// ending is a folder that cancels the context at the first access.
type ending struct {
	counted
	end func()
}

func (e ending) Stat(name string) (fs.FileInfo, error) { e.end(); return e.counted.Stat(name) }

func TestReadingEndsWithTheContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	files := fstest.MapFS{"entries/a/a.md": {}, "entries/b/b.md": {}, "letters.yaml": {}}
	c := counted{files, map[string]int{}, map[string]int{}, map[string]int{}}
	_, ps := Read(ctx, Layer{Name: "own", FS: ending{c, stop}})
	if len(c.looked) > 1 || len(c.opened) != 0 || len(ps) != 1 || ps[0].File != "own" {
		t.Errorf("looked at %v, opened %v after the end; problems %q", c.looked, c.opened, ps)
	}
}

// swapped is a folder whose listing is out of date: what it lists as a file is now a
// pipe.
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
	_, ps := Read(t.Context(), Layer{Name: "own", FS: swapped{os.DirFS(dir)}})
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

// counted is a folder that counts the calls of its methods.
type counted struct {
	fs.FS
	listed, looked, opened map[string]int
}

func (c counted) Open(name string) (fs.File, error) { c.opened[name]++; return c.FS.Open(name) }
func (c counted) ReadDir(name string) ([]fs.DirEntry, error) {
	c.listed[name]++
	return fs.ReadDir(c.FS, name)
}
func (c counted) Stat(name string) (fs.FileInfo, error) {
	c.looked[name]++
	return fs.Stat(c.FS, name)
}

// TestAFingerprintLooksWhereReadDoes: it looks at the same files and folders and opens
// none. Neither looks at hidden ones, of which a checkout has thousands.
func TestAFingerprintLooksWhereReadDoes(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	for _, p := range []string{".git/objects/ab/cdef", "entries/cto/coding.md", "entries/cto/.hidden.md", "letters.yaml", "notes/of/ours.md", "README.md"} {
		name := filepath.Join(dir, filepath.FromSlash(p))
		must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		must(t, os.WriteFile(name, []byte(p), 0o600))
	}
	must(t, os.WriteFile(filepath.Join(elsewhere, "salary.md"), []byte("good"), 0o600))
	must(t, os.Symlink(elsewhere, filepath.Join(dir, "entries", "linked")))
	must(t, os.Symlink("nothing", filepath.Join(dir, "entries", "cto", "nowhere.md")))
	count := func(f func(fs.FS)) counted {
		c := counted{os.DirFS(dir), map[string]int{}, map[string]int{}, map[string]int{}}
		f(c)
		return c
	}
	read := count(func(f fs.FS) { Read(t.Context(), Layer{Name: "own", FS: f}) })
	seen := count(func(f fs.FS) { Fingerprint(t.Context(), f) })
	if !maps.Equal(read.listed, seen.listed) || !maps.Equal(read.looked, seen.looked) || len(seen.opened) != 0 {
		t.Errorf("a fingerprint lists %v, looks at %v, opens %v; Read lists %v, looks at %v", seen.listed, seen.looked, seen.opened, read.listed, read.looked)
	}
	if seen.listed["entries/linked"] != 1 || seen.listed[".git"] != 0 || read.opened["entries/linked/salary.md"] != 1 {
		t.Errorf("listed %v, opened %v", seen.listed, read.opened)
	}
}

// TestFingerprintChangesWithWhatReadReturns: it changes whenever Read would return
// something else.
func TestFingerprintChangesWithWhatReadReturns(t *testing.T) {
	dir := t.TempDir()
	at := func(p string) string { return filepath.Join(dir, filepath.FromSlash(p)) }
	put := func(p, text string) {
		t.Helper()
		must(t, os.MkdirAll(filepath.Dir(at(p)), 0o755))
		must(t, os.WriteFile(at(p), []byte(text), 0o600))
	}
	put("entries/cto/coding.md", "one")
	var shuts shut
	now := func() string { shuts.FS = os.DirFS(dir); return Fingerprint(t.Context(), shuts) }
	for _, step := range []struct {
		name string
		do   func()
		seen bool
	}{
		{"nothing", func() {}, false},
		{"another text", func() { put("entries/cto/coding.md", "another") }, true},
		{"another time", func() { must(t, os.Chtimes(at("entries/cto/coding.md"), today, today)) }, true},
		{"may not be read", func() { must(t, os.Chmod(at("entries/cto/coding.md"), 0)) }, true},
		{"a new file", func() { put("entries/cto/team.md", "one") }, true},
		{"a file with no place", func() { put("entries/cto/team.txt", "one") }, true},
		{"no business of ours", func() { put("notes.txt", "one") }, false},
		{"a link to nothing", func() { must(t, os.Symlink("nothing", at("entries/cto/a.md"))) }, true},
		{"a link to something", func() { put("entries/cto/nothing", "one") }, true},
		{"a hidden file", func() { put(".git/index", "one"); put("entries/.x.md", "one") }, false},
		{"a folder that is shut", func() { put("entries/a/coding.md", "one"); shuts.dir = "entries/a" }, true},
		{"behind one that is shut", func() { put("entries/b/coding.md", "one") }, true},
		{"a folder that is open again", func() { shuts.dir = "" }, true},
		{"no folder", func() { must(t, os.RemoveAll(dir)) }, true},
	} {
		before := now()
		step.do()
		if (now() != before) != step.seen {
			t.Errorf("%s: seen %v, want %v", step.name, !step.seen, step.seen)
		}
	}
}

// shut is a folder in which one folder may not be read.
type shut struct {
	fs.FS
	dir string
}

func (s shut) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == s.dir {
		return nil, fs.ErrPermission
	}
	return fs.ReadDir(s.FS, name)
}
