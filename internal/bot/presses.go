package bot

import (
	"strings"
	"sync"
	"time"
)

// repeatWindow is how soon after a press has been carried out another one of
// the same button counts as part of a double click. Desktops join two clicks
// within half a second; the rest is for Slack to deliver them.
const repeatWindow = 2 * time.Second

// maxPresses is how many presses are remembered before old ones are cleared
// away: more than there can be under way.
const maxPresses = 2 * maxWaiting

// presses keeps a button that is pressed twice, because nothing seems to
// happen, from acting twice. It remembers the last press of each person in each
// place: who changes their mind, and then changes it back, presses three times.
type presses struct {
	mu   sync.Mutex
	last map[string]lastPress // by person and place
}

type lastPress struct {
	what string
	over time.Time // from when on the same counts again; zero while it is carried out
}

// pressKey names who pressed where, and what.
func pressKey(i *interaction, a action) (where, what string) {
	value := a.Value
	if a.Selected != nil {
		value = a.Selected.Value
	}
	where = strings.Join([]string{i.User.ID, i.channel(), i.Container.MessageTS, i.View.ID, i.View.Hash}, "\x00")
	return where, a.ActionID + "\x00" + value
}

// begin notes a press and reports whether to carry it out.
func (p *presses) begin(where, what string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l, ok := p.last[where]; ok && l.what == what && (l.over.IsZero() || now.Before(l.over)) {
		return false
	}
	if p.last == nil || len(p.last) >= maxPresses {
		p.clear(now)
	}
	p.last[where] = lastPress{what: what}
	return true
}

// clear forgets presses that are over.
func (p *presses) clear(now time.Time) {
	kept := map[string]lastPress{}
	for where, l := range p.last {
		if l.over.IsZero() || now.Before(l.over) {
			kept[where] = l
		}
	}
	p.last = kept
}

// end notes that a press was carried out; one that failed may be tried again at once.
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
