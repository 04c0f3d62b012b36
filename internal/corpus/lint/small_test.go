package lint

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"rolecall/internal/corpus"
)

// today is the date in all tests.
var today = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// small is the corpus of package corpus (testdata/small), which has no faults; tests add one by an edit.
func small(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	root := os.DirFS("../testdata/small")
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

// found is every problem of Load and Lint as "file:line: what".
func found(files fs.FS, topics []string, docs map[string]string) []string {
	c, ps, _ := corpus.Load(corpus.Layer{Name: "k", FS: files})
	ps = append(ps, Corpus(c, topics, today)...)
	ps = append(ps, Against(c, docs)...)
	out := []string{}
	for _, p := range ps {
		p.Hint = ""
		out = append(out, p.String())
	}
	return out
}

// load loads a corpus that must have no faults.
func load(t testing.TB, layers ...fs.FS) *corpus.Corpus {
	t.Helper()
	var ls []corpus.Layer
	for i, f := range layers {
		ls = append(ls, corpus.Layer{Name: string(rune('a' + i)), FS: f})
	}
	c, _, err := corpus.Load(ls...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const (
	def     = "entries/cto/definition.md"
	pair    = "entries/compare/cto-cio.md"
	ctoRole = "roles/cto.yaml"
	guide   = "guides/which-role.yaml"
	kitFile = "guides/kit-cto.yaml"
)

// fault is a planted mistake and every problem it must cause, as
// "file:line: what" in the order reported.
type fault struct {
	name  string
	edits []edit
	want  []string
}

func refuse(t *testing.T, faults []fault, topics []string, docs map[string]string) {
	t.Helper()
	if got := found(small(t), topics, docs); len(got) > 0 {
		t.Fatalf("the small corpus is not clean:\n%s", strings.Join(got, "\n"))
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			files := small(t)
			for _, e := range f.edits {
				e.apply(t, files)
			}
			if got := found(files, topics, docs); !slices.Equal(got, f.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(f.want, "\n"))
			}
		})
	}
}

func one(name, file, old, new string, want ...string) fault {
	return fault{name, []edit{{file, old, new}}, want}
}

// entryText is a faultless entry with another question and its own phrasings.
func entryText(question, label string) string {
	var b strings.Builder
	b.WriteString("---\nquestion: " + question + "\nlabel: " + label + "\nroles: [cto]\nshort: It is so. It depends on size.\nphrasings:\n")
	for _, w := range strings.Fields("one two three four five six seven eight nine ten") {
		b.WriteString("  - " + strings.ToLower(label) + " " + w + "\n")
	}
	return b.String() + "related: [compare.cto-cio]\nreviewed: 2026-06-01\nowner: curators\n---\n- A is so [OWN].\n- B is so [OWN].\n- C is so [OWN].\n\n**Next:** ask them.\n"
}

// long is a text of n characters.
func long(n int) string { return strings.TrimSpace(strings.Repeat("word ", n/5+1))[:n-1] + "x" }
