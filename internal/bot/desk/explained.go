package desk

import (
	"slices"
	"sync"
)

// maxExplained is how many explanations are remembered. A choice: some days of what people
// ask, in less than a megabyte.
const maxExplained = 500

// explanations are why the last replies were chosen. Those to curators quote what they asked,
// so they are in memory only: what is stored of a question is decided elsewhere.
type explanations struct {
	mu   sync.Mutex
	list []explanation
}

type explanation struct {
	reply, user string
	why         []string
}

// Explained remembers why a reply was chosen, for "Why this answer".
func (d *Desk) Explained(reply, user string, why []string) {
	x := &d.explanations
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.list) >= maxExplained {
		x.list = slices.Delete(x.list, 0, len(x.list)-maxExplained+1)
	}
	x.list = append(x.list, explanation{reply, user, why})
}

func (d *Desk) explained(reply string) (why []string, ok bool) {
	x := &d.explanations
	x.mu.Lock()
	defer x.mu.Unlock()
	i := slices.IndexFunc(x.list, func(e explanation) bool { return e.reply == reply })
	if i < 0 {
		return nil, false
	}
	return x.list[i].why, true
}

// Forget drops what is remembered of what a person asked, and has messages emptied that show
// something of them.
func (d *Desk) Forget(user string) {
	d.explanations.mu.Lock()
	d.explanations.list = slices.DeleteFunc(d.explanations.list, func(e explanation) bool { return e.user == user })
	d.explanations.mu.Unlock()
	d.Wake()
}
