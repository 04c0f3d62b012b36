package bot

import (
	"cmp"
	"strings"
	"sync"

	"rolecall/internal/blockkit"
)

// turns keep the order of what is asked in one conversation: what comes while
// something asked there before is being answered waits for it, so that a
// follow-up is read with the answer that its writer has just seen, or is about to.
type turns struct {
	mu   sync.Mutex
	last map[string]*turn // by conversation
}

// turn is one piece of work's turn in a conversation.
type turn struct {
	of           *turns
	conversation string
	over         chan struct{} // closed when it is
}

// in is a turn in a conversation, "" for where the order does not matter.
func (t *turns) in(conversation string) *turn { return &turn{t, conversation, make(chan struct{})} }

// take takes the turn, which comes when the channel is closed: when all turns
// that were taken before it in its conversation are over.
func (t *turn) take() (before <-chan struct{}) {
	if t.conversation == "" {
		return nothing()
	}
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	if t.of.last == nil {
		t.of.last = map[string]*turn{}
	}
	last := t.of.last[t.conversation]
	t.of.last[t.conversation] = t
	if last == nil {
		return nothing()
	}
	return last.over
}

// end says that the turn is over.
func (t *turn) end() {
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	close(t.over)
	if t.of.last[t.conversation] == t {
		delete(t.of.last, t.conversation)
	}
}

// conversation is where the order of what is asked matters: a thread, or all that
// one person and we write to each other, since a thread may be opened there under
// any message.
func conversation(channel, thread string) string {
	if strings.HasPrefix(channel, "D") {
		return channel
	}
	return channel + ":" + thread
}

// conversation is that of an event which may ask something, "" of any other.
func (p *eventPayload) conversation() string {
	if p.Event.Type != "app_mention" && p.Event.Type != "message" {
		return ""
	}
	return conversation(p.channel(), cmp.Or(p.Event.ThreadTS, p.Event.TS))
}

// conversation is that of a press which changes what others read there as the
// subject, "" of any other: what opens a modal cannot wait for its turn.
func (i *interaction) conversation() string {
	if i.Container.Ephemeral || i.ResponseURL == "" {
		return ""
	}
	switch blockkit.Action(i.firstAction()) {
	case blockkit.ActionChoose, blockkit.ActionShow, blockkit.ActionCompare, blockkit.ActionCompareAll, blockkit.ActionRole:
		return conversation(i.channel(), i.thread())
	}
	return ""
}
