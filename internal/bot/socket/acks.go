package socket

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/slack-go/slack/socketmode"
)

// acks writes acknowledgements one after the other and says when each one has
// been written: slack-go's AckCtx returns when one is queued, so that an answer
// could overtake it, and a connection that ends could take it along.
type acks struct {
	client *socketmode.Client
	link   *link
	limit  time.Duration // for one of them
	failed func(error)
	queue  chan queuedAck
	done   chan struct{} // closed when run has returned

	mu     sync.Mutex
	closed bool
}

type queuedAck struct {
	id      string
	payload any
	written chan struct{} // closed when it has been written, or could not be
}

// maxAcks is how many acknowledgements may wait to be written: twice as many as
// there may be replies under way (the bot's maxWaiting, 2000), since what there
// is no room for is acknowledged as well.
const maxAcks = 4000

func newAcks(client *socketmode.Client, l *link, limit time.Duration, failed func(error)) *acks {
	return &acks{client: client, link: l, limit: limit, failed: failed, queue: make(chan queuedAck, maxAcks), done: make(chan struct{})}
}

// add queues an acknowledgement; the channel is closed when it has been written
// or could not be. It does not block.
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
		a.failed(errAcksPileUp)
		close(q.written)
	}
	return q.written
}

var (
	errSessionOver = errors.New("its connection has ended")
	errAcksPileUp  = errors.New("too many wait to be written")
)

// run writes until close is called; once ctx has ended it gives up what is left.
func (a *acks) run(ctx context.Context) {
	defer close(a.done)
	for q := range a.queue {
		if err := a.write(ctx, q); err != nil {
			a.failed(err)
		}
		close(q.written)
	}
}

func (a *acks) write(ctx context.Context, q queuedAck) error {
	ctx, cancel := context.WithTimeout(ctx, a.limit)
	defer cancel()
	select {
	case <-a.link.written: // of one that was given up
	default:
	}
	if err := a.client.AckCtx(ctx, q.id, q.payload); err != nil {
		if q.payload == nil || ctx.Err() != nil {
			return err
		}
		a.failed(err) // it is too large, most likely: an empty one keeps Slack from an error of its own
		if err := a.client.AckCtx(ctx, q.id, nil); err != nil {
			return err
		}
	}
	select {
	case <-a.link.written:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close waits until everything that was added has been written or given up.
func (a *acks) close() {
	a.mu.Lock()
	if !a.closed {
		a.closed = true
		close(a.queue)
	}
	a.mu.Unlock()
	<-a.done
}
