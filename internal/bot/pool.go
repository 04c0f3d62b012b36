package bot

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"rolecall/internal/bot/socket"
)

// How many requests may run or wait; beyond that, people are told that the bot is
// busy. Both are choices. At 250 ms a request, maxPerWorker makes nobody wait longer
// than 16 seconds. maxQueued is that for the default 32 workers, rounded; it applies
// to more workers too, so that memory stays bounded.
const (
	maxQueued    = 2000
	maxPerWorker = 64
)

// pool runs jobs on a bounded number of workers and can wait for all of them.
type pool struct {
	workers  chan struct{} // one element for each busy worker
	capacity int64         // how many jobs may run or wait
	onPanic  func(any)     // receives the value that a job panicked with
	accepted atomic.Int64  // jobs that run or wait
	all      sync.WaitGroup

	mu       sync.Mutex
	queued   map[int64]time.Time // when the jobs that wait for a worker began to wait
	nextID   int64               // key of the next job in queued
	busy     time.Time           // since when all workers have been busy; zero when one is free
	drained  chan struct{}       // closed when all jobs are done; nil until drain is called
	deadline time.Time           // of draining
}

// newPool returns a pool that accepts capacity jobs at a time. A job that panics
// ends alone: onPanic receives the panic's value.
func newPool(workers, capacity int, onPanic func(any)) *pool {
	return &pool{workers: make(chan struct{}, workers), capacity: int64(capacity), onPanic: onPanic, queued: map[int64]time.Time{}}
}

// do runs f when a worker is free. It reports false when the pool is full or
// draining. If there is room, it calls turn, which must not block, and waits until
// the channel that turn returns is closed, without occupying a worker.
func (p *pool) do(ctx context.Context, turn func() <-chan struct{}, f func(context.Context)) bool {
	p.mu.Lock()
	if p.drained != nil || p.isFull() {
		p.mu.Unlock()
		return false
	}
	p.accepted.Add(1)
	p.all.Add(1)
	p.nextID++
	id, before := p.nextID, turn()
	p.mu.Unlock()
	go func() {
		defer p.all.Done()
		defer p.accepted.Add(-1)
		defer func() {
			if r := recover(); r != nil {
				p.onPanic(r)
			}
		}()
		<-before
		p.mu.Lock()
		p.queued[id] = time.Now()
		p.mu.Unlock()
		p.acquire()
		defer p.release()
		p.mu.Lock()
		delete(p.queued, id)
		p.mu.Unlock()
		f(context.WithValue(ctx, poolKey{}, p))
	}()
	return true
}

// isFull reports whether there is no room for another job.
func (p *pool) isFull() bool { return p.accepted.Load() >= p.capacity }

// acquire waits for a free worker.
func (p *pool) acquire() {
	p.workers <- struct{}{}
	if len(p.workers) == cap(p.workers) {
		p.mu.Lock()
		if p.busy.IsZero() {
			p.busy = time.Now()
		}
		p.mu.Unlock()
	}
}

// release frees a worker.
func (p *pool) release() {
	p.mu.Lock()
	p.busy = time.Time{}
	p.mu.Unlock()
	<-p.workers
}

// stuckFor returns how long all workers have been busy without one becoming free,
// or how long the oldest job has waited for one, whichever is longer. Under load,
// when each worker that becomes free is used at once, both are short.
func (p *pool) stuckFor() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, since := time.Now(), time.Now()
	if !p.busy.IsZero() && len(p.workers) == cap(p.workers) {
		since = p.busy
	}
	for _, at := range p.queued {
		if at.Before(since) {
			since = at
		}
	}
	return now.Sub(since)
}

type poolKey struct{}

// sleepWithoutWorker sleeps for d without occupying a worker, so that a
// rate-limited channel does not delay the others. It reports false when ctx ended
// first.
func sleepWithoutWorker(ctx context.Context, d time.Duration) bool {
	if p, ok := ctx.Value(poolKey{}).(*pool); ok {
		p.release()
		defer p.acquire()
	}
	return socket.Sleep(ctx, d)
}

// drain refuses new jobs and waits for the accepted ones, at most d after the first
// call. It returns how many are unfinished.
func (p *pool) drain(d time.Duration) (unfinished int) {
	p.mu.Lock()
	if p.drained == nil {
		drained := make(chan struct{})
		p.drained, p.deadline = drained, time.Now().Add(d)
		go func() { p.all.Wait(); close(drained) }()
	}
	drained, until := p.drained, p.deadline
	p.mu.Unlock()
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-drained:
		return 0
	case <-t.C:
		return int(p.accepted.Load())
	}
}
