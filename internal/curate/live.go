// Package curate joins knowledge and feedback: the overlay a company adds its
// own files from and its reload, misses grouped by likeness, phrasings that
// people's choices suggest, reviews that are due, the weekly digest.
package curate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
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

// LiveOptions say where knowledge comes from and who hears of changes.
type LiveOptions struct {
	Base   []corpus.Layer                             // compiled in
	Dir    string                                     // the overlay's folder; "" for none
	Every  time.Duration                              // how often it is looked at; default 2 s
	Logger *slog.Logger                               // default: discard
	Tell   func(context.Context, []string) error      // tells the curators of files newly refused; may be nil
	Index  func(*corpus.Corpus) (*match.Index, error) // builds an index; default match.New
}

// Live holds the corpus in service and follows the overlay. One goroutine, Run,
// does everything in turn: it loads, builds the index, puts the result into
// service, notes what is to be told. Another tells it, since Slack may take its
// time. There is no lock over either.
type Live struct {
	o     LiveOptions
	state atomic.Pointer[State]

	ready chan struct{}   // closed when the first state is in service
	asks  chan chan error // reloads that were asked for
	ended chan struct{}   // closed when Run has ended

	looked   string // Run's: fingerprint of the overlay as it was last read
	problems atomic.Pointer[corpus.Problems]
	news     news
}

// NewLive prepares the corpus; Run reads it.
func NewLive(o LiveOptions) *Live {
	if o.Every == 0 {
		o.Every = 2 * time.Second // an editor who saves a file and asks finds it in service
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
	return &Live{o: o, ready: make(chan struct{}), asks: make(chan chan error), ended: make(chan struct{}), news: newNews()}
}

// Load is what is in service right after a start, for commands that answer and
// end; the problems are of files that were left out. index builds an index.
func Load(ctx context.Context, base []corpus.Layer, dir string, index func(*corpus.Corpus) (*match.Index, error)) (s *State, problems []string, err error) {
	l := NewLive(LiveOptions{Base: base, Dir: dir, Index: index})
	if err := l.first(ctx); err != nil {
		return nil, nil, err
	}
	return l.State(), l.Problems(), nil
}

// State is what is in service now; nil before Ready.
func (l *Live) State() *State { return l.state.Load() }

// Ready is closed once the first state is in service: with an overlay that
// takes as long as an index takes to build, which is seconds.
func (l *Live) Ready() <-chan struct{} { return l.ready }

// Problems are the faults of the overlay as it was last read, each as
// "file:line: what" and a line with the hint. The files named are not in service as they are: the
// content that was good before stays, or they are left out.
func (l *Live) Problems() []string { return lines(l.faults(), corpus.Problem.String) }

func (l *Live) faults() corpus.Problems {
	if p := l.problems.Load(); p != nil {
		return *p
	}
	return nil
}

// listsAll is what to do about more problems than are shown.
const listsAll = "fix the files named; `rolecall knowledge lint` lists them all"

func lines(ps corpus.Problems, form func(corpus.Problem) string) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = form(p)
	}
	return out
}

// Run puts the corpus into service and follows the overlay until ctx ends: a
// change is loaded once the folder has been quiet for one look, so that a file
// half written is not read. hup (SIGHUP) loads at once; it may be nil. Only a
// base that cannot be used is an error.
func (l *Live) Run(ctx context.Context, hup <-chan os.Signal) error {
	defer close(l.ended)
	if l.o.Tell != nil {
		go l.news.run(ctx, l.o.Tell, l.Problems)
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
			l.signalled(ctx)
		case done := <-l.asks:
			done <- l.reload(ctx)
		case <-tick.C:
			seen = l.look(ctx, seen)
		}
	}
}

// Reload has Run read the overlay now and waits until the result is in service
// or ctx ends. The error lists the faults (it is a corpus.Problems); what was
// good is in service all the same.
func (l *Live) Reload(ctx context.Context) error {
	done := make(chan error, 1)
	select {
	case l.asks <- done:
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

// signalled loads on SIGHUP and answers in the log.
func (l *Live) signalled(ctx context.Context) {
	if l.o.Dir == "" {
		l.o.Logger.Warn("SIGHUP: there is nothing to reload, since ROLECALL_KNOWLEDGE_DIR is not set")
		return
	}
	if err := l.reload(ctx); err != nil {
		l.o.Logger.Error("SIGHUP: the knowledge folder was read, and not all of it is in service", "problems", Digested(lines(l.faults(), corpus.Problem.Summary)), "hint", listsAll)
		return
	}
	l.o.Logger.Info("SIGHUP: the knowledge folder was read; all of it is in service", "version", l.State().Corpus.Version)
}

// look loads the overlay when it differs from what was loaded and is as it was
// at the last look; it returns how it is now.
func (l *Live) look(ctx context.Context, last string) string {
	if l.o.Dir == "" {
		return ""
	}
	now := corpus.Fingerprint(ctx, Folder(l.o.Dir).FS)
	if now != l.looked && now == last {
		_ = l.reload(ctx) // logged, and shown by Problems
	}
	return now
}

// first puts the first state into service: the base with what can be used of
// the overlay, or the base alone when no index can be had of that.
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
		return ctx.Err() // what was not read is no fault of the folder's
	}
	l.note(faults)
	err = l.serve(ctx, next)
	if err == nil || next.Corpus == base || ctx.Err() != nil {
		return err
	}
	l.note(append(faults, l.whole(err)))
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
	l.note(faults) // before an index is built: an author waits for it
	if next.Corpus.Version != l.State().Corpus.Version {
		if err := l.serve(ctx, next); err != nil {
			if ctx.Err() != nil {
				return err
			}
			faults = append(faults, l.whole(err))
			l.note(faults)
		}
	}
	return faults.Err()
}

// whole is a fault of the overlay as a whole.
func (l *Live) whole(err error) corpus.Problem {
	return corpus.Problem{File: l.o.Dir, What: err.Error(), Hint: "what was in service stays; the folder is tried again when it changes"}
}

// serve builds the index of a state and puts it into service, unless ctx ends
// first: an index takes seconds, and nobody who stops the bot waits for it.
func (l *Live) serve(ctx context.Context, s *State) error {
	type result struct {
		index *match.Index
		err   error
	}
	built := make(chan result, 1)
	go func() {
		x, err := l.o.Index(s.Corpus)
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

// note keeps what is wrong with the overlay, logs what is new of it, and has
// that told.
func (l *Live) note(faults corpus.Problems) {
	fresh := newIn(faults, l.faults())
	l.problems.Store(&faults)
	if len(fresh) == 0 {
		return
	}
	for _, p := range fresh[:min(len(fresh), mostShown)] {
		l.o.Logger.Error("a file of the knowledge folder is refused; what was good stays in service", "problem", p.Summary(), "hint", p.Hint)
	}
	if n := len(fresh) - mostShown; n > 0 {
		l.o.Logger.Error("more files of the knowledge folder are refused", "problems", n, "hint", listsAll)
	}
	l.news.add(lines(fresh, corpus.Problem.String))
}
