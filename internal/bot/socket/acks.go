package socket

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/slack-go/slack/socketmode"
)

// acks writes acknowledgements in order and reports when each one has been
// written. slack-go's AckCtx already returns when one is queued, so that an answer
// could overtake it, and it could be lost when the connection ends.
type acks struct {
	client  *socketmode.Client
	monitor *monitor
	limit   time.Duration // timeout for one acknowledgement
	failed  func(error)   // called for each acknowledgement that was not written
	queue   chan queuedAck
	done    chan struct{} // closed when run has returned

	idle   chan struct{} // capacity 1: open has fallen to zero
	mu     sync.Mutex
	closed bool
	opened int // envelopes that are not acknowledged yet
}

// expect notes that an envelope was received, which is to be acknowledged.
func (a *acks) expect() { a.mu.Lock(); defer a.mu.Unlock(); a.opened++ }

// open returns how many envelopes are not acknowledged yet.
func (a *acks) open() int { a.mu.Lock(); defer a.mu.Unlock(); return a.opened }

// settle notes that an envelope was acknowledged, or cannot be.
func (a *acks) settle() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.opened--; a.opened == 0 {
		select {
		case a.idle <- struct{}{}:
		default:
		}
	}
}

type queuedAck struct {
	id      string
	payload any
	written chan struct{} // closed when it has been written, or has failed
}

// maxQueuedAcks is how many acknowledgements may wait to be written. A choice:
// twice the number of requests that the bot accepts (its maxQueued, 2000), since
// requests that it refuses are acknowledged as well.
const maxQueuedAcks = 4000

func newAcks(client *socketmode.Client, m *monitor, limit time.Duration, failed func(error)) *acks {
	return &acks{client: client, monitor: m, limit: limit, failed: failed, queue: make(chan queuedAck, maxQueuedAcks), done: make(chan struct{}), idle: make(chan struct{}, 1)}
}

// add queues an acknowledgement without blocking. The channel is closed when it
// has been written, or has failed.
func (a *acks) add(id string, payload any) <-chan struct{} {
	q := queuedAck{id, payload, make(chan struct{})}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		a.failed(errSessionOver)
		close(q.written)
		return q.written
	}
	select {
	case a.queue <- q:
	default:
		a.failed(errAckQueueFull)
		a.opened--
		close(q.written)
	}
	return q.written
}

var (
	errSessionOver  = errors.New("the connection has ended")
	errAckQueueFull = errors.New("too many acknowledgements wait to be written")
)

// run writes queued acknowledgements until close is called. Once ctx has ended,
// those that are left fail.
func (a *acks) run(ctx context.Context) {
	defer close(a.done)
	for q := range a.queue {
		if err := a.write(ctx, q); err != nil {
			a.failed(err)
		}
		a.settle()
		close(q.written)
	}
}

func (a *acks) write(ctx context.Context, q queuedAck) error {
	ctx, cancel := context.WithTimeout(ctx, a.limit)
	defer cancel()
	select {
	case <-a.monitor.written: // from an earlier acknowledgement that timed out
	default:
	}
	if err := a.client.AckCtx(ctx, q.id, q.payload); err != nil {
		if q.payload == nil || ctx.Err() != nil {
			return err
		}
		a.failed(err) // most likely too large: with an empty one Slack at least shows no error
		if err := a.client.AckCtx(ctx, q.id, nil); err != nil {
			return err
		}
	}
	select {
	case <-a.monitor.written:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close waits until all queued acknowledgements have been written or have failed.
func (a *acks) close() {
	a.mu.Lock()
	if !a.closed {
		a.closed = true
		close(a.queue)
	}
	a.mu.Unlock()
	<-a.done
}
