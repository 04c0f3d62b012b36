package mcp

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

const (
	// fresh is for how long the edits that were read count as those there are. A choice:
	// someone who has edited in Slack needs longer to go to the assistant and ask, and a
	// conversation with many questions does not read them often.
	fresh = 5 * time.Second
	// patience is how long a request waits for edits to come into service. A choice: the
	// text of an answer takes some milliseconds; new words are learned in seconds, and
	// meanwhile the last knowledge answers.
	patience = 2 * time.Second
)

// Read returns the edits made in Slack, as they are now.
type Read func(context.Context) ([]feedback.Document, error)

// Follower has the knowledge in service for a process that is not the bot: the built-in
// corpus, a company's folder, and the edits of the bot's store, which it reads again.
type Follower struct {
	live *curate.Live
	read Read
	now  func() time.Time
	log  *slog.Logger
	wait time.Duration // patience; tests have more

	mu      sync.Mutex // for what follows
	checked time.Time
	docs    []feedback.Document
	failed  bool // the last reading failed, which was logged
}

// Follow puts the knowledge into service and follows it until ctx ends; without read it
// has no edits.
func Follow(ctx context.Context, o curate.LiveOptions, read Read, now func() time.Time) (*Follower, error) {
	f := &Follower{read: read, now: now, log: o.Logger, wait: patience}
	if read != nil {
		f.changed(ctx)
		o.Edits = f.edits
	}
	f.live = curate.NewLive(o)
	ended := make(chan error, 1)
	go func() { ended <- f.live.Run(ctx, nil) }()
	select {
	case <-f.live.Ready():
		return f, nil
	case err := <-ended:
		if err == nil {
			err = ctx.Err()
		}
		return nil, err
	}
}

// Advisor decides over the knowledge in service, with the edits as they were at most some
// seconds ago.
func (f *Follower) Advisor(ctx context.Context) *advisor.Advisor {
	if f.read != nil && f.changed(ctx) {
		waiting, cancel := context.WithTimeout(ctx, f.wait)
		defer cancel()
		_ = f.live.Reload(waiting) // it logs its faults; what has none is in service
	}
	s := f.live.State()
	return advisor.New(s.Corpus, s.Index)
}

// Edits returns how many edited files are in service.
func (f *Follower) Edits() int { return f.live.State().Edits() }

// edits is what the knowledge is read with.
func (f *Follower) edits(context.Context) ([]feedback.Document, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.docs, nil
}

// changed reads the edits, unless that was just done, and reports whether they are others.
func (f *Follower) changed(ctx context.Context) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	if age := now.Sub(f.checked); !f.checked.IsZero() && age >= 0 && age < fresh {
		return false
	}
	docs, err := f.read(ctx)
	if ctx.Err() != nil {
		return false
	}
	f.checked = now
	if err != nil {
		if !f.failed { // once: a client may ask for hours
			f.log.Warn("the edits made in Slack cannot be read; those read last stay in service", "error", err, "hint", hint.Of(err))
		}
		f.failed = true
		return false
	}
	f.failed = false
	same := slices.EqualFunc(docs, f.docs, func(a, b feedback.Document) bool { return a.ID == b.ID && bytes.Equal(a.Body, b.Body) })
	f.docs = docs
	return !same
}
