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
	// flushDelay is how long a record waits for others, so that a burst is one write
	// to the disk. A choice: many times the duration of a write (2 ms, measured), and
	// too short to notice in a report.
	flushDelay = 150 * time.Millisecond
	// retryDelay is how long a store that cannot write waits before it retries. A
	// choice: someone who frees the disk sees it work at once, and a full disk is not
	// tried all the time.
	retryDelay = time.Second
	// maxBuffered bounds the records that a store that cannot write holds in memory:
	// some 7 MB, measured with questions of fifteen words. Beyond it, the oldest
	// records are dropped.
	maxBuffered = 5000
	// dropShare is the share of a full buffer that is dropped at once, one in
	// dropShare. A choice: dropping one by one would copy the buffer for each record.
	dropShare = 10
)

// change is one buffered write.
type change func(*bbolt.Tx) error

// pending is what waits to be written to the disk.
type pending struct {
	changes []change
	counts  map[feedback.Counter]int64
	seen    [2][]feedback.Hash     // by generation
	open    map[feedback.Hash]bool // events: whether they are still to be handled
	threads map[feedback.Hash]feedback.Thread
	waiting []waiter
}

// waiter is a change whose caller waits until it is on disk.
type waiter struct {
	change change
	done   chan error
}

func newPending() *pending {
	return &pending{counts: map[feedback.Counter]int64{}, open: map[feedback.Hash]bool{}, threads: map[feedback.Hash]feedback.Thread{}}
}

func (p *pending) empty() bool {
	return len(p.changes)+len(p.counts)+len(p.seen[0])+len(p.seen[1])+len(p.open)+len(p.threads)+len(p.waiting) == 0
}

// buffer holds records until they are on disk: next collects new ones, and writing is
// what the current write took from it.
type buffer struct {
	mu            sync.Mutex
	next, writing *pending
	dropped       int

	flushing sync.Mutex // one write at a time, to keep the order
}

// writeNow makes a change and returns when it is on disk. Concurrent changes share one
// write. A change that fails is not retried, since its caller receives the error.
func (s *Store) writeNow(ctx context.Context, c change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := waiter{c, make(chan error, 1)}
	if err := s.enqueue(func(p *pending) { p.waiting = append(p.waiting, w) }); err != nil {
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

// enqueue buffers what put adds and wakes the writer.
func (s *Store) enqueue(put func(*pending)) error {
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
	s.buf.dropOldest()
	s.buf.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return nil
}

// dropOldest drops the oldest records of a buffer that is too large because the disk
// cannot be written.
func (b *buffer) dropOldest() {
	p := b.next
	if n := len(p.changes) - maxBuffered; n > 0 {
		p.changes = append([]change(nil), p.changes[n+maxBuffered/dropShare:]...)
		b.dropped += n + maxBuffered/dropShare
	}
	for g := range p.seen {
		if n := len(p.seen[g]) - maxSeen; n > 0 {
			p.seen[g] = append([]feedback.Hash(nil), p.seen[g][n+maxSeen/dropShare:]...)
		}
	}
	for k := range p.threads {
		if len(p.threads) <= maxBuffered {
			break
		}
		delete(p.threads, k)
		b.dropped++
	}
	for k := range p.open {
		if len(p.open) <= maxSeen {
			break
		}
		delete(p.open, k)
	}
}

// Available returns why the buffer cannot be written, nil if it can.
func (s *Store) Available() error {
	if err := s.failing.Load(); err != nil {
		return *err
	}
	return nil
}

// writeLoop writes the buffer soon after something was added to it.
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
			return // Close writes what is left
		case <-s.urgent:
		case <-time.After(wait):
		}
		s.startGeneration()
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
			s.failing.Store(&err)
			s.enqueue(func(*pending) {})
		} else {
			s.failing.Store(nil)
		}
	}
}

// flush writes the buffer. Records that could not be written stay in it.
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
	err := s.update(p.write)
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

func (p *pending) write(tx *bbolt.Tx) error {
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
		// In order, because inserting keys in random order into a page of bbolt takes
		// quadratic time.
		slices.SortFunc(keys, func(x, y feedback.Hash) int { return bytes.Compare(x[:], y[:]) })
		for _, k := range keys {
			if err := b.Put(k[:], nil); err != nil {
				return err
			}
		}
	}
	if err := p.writeOpen(tx); err != nil {
		return err
	}
	// The current generation by the disk, after the changes above: one that has begun
	// in memory since is not on disk yet, and its bucket will be emptied then.
	turn := turnOf(tx)
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

// writeOpen notes which events are still to be handled. One of a generation that is gone
// is left out.
func (p *pending) writeOpen(tx *bbolt.Tx) error {
	for _, k := range slices.SortedFunc(maps.Keys(p.open), func(x, y feedback.Hash) int { return bytes.Compare(x[:], y[:]) }) {
		var mark []byte
		if p.open[k] {
			mark = []byte{1}
		}
		for _, name := range bSeen {
			b := tx.Bucket(name)
			if have, _ := b.Cursor().Seek(k[:]); !bytes.Equal(have, k[:]) {
				continue
			}
			if err := b.Put(k[:], mark); err != nil {
				return err
			}
		}
	}
	return nil
}

// restore puts back what could not be written, before newer records.
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
		maps.Copy(p.open, since.open)
		maps.Copy(p.threads, since.threads)
	}
	b.next = p
	b.dropOldest()
}

// thread returns the memory of a conversation that is not on disk yet.
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
