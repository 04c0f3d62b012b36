package curate

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// started runs a Live until the test ends. It reads the folder only when a test
// calls Reload.
func started(t *testing.T, o LiveOptions) *Live {
	t.Helper()
	if o.Every == 0 {
		o.Every = time.Hour
	}
	l := NewLive(o)
	ended := make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	go func() { ended <- l.Run(ctx, nil) }()
	t.Cleanup(func() { stop(); must(t, <-ended) })
	<-l.Ready()
	return l
}

// unlearned is for tests that look at the corpus alone: learning takes seconds with the
// race detector.
func unlearned(*corpus.Corpus) (*match.Index, error) { return nil, nil }

// question returns the question of an entry in service; "" if there is none.
func (l *Live) question(id string) string {
	if e := l.State().Corpus.Entry(id); e != nil {
		return e.Question
	}
	return ""
}

func TestABadFileKeepsNoOtherFileOutOfService(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	page := func(question string) string { return entryFile(question, "cto "+strings.ToLower(question)) }
	write(t, dir, "entries/cto/garden.md", page("Does a CTO garden?"))
	write(t, dir, "entries/cto/broken.md", "no front matter\n")
	write(t, dir, "entries/cto/linked.md", strings.Replace(page("Does a CTO link?"), "related: []", "related: [cto.broken]", 1))
	live := started(t, LiveOptions{Base: small(), Dir: dir})
	want := func(step string, problems []string, questions map[string]string) {
		t.Helper()
		got := live.Problems()
		if !slices.EqualFunc(got, problems, strings.Contains) {
			t.Errorf("%s: problems %q, want %q", step, got, problems)
		}
		for id, q := range questions {
			if live.question(id) != q {
				t.Errorf("%s: %s asks %q, want %q", step, id, live.question(id), q)
			}
		}
	}
	want("at the start", []string{"broken.md:1: has no front matter"},
		map[string]string{"cto.garden": "Does a CTO garden?", "cto.broken": "", "cto.linked": "Does a CTO link?", "cto.coding": "Does a CTO write code?"})

	// While it runs: files without a fault go into service, and the faulty file
	// keeps its last good content.
	write(t, dir, "entries/cto/garden.md", strings.Replace(page("Does our CTO garden?"), "reviewed:", "reviewd:", 1))
	write(t, dir, "entries/cto/coding.md", page("Does our CTO write code?"))
	err := live.Reload(ctx)
	if ps := (corpus.Problems)(nil); !errors.As(err, &ps) || !strings.Contains(err.Error(), `garden.md:10: unknown field "reviewd"`) || !strings.Contains(err.Error(), "broken.md:1") {
		t.Errorf("reload returned %v", err)
	}
	want("while it runs", []string{"broken.md:1", "garden.md:10: unknown field"},
		map[string]string{"cto.garden": "Does a CTO garden?", "cto.coding": "Does our CTO write code?"})
	if r := live.State().Index.Match(match.Query{Text: "cto does our cto write code?"}); r.Exact != "cto.coding" {
		t.Error("the index was not built from the new corpus")
	}

	// Good content also survives a second fault, and a folder in the file's place.
	write(t, dir, "entries/cto/garden.md", "worse\n")
	if live.Reload(ctx) == nil {
		t.Error("a file with a fault was accepted")
	}
	must(t, os.Remove(filepath.Join(dir, "entries/cto/garden.md")))
	must(t, os.Mkdir(filepath.Join(dir, "entries/cto/garden.md"), 0o755))
	if live.Reload(ctx) == nil {
		t.Error("a folder was accepted as a file")
	}
	want("a folder in its place", []string{"broken.md:1", "garden.md:1: is a folder"}, map[string]string{"cto.garden": "Does a CTO garden?"})

	// A removed file is out of service, and a fixed one is in service.
	must(t, os.Remove(filepath.Join(dir, "entries/cto/garden.md")))
	write(t, dir, "entries/cto/broken.md", page("Is it broken?"))
	must(t, live.Reload(ctx))
	want("fixed", nil, map[string]string{"cto.garden": "", "cto.broken": "Is it broken?", "cto.coding": "Does our CTO write code?"})

	// If the whole folder is missing, its files stay in service.
	must(t, os.Rename(dir, dir+".away"))
	if err := live.Reload(ctx); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a missing folder returned %v", err)
	}
	want("not mounted", []string{dir + ": cannot be read: no such file"}, map[string]string{"cto.coding": "Does our CTO write code?"})
}

// TestEntriesThatNeedAFaultyFileAreLeftOut: an entry needs its source, and is in
// service again once the source is fixed.
func TestEntriesThatNeedAFaultyFileAreLeftOut(t *testing.T) {
	dir := t.TempDir()
	source := "- {id: HOUSE, cite: our handbook, title: Handbook, date: n.d., grade: C}\n"
	write(t, dir, "sources.yaml", strings.Replace(source, "grade: C", "grade: Z", 1))
	write(t, dir, "entries/cto/garden.md", strings.Replace(entryFile("Does a CTO garden?", "cto gardening"), "One point.", "One point [HOUSE].", 1))
	write(t, dir, "entries/cto/parking.md", entryFile("Where does a CTO park?", "cto parking"))
	live := started(t, LiveOptions{Base: small(), Dir: dir, Index: unlearned})
	if live.question("cto.garden") != "" || live.question("cto.parking") == "" {
		t.Error("the entry that needs the source must be out of service, the other one in service")
	}
	if ps := live.Problems(); len(ps) != 2 || !strings.Contains(ps[1], "sources.yaml:1: grade") || !strings.Contains(ps[0], `garden.md:13: unknown source "HOUSE"`) {
		t.Errorf("problems %q", ps)
	}
	write(t, dir, "sources.yaml", source)
	must(t, live.Reload(t.Context()))
	if live.question("cto.garden") == "" {
		t.Error("the entry is not in service again, although its source is fixed")
	}
}

// TestTheFolderIsReadOnceItStopsChanging, so that no half-written file is read.
func TestTheFolderIsReadOnceItStopsChanging(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	l := NewLive(LiveOptions{Base: small(), Dir: dir, Index: unlearned})
	must(t, l.first(ctx))
	write(t, dir, "entries/cto/coding.md", entryFile("Does our CTO write code?", "do ctos code here"))
	seen := l.reloadIfChanged(ctx, "")
	if l.question("cto.coding") != "Does a CTO write code?" {
		t.Error("a change was read while the folder was still changing")
	}
	seen = l.reloadIfChanged(ctx, seen)
	if l.question("cto.coding") != "Does our CTO write code?" {
		t.Error("the change is not in service")
	}
	write(t, dir, "entries/cto/coding.md", "half")
	l.reloadIfChanged(ctx, l.reloadIfChanged(ctx, seen))
	if len(l.Problems()) != 1 || l.question("cto.coding") != "Does our CTO write code?" {
		t.Errorf("problems %q", l.Problems())
	}
}

// TestChangesBehindLinksAreSeen, to files and to folders: Kubernetes mounts
// folders that way.
func TestChangesBehindLinksAreSeen(t *testing.T) {
	page := func(question string) string { return entryFile(question, "cto "+strings.ToLower(question)) }
	link := func(t *testing.T, dir, name, to string) {
		t.Helper()
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		must(t, os.Symlink(to, filepath.Join(dir, name)))
	}
	for name, prepare := range map[string]func(t *testing.T, dir, elsewhere string){
		"a folder": func(t *testing.T, dir, _ string) {},
		"a link to a file": func(t *testing.T, dir, elsewhere string) {
			link(t, dir, "entries/cto/garden.md", elsewhere+"/garden.md")
		},
		"a linked folder": func(t *testing.T, dir, elsewhere string) { link(t, dir, "entries/cto", elsewhere) },
		"two links": func(t *testing.T, dir, elsewhere string) {
			link(t, dir, "inner", elsewhere)
			link(t, dir, "entries/cto", dir+"/inner")
		},
		"next to a broken link": func(t *testing.T, dir, _ string) { link(t, dir, "entries/cto/a.md", dir+"/nothing") },
	} {
		t.Run(name, func(t *testing.T) {
			dir, elsewhere := t.TempDir(), t.TempDir()
			write(t, elsewhere, "garden.md", page("Does a CTO garden?"))
			prepare(t, dir, elsewhere)
			l := NewLive(LiveOptions{Base: small(), Dir: dir, Index: unlearned})
			file := "entries/cto/garden.md"
			if name == "a folder" || name == "next to a broken link" {
				write(t, dir, file, page("Does a CTO garden?"))
			}
			must(t, l.first(t.Context()))
			if l.question("cto.garden") != "Does a CTO garden?" {
				t.Fatalf("not in service; problems %q", l.Problems())
			}
			write(t, dir, file, page("Does our own CTO garden?"))
			l.reloadIfChanged(t.Context(), l.reloadIfChanged(t.Context(), ""))
			if l.question("cto.garden") != "Does our own CTO garden?" {
				t.Error("an edit was not noticed")
			}
			must(t, os.Remove(filepath.Join(dir, file)))
			l.reloadIfChanged(t.Context(), l.reloadIfChanged(t.Context(), ""))
			if l.question("cto.garden") != "" {
				t.Error("the removal was not noticed")
			}
		})
	}
}

// TestNothingIsInServiceBeforeTheOverlayIs: the first answer comes from the
// company's own corpus.
func TestNothingIsInServiceBeforeTheOverlayIs(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	building, build := make(chan struct{}), make(chan struct{})
	l := NewLive(LiveOptions{Base: small(), Dir: dir, Every: time.Hour, Index: func(c *corpus.Corpus) (*match.Index, error) {
		close(building)
		<-build
		return match.New(c)
	}})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx, nil) }()
	<-building
	select {
	case <-l.Ready():
		t.Error("ready while the overlay's index is built")
	default:
	}
	if l.State() != nil {
		t.Error("something is in service already")
	}
	close(build)
	<-l.Ready()
	if l.question("cto.garden") == "" {
		t.Error("the overlay is not in service")
	}
	stop()
	must(t, <-ended)
	if err := l.Reload(t.Context()); !errors.Is(err, errEnded) {
		t.Errorf("a reload after the end returned %v", err)
	}
}

// TestRunEndsWithoutWaitingForAnIndex, which takes seconds to build and cannot
// be cancelled.
func TestRunEndsWithoutWaitingForAnIndex(t *testing.T) {
	building, never := make(chan struct{}), make(chan struct{})
	defer close(never)
	l := NewLive(LiveOptions{Base: small(), Index: func(*corpus.Corpus) (*match.Index, error) {
		close(building)
		<-never
		return nil, errors.New("too late")
	}})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx, nil) }()
	<-building
	// A reload that is requested meanwhile does not have to wait either.
	asked, giveUp := context.WithCancel(ctx)
	giveUp()
	if err := l.Reload(asked); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled reload returned %v", err)
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
}

// TestIfNoIndexCanBeBuiltTheOldStateStays: the base at the start, later the
// state before.
func TestIfNoIndexCanBeBuiltTheOldStateStays(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	live := started(t, LiveOptions{Base: small(), Dir: dir, Index: func(c *corpus.Corpus) (*match.Index, error) {
		if c.Entry("cto.garden") != nil {
			return nil, errors.New("no index today")
		}
		return match.New(c)
	}})
	fault := func(step string, err error) {
		t.Helper()
		if ps := live.Problems(); len(ps) != 1 || !strings.Contains(ps[0], "no index today") || err != nil && !strings.Contains(err.Error(), "no index today") {
			t.Errorf("%s: problems %q, error %v", step, ps, err)
		}
	}
	fault("start", nil)
	if live.question("cto.coding") == "" || live.question("cto.garden") != "" {
		t.Error("the base is not in service")
	}
	must(t, os.Remove(filepath.Join(dir, "entries/cto/garden.md")))
	write(t, dir, "entries/cto/parking.md", entryFile("Where does a CTO park?", "cto parking"))
	must(t, live.Reload(ctx))
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	fault("reload", live.Reload(ctx))
	if live.question("cto.parking") == "" || live.question("cto.garden") != "" {
		t.Error("the state before is not in service")
	}
}

// TestAPanicWhileAnIndexIsBuiltIsAFault: a file that nobody thought of must not end
// a bot that answers.
func TestAPanicWhileAnIndexIsBuiltIsAFault(t *testing.T) {
	ctx, dir, told := t.Context(), t.TempDir(), make(chan []string, 1)
	l := NewLive(LiveOptions{Base: small(), Dir: dir, Every: time.Hour, Index: func(c *corpus.Corpus) (*match.Index, error) {
		if c.Entry("cto.garden") != nil {
			panic("nobody thought of gardens")
		}
		return match.New(c)
	}, Notify: func(_ context.Context, problems []string) error { told <- problems; return nil }})
	go func() { _ = l.Run(ctx, nil) }()
	<-l.Ready()
	before := l.State()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	const want = "building the index failed: nobody thought of gardens"
	if err := l.Reload(ctx); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the reload returned %v", err)
	}
	if l.State() != before {
		t.Error("the state before is not in service")
	}
	if ps := <-told; len(ps) != 1 || !strings.Contains(ps[0], want) {
		t.Errorf("the curators were told %q", ps)
	}
}

func TestABaseThatCannotBeUsedIsAnError(t *testing.T) {
	l := NewLive(LiveOptions{Base: []corpus.Layer{{Name: "knowledge", Files: map[string][]byte{"roles/cto.yaml": nil}}}})
	if err := l.Run(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "the corpus cannot be used") {
		t.Errorf("got %v", err)
	}
}

func TestASignalReloadsAtOnce(t *testing.T) {
	dir, hup := t.TempDir(), make(chan os.Signal) // unbuffered: a second signal is received when the first is handled
	l := NewLive(LiveOptions{Base: small(), Dir: dir, Every: time.Hour, Index: unlearned})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx, hup) }()
	<-l.Ready()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	hup <- os.Interrupt
	hup <- os.Interrupt
	if l.question("cto.garden") == "" {
		t.Error("the signal did not reload")
	}
	stop()
	must(t, <-ended)
}

func TestTheResultOfASignalIsLogged(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct{ name, dir, file, want string }{
		{"no folder", "", "", "nothing to reload, since ROLECALL_KNOWLEDGE_DIR is not set"},
		{"no fault", dir, entryFile("Does a CTO garden?", "cto gardening"), "all of it is in service"},
		{"a fault", dir, "nothing", "garden.md:1: has no front matter"},
		{"the same fault", dir, "nothing", "garden.md:1: has no front matter"},
	} {
		var log bytes.Buffer
		l := NewLive(LiveOptions{Base: small(), Dir: tt.dir, Index: unlearned, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		if tt.dir != "" {
			write(t, dir, "entries/cto/garden.md", tt.file)
		}
		must(t, l.first(t.Context()))
		log.Reset()
		l.reloadOnSignal(t.Context())
		if n := strings.Count(log.String(), "\n"); n != 1 || !strings.Contains(log.String(), "SIGHUP") || !strings.Contains(log.String(), tt.want) {
			t.Errorf("%s: logged %q", tt.name, log.String())
		}
	}
}

// TestDecliningARoleInUseIsAFaultOfTheDecliningFile, and not of the built-in
// entries that need the role: those cannot be left out, so the whole folder would
// be.
func TestDecliningARoleInUseIsAFaultOfTheDecliningFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "others.yaml", "- {id: cfo, name: Chief Financial Officer}\n- {id: cto, name: Chief Technology Officer}\n")
	write(t, dir, "refusals.yaml", "- {id: canteen, reply: See the menu.}\n")
	live := started(t, LiveOptions{Base: small(), Dir: dir, Index: unlearned})
	if ps := live.Problems(); len(ps) != 1 || !strings.Contains(ps[0], `others.yaml:2: declines the role "cto", which knowledge/entries/cto/coding.md needs`) {
		t.Errorf("problems %q", ps)
	}
	if live.State().Corpus.Refusal("canteen") == nil || live.State().Corpus.Role("cto") == nil || live.State().Corpus.Other("cfo") != nil {
		t.Error("the fault did not leave out its own file only")
	}
}
