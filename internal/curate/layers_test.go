package curate

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

// edits are the documents of a store that a test changes between two reloads.
type edits struct {
	docs []feedback.Document
	err  error
}

func (e *edits) read(context.Context) ([]feedback.Document, error) { return e.docs, e.err }

// save adds a version of a file.
func (e *edits) save(t testing.TB, path, text string, sources ...entryform.Source) {
	t.Helper()
	version := 1
	for _, d := range e.docs {
		if p, v, _ := EditOf(d.ID); p == path {
			version = v + 1
		}
	}
	e.docs = append(e.docs, edited(t, path, version, len(e.docs), EditBody{Text: text, Sources: sources}))
}

const (
	gardenFile = "entries/cto/garden.md"
	codingFile = "entries/cto/coding.md"
)

var house = entryform.Source{ID: "HOUSE", Cite: "our handbook", Title: "Handbook", Date: "n.d.", Grade: "C"}

// citing is an entry that cites the handbook.
func citing(question string) string {
	return strings.Replace(entryFile(question, "cto "+strings.ToLower(question)), "One point.", "One point [HOUSE].", 1)
}

func (l *Live) asks(t *testing.T, step string, problems []string, questions map[string]string) {
	t.Helper()
	if got := l.Problems(); !slices.EqualFunc(got, problems, strings.Contains) {
		t.Errorf("%s: problems %q, want %q", step, got, problems)
	}
	for id, q := range questions {
		if l.question(id) != q {
			t.Errorf("%s: %s asks %q, want %q", step, id, l.question(id), q)
		}
	}
}

func TestAnEditLiesOverTheFolderAndTheFolderOverTheBase(t *testing.T) {
	ctx, dir, store := t.Context(), t.TempDir(), &edits{}
	write(t, dir, codingFile, entryFile("Does the folder's CTO write code?", "folder's coding"))
	write(t, dir, "entries/cto/parking.md", entryFile("Where does a CTO park?", "cto parking"))
	store.save(t, codingFile, entryFile("Does the edited CTO write code?", "edited coding"))
	store.save(t, gardenFile, citing("Does a CTO garden?"), house)
	live := started(t, LiveOptions{Base: small(), Dir: dir, Edits: store.read, Index: unlearned})
	live.asks(t, "at the start", nil, map[string]string{"cto.coding": "Does the edited CTO write code?", "cto.garden": "Does a CTO garden?", "cto.parking": "Where does a CTO park?"})
	s := live.State()
	for id, want := range map[string]LayerKind{"cto.coding": FromEdits, "cto.garden": FromEdits, "cto.parking": FromFolder, "cto.salary": BuiltIn, "cto.none": ""} {
		if got := s.LayerOf(id); got != want {
			t.Errorf("%s comes from %q, want %q", id, got, want)
		}
		path, text, ok := s.File(id)
		if e := s.Corpus.Entry(id); ok != (e != nil) || ok && (path != "entries/cto/"+e.Facet()+".md" || !strings.Contains(text, e.Question)) {
			t.Errorf("%s has file %q, %v, with %.60q", id, path, ok, text)
		}
	}
	if both := s.Both(); !slices.Equal(both, []string{codingFile}) || s.Edits() != 2 {
		t.Errorf("in both layers: %q; %d edits", both, s.Edits())
	}

	store.save(t, codingFile, "")
	must(t, live.Reload(ctx))
	live.asks(t, "back to the folder's", nil, map[string]string{"cto.coding": "Does the folder's CTO write code?"})
	must(t, os.Remove(filepath.Join(dir, codingFile)))
	must(t, live.Reload(ctx))
	live.asks(t, "back to the built-in one", nil, map[string]string{"cto.coding": "Does a CTO write code?"})
	if s := live.State(); len(s.Both()) != 0 || s.Edits() != 1 || s.LayerOf("cto.coding") != BuiltIn {
		t.Errorf("in both layers: %q; %d edits; from %s", s.Both(), s.Edits(), s.LayerOf("cto.coding"))
	}
}

func TestEditsNeedNoFolder(t *testing.T) {
	store := &edits{}
	live := started(t, LiveOptions{Base: small(), Edits: store.read, Index: unlearned})
	store.save(t, gardenFile, entryFile("Does a CTO garden?", "cto gardening"))
	must(t, live.Reload(t.Context()))
	live.asks(t, "without a folder", nil, map[string]string{"cto.garden": "Does a CTO garden?"})
}

// TestAFileThatMovesFromTheFolderToTheEditsIsOfTheEdits, although the corpus is the same.
func TestAFileThatMovesFromTheFolderToTheEditsIsOfTheEdits(t *testing.T) {
	dir, store := t.TempDir(), &edits{}
	page := entryFile("Does a CTO garden?", "cto gardening")
	write(t, dir, gardenFile, page)
	live := started(t, LiveOptions{Base: small(), Dir: dir, Edits: store.read, Index: unlearned})
	must(t, os.Remove(filepath.Join(dir, gardenFile)))
	store.save(t, gardenFile, page)
	must(t, live.Reload(t.Context()))
	if got := live.State().LayerOf("cto.garden"); got != FromEdits {
		t.Errorf("the entry is of %q", got)
	}
}

// TestAFaultInOneLayerTakesNothingOfTheOtherOutOfService: a good edit appears beside
// somebody's half-written file, and a good file beside an edit that cannot be used.
func TestAFaultInOneLayerTakesNothingOfTheOtherOutOfService(t *testing.T) {
	ctx, dir, store := t.Context(), t.TempDir(), &edits{}
	write(t, dir, "entries/cto/parking.md", entryFile("Where does a CTO park?", "cto parking"))
	write(t, dir, "entries/cto/new.md", "half-writ")
	store.save(t, gardenFile, entryFile("Does a CTO garden?", "cto gardening"))
	live := started(t, LiveOptions{Base: small(), Dir: dir, Edits: store.read, Index: unlearned})
	live.asks(t, "at the start", []string{dir + "/entries/cto/new.md:1: has no front matter"}, map[string]string{"cto.garden": "Does a CTO garden?", "cto.parking": "Where does a CTO park?"})

	write(t, dir, "entries/cto/parking.md", "half-writ")
	store.save(t, gardenFile, entryFile("Does our CTO garden?", "cto gardening"))
	if err := live.Reload(ctx); err == nil {
		t.Error("two half-written files have no fault")
	}
	live.asks(t, "an edit beside half-written files", []string{"new.md:1", "parking.md:1"}, map[string]string{"cto.garden": "Does our CTO garden?", "cto.parking": "Where does a CTO park?"})

	store.save(t, gardenFile, citing("Does it cite?"))
	store.save(t, codingFile, entryFile("Does our CTO write code?", "do ctos code here"))
	write(t, dir, "entries/cto/parking.md", entryFile("Where does our CTO park?", "cto parking"))
	must(t, os.Remove(filepath.Join(dir, "entries/cto/new.md")))
	if err := live.Reload(ctx); err == nil {
		t.Error("an edit that cites an unknown source has no fault")
	}
	live.asks(t, "a file beside a faulty edit", []string{`edits/entries/cto/garden.md:13: unknown source "HOUSE"`},
		map[string]string{"cto.garden": "Does our CTO garden?", "cto.parking": "Where does our CTO park?", "cto.coding": "Does our CTO write code?"})
	if p := live.Problems()[0]; !strings.Contains(p, "press Edit under the answer in Slack") {
		t.Errorf("the hint does not fit: %s", p)
	}

	// A layer that cannot be read at all stays as it was, and the other one goes on.
	must(t, os.Rename(dir, dir+".away"))
	store.save(t, gardenFile, entryFile("Does the CTO garden?", "cto gardening"))
	_ = live.Reload(ctx)
	live.asks(t, "no folder", []string{dir + ": cannot be read: no such file"}, map[string]string{"cto.garden": "Does the CTO garden?", "cto.parking": "Where does our CTO park?"})
	must(t, os.Rename(dir+".away", dir))
	store.err = errors.New("the store is closed")
	write(t, dir, "entries/cto/parking.md", entryFile("Where does the CTO park?", "cto parking"))
	_ = live.Reload(ctx)
	live.asks(t, "no store", []string{"edits: cannot be read: the store is closed"}, map[string]string{"cto.garden": "Does the CTO garden?", "cto.parking": "Where does the CTO park?"})
}

// TestAnEditNeedsTheSourceOfTheFolder, and is in service with it.
func TestAnEditNeedsTheSourceOfTheFolder(t *testing.T) {
	ctx, dir, store := t.Context(), t.TempDir(), &edits{}
	source := "- {id: HOUSE, cite: our handbook, title: Handbook, date: n.d., grade: C}\n"
	write(t, dir, "sources.yaml", strings.Replace(source, "grade: C", "grade: Z", 1))
	store.save(t, gardenFile, citing("Does a CTO garden?"))
	store.save(t, codingFile, entryFile("Does our CTO write code?", "do ctos code here"))
	live := started(t, LiveOptions{Base: small(), Dir: dir, Edits: store.read, Index: unlearned})
	live.asks(t, "without the source", []string{"sources.yaml:1: grade", "edits/entries/cto/garden.md:13: unknown source"}, map[string]string{"cto.garden": "", "cto.coding": "Does our CTO write code?"})
	write(t, dir, "sources.yaml", source)
	must(t, live.Reload(ctx))
	live.asks(t, "with it", nil, map[string]string{"cto.garden": "Does a CTO garden?"})
}

// TestIfNoIndexCanBeBuiltForALayerTheOtherOneIsInService.
func TestIfNoIndexCanBeBuiltForALayerTheOtherOneIsInService(t *testing.T) {
	for _, tt := range []struct{ folder, edit, fault string }{
		{"bad", "good", "own"}, {"good", "bad", "edits"}, {"bad", "bad", "edits own"},
	} {
		t.Run("folder "+tt.folder+", edit "+tt.edit, func(t *testing.T) {
			dir, store := filepath.Join(t.TempDir(), "own"), &edits{}
			put := func() {
				write(t, dir, "entries/cto/folder.md", entryFile("Is the folder "+tt.folder+"?", "cto folder"))
				store.save(t, "entries/cto/edit.md", entryFile("Is the edit "+tt.edit+"?", "cto edit"))
			}
			o := LiveOptions{Base: small(), Dir: dir, Edits: store.read, Index: func(c *corpus.Corpus) (*match.Index, error) {
				for _, e := range c.Entries {
					if strings.HasSuffix(e.Question, "bad?") {
						return nil, errors.New("no index today")
					}
				}
				return nil, nil
			}}
			check := func(l *Live, step string) {
				t.Helper()
				want := map[string]string{"cto.coding": "Does a CTO write code?", "cto.folder": "", "cto.edit": ""}
				if tt.folder == "good" {
					want["cto.folder"] = "Is the folder good?"
				}
				if tt.edit == "good" {
					want["cto.edit"] = "Is the edit good?"
				}
				var problems []string
				for name := range strings.FieldsSeq(tt.fault) {
					problems = append(problems, name+": no index today")
				}
				l.asks(t, step, problems, want)
			}
			must(t, os.MkdirAll(dir, 0o755))
			later := started(t, o)
			put()
			if err := later.Reload(t.Context()); err == nil {
				t.Error("the reload has no fault")
			}
			check(later, "reload")
			check(started(t, o), "start")
		})
	}
}

// TestAFolderNamedEditsIsNotTakenForTheEdits.
func TestAFolderNamedEditsIsNotTakenForTheEdits(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dir := range []string{"edits", "./edits/", "edits/ours", "."} {
		write(t, dir, "entries/cto/broken.md", "half-writ")
		write(t, dir, "entries/cto/parking.md", entryFile("Where does a CTO park?", "cto parking"))
		live := started(t, LiveOptions{Base: small(), Dir: dir, Edits: (&edits{}).read, Index: unlearned})
		path, err := filepath.Abs(dir)
		must(t, err)
		live.asks(t, dir, []string{path + "/entries/cto/broken.md:1"}, map[string]string{"cto.parking": "Where does a CTO park?"})
		if got := live.State().LayerOf("cto.parking"); got != FromFolder {
			t.Errorf("%s: the entry is of %q", dir, got)
		}
		must(t, os.RemoveAll(filepath.Join(dir, "entries")))
	}
}

// TestWhatTeachesNothingIsNotLearnedAgain: other text needs no new index, another phrasing
// does.
func TestWhatTeachesNothingIsNotLearnedAgain(t *testing.T) {
	learned, store := 0, &edits{}
	live := started(t, LiveOptions{Base: small(), Edits: store.read, Index: func(c *corpus.Corpus) (*match.Index, error) {
		learned++
		return match.New(c)
	}})
	page := entryFile("Does a CTO write code?", "do ctos code", "cto coding")
	for i, step := range []struct {
		text    string
		learned int
	}{
		{page, 2},
		{strings.Replace(page, "Yes.", "Rarely.", 1), 2},
		{strings.Replace(page, "label: L", "label: Code", 1), 2},
		{strings.Replace(page, "cto coding", "cto programming", 1), 3},
		{strings.Replace(page, "roles: [cto]", "roles: []", 1), 4},
	} {
		store.save(t, codingFile, step.text)
		must(t, live.Reload(t.Context()))
		if learned != step.learned {
			t.Errorf("step %d: learned %d times, want %d", i+1, learned, step.learned)
		}
		if r := live.State().Index.Match(match.Query{Text: "do ctos code"}); r.Exact != "cto.coding" {
			t.Errorf("step %d: matches %q", i+1, r.Exact)
		}
	}
}

func TestEditsAreCheckedWithWhatIsInService(t *testing.T) {
	store := &edits{}
	store.save(t, gardenFile, citing("Does a CTO garden?"), house)
	live := started(t, LiveOptions{Base: small(), Edits: store.read, Index: unlearned})
	for name, tt := range map[string]struct {
		path, text string
		sources    []entryform.Source
		want       []string
	}{
		"cites a source of another edit": {codingFile, citing("Does it cite?"), nil, nil},
		"cites its own source":           {codingFile, strings.Replace(citing("Does it cite?"), "HOUSE", "OURS", 1), []entryform.Source{{ID: "OURS", Cite: "ours", Title: "Ours", Date: "2026-11", Grade: "C"}}, nil},
		"cites none":                     {codingFile, strings.Replace(citing("Does it cite?"), "HOUSE", "OURS", 1), nil, []string{`edits/entries/cto/coding.md:13: unknown source "OURS"`}},
		"takes a source from another":    {gardenFile, "", nil, nil},
		"is no file of the corpus":       {"README.md", "x", nil, []string{"edits/README.md:1: is not a file of the corpus"}},
		"is too large":                   {codingFile, strings.Repeat("x", corpus.MaxFile+1), nil, []string{"edits/entries/cto/coding.md:1: is larger than 1 MB"}},
	} {
		ps := live.State().CheckEdits(edited(t, tt.path, 9, 0, EditBody{Text: tt.text, Sources: tt.sources}))
		if !slices.EqualFunc(ps, tt.want, func(p corpus.Problem, want string) bool { return strings.Contains(p.String(), want) }) {
			t.Errorf("%s: %v, want %q", name, ps, tt.want)
		}
	}
}
