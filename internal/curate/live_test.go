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

// started runs a Live for the length of a test. It looks at the folder only
// when a test says so.
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

// question is the entry's in service, "" without one.
func (l *Live) question(id string) string {
	if e := l.State().Corpus.Entry(id); e != nil {
		return e.Question
	}
	return ""
}

func TestOneBadFileHoldsBackNothingElse(t *testing.T) {
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

	// While it runs: what is good goes into service beside the fault, and the
	// content of the faulty file that was good stays.
	write(t, dir, "entries/cto/garden.md", strings.Replace(page("Does our CTO garden?"), "reviewed:", "reviewd:", 1))
	write(t, dir, "entries/cto/coding.md", page("Does our CTO write code?"))
	err := live.Reload(ctx)
	if ps := (corpus.Problems)(nil); !errors.As(err, &ps) || !strings.Contains(err.Error(), `garden.md:10: unknown field "reviewd"`) || !strings.Contains(err.Error(), "broken.md:1") {
		t.Errorf("reload gave %v", err)
	}
	want("while it runs", []string{"broken.md:1", "garden.md:10: unknown field"},
		map[string]string{"cto.garden": "Does a CTO garden?", "cto.coding": "Does our CTO write code?"})
	if r := live.State().Index.Match(match.Query{Text: "cto does our cto write code?"}); !r.Exact {
		t.Error("the index is not of the new corpus")
	}

	// Nor is good content lost to a second fault, or to a folder in its place.
	write(t, dir, "entries/cto/garden.md", "worse\n")
	if live.Reload(ctx) == nil {
		t.Error("a fault was taken")
	}
	must(t, os.Remove(filepath.Join(dir, "entries/cto/garden.md")))
	must(t, os.Mkdir(filepath.Join(dir, "entries/cto/garden.md"), 0o755))
	if live.Reload(ctx) == nil {
		t.Error("a folder was taken")
	}
	want("a folder in its place", []string{"broken.md:1", "garden.md:1: is a folder"}, map[string]string{"cto.garden": "Does a CTO garden?"})

	// Once removed it is gone, and once fixed the file is in service.
	must(t, os.Remove(filepath.Join(dir, "entries/cto/garden.md")))
	write(t, dir, "entries/cto/broken.md", page("Is it broken?"))
	must(t, live.Reload(ctx))
	want("fixed", nil, map[string]string{"cto.garden": "", "cto.broken": "Is it broken?", "cto.coding": "Does our CTO write code?"})

	// A folder that is not there says nothing of its files: they stay.
	must(t, os.Rename(dir, dir+".away"))
	if err := live.Reload(ctx); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a missing folder gave %v", err)
	}
	want("not mounted", []string{":1: cannot be read: no such file"}, map[string]string{"cto.coding": "Does our CTO write code?"})
}

// TestWhatNeedsAFaultyFileGoesWithIt: an entry cannot stand without its source,
// and is back with it.
func TestWhatNeedsAFaultyFileGoesWithIt(t *testing.T) {
	dir := t.TempDir()
	source := "- {id: HOUSE, cite: our handbook, title: Handbook, date: n.d., grade: C}\n"
	write(t, dir, "sources.yaml", strings.Replace(source, "grade: C", "grade: Z", 1))
	write(t, dir, "entries/cto/garden.md", strings.Replace(entryFile("Does a CTO garden?", "cto gardening"), "One point.", "One point [HOUSE].", 1))
	write(t, dir, "entries/cto/parking.md", entryFile("Where does a CTO park?", "cto parking"))
	live := started(t, LiveOptions{Base: small(), Dir: dir})
	if live.question("cto.garden") != "" || live.question("cto.parking") == "" {
		t.Error("what needs the source is in service, or what does not is not")
	}
	if ps := live.Problems(); len(ps) != 2 || !strings.Contains(ps[1], "sources.yaml:1: grade") || !strings.Contains(ps[0], `garden.md:13: unknown source "HOUSE"`) {
		t.Errorf("problems %q", ps)
	}
	write(t, dir, "sources.yaml", source)
	must(t, live.Reload(t.Context()))
	if live.question("cto.garden") == "" {
		t.Error("the entry is not back with its source")
	}
}

// TestTheFolderIsReadWhenItIsQuiet: a file half written is not read.
func TestTheFolderIsReadWhenItIsQuiet(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	l := NewLive(LiveOptions{Base: small(), Dir: dir})
	must(t, l.first(ctx))
	write(t, dir, "entries/cto/coding.md", entryFile("Does our CTO write code?", "do ctos code here"))
	seen := l.look(ctx, "")
	if l.question("cto.coding") != "Does a CTO write code?" {
		t.Error("a change was read before the folder was quiet")
	}
	seen = l.look(ctx, seen)
	if l.question("cto.coding") != "Does our CTO write code?" {
		t.Error("the change is not in service")
	}
	write(t, dir, "entries/cto/coding.md", "half")
	l.look(ctx, l.look(ctx, seen))
	if len(l.Problems()) != 1 || l.question("cto.coding") != "Does our CTO write code?" {
		t.Errorf("problems %q", l.Problems())
	}
}

// TestAChangeOfWhatIsReadIsSeen: behind links to files and to folders as well,
// as Kubernetes and people mount them.
func TestAChangeOfWhatIsReadIsSeen(t *testing.T) {
	page := func(question string) string { return entryFile(question, "cto "+strings.ToLower(question)) }
	link := func(t *testing.T, dir, name, to string) {
		t.Helper()
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		must(t, os.Symlink(to, filepath.Join(dir, name)))
	}
	for name, make := range map[string]func(t *testing.T, dir, elsewhere string){
		"a folder": func(t *testing.T, dir, _ string) {},
		"a link to a file": func(t *testing.T, dir, elsewhere string) {
			link(t, dir, "entries/cto/garden.md", elsewhere+"/garden.md")
		},
		"a linked folder": func(t *testing.T, dir, elsewhere string) { link(t, dir, "entries/cto", elsewhere) },
		"two links": func(t *testing.T, dir, elsewhere string) {
			link(t, dir, "inner", elsewhere)
			link(t, dir, "entries/cto", dir+"/inner")
		},
		"beside a dead end": func(t *testing.T, dir, _ string) { link(t, dir, "entries/cto/a.md", dir+"/nothing") },
	} {
		t.Run(name, func(t *testing.T) {
			dir, elsewhere := t.TempDir(), t.TempDir()
			write(t, elsewhere, "garden.md", page("Does a CTO garden?"))
			make(t, dir, elsewhere)
			l := NewLive(LiveOptions{Base: small(), Dir: dir})
			file := "entries/cto/garden.md"
			if name == "a folder" || name == "beside a dead end" {
				write(t, dir, file, page("Does a CTO garden?"))
			}
			must(t, l.first(t.Context()))
			if l.question("cto.garden") != "Does a CTO garden?" {
				t.Fatalf("not in service; problems %q", l.Problems())
			}
			write(t, dir, file, page("Does our own CTO garden?"))
			l.look(t.Context(), l.look(t.Context(), ""))
			if l.question("cto.garden") != "Does our own CTO garden?" {
				t.Error("an edit goes unnoticed")
			}
			must(t, os.Remove(filepath.Join(dir, file)))
			l.look(t.Context(), l.look(t.Context(), ""))
			if l.question("cto.garden") != "" {
				t.Error("that it was removed goes unnoticed")
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
		t.Errorf("a reload after the end gave %v", err)
	}
}

// TestTheEndWaitsForNoIndex: an index takes seconds and knows no context.
func TestTheEndWaitsForNoIndex(t *testing.T) {
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
	// Whoever asks for a reload meanwhile need not wait for it either.
	asked, giveUp := context.WithCancel(ctx)
	giveUp()
	if err := l.Reload(asked); !errors.Is(err, context.Canceled) {
		t.Errorf("a reload that was given up gave %v", err)
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
}

// TestAnOverlayWithoutAnIndexLeavesWhatWasInService: the base at a start, the
// state before later on.
func TestAnOverlayWithoutAnIndexLeavesWhatWasInService(t *testing.T) {
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
		t.Error("what was in service is not")
	}
}

func TestABaseThatCannotBeUsedIsAnError(t *testing.T) {
	l := NewLive(LiveOptions{Base: []corpus.Layer{{Name: "knowledge", Files: map[string][]byte{"roles/cto.yaml": nil}}}})
	if err := l.Run(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "the corpus cannot be used") {
		t.Errorf("got %v", err)
	}
}

func TestASignalLoadsAtOnce(t *testing.T) {
	dir, hup := t.TempDir(), make(chan os.Signal) // without room: taken when the one before is done
	l := NewLive(LiveOptions{Base: small(), Dir: dir, Every: time.Hour})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx, hup) }()
	<-l.Ready()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	hup <- os.Interrupt
	hup <- os.Interrupt
	if l.question("cto.garden") == "" {
		t.Error("the signal did not load")
	}
	stop()
	must(t, <-ended)
}

func TestCheckFindsTheFaultsOfOneFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/broken.md", "no front matter\n")
	live := started(t, LiveOptions{Base: small(), Dir: dir})
	for text, want := range map[string]string{
		entryFile("Does our CTO write code?", "do ctos code here"): "",
		"nothing":                             "coding.md:1: has no front matter",
		strings.Repeat("x", corpus.MaxFile+1): "coding.md:1: is larger than 256 KB",
	} {
		ps := live.Check("entries/cto/coding.md", []byte(text))
		if want == "" && len(ps) > 0 || want != "" && (len(ps) != 1 || !strings.Contains(ps[0].String(), want)) {
			t.Errorf("%.20q: %v, want %q", text, ps, want)
		}
	}
}

// TestASignalIsAnsweredInTheLog: whoever sends it reads there what came of it.
func TestASignalIsAnsweredInTheLog(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct{ name, dir, file, want string }{
		{"no folder", "", "", "nothing to reload, since ROLECALL_KNOWLEDGE_DIR is not set"},
		{"no fault", dir, entryFile("Does a CTO garden?", "cto gardening"), "all of it is in service"},
		{"a fault", dir, "nothing", "garden.md:1: has no front matter"},
		{"the same fault", dir, "nothing", "garden.md:1: has no front matter"},
	} {
		var log bytes.Buffer
		l := NewLive(LiveOptions{Base: small(), Dir: tt.dir, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		if tt.dir != "" {
			write(t, dir, "entries/cto/garden.md", tt.file)
		}
		must(t, l.first(t.Context()))
		log.Reset()
		l.signalled(t.Context())
		if n := strings.Count(log.String(), "\n"); n != 1 || !strings.Contains(log.String(), "SIGHUP") || !strings.Contains(log.String(), tt.want) {
			t.Errorf("%s: logged %q", tt.name, log.String())
		}
	}
}

// TestARoleTakenAwayIsTheFaultOfWhoTakesIt: not of the built-in entries that
// need it, for which nobody could be blamed and all of the folder be left out.
func TestARoleTakenAwayIsTheFaultOfWhoTakesIt(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "others.yaml", "- {id: cfo, name: Chief Financial Officer}\n- {id: cto, name: Chief Technology Officer}\n")
	write(t, dir, "refusals.yaml", "- {id: canteen, reply: See the menu.}\n")
	live := started(t, LiveOptions{Base: small(), Dir: dir})
	if ps := live.Problems(); len(ps) != 1 || !strings.Contains(ps[0], `others.yaml:2: declines the role "cto", which knowledge/entries/cto/coding.md needs`) {
		t.Errorf("problems %q", ps)
	}
	if live.State().Corpus.Refusal("canteen") == nil || live.State().Corpus.Role("cto") == nil || live.State().Corpus.Other("cfo") != nil {
		t.Error("the fault did not cost its own file alone")
	}
}
