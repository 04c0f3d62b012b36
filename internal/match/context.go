package match

import "slices"

// Context is what a thread was last about, and what it was told before. The zero Context is the start of a
// conversation.
type Context struct {
	Entry   string   // the entry last shown
	Facet   string   // the facet last asked about, where no entry was shown that answers it
	Roles   []string // role ids in the order they were named
	Offered []string // entries offered to choose from, in the order shown; none after an answer
	Places  []string // countries and regions asked about
	Earlier []string // entries shown before that one, in their order
	Nearly  []string // entries that nearly answered the last question, best first
}

// Empty reports whether nothing was said before.
func (c Context) Empty() bool {
	return c.Entry == "" && c.Facet == "" && len(c.Roles) == 0 && len(c.Offered) == 0
}

// Next is the context of a thread after an entry was shown for a result: the entry
// and its roles, after the roles named before: "the other one" may come later. It keeps the
// last MaxCompared roles.
func (x *Index) Next(before Context, r Result, entry string) Context {
	next := Context{Entry: entry, Roles: slices.Clone(before.Roles)}
	e := x.corpus.Entry(entry)
	if e == nil {
		next.Facet = r.Facet
	}
	for _, m := range r.Roles { // in the order they were named: "the second one" relies on it
		if !m.Other {
			next.Roles = appendNew(next.Roles, m.ID)
		}
	}
	if e != nil {
		for _, role := range e.Roles {
			next.Roles = appendNew(next.Roles, role)
		}
	}
	if n := len(next.Roles) - MaxCompared; n > 0 {
		next.Roles = next.Roles[n:]
	}
	next.Earlier = slices.Clone(before.Earlier)
	if before.Entry != "" && before.Entry != entry && !slices.Contains(before.Offered, before.Entry) { // what was only offered was not told
		next.Earlier = appendNew(next.Earlier, before.Entry)
	}
	next.Earlier = next.Earlier[max(0, len(next.Earlier)-maxEarlier):]
	for _, c := range r.Candidates {
		if e != nil && c.Chance >= leastNearly && c.Entry != entry {
			next.Nearly = append(next.Nearly, c.Entry)
		}
	}
	return next
}

const (
	maxEarlier  = 10   // answers that a thread remembers. A choice: longer than nearly all threads
	leastNearly = 0.01 // the chance of what nearly was the answer. A choice: as for what is offered
)

// told is what a thread was told before the question.
type told struct {
	related, back          []string // what the entry last shown refers to; and what refers to it
	facets, relatedEarlier []string // of the entries shown before that
	familiesOfNearly       []string // of the entries that nearly were the one last shown
}

func (x *Index) told(ctx Context) (t told) {
	for i, e := range x.corpus.Entries {
		switch {
		case e.ID == ctx.Entry:
			t.related = e.Related
		case slices.Contains(ctx.Earlier, e.ID):
			t.facets, t.relatedEarlier = append(t.facets, x.entries[i].facet), append(t.relatedEarlier, e.Related...)
		}
		if slices.Contains(e.Related, ctx.Entry) {
			t.back = append(t.back, e.ID)
		}
	}
	for _, id := range ctx.Nearly {
		t.familiesOfNearly = append(t.familiesOfNearly, familyOf(id))
	}
	return t
}
