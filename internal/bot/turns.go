package bot

import (
	"cmp"
	"strings"
	"sync"

	"rolecall/internal/blockkit"
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

// conversation returns the key of the conversation in which the order of requests
// matters: a thread, or the whole direct conversation with one person, where a
// thread may be opened under any message.
func conversation(channel, thread string) string {
	if strings.HasPrefix(channel, "D") {
		return channel
	}
	return channel + ":" + thread
}

// conversation returns the conversation of an event that may hold a question, ""
// for any other.
func (p *eventPayload) conversation() string {
	if p.Event.Type != "app_mention" && p.Event.Type != "message" {
		return ""
	}
	return conversation(p.channel(), cmp.Or(p.Event.ThreadTS, p.Event.TS))
}

// conversation returns the conversation of a button press that changes its subject,
// "" for any other: one that opens a modal cannot wait for its turn, and the private
// reply to one in a channel is not what a follow-up refers to.
func (i *interaction) conversation() string {
	if i.Container.Ephemeral || i.ResponseURL == "" {
		return ""
	}
	switch blockkit.Action(i.firstAction()) {
	case blockkit.ActionChoose: // the choices become the answer, for everyone
		return conversation(i.channel(), i.thread())
	case blockkit.ActionShow, blockkit.ActionCompare, blockkit.ActionCompareAll, blockkit.ActionRole:
		if strings.HasPrefix(i.channel(), "D") {
			return conversation(i.channel(), i.thread())
		}
	}
	return ""
}
