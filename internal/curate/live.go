// Package curate joins knowledge and feedback: the overlay a company adds its
// own files from and its reload, misses grouped by likeness, phrasings that
// people's choices suggest, reviews that are due, the weekly digest.
package curate

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// State is a corpus in service with its index. It never changes.
type State struct {
	Corpus *corpus.Corpus
	Index  *match.Index
}

// LiveOptions say where knowledge comes from and who hears of changes.
type LiveOptions struct {
	Base     []corpus.Layer                             // compiled in
	Dir      string                                     // the overlay's folder; "" for none
	Every    time.Duration                              // how often it is looked at; default 2 s
	Logger   *slog.Logger                               // default: discard
	Changed  func(*State)                               // a new corpus is in service; may be nil
	Problems func(context.Context, []string)            // the overlay's newest state was refused; may be nil
	Later    bool                                       // serve the base at once; the overlay joins when its index is built
	index    func(*corpus.Corpus) (*match.Index, error) // match.New; tests replace it
}

// Live holds the corpus in service and follows the overlay.
type Live struct {
	o     LiveOptions
	state atomic.Pointer[State]

	mu       sync.Mutex // one load at a time
	loaded   string     // fingerprint of the overlay last looked at
	problems atomic.Pointer[[]string]
}

// NewLive loads the base and the overlay. Faulty files of the overlay are left
// out, logged, and shown by Problems; only a faulty base is an error. With an
// overlay it takes as long as an index takes to build (seconds), unless Later
// is set: then the base, whose index comes ready made, answers meanwhile.
func NewLive(ctx context.Context, o LiveOptions) (*Live, error) {
	if o.Every == 0 {
		o.Every = 2 * time.Second
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.index == nil {
		o.index = match.New
	}
	if o.Dir != "" {
		o.Dir = path.Clean(filepath.ToSlash(o.Dir)) // as problems name its files
	}
	l := &Live{o: o}
	load := l.first
	if o.Later {
		load = l.baseOnly
	}
	s, err := l.build(load)
	if err != nil {
		return nil, err
	}
	l.state.Store(s)
	if o.Later && o.Dir != "" {
		l.mu.Lock() // a reload waits for the overlay's first state
		go func() {
			defer l.mu.Unlock()
			l.join(ctx)
		}()
		return l, nil
	}
	l.tell(ctx, l.Problems())
	return l, nil
}

// build loads a corpus and its index.
func (l *Live) build(load func() (*corpus.Corpus, error)) (*State, error) {
	c, err := load()
	if err != nil {
		return nil, fmt.Errorf("the corpus cannot be used: %w", err)
	}
	x, err := l.o.index(c)
	if err != nil {
		return nil, err
	}
	return &State{c, x}, nil
}

// join puts the overlay into service over the base that answers already.
func (l *Live) join(ctx context.Context) {
	s, err := l.build(l.first)
	if err != nil {
		l.o.Logger.Error("the overlay is not in service", "error", err)
		return
	}
	l.tell(ctx, l.Problems())
	if ctx.Err() == nil && s.Corpus.Version != l.State().Corpus.Version {
		l.swap(s)
	}
}

// swap puts a state into service.
func (l *Live) swap(s *State) {
	l.state.Store(s)
	l.o.Logger.Info("a new corpus is in service", "version", s.Corpus.Version, "entries", len(s.Corpus.Entries))
	if l.o.Changed != nil {
		l.o.Changed(s)
	}
}

// baseOnly loads what is compiled in.
func (l *Live) baseOnly() (*corpus.Corpus, error) {
	c, _, err := corpus.Load(l.o.Base...)
	return c, err
}

// first loads what can be used: files of the overlay with faults are hidden
// until nothing is wrong, so that one bad file costs only itself at a start.
func (l *Live) first() (*corpus.Corpus, error) {
	if l.o.Dir == "" {
		return l.baseOnly()
	}
	l.loaded = fingerprint(l.o.Dir)
	hide := map[string]bool{}
	var found []string
	for {
		overlay := corpus.Layer{Name: l.o.Dir, FS: hiding{os.DirFS(l.o.Dir), hide}}
		c, ps, err := corpus.Load(append(slices.Clone(l.o.Base), overlay)...)
		if err == nil {
			l.problems.Store(&found)
			return c, nil
		}
		more := false
		for _, p := range ps {
			name, ours := strings.CutPrefix(p.File, l.o.Dir+"/")
			if p.Warning {
				continue
			}
			found = append(found, p.String())
			if ours && !hide[name] {
				hide[name], more = true, true
			}
		}
		if !more { // not a matter of single files: serve without the overlay
			l.problems.Store(&found)
			return l.baseOnly()
		}
	}
}

// hiding is a file system without some files.
type hiding struct {
	fs.FS
	hide map[string]bool
}

// ReadDir leaves out what is hidden.
func (h hiding) ReadDir(dir string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(h.FS, dir)
	prefix := dir + "/"
	if dir == "." {
		prefix = ""
	}
	return slices.DeleteFunc(list, func(d fs.DirEntry) bool { return h.hide[prefix+d.Name()] }), err
}

// State is what is in service now.
func (l *Live) State() *State { return l.state.Load() }

// Problems are the faults of the overlay's newest state, each as "file:line:
// what (hint)"; none when it is in service.
func (l *Live) Problems() []string {
	if p := l.problems.Load(); p != nil {
		return slices.Clone(*p)
	}
	return nil
}

// Reload reads the overlay now. With a fault in it the error lists every
// problem, and what was in service stays.
func (l *Live) Reload(ctx context.Context) error {
	l.mu.Lock()
	problems, err := l.reload()
	l.mu.Unlock()
	l.tell(ctx, problems) // who is told may take their time
	return err
}

// reload returns what is wrong, if anything is, as Problems shows it. The lock is held.
func (l *Live) reload() ([]string, error) {
	layers := slices.Clone(l.o.Base)
	if l.o.Dir != "" {
		l.loaded = fingerprint(l.o.Dir)
		layers = append(layers, corpus.Layer{Name: l.o.Dir, FS: os.DirFS(l.o.Dir)})
	}
	c, ps, err := corpus.Load(layers...)
	if err != nil {
		var list []string
		for _, p := range ps {
			if !p.Warning {
				list = append(list, p.String())
			}
		}
		l.problems.Store(&list)
		return list, err
	}
	if c.Version == l.State().Corpus.Version {
		l.problems.Store(&[]string{})
		return nil, nil
	}
	x, err := l.o.index(c)
	if err != nil {
		list := []string{err.Error()}
		l.problems.Store(&list)
		return list, err
	}
	l.problems.Store(&[]string{})
	next := &State{c, x}
	l.swap(next)
	return nil, nil
}

func (l *Live) tell(ctx context.Context, problems []string) {
	if len(problems) == 0 {
		return
	}
	for _, p := range problems {
		l.o.Logger.Error("a file of the overlay was refused; what was good stays in service", "problem", p)
	}
	if l.o.Problems != nil {
		l.o.Problems(ctx, problems)
	}
}

// Watch follows the overlay until ctx ends: a change is loaded once the folder
// has been quiet for one look, so that a file half written is not read. hup
// (SIGHUP) loads at once; it may be nil.
func (l *Live) Watch(ctx context.Context, hup <-chan os.Signal) {
	tick := time.NewTicker(l.o.Every)
	defer tick.Stop()
	last := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
			_ = l.Reload(ctx) // logged, and shown by Problems
		case <-tick.C:
			last = l.look(ctx, last)
		}
	}
}

// look loads the overlay when it differs from what was loaded and is as it was
// at the last look; it returns how it is now.
func (l *Live) look(ctx context.Context, last string) string {
	if l.o.Dir == "" {
		return ""
	}
	now := fingerprint(l.o.Dir)
	l.mu.Lock()
	changed := now != l.loaded && now == last
	l.mu.Unlock()
	if changed {
		_ = l.Reload(ctx) // logged, and shown by Problems
	}
	return now
}

// fingerprint sums up names, sizes and times of the files below dir, and the
// error when it cannot be read.
func fingerprint(dir string) string {
	h, files := sha256.New(), os.DirFS(dir)
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := fs.Stat(files, p) // of what a link points to
		if err != nil {
			return nil // gone since: the next look shows it
		}
		fmt.Fprintf(h, "%s %d %d\n", p, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	return fmt.Sprintf("%x %v", h.Sum(nil), err)
}
