// Package curate joins knowledge and feedback: it loads and reloads what lies over the
// built-in corpus (a company's own folder of knowledge files, and the edits made in Slack
// over that), writes edits down and carries them to files and back, groups similar misses,
// suggests phrasings from people's choices, lists the reviews that are due, and writes the
// weekly digest. Package pending keeps who waits for an answer, and which colleague was asked for one.
package curate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

// pollInterval is how often the overlay's folder is checked for changes. A
// choice: a change needs two checks, so it is read within four seconds, about
// as long as an editor needs to switch to Slack and ask.
const pollInterval = 2 * time.Second

// LiveOptions say where knowledge comes from and who is notified of faults.
type LiveOptions struct {
	Base   []corpus.Layer                                     // compiled in
	Dir    string                                             // the company's folder; "" for none
	Edits  func(context.Context) ([]feedback.Document, error) // the versions of edited files, which lie over the folder; nil for none
	Watch  func(ctx context.Context, changed func())          // tells when another process may have saved an edit, until ctx ends; nil for never
	Every  time.Duration                                      // how often the folder is checked; default pollInterval
	Logger *slog.Logger                                       // default: discard
	Notify func(context.Context, []string) error              // sends the curators the files newly refused; may be nil
	Index  func(*corpus.Corpus) (*match.Index, error)         // builds an index; default match.New
}

// Live holds the corpus in service and follows the folder and the edits. One goroutine, Run,
// loads the files, builds the index and puts the result into service, one after
// the other. A second goroutine notifies the curators, since a call to Slack may
// be slow. Neither holds a lock while it works.
type Live struct {
	o     LiveOptions
	state atomic.Pointer[State]

	ready   chan struct{}   // closed when the first state is in service
	reloads chan chan error // requests to reload
	edited  chan struct{}   // capacity 1: another process may have saved an edit
	ended   chan struct{}   // closed when Run has ended

	// These three are used by Run only.
	loaded string // fingerprint of the folder when it was last read
	away   error  // why the edits could not be read, if their store was away
	behind bool   // edits of another process could not be read yet

	problems atomic.Pointer[corpus.Problems]
	notifier notifier
}

// NewLive returns a Live that has read nothing yet; Run reads the corpus.
func NewLive(o LiveOptions) *Live {
	if o.Every == 0 {
		o.Every = pollInterval
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Index == nil {
		o.Index = match.New
	}
	if o.Dir != "" {
		o.Dir = Folder(o.Dir).Name
		if first, _, _ := strings.Cut(o.Dir, "/"); first == EditsName || first == "." {
			if dir, err := filepath.Abs(o.Dir); err == nil { // else its files would be taken for others
				o.Dir = filepath.ToSlash(dir)
			}
		}
	}
	return &Live{o: o, ready: make(chan struct{}), reloads: make(chan chan error), edited: make(chan struct{}, 1), ended: make(chan struct{}), notifier: newNotifier()}
}

// Load returns what is in service right after a start, for commands that answer and exit.
// The Live is not run: it does not follow anything, and cannot reload.
func Load(ctx context.Context, o LiveOptions) (*Live, error) {
	l := NewLive(o)
	return l, l.first(ctx)
}

// Read returns the state that Load would put into service, without its index, and the
// faults of what was left out.
func Read(ctx context.Context, o LiveOptions) (*State, corpus.Problems, error) {
	o.Index = func(*corpus.Corpus) (*match.Index, error) { return nil, nil }
	l, err := Load(ctx, o)
	return l.State(), l.Faults(), err
}

// State returns what is in service now; nil before Ready.
func (l *Live) State() *State { return l.state.Load() }

// Ready is closed once the first state is in service, with the folder and the edits.
// That takes some seconds if its index must be learned first.
func (l *Live) Ready() <-chan struct{} { return l.ready }

// Problems returns the faults of the folder and the edits as they were last read, each as
// "file:line: what" and a line with the hint. Of each file named, the last good
// content is in service, or nothing if there is none.
func (l *Live) Problems() []string { return lines(l.Faults(), corpus.Problem.String) }

// Faults are what Problems returns, with their fields.
func (l *Live) Faults() corpus.Problems {
	if p := l.problems.Load(); p != nil {
		return *p
	}
	return nil
}

// FixHint is the hint when files are refused: more problems may exist than are shown.
const FixHint = "fix the files named; `rolecall knowledge lint` lists them all"

func lines(problems corpus.Problems, format func(corpus.Problem) string) []string {
	out := make([]string, len(problems))
	for i, p := range problems {
		out[i] = format(p)
	}
	return out
}

// Run puts the corpus into service and follows the folder until ctx ends. A
// change is loaded once two checks in a row find the folder the same, so that a
// half-written file is not read. hup (SIGHUP) loads at once; it may be nil. Run
// returns an error only if the base cannot be used.
func (l *Live) Run(ctx context.Context, hup <-chan os.Signal) error {
	defer close(l.ended)
	if l.o.Notify != nil {
		go l.notifier.run(ctx, l.o.Notify, l.Problems)
	}
	if err := l.first(ctx); err != nil {
		return err
	}
	close(l.ready)
	if l.o.Watch != nil {
		go l.watchEdits(ctx)
	}
	tick := time.NewTicker(l.o.Every)
	defer tick.Stop()
	seen := ""
	for served := l.State(); ; {
		select {
		case <-ctx.Done():
			return nil
		case <-hup:
			l.reloadOnSignal(ctx)
		case done := <-l.reloads:
			done <- l.reload(ctx)
		case <-l.edited:
			l.reloadIfEdited(ctx)
		case <-tick.C:
			if l.behind {
				l.reloadIfEdited(ctx)
			}
			seen = l.reloadIfChanged(ctx, seen)
		}
		if s := l.State(); s != served { // with 200 own entries 51 MB stay in memory then, and 103 otherwise (VmRSS)
			served = s
			debug.FreeOSMemory()
		}
	}
}

// Reload makes Run read the folder and the edits now and waits until the result is in
// service or ctx ends; they are read all the same then. The error lists the faults (it is a
// corpus.Problems); the files without a fault are in service even then.
func (l *Live) Reload(ctx context.Context) error {
	done := make(chan error, 1)
	select {
	case l.reloads <- done:
	case <-ctx.Done():
		go func() {
			select {
			case l.reloads <- done:
			case <-l.ended:
			}
		}()
		return ctx.Err()
	case <-l.ended:
		return errEnded
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

var errEnded = errors.New("the bot is stopping: knowledge is not read any more")

// reloadOnSignal reloads on SIGHUP and logs the result.
func (l *Live) reloadOnSignal(ctx context.Context) {
	if len(l.uppers()) == 0 {
		l.o.Logger.Warn("SIGHUP: there is nothing to reload, since ROLECALL_KNOWLEDGE_DIR is not set")
		return
	}
	if err := l.reload(ctx); err != nil {
		l.o.Logger.Error("SIGHUP: knowledge was read, but not all of it is in service", "problems", FirstAsText(lines(l.Faults(), corpus.Problem.Summary)), "hint", FixHint)
		return
	}
	l.o.Logger.Info("SIGHUP: knowledge was read; all of it is in service", "version", l.State().Corpus.Version)
}

// reloadIfChanged reloads if the folder's fingerprint differs from the loaded
// one but not from last, the fingerprint of the previous check. It returns the
// fingerprint of now.
func (l *Live) reloadIfChanged(ctx context.Context, last string) string {
	if l.o.Dir == "" {
		return ""
	}
	now := corpus.Fingerprint(ctx, Folder(l.o.Dir).FS)
	if now != l.loaded && now == last {
		_ = l.reload(ctx) // it logs its error, and Problems returns it
	}
	return now
}

// first puts the first state into service: the base with the usable files of the upper
// layers.
func (l *Live) first(ctx context.Context) error {
	base := &State{base: l.o.Base}
	next, faults := l.read(ctx, base)
	if ctx.Err() != nil {
		return ctx.Err() // the files that were not read have no fault
	}
	if l.away != nil {
		return l.away // without the edits, what a company corrected would be answered again
	}
	l.recordFaults(faults)
	more, err := l.serveMost(ctx, next, base)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if len(more) > 0 {
		l.recordFaults(append(faults, more...))
	}
	return err
}

// reload reads the upper layers over what is in service.
func (l *Live) reload(ctx context.Context) error {
	before := l.State()
	next, faults := l.read(ctx, before)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if l.away != nil { // no fault of an edit, and all of what is in service stays
		l.behind = true
		return l.away
	}
	l.recordFaults(faults) // before the slow index: an author is waiting for them
	if !next.same(before) {
		more, err := l.serveMost(ctx, next, before)
		if ctx.Err() != nil {
			return err
		}
		if len(more) > 0 {
			faults = append(faults, more...)
			l.recordFaults(faults)
		}
	} else { // the texts are the same, but whose version they are may not be
		next.Corpus, next.Index = before.Corpus, before.Index
		l.state.Store(next)
	}
	return faults.Err()
}

// serveMost puts a state into service. If no index can be built for it, one of the upper
// layers has what nobody thought of: it puts the state into service with the files that
// this layer had before, and returns its fault. If that fails too, what was in service
// stays; at a start that is before.
func (l *Live) serveMost(ctx context.Context, next, before *State) (faults corpus.Problems, err error) {
	if next.Corpus != nil {
		err = l.serve(ctx, next)
		if err == nil || ctx.Err() != nil {
			return nil, err
		}
		for _, u := range slices.Backward(l.uppers()) {
			fault := corpus.Problem{File: u.name, Folder: true, What: err.Error(), Hint: u.todo}
			other := next.without(u.name, before)
			if other.Corpus == nil || before.Corpus != nil && other.same(before) {
				faults = append(faults, fault)
				continue
			}
			if err := l.serve(ctx, other); err == nil || ctx.Err() != nil {
				return corpus.Problems{fault}, err
			}
			faults = append(faults, fault)
		}
	}
	if before.Corpus != nil {
		return faults, nil
	}
	before.Corpus, _, err = corpus.Load(before.layers()...)
	if err != nil {
		return faults, fmt.Errorf("the corpus cannot be used: %w", err)
	}
	return faults, l.serve(ctx, before)
}

// serve builds the index of a state and puts it into service. If ctx ends first
// it returns at once: an index takes seconds, and stopping the bot must not.
func (l *Live) serve(ctx context.Context, s *State) error {
	type result struct {
		index *match.Index
		err   error
	}
	built := make(chan result, 1)
	go func() {
		x, err := l.index(s.Corpus)
		built <- result{x, err}
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case r := <-built:
		if r.err != nil {
			return r.err
		}
		s.Index = r.index
	}
	l.state.Store(s)
	l.o.Logger.Info("a corpus is in service", "version", s.Corpus.Version, "entries", len(s.Corpus.Entries))
	return nil
}

// index builds an index. A panic is an error: the overlay may hold what nobody thought
// of, and a bot that answers must go on answering.
func (l *Live) index(c *corpus.Corpus) (x *match.Index, err error) {
	defer func() {
		if p := recover(); p != nil {
			l.o.Logger.Error("building the index failed: this is a bug of Rolecall", "panic", p, "stack", string(debug.Stack()))
			x, err = nil, fmt.Errorf("building the index failed: %v", p)
		}
	}()
	if s := l.State(); s != nil && s.Index != nil {
		if x, ok := s.Index.For(c); ok { // the text of an answer was edited: nothing new to learn
			return x, nil
		}
	}
	return l.o.Index(c)
}

// recordFaults stores the faults of the upper layers, logs the new ones among them and
// queues those for the curators, if they are notified.
func (l *Live) recordFaults(faults corpus.Problems) {
	fresh := newIn(faults, l.Faults())
	l.problems.Store(&faults)
	if len(fresh) == 0 {
		return
	}
	for _, p := range fresh[:min(len(fresh), maxProblemsShown)] {
		what := "a file of the knowledge folder"
		if strings.HasPrefix(p.File, EditsName+"/") {
			what = "an edit"
		}
		l.o.Logger.Error(what+" is refused; its last good content stays in service", "problem", p.Summary(), "hint", p.Hint)
	}
	if n := len(fresh) - maxProblemsShown; n > 0 {
		l.o.Logger.Error("more files of the knowledge folder or edits are refused", "problems", n, "hint", FixHint)
	}
	if l.o.Notify == nil {
		return // nobody takes them out of the queue
	}
	l.notifier.add(lines(fresh, corpus.Problem.String))
}
