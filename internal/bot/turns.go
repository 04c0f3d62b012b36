package bot

import (
	"sync"
)

// turns keep the order of requests in a conversation: a request waits until earlier
// ones in its conversation are done, so that a follow-up is read with the answer
// that comes before it.
type turns struct {
	mu   sync.Mutex
	last map[string]*turn // by conversation
}

// turn is the turn of one request in a conversation.
type turn struct {
	turns        *turns
	conversation string
	done         chan struct{} // closed when the turn has ended
}

// in returns a turn in a conversation, "" where the order does not matter.
func (t *turns) in(conversation string) *turn { return &turn{t, conversation, make(chan struct{})} }

// enqueue puts the turn at the end of its conversation. It returns a channel that
// is closed when the turns before it have ended.
func (t *turn) enqueue() (before <-chan struct{}) {
	if t.conversation == "" {
		return closedChan()
	}
	t.turns.mu.Lock()
	defer t.turns.mu.Unlock()
	if t.turns.last == nil {
		t.turns.last = map[string]*turn{}
	}
	last := t.turns.last[t.conversation]
	t.turns.last[t.conversation] = t
	if last == nil {
		return closedChan()
	}
	return last.done
}

// end ends the turn.
func (t *turn) end() {
	t.turns.mu.Lock()
	defer t.turns.mu.Unlock()
	close(t.done)
	if t.turns.last[t.conversation] == t {
		delete(t.turns.last, t.conversation)
	}
}
