package postgres

import (
	"context"
	"slices"
	"sync"
	"time"

	"rolecall/internal/feedback"
)

const (
	// flushDelay is how long a record waits for others, so that a burst is one
	// transaction. A choice: many times the duration of a transaction (a few
	// milliseconds), and too short to notice in a report.
	flushDelay = 150 * time.Millisecond
	// retryDelay is how long a store that cannot write waits before it retries. A
	// choice: someone who frees the disk sees it work at once, and a full disk is not
	// tried all the time.
	retryDelay = time.Second
	// maxBuffered bounds the records, and the events seen, that wait in memory while the
	// database is away: some 7 MB, measured with questions of fifteen words. Beyond it,
	// the oldest are dropped.
	maxBuffered = 5000
	// dropShare is the share of a full buffer that is dropped at once, one in
	// dropShare. A choice: dropping one by one would copy the buffer for each record.
	dropShare = 10
)

// change is what became of a reply: it was recorded, or its record changes.
type change struct {
	reply  feedback.Hash
	at     time.Time
	record feedback.Record                                 // what was asked; without one, where edit has nothing to change
	edit   func(*feedback.Record) (feedback.Counter, bool) // nil for what was asked; returns what to count
	since  time.Time                                       // when it came; zero once it was compared with who is forgotten
}

// mark is an event that was seen while the database was away.
type mark struct {
	key  feedback.Hash
	at   time.Time
	open bool // still to be handled
}

// pending is what waits to be written.
type pending struct {
	changes []change
	counts  map[feedback.Counter]int64
	seen    []mark
	handled []feedback.Hash
}

func (p *pending) empty() bool {
	return len(p.changes)+len(p.counts)+len(p.seen)+len(p.handled) == 0
}

// buffer holds what need not be stored at once. None of it is ever put on a disk of this
// machine.
type buffer struct {
	mu      sync.Mutex
	next    *pending
	dropped int

	flushing sync.Mutex // one write at a time, to keep the order
}

// enqueue buffers what put adds and wakes the writer.
func (s *Store) enqueue(put func(*pending)) error {
	select {
	case <-s.closed:
		return errClosed
	default:
	}
	if s.opt.ReadOnly {
		return s.readOnly()
	}
	s.buf.mu.Lock()
	if s.buf.next == nil {
		s.buf.next = &pending{counts: map[feedback.Counter]int64{}}
	}
	put(s.buf.next)
	s.buf.dropOldest()
	s.buf.mu.Unlock()
	s.wakeWriter()
	return nil
}

func (s *Store) wakeWriter() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// dropOldest drops the oldest of what has become too much.
func (b *buffer) dropOldest() {
	b.dropped += dropped(&b.next.changes)
	dropped(&b.next.seen)
	dropped(&b.next.handled)
}

// dropped shortens a list that is too long, and returns by how much.
func dropped[T any](list *[]T) int {
	n := len(*list) - maxBuffered
	if n <= 0 {
		return 0
	}
	n += maxBuffered / dropShare
	*list = slices.Clone((*list)[n:])
	return n
}

// left returns how many records wait, or were dropped.
func (b *buffer) left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		return b.dropped
	}
	return b.dropped + len(b.next.changes)
}

// restore puts back what could not be written, before newer records.
func (b *buffer) restore(p *pending) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if since := b.next; since != nil {
		p.changes = append(p.changes, since.changes...)
		p.seen = append(p.seen, since.seen...)
		p.handled = append(p.handled, since.handled...)
		for k, n := range since.counts {
			p.counts[k] += n
		}
	}
	b.next = p
	b.dropOldest()
}

// writeLoop writes the buffer soon after something was added to it.
func (s *Store) writeLoop() {
	failing := false
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.wake:
		}
		wait := flushDelay
		if failing {
			wait = retryDelay
		}
		select {
		case <-s.ctx.Done():
			return // Close has written what it could
		case <-time.After(wait):
		}
		if s.away.Load() != nil {
			continue // the writer is woken once it is back
		}
		err := s.flush(s.ctx)
		switch {
		case err == nil:
			s.failing.Store(nil)
			if dropped := s.buf.takeDropped(); failing || dropped > 0 {
				s.log.Info("feedback is written again", "dropped", dropped)
			}
		case s.away.Load() == nil && s.ctx.Err() == nil: // otherwise it is told elsewhere
			if !failing {
				s.log.Error("feedback cannot be written; kept in memory for now", "error", err)
			}
			s.failing.Store(&err)
			s.wakeWriter()
		}
		failing = s.failing.Load() != nil
	}
}

// takeDropped returns how many records were dropped since it was last called.
func (b *buffer) takeDropped() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, b.dropped = b.dropped, 0
	return n
}

// flush writes the buffer. Records that could not be written stay in it.
func (s *Store) flush(ctx context.Context) error {
	if s.opt.ReadOnly {
		return nil
	}
	s.buf.flushing.Lock()
	defer s.buf.flushing.Unlock()
	s.buf.mu.Lock()
	p := s.buf.next
	s.buf.next = nil
	s.buf.mu.Unlock()
	if p == nil || p.empty() {
		return nil
	}
	err := s.write(ctx, p)
	if err != nil {
		s.buf.restore(p)
	}
	return err
}
