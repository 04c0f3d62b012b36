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
	last map[string]chan struct{} // by conversation: closed when the last piece of work taken there is done
}

// take is a turn in a conversation: it comes when before is closed, and is over
// when done is called. Where the order does not matter, conversation is "".
func (t *turns) take(conversation string) (before <-chan struct{}, done func()) {
	if conversation == "" {
		return nothing(), func() {}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	before = t.last[conversation]
	if before == nil {
		before = nothing()
	}
	over := make(chan struct{})
	if t.last == nil {
		t.last = map[string]chan struct{}{}
	}
	t.last[conversation] = over
	return before, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		close(over)
		if t.last[conversation] == over {
			delete(t.last, conversation)
		}
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
