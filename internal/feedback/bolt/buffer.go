package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

const (
	// flushDelay is how long a record waits for others, so that a burst is one
	// write to the disk: many times what a write takes (2 ms on the machine this
	// was measured on), and too short for anybody to see in a report.
	flushDelay = 150 * time.Millisecond
	// retryDelay is how long a store that cannot write waits before it tries
	// again: whoever frees a disk sees it work at once, and a full one is not
	// tried all the time.
	retryDelay = time.Second
	// maxBuffered bounds what a store that cannot write holds in memory, some
	// 7 MB as measured with questions of fifteen words; beyond it the oldest
	// records go.
	maxBuffered = 5000
)

// change is one buffered write.
type change func(*bbolt.Tx) error

// pending is what waits for the disk.
type pending struct {
	changes []change
	counts  map[feedback.Counter]int64
	seen    [2][]feedback.Hash // by generation
	threads map[feedback.Hash]feedback.Thread
	waiting []waiter
}

// waiter is a change whose caller waits until it is on disk.
type waiter struct {
	change change
	done   chan error
}

func newPending() *pending {
	return &pending{counts: map[feedback.Counter]int64{}, threads: map[feedback.Hash]feedback.Thread{}}
}

func (p *pending) empty() bool {
	return len(p.changes)+len(p.counts)+len(p.seen[0])+len(p.seen[1])+len(p.threads)+len(p.waiting) == 0
}

// buffer holds records between their call and the disk. next is being filled;
// writing is what a write under way took.
type buffer struct {
	mu            sync.Mutex
	next, writing *pending
	dropped       int

	flushing sync.Mutex // one write at a time, so that order holds
}

// durably makes a change and returns when it is on disk. Changes of the same
// moment share one write. One that fails is not tried again: its caller knows.
func (s *Store) durably(ctx context.Context, c change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := waiter{c, make(chan error, 1)}
	if err := s.later(func(p *pending) { p.waiting = append(p.waiting, w) }); err != nil {
		return err
	}
	select {
	case s.urgent <- struct{}{}:
	default:
	}
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-s.done:
		select {
		case err := <-w.done:
			return err
		default:
			return errClosed
		}
	}
}

// later buffers what put adds and wakes the writer.
func (s *Store) later(put func(*pending)) error {
	select {
	case <-s.done:
		return errClosed
	default:
	}
	if s.opt.ReadOnly {
		return s.readOnly()
	}
	s.buf.mu.Lock()
	if s.buf.next == nil {
		s.buf.next = newPending()
	}
	p := s.buf.next
	put(p)
	s.buf.bound()
	s.buf.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return nil
}

// bound drops the oldest of what a failing disk has let pile up.
func (b *buffer) bound() {
	p := b.next
	if n := len(p.changes) - maxBuffered; n > 0 {
		p.changes = append([]change(nil), p.changes[n+maxBuffered/10:]...)
		b.dropped += n + maxBuffered/10
	}
	for g := range p.seen {
		if n := len(p.seen[g]) - maxSeen; n > 0 {
			p.seen[g] = append([]feedback.Hash(nil), p.seen[g][n+maxSeen/10:]...)
		}
	}
	for k := range p.threads {
		if len(p.threads) <= maxBuffered {
			break
		}
		delete(p.threads, k)
		b.dropped++
	}
}

// writeLoop writes the buffer soon after something was put into it.
func (s *Store) writeLoop(ctx context.Context) {
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-s.urgent:
			select {
			case s.urgent <- struct{}{}: // for the wait below
			default:
			}
		}
		wait := flushDelay
		if failing {
			wait = retryDelay
		}
		select {
		case <-ctx.Done():
			return // Close writes the rest
		case <-s.urgent:
		case <-time.After(wait):
		}
		s.turnOver()
		err := s.flush()
		if err != nil && !failing {
			s.log.Error("feedback cannot be written; kept in memory for now", "error", err)
		}
		if err == nil && failing {
			s.buf.mu.Lock()
			dropped := s.buf.dropped
			s.buf.dropped = 0
			s.buf.mu.Unlock()
			s.log.Info("feedback is written again", "dropped", dropped)
		}
		if failing = err != nil; failing {
			s.later(func(*pending) {})
		}
	}
}

// flush writes what is buffered. What could not be written stays buffered.
func (s *Store) flush() error {
	s.buf.flushing.Lock()
	defer s.buf.flushing.Unlock()
	s.buf.mu.Lock()
	p := s.buf.next
	s.buf.next, s.buf.writing = nil, p
	s.buf.mu.Unlock()
	if p == nil || p.empty() {
		return nil
	}
	turn := s.seen.present()
	err := s.update(func(tx *bbolt.Tx) error { return p.write(tx, turn) })
	s.buf.mu.Lock()
	defer s.buf.mu.Unlock()
	s.buf.writing = nil
	for _, w := range p.waiting {
		w.done <- err
	}
	p.waiting = nil
	if err != nil {
		s.buf.restore(p)
	}
	return err
}

func (p *pending) write(tx *bbolt.Tx, turn int) error {
	for _, c := range p.changes {
		if err := c(tx); err != nil {
			return err
		}
	}
	for _, w := range p.waiting {
		if err := w.change(tx); err != nil {
			return err
		}
	}
	for _, c := range slices.SortedFunc(maps.Keys(p.counts), func(a, b feedback.Counter) int { return strings.Compare(countKey(a), countKey(b)) }) {
		if err := count(tx, c, p.counts[c]); err != nil {
			return err
		}
	}
	for g, keys := range p.seen {
		b := tx.Bucket(bSeen[g])
		// In order: a page of bbolt takes keys in random order in quadratic time.
		slices.SortFunc(keys, func(x, y feedback.Hash) int { return bytes.Compare(x[:], y[:]) })
		for _, k := range keys {
			if err := b.Put(k[:], nil); err != nil {
				return err
			}
		}
	}
	for k, t := range p.threads {
		data, err := json.Marshal(t)
		if err != nil {
			return err
		}
		if err := tx.Bucket(bThread[turn]).Put(k[:], data); err != nil {
			return err
		}
	}
	return nil
}

// restore puts back what could not be written, before what came since.
func (b *buffer) restore(p *pending) {
	if since := b.next; since != nil {
		p.changes = append(p.changes, since.changes...)
		p.waiting = append(p.waiting, since.waiting...)
		for k, n := range since.counts {
			p.counts[k] += n
		}
		for g := range p.seen {
			p.seen[g] = append(p.seen[g], since.seen[g]...)
		}
		for k, t := range since.threads {
			p.threads[k] = t
		}
	}
	b.next = p
	b.bound()
}

// thread finds a conversation that waits for the disk.
func (b *buffer) thread(k feedback.Hash) (feedback.Thread, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range []*pending{b.next, b.writing} {
		if p != nil {
			if t, ok := p.threads[k]; ok {
				return t, true
			}
		}
	}
	return feedback.Thread{}, false
}
