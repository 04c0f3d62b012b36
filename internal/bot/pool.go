package bot

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// maxWaiting is how many replies may be under way or waiting for a worker.
// Beyond it people are told that we are busy: memory stays bounded.
const maxWaiting = 2000

// pool runs work on a bounded number of workers and can wait for all of it.
type pool struct {
	slots   chan struct{}
	waiting atomic.Int64
	all     sync.WaitGroup
	mu      sync.Mutex
	closed  bool
}

func newPool(workers int) *pool { return &pool{slots: make(chan struct{}, workers)} }

// do runs f when a worker is free; it reports false when there is too much work
// already or the pool is draining.
func (p *pool) do(ctx context.Context, f func(context.Context)) bool {
	p.mu.Lock()
	if p.closed || p.waiting.Load() >= maxWaiting {
		p.mu.Unlock()
		return false
	}
	p.waiting.Add(1)
	p.all.Add(1)
	p.mu.Unlock()
	go func() {
		defer p.all.Done()
		defer p.waiting.Add(-1)
		p.slots <- struct{}{}
		defer func() { <-p.slots }()
		f(context.WithValue(ctx, slotKey{}, p))
	}()
	return true
}

type slotKey struct{}

// idle waits without holding a worker, so that a rate-limited channel does not
// hold up the others. It reports false when ctx ended first.
func idle(ctx context.Context, d time.Duration) bool {
	if p, ok := ctx.Value(slotKey{}).(*pool); ok {
		<-p.slots
		defer func() { p.slots <- struct{}{} }()
	}
	return pause(ctx, d)
}

// drain takes no more work and waits for what is under way, at most d. A second
// call returns at once: the wait is over.
func (p *pool) drain(d time.Duration) {
	p.mu.Lock()
	again := p.closed
	p.closed = true
	p.mu.Unlock()
	if again {
		return
	}
	done := make(chan struct{})
	go func() { p.all.Wait(); close(done) }()
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
	}
}
