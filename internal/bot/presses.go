package bot

import (
	"strings"
	"sync"
	"time"

	"rolecall/internal/blockkit"
)

// actsOnce are the buttons that post or open something: pressed twice because
// nothing seems to happen, they still do it once. The others only say again
// what holds already.
var actsOnce = map[string]bool{
	blockkit.ActionShare: true, blockkit.ActionKitPost: true, blockkit.ActionShow: true, blockkit.ActionCompare: true,
	blockkit.ActionCompareAll: true, blockkit.ActionRole: true, blockkit.ActionTopics: true, blockkit.ActionGuide: true,
	blockkit.ActionKit: true, blockkit.ActionLeave: true,
}

// repeatWindow is how soon after a press has been carried out another one of
// the same button counts as part of a double click. Desktops join two clicks
// within half a second; the rest is for Slack to deliver them.
const repeatWindow = 2 * time.Second

// maxPresses bounds what is remembered of presses.
const maxPresses = 1000

// presses keeps a button that is pressed twice from acting twice.
type presses struct {
	mu     sync.Mutex
	under  map[string]time.Time // by press: zero while it is carried out, then when a repetition counts again
	shared map[string]string    // by press of Share: the message it posted, until that is withdrawn
}

// pressKey names a press: who pressed what where.
func pressKey(i *interaction, a action) string {
	value := a.Value
	if a.Selected != nil {
		value = a.Selected.Value
	}
	return strings.Join([]string{i.User.ID, i.channel(), i.Container.MessageTS, i.View.ID, a.ActionID, value}, "\x00")
}

// begin notes a press and reports whether to carry it out.
func (p *presses) begin(key string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until, ok := p.under[key]; ok && (until.IsZero() || now.Before(until)) {
		return false
	}
	if p.under == nil {
		p.under = map[string]time.Time{}
	}
	if len(p.under) >= maxPresses {
		for k, until := range p.under {
			if !until.IsZero() && !now.Before(until) {
				delete(p.under, k)
			}
		}
	}
	p.under[key] = time.Time{}
	return true
}

// end notes that a press was carried out; one that failed may be tried again at once.
func (p *presses) end(key string, now time.Time, failed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if failed {
		delete(p.under, key)
		return
	}
	p.under[key] = now.Add(repeatWindow)
}

// posted reports whether a press of Share has posted something that is still there.
func (p *presses) posted(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, ok := p.shared[key]
	return ok
}

// share notes what a press of Share posted.
func (p *presses) share(key, channel, ts string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shared == nil {
		p.shared = map[string]string{}
	}
	for k := range p.shared {
		if len(p.shared) < maxPresses {
			break
		}
		delete(p.shared, k)
	}
	p.shared[key] = channel + " " + ts
}

// withdraw notes that what was shared is gone: it may be shared again.
func (p *presses) withdraw(channel, ts string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for k, message := range p.shared {
		if message == channel+" "+ts {
			delete(p.shared, k)
		}
	}
}
