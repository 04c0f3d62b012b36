package match

import (
	"cmp"
	"slices"

	"rolecall/internal/match/read"
)

// ask works out who a question is about. The thread's context fills in what the
// question leaves out: its roles ("and how much do they earn?") or its topic ("what
// about the CIO?").
func (x *Index) ask(p *parsed, q Query) asked {
	ctx := q.Context
	a := asked{known: x.roles, others: p.others, typed: p.roles, covered: len(p.effective)}
	a.roles = append(append([]string(nil), p.effective...), p.others...)
	for _, r := range p.roles {
		a.variant = cmp.Or(a.variant, x.variant(r))
	}
	if len(p.readings) > 1 {
		a.readings = p.readings
	}
	if len(a.roles) == 0 && x.roles.roles[q.About] != nil {
		x.setRoles(&a, []string{q.About})
		a.fromMessage = true
		return a
	}
	named, topic := x.threadNames(ctx), x.entryIndex(ctx.Entry)
	if topic >= 0 {
		a.topic, a.family, a.related = x.entries[topic].facet, familyOf(ctx.Entry), map[string]bool{}
		for _, id := range x.corpus.Entries[topic].Related {
			a.related[id] = true
		}
	}
	a.thread = named
	if len(named) == 0 {
		a.followUp = topic >= 0 && len(a.roles) == 0
		return a
	}
	said := p.without(correcting) // "no, I meant the CIO" says no more than "the CIO"
	switch {
	case len(a.roles) == 0:
		a.followUp = true
		if role, ok := x.pointedAt(p, topic, named); ok {
			x.setRoles(&a, []string{role})
			a.pointed = p.without(correcting).content() == 0
			if said := p.without(correcting); topic >= 0 && said.content() == 0 && !said.contains(askingWords) {
				a.facet = a.topic
			}
			return a
		}
		a.fromThread = true
		x.setRoles(&a, x.threadRoles(topic, named, p))
	case len(a.roles) > 1 || a.covered == 0:
	case said.content() == 0 && topic >= 0 && !said.contains(askingWords) && !p.contains(compareWords):
		x.sameTopic(&a, &x.entries[topic], named)
	case named[0] != a.typed[0] && (p.contains(relativeWords) || p.contains(backWords)):
		x.setRoles(&a, []string{named[0], a.typed[0]})
		a.followUp = true
	}
	return a
}

// threadNames are the roles a thread named, in their order, or else those of the entries that it
// offered.
func (x *Index) threadNames(ctx Context) (named []string) {
	for _, r := range ctx.Roles {
		if x.roles.roles[r] != nil {
			named = appendNew(named, r)
		}
	}
	if len(named) > 0 {
		return named
	}
	for _, id := range ctx.Offered {
		if e := x.corpus.Entry(id); e != nil {
			for _, r := range e.Roles {
				named = appendNew(named, r)
			}
		}
	}
	return named
}

// pointedAt is the role that a follow-up points at without naming it: "the other one", "the
// second", "no, the digital one". The words that point become its slot.
func (x *Index) pointedAt(p *parsed, topic int, named []string) (role string, ok bool) {
	pair := named
	if topic >= 0 && x.entries[topic].comparing {
		pair = slices.DeleteFunc(slices.Clone(named), func(r string) bool { return !slices.Contains(x.entries[topic].roles, x.roles.effective(r)) })
	}
	for i, w := range p.words {
		next := ""
		if i+1 < len(p.words) {
			next = p.words[i+1]
		}
		one := oneWords[next]
		switch {
		case read.IsOrdinal(w) && read.Ordinal(w, len(pair)) < len(pair) && (one || next == "" || (w == "latter" || w == "former") && read.Filler(next)):
			role = pair[read.Ordinal(w, len(pair))]
		case w == "other" && one && len(named) > 1:
			role = x.otherRole(topic, named)
		case one && x.roles.fields[w] != "" && w != "it", x.roles.fields[w] != "" && w != "it" && p.contains(correcting) && (i == 0 || p.words[i-1] != "not"):
			role = x.roles.fields[w]
		default:
			continue
		}
		to := i + 1
		if one {
			to++
		}
		p.words = slices.Replace(p.words, i, to, roleSlot)
		return role, true
	}
	return "", false
}

// otherRole is the role of a thread that its topic is not about: the last one named.
func (x *Index) otherRole(topic int, named []string) string {
	for _, r := range slices.Backward(named) {
		if topic < 0 || !slices.Contains(x.entries[topic].roles, x.roles.effective(r)) {
			return r
		}
	}
	return named[0]
}

// wordList are words of a text.
type wordList []string

// without are the words that are not in a set.
func (p *parsed) without(set map[string]bool) wordList {
	return slices.DeleteFunc(slices.Clone(p.words), func(w string) bool { return set[w] })
}

func (ws wordList) contains(set map[string]bool) bool {
	return slices.ContainsFunc(ws, func(w string) bool { return set[w] })
}

// content is how many of the words are neither slots of roles nor filler.
func (ws wordList) content() (n int) {
	for _, w := range ws {
		if !read.Filler(w) && !isSlot(w) {
			n++
		}
	}
	return n
}

// variant is the word for what is special about a role, where the role it varies has an
// answer on that, or "".
func (x *Index) variant(role string) string {
	word := x.roles.variantWord(role)
	if _, ok := x.byRole[x.roles.effective(role)]["r."+word]; !ok {
		return ""
	}
	return word
}

// setRoles sets the roles that a question is about.
func (x *Index) setRoles(a *asked, roles []string) {
	a.typed, a.roles, a.variant = roles, nil, ""
	for _, r := range roles {
		a.roles = appendNew(a.roles, a.known.effective(r))
		a.variant = cmp.Or(a.variant, x.variant(r))
	}
	a.covered = len(a.roles)
}

// threadRoles is who a question without a role means in a thread: all its roles
// where it says so ("compare them"), else those of the entry last shown.
func (x *Index) threadRoles(topic int, named []string, p *parsed) []string {
	if topic < 0 || len(named) > 1 && p.contains(allWords) {
		return named
	}
	var out []string
	for _, r := range named {
		if slices.Contains(x.entries[topic].roles, x.roles.effective(r)) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return named
	}
	return out
}

// sameTopic reads "what about the CIO?" as the thread's question, about the CIO. In a
// comparison it means the thread's first role against the new one.
func (x *Index) sameTopic(a *asked, topic *indexed, named []string) {
	if topic.comparing && !slices.Contains(topic.roles, a.roles[0]) {
		x.setRoles(a, []string{named[0], a.typed[0]})
	}
	a.facet, a.followUp = topic.facet, true
}

func (x *Index) entryIndex(id string) int {
	return slices.IndexFunc(x.entries, func(e indexed) bool { return e.id == id })
}

// contains reports whether one of the text's words is in a set.
func (p *parsed) contains(set map[string]bool) bool { return wordList(p.words).contains(set) }

var (
	relativeWords  = read.Set("versus vs compare compared comparison differ differs different difference than instead both higher senior more less better")
	compareWords   = read.Set("versus vs compare compared comparison difference differences differ differs different")
	allWords       = read.Set("compare compared comparison both two difference differences differ versus each other which together between")
	askingWords    = read.Set("do does did is are was who whom why where when") // "what does a CIO do" says everything, "what about the CIO" does not
	botWords       = read.Set("you your yours")
	backWords      = read.Set("that this they them those he she him her")       // with another role named: "how is a CIO like that"
	correcting     = read.Set("mean meant sorry no not rather instead reading") // "no, I meant the CIO"
	oneWords       = read.Set("one ones role roles job person chief guy title") // "the second one"
	demonstratives = read.Set("that this those these")
	pronouns       = read.Set("they them their he him his she her it its one ones")
)

// addThreadSlots replaces the first pronoun by slots for the thread's roles, or adds
// them at the end of a text without a pronoun ("red flags?"), so that a follow-up reads
// like the phrasings that name a role.
func (p *parsed) addThreadSlots(roles int) {
	slots := []string{roleSlot}
	if roles > 1 {
		slots = append(slots, "and", roleSlot+"2")
	}
	for i, w := range p.words {
		if !pronouns[w] && !(demonstratives[w] && i == len(p.words)-1) { // "what is that"
			continue
		}
		p.words = slices.Replace(p.words, i, i+1, slots...)
		return
	}
	if !p.contains(botWords) {
		p.words = append(p.words, slots...)
	}
}

// Next is the context of a thread after an entry was shown for a result: the entry
// and its roles, after the roles named before where the result is a follow-up. It
// keeps the last MaxCompared roles.
func (x *Index) Next(before Context, r Result, entry string) Context {
	next := Context{Entry: entry}
	if r.FollowUp {
		next.Roles = append(next.Roles, before.Roles...)
	}
	for _, m := range r.Roles { // in the order they were named: "the second one" relies on it
		if !m.Other {
			next.Roles = appendNew(next.Roles, m.ID)
		}
	}
	if e := x.corpus.Entry(entry); e != nil {
		for _, role := range e.Roles {
			next.Roles = appendNew(next.Roles, role)
		}
	}
	if n := len(next.Roles) - MaxCompared; n > 0 {
		next.Roles = next.Roles[n:]
	}
	return next
}
