// Package curate joins knowledge and feedback: it loads and reloads the overlay
// (a company's own folder of knowledge files), groups similar misses, suggests
// phrasings from people's choices, lists the reviews that are due, and writes
// the weekly digest.
package curate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// State is a corpus in service with its index. It never changes.
type State struct {
	Corpus *corpus.Corpus
	Index  *match.Index

	own map[string][]byte // the overlay's files in it, by path
}

// pollInterval is how often the overlay's folder is checked for changes. A
// choice: a change needs two checks, so it is read within four seconds, about
// as long as an editor needs to switch to Slack and ask.
const pollInterval = 2 * time.Second

// LiveOptions say where knowledge comes from and who is notified of faults.
type LiveOptions struct {
	Base   []corpus.Layer                             // compiled in
	Dir    string                                     // the overlay's folder; "" for none
	Every  time.Duration                              // how often the folder is checked; default pollInterval
	Logger *slog.Logger                               // default: discard
	Notify func(context.Context, []string) error      // sends the curators the files newly refused; may be nil
	Index  func(*corpus.Corpus) (*match.Index, error) // builds an index; default match.New
}

// Live holds the corpus in service and follows the overlay. One goroutine, Run,
// loads the files, builds the index and puts the result into service, one after
// the other. A second goroutine notifies the curators, since a call to Slack may
// be slow. Neither holds a lock while it works.
type Live struct {
	o     LiveOptions
	state atomic.Pointer[State]

	ready   chan struct{}   // closed when the first state is in service
	reloads chan chan error // requests to reload
	ended   chan struct{}   // closed when Run has ended

	loaded   string // used by Run only: fingerprint of the overlay when it was last read
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
	}
	return &Live{o: o, ready: make(chan struct{}), reloads: make(chan chan error), ended: make(chan struct{}), notifier: newNotifier()}
}

// Load returns the state that is in service right after a start, for commands
// that answer and exit. The faults are those of files that were left out; index
// builds an index.
func Load(ctx context.Context, base []corpus.Layer, dir string, index func(*corpus.Corpus) (*match.Index, error)) (s *State, faults corpus.Problems, err error) {
	l := NewLive(LiveOptions{Base: base, Dir: dir, Index: index})
	if err := l.first(ctx); err != nil {
		return nil, nil, err
	}
	return l.State(), l.faults(), nil
}

// State returns what is in service now; nil before Ready.
func (l *Live) State() *State { return l.state.Load() }

// Ready is closed once the first state is in service. With an overlay that
// takes some seconds, since its index must be built first.
func (l *Live) Ready() <-chan struct{} { return l.ready }

// Problems returns the faults of the overlay as it was last read, each as
// "file:line: what" and a line with the hint. Of each file named, the last good
// content is in service, or nothing if there is none.
func (l *Live) Problems() []string { return lines(l.faults(), corpus.Problem.String) }

func (l *Live) faults() corpus.Problems {
	if p := l.problems.Load(); p != nil {
		return *p
	}
	return nil
}

// FixHint is the hint when files of the overlay are refused: more problems may exist
// than are shown.
const FixHint = "fix the files named; `rolecall knowledge lint` lists them all"

func lines(problems corpus.Problems, format func(corpus.Problem) string) []string {
	out := make([]string, len(problems))
	for i, p := range problems {
		out[i] = format(p)
	}
	return out
}

// Run puts the corpus into service and follows the overlay until ctx ends. A
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
	tick := time.NewTicker(l.o.Every)
	defer tick.Stop()
	seen := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-hup:
			l.reloadOnSignal(ctx)
		case done := <-l.reloads:
			done <- l.reload(ctx)
		case <-tick.C:
			seen = l.reloadIfChanged(ctx, seen)
		}
	}
}

// Reload makes Run read the overlay now and waits until the result is in
// service or ctx ends. The error lists the faults (it is a corpus.Problems); the
// files without a fault are in service even then.
func (l *Live) Reload(ctx context.Context) error {
	done := make(chan error, 1)
	select {
	case l.reloads <- done:
	case <-ctx.Done():
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

var errEnded = errors.New("the bot is stopping: the knowledge folder is not read any more")

// reloadOnSignal reloads on SIGHUP and logs the result.
func (l *Live) reloadOnSignal(ctx context.Context) {
	if l.o.Dir == "" {
		l.o.Logger.Warn("SIGHUP: there is nothing to reload, since ROLECALL_KNOWLEDGE_DIR is not set")
		return
	}
	if err := l.reload(ctx); err != nil {
		l.o.Logger.Error("SIGHUP: the knowledge folder was read, but not all of it is in service", "problems", FirstAsText(lines(l.faults(), corpus.Problem.Summary)), "hint", FixHint)
		return
	}
	l.o.Logger.Info("SIGHUP: the knowledge folder was read; all of it is in service", "version", l.State().Corpus.Version)
}

// reloadIfChanged reloads the overlay if its fingerprint differs from the loaded
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

// first puts the first state into service: the base with the usable files of
// the overlay, or the base alone if no index can be built for both.
func (l *Live) first(ctx context.Context) error {
	base, _, err := corpus.Load(l.o.Base...)
	if err != nil {
		return fmt.Errorf("the corpus cannot be used: %w", err)
	}
	if l.o.Dir == "" {
		return l.serve(ctx, &State{Corpus: base})
	}
	next, faults := l.read(ctx, &State{Corpus: base})
	if ctx.Err() != nil {
		return ctx.Err() // the files that were not read have no fault
	}
	l.recordFaults(faults)
	err = l.serve(ctx, next)
	if err == nil || next.Corpus == base || ctx.Err() != nil {
		return err
	}
	l.recordFaults(append(faults, l.folderFault(err)))
	return l.serve(ctx, &State{Corpus: base})
}

// reload reads the overlay over what is in service.
func (l *Live) reload(ctx context.Context) error {
	if l.o.Dir == "" {
		return nil
	}
	next, faults := l.read(ctx, l.State())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	l.recordFaults(faults) // before the slow index: an author is waiting for them
	if next.Corpus.Version != l.State().Corpus.Version {
		if err := l.serve(ctx, next); err != nil {
			if ctx.Err() != nil {
				return err
			}
			faults = append(faults, l.folderFault(err))
			l.recordFaults(faults)
		}
	}
	return faults.Err()
}

// folderFault is a fault of the whole overlay, not of one file.
func (l *Live) folderFault(err error) corpus.Problem {
	return corpus.Problem{File: l.o.Dir, Folder: true, What: err.Error(), Hint: "what was in service stays; the folder is tried again when it changes"}
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
	return l.o.Index(c)
}

// recordFaults stores the overlay's faults, logs the new ones among them and
// queues those for the curators, if they are notified.
func (l *Live) recordFaults(faults corpus.Problems) {
	fresh := newIn(faults, l.faults())
	l.problems.Store(&faults)
	if len(fresh) == 0 {
		return
	}
	for _, p := range fresh[:min(len(fresh), maxProblemsShown)] {
		l.o.Logger.Error("a file of the knowledge folder is refused; its last good content stays in service", "problem", p.Summary(), "hint", p.Hint)
	}
	if n := len(fresh) - maxProblemsShown; n > 0 {
		l.o.Logger.Error("more files of the knowledge folder are refused", "problems", n, "hint", FixHint)
	}
	if l.o.Notify == nil {
		return // nobody takes them out of the queue
	}
	l.notifier.add(lines(fresh, corpus.Problem.String))
}
