package corpus

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// today is the date in all tests.
var today = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// small is the corpus of testdata/small, which has no faults; tests add one by an edit.
func small(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	root := os.DirFS("testdata/small")
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, p)
		files[p] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// edit replaces old, which must be in the file once, or writes a new file when old is
// empty.
type edit struct{ file, old, new string }

func (e edit) apply(t testing.TB, files fstest.MapFS) {
	t.Helper()
	if e.old == "" {
		files[e.file] = &fstest.MapFile{Data: []byte(e.new)}
		return
	}
	if files[e.file] == nil {
		t.Fatalf("no file %s to edit", e.file)
	}
	text := string(files[e.file].Data)
	if n := strings.Count(text, e.old); n != 1 {
		t.Fatalf("%q is %d times in %s, want once", e.old, n, e.file)
	}
	files[e.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, e.old, e.new, 1))}
}

// long is a text of n characters.
func long(n int) string { return strings.TrimSpace(strings.Repeat("word ", n/5+1))[:n-1] + "x" }

// found is every problem of Load as "file:line: what".
func found(files fs.FS) []string {
	_, ps, _ := Load(Layer{Name: "k", FS: files})
	out := []string{}
	for _, p := range ps {
		p.Hint = ""
		out = append(out, p.String())
	}
	return out
}

// load loads a corpus that must have no faults.
func load(t testing.TB, layers ...fs.FS) *Corpus {
	t.Helper()
	var ls []Layer
	for i, f := range layers {
		ls = append(ls, Layer{Name: string(rune('a' + i)), FS: f})
	}
	c, _, err := Load(ls...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// noFS is a folder that does not exist.
type noFS struct{}

func (noFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
