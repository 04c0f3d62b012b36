package bot

import (
	"strings"
	"sync"
	"time"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/payload"
)

// repeatWindow is how soon after a press was handled another one of the same button
// counts as part of a double click. A choice: desktops join two clicks within half
// a second; the rest is for their way through Slack.
const repeatWindow = 2 * time.Second

// maxPresses is how many presses are remembered before old ones are removed: twice
// as many as can be running, so that a running one is never removed early.
const maxPresses = 2 * maxQueued

// presses prevents a button from acting twice when it is pressed twice because
// nothing seems to happen. It remembers only the last press of a person in a place,
// so that pressing A, B and A again acts three times.
type presses struct {
	mu   sync.Mutex
	last map[string]lastPress // by person and place
}

type lastPress struct {
	what      string
	repeatsAt time.Time // from when on the same press acts again; zero while it is running
}

// pressKey returns the key of who pressed where, and of what was pressed.
func pressKey(i *payload.Interaction, a payload.Action) (where, what string) {
	value := a.Value
	if a.Selected != nil {
		value = a.Selected.Value
	}
	if name := blockkit.Action(a.ActionID); name == blockkit.ActionAsk || name == blockkit.ActionComparePicked {
		// Enter and then the button is one question; another question, or other roles, is not.
		a.ActionID, value = name, i.Entered(a)
	}
	where = strings.Join([]string{i.User.ID, i.ChannelID(), i.Container.MessageTS, i.View.ID, i.View.Hash}, "\x00")
	return where, a.ActionID + "\x00" + value
}

// begin records a press and reports whether to handle it.
func (p *presses) begin(where, what string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l, ok := p.last[where]; ok && l.what == what && (l.repeatsAt.IsZero() || now.Before(l.repeatsAt)) {
		return false
	}
	if p.last == nil || len(p.last) >= maxPresses {
		p.removeOld(now)
	}
	p.last[where] = lastPress{what: what}
	return true
}

// removeOld removes presses that may act again.
func (p *presses) removeOld(now time.Time) {
	kept := map[string]lastPress{}
	for where, l := range p.last {
		if l.repeatsAt.IsZero() || now.Before(l.repeatsAt) {
			kept[where] = l
		}
	}
	p.last = kept
}

// end records that a press was handled; one that failed may be repeated at once.
func (p *presses) end(where, what string, now time.Time, failed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch l := p.last[where]; {
	case l.what != what: // another button of the message was pressed meanwhile
	case failed:
		delete(p.last, where)
	default:
		p.last[where] = lastPress{what, now.Add(repeatWindow)}
	}
}
