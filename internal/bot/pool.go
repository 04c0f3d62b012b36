package bot

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// How many replies may be under way or waiting; beyond it people are told that we
// are busy. maxPerWorker are a quarter of a minute at 250 ms a reply: nobody waits
// longer than that for an answer. maxWaiting is what the usual 32 workers come to,
// rounded; more workers take no more, so that memory stays bounded.
const (
	maxWaiting   = 2000
	maxPerWorker = 64
)

// pool runs work on a bounded number of workers and can wait for all of it.
type pool struct {
	slots   chan struct{}
	most    int64     // that may be under way or waiting
	broke   func(any) // is given what a piece of work panicked with
	waiting atomic.Int64
	all     sync.WaitGroup

	mu      sync.Mutex
	queued  map[int64]time.Time // since when those wait that have no worker yet
	next    int64               // names them
	full    time.Time           // since when no worker is free and none has become free; zero when one is
	drained chan struct{}       // closed when all is done, once draining has begun; nil before
	until   time.Time           // when draining is given up
}

// newPool takes at most most pieces of work at a time. One that panics takes
// down nothing but itself: broke is given the panic's value.
func newPool(workers, most int, broke func(any)) *pool {
	return &pool{slots: make(chan struct{}, workers), most: int64(most), broke: broke, queued: map[int64]time.Time{}}
}

// do runs f when a worker is free; it reports false when there is too much work
// already or the pool is draining. Where there is room it calls turn, which must
// not block, and first waits for the channel that it returns to be closed.
func (p *pool) do(ctx context.Context, turn func() <-chan struct{}, f func(context.Context)) bool {
	p.mu.Lock()
	if p.drained != nil || p.crowded() {
		p.mu.Unlock()
		return false
	}
	p.waiting.Add(1)
	p.all.Add(1)
	p.next++
	id, before := p.next, turn()
	p.mu.Unlock()
	go func() {
		defer p.all.Done()
		defer p.waiting.Add(-1)
		defer func() {
			if r := recover(); r != nil {
				p.broke(r)
			}
		}()
		<-before // without a worker
		p.mu.Lock()
		p.queued[id] = time.Now()
		p.mu.Unlock()
		p.take()
		defer p.give()
		p.mu.Lock()
		delete(p.queued, id)
		p.mu.Unlock()
		f(context.WithValue(ctx, slotKey{}, p))
	}()
	return true
}

// crowded reports that there is no room for more work.
func (p *pool) crowded() bool { return p.waiting.Load() >= p.most }

// draining reports that no more work is taken.
func (p *pool) draining() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.drained != nil
}

// take waits for a free worker.
func (p *pool) take() {
	p.slots <- struct{}{}
	if len(p.slots) == cap(p.slots) {
		p.mu.Lock()
		if p.full.IsZero() {
			p.full = time.Now()
		}
		p.mu.Unlock()
	}
}

// give hands a worker back.
func (p *pool) give() {
	p.mu.Lock()
	p.full = time.Time{}
	p.mu.Unlock()
	<-p.slots
}

// stuckFor is how long all workers have been busy without one getting free, or
// how long the oldest piece of work has waited for one, whichever is more. Under
// load, when each worker that gets free is taken at once, neither is long.
func (p *pool) stuckFor() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, since := time.Now(), time.Now()
	if !p.full.IsZero() && len(p.slots) == cap(p.slots) {
		since = p.full
	}
	for _, at := range p.queued {
		if at.Before(since) {
			since = at
		}
	}
	return now.Sub(since)
}

type slotKey struct{}

// idle waits without holding a worker, so that a rate-limited channel does not
// hold up the others. It reports false when ctx ended first.
func idle(ctx context.Context, d time.Duration) bool {
	if p, ok := ctx.Value(slotKey{}).(*pool); ok {
		p.give()
		defer p.take()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// drain takes no more work and waits for what is under way, at most d from the
// first call on; it says how much is left.
func (p *pool) drain(d time.Duration) (left int) {
	p.mu.Lock()
	if p.drained == nil {
		drained := make(chan struct{})
		p.drained, p.until = drained, time.Now().Add(d)
		go func() { p.all.Wait(); close(drained) }()
	}
	drained, until := p.drained, p.until
	p.mu.Unlock()
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-drained:
		return 0
	case <-t.C:
		return int(p.waiting.Load())
	}
}
