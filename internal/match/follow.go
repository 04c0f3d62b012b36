package match

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"rolecall/internal/match/read"
)

// ask works out who a question is about. The thread's context fills in what the
// question leaves out: its roles ("and how much do they earn?") or its topic ("what
// about the CIO?").
func (x *Index) ask(p *parsed, q Query) asked {
	ctx := q.Context
	a := asked{known: x.roles, others: p.others, typed: p.roles, covered: len(p.effective), listed: p.listed && len(p.others) == 0}
	a.roles = append(append([]string(nil), p.effective...), p.others...)
	if len(p.readings) > 1 {
		a.readings = p.readings
	}
	if len(a.roles) == 0 && x.roles.roles[q.About] != nil {
		x.setRoles(&a, []string{q.About})
		a.fromMessage = true
		return a
	}
	named, topic := x.threadNames(ctx), x.entryIndex(ctx.Entry)
	a.topic = ctx.Facet
	if topic >= 0 {
		a.topic, a.family = cmp.Or(ctx.Facet, x.entries[topic].facet), familyOf(ctx.Entry)
	}
	a.thread, a.inFull, a.told = named, fullWords[p.words[0]], x.told(ctx)
	if len(named) == 0 {
		if role, ok := x.pointedAt(p, topic, nil); ok && topic >= 0 && len(a.roles) == 0 { // "and the data one", after all of them
			x.setRoles(&a, []string{role})
			a.pointed = true
		}
		a.followUp = topic >= 0 && (len(a.roles) == 0 || a.pointed)
		if len(a.roles) == 1 && a.covered == 1 && p.echoes() {
			a.facet = a.topic
		}
		return a
	}
	if p.namesBoss() {
		a.roles, a.covered, a.bossNamed = nil, 0, true
	}
	if a.covered == 0 && len(p.others) == 1 && x.mayMeanBoth(p, topic, named) {
		a.roles = nil // "is the CFO ok" may be about the thread's role
	}
	if len(a.roles) == 0 {
		if role, ok := x.pointedAt(p, topic, named); ok {
			x.setRoles(&a, []string{role})
			a.pointed, a.followUp = true, true
		}
	}
	if len(a.roles) == 1 && !a.pointed && p.contains(people) {
		for _, role := range x.threadRoles(topic, named, &parsed{}) {
			a.pronoun = append(a.pronoun, x.roles.effective(role))
		}
	}
	switch {
	case len(a.roles) == 0:
		a.fromThread, a.followUp = true, true
		x.setRoles(&a, x.threadRoles(topic, named, p))
		a.listed = len(a.roles) > 1 && p.contains(eachWords)
	case a.listed && a.topic != "" && !p.contains(compareWords) && p.echoes():
		a.facet, a.followUp = a.topic, true
	case len(a.roles) > 1 || a.covered == 0:
	case a.topic != "" && !p.contains(compareWords) && p.echoes():
		a.facet, a.followUp = a.topic, true
		if topic >= 0 && x.entries[topic].comparing && !slices.Contains(x.entries[topic].roles, a.roles[0]) && x.pair(named[0], a.typed[0]) >= 0 {
			x.setRoles(&a, []string{named[0], a.typed[0]}) // after a comparison, the thread's first role against the new one
		}
	case !a.pointed && named[0] != a.typed[0] && p.contains(relativeWords):
		about := x.threadRoles(topic, named, &parsed{})
		if topic < 0 || !x.entries[topic].comparing { // else "and versus the CIO" is against both
			about = about[:1]
		}
		x.setRoles(&a, appendNew(slices.Clone(about), a.typed[0]))
		a.followUp = true
	}
	return a
}

// mayMeanBoth reports whether a text that names only a role which is not covered may ask about it and one of
// the thread's roles, where an entry compares these: "is the CFO ok", and "or the CFO?" after an
// answer that refers to that entry; "and the CFO?" after the pay asks for the CFO's.
func (x *Index) mayMeanBoth(p *parsed, topic int, named []string) bool {
	for _, r := range named {
		if i := x.pair(r, p.others[0]); i >= 0 {
			return p.content > 0 || p.contains(askingWords) || p.contains(backWords) || p.contains(compareWords) ||
				topic >= 0 && slices.Contains(x.corpus.Entries[topic].Related, x.entries[i].id)
		}
	}
	return false
}

// pair is an entry that compares two roles, or -1.
func (x *Index) pair(a, b string) int {
	return slices.IndexFunc(x.entries, func(e indexed) bool { return e.comparing && slices.Contains(e.roles, a) && slices.Contains(e.roles, b) })
}

// Comparing are the entries that compare one of some roles with another, in the order of the corpus.
func (x *Index) Comparing(roles []string) (ids []string) {
	for i := range x.entries {
		if e := &x.entries[i]; e.comparing && slices.ContainsFunc(e.roles, func(r string) bool { return slices.Contains(roles, r) }) {
			ids = append(ids, e.id)
		}
	}
	return ids
}

// sameTopic is the entry on the thread's facet for the roles now named, or else their
// entry that answers for that facet, or "".
func (m *matching) sameTopic() string {
	class, ok := m.x.facets[m.asked.facet]
	if !ok { // none, or one of before a reload
		return ""
	}
	if i := m.x.entryIndex(m.q.Context.Entry); i >= 0 && len(m.x.entries[i].roles) == 0 {
		if len(m.p.words) > 1 { // "and for a CIO?": how long a search takes is the same
			return m.q.Context.Entry
		}
		return "" // "CIO?" after who is who asks for that one
	}
	for _, instead := range []bool{false, true} {
		for i := range m.x.entries {
			e := &m.x.entries[i]
			about := !e.comparing && len(e.roles) > 0 && (len(m.asked.roles) == 1 || m.asked.listed) && slices.Contains(e.roles, m.asked.roles[0]) || e.comparing && m.asked.comparesBoth(e)
			fits := e.class == class
			if instead {
				fits = slices.ContainsFunc(e.answersFor, func(n facetPenalty) bool { return n.class == class })
			}
			if about && fits {
				return e.id
			}
		}
	}
	return ""
}

// threadNames are the roles a thread named, in their order.
func (x *Index) threadNames(ctx Context) (named []string) {
	for _, r := range ctx.Roles {
		if x.roles.roles[r] != nil {
			named = appendNew(named, r)
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
	words := slices.Clone(p.words)
	learned := x.linear != nil // a lesson is read without what is only a guess
	// "And for security", after a CTO's pay, is about the CISO's; after a comparison it asks who owns that.
	aboutRole := topic >= 0 && (len(x.entries[topic].roles) == 1 || learned && p.has("same"))
	for i, w := range p.words {
		before, next := p.word(i-1), p.word(i+1)
		one := oneWords[next]
		the := before == "the" && (next == "" || !learned || !x.linear.Follows(w, next)) // "the second, what does it do"; not "the first 90 days"
		points, from := "", i
		switch n := read.Ordinal(w, len(pair)); {
		case n >= 0 && n < len(named) && (one || (the || numbering[before] || len(p.words) == 1) && len(named) > 1 || strings.Contains(pointing, w) && (read.Filler(next) || strings.HasSuffix(w, "rs"))):
			points = named[n]
			if n < len(pair) {
				points = pair[n]
			}
			if numbering[before] {
				from = i - 1
			}
		case w == "other" && (one || before == "the" && next == "" && !p.contains(bothWords)) && (len(named) > 1 || len(named) == 1 && before == "the" && learned):
			points = x.otherRole(topic, named)
		case w != "it" && (one && beforeField[before] || p.contains(correcting) && p.without(correcting).content() == 1 && before != "not" || aboutRole && before == "for" && p.without(echoing).content() == 1):
			points = x.roles.fields[strings.Replace(w, techWord, "it", 1)]
		case before == "the" && len(named) > 1:
			points = x.headed(w, named)
		}
		switch {
		case points == "":
		case role != "": // "is the first above the second" is about both
			return "", false
		case one:
			role, words = points, slices.Replace(words, from, i+2, roleSlot)
		default:
			role, words = points, slices.Replace(words, from, i+1, roleSlot)
		}
	}
	if role == "" {
		return "", false
	}
	p.words = words
	return role, true
}

// headed is the only one of some roles whose title is of that kind: "the lead" of a CTO and a
// tech lead, "the director" of a CIO and an IT director; or "".
func (x *Index) headed(word string, roles []string) (role string) {
	for _, r := range roles {
		title, _, _ := strings.Cut(x.roles.name(r), " of ")
		if strings.EqualFold(title[strings.LastIndexByte(title, ' ')+1:], word) {
			if role != "" {
				return ""
			}
			role = r
		}
	}
	return role
}

// echoes reports whether a text says no more than its role, or asks the same once more: "no, I
// meant the CIO", "do the same for the CIO"; not "is it the same as a CIO".
func (p *parsed) echoes() bool {
	said, i := p.without(echoing), slices.Index(p.words, "same")
	next := p.word(i + 1)
	return p.words[0] != "not" && said.content() == 0 && !said.contains(askingWords) ||
		i >= 0 && (next == "" || next == "q" || next == "question" || p.word(i+2) == "for" || isSlot(next) || read.Filler(next) && next != "as")
}

// namesBoss reports whether a text asks no more than whether the thread's role reports to another: "or to the COO?".
func (p *parsed) namesBoss() bool {
	rest := slices.DeleteFunc(slices.Clone(p.words), func(w string) bool { return linking[w] || w == "then" })
	return p.content == 0 && len(p.roles)+len(p.others) == 1 && rest[0] == "to" && !p.contains(askingWords)
}

// word is the word at a place, or "".
func (p *parsed) word(i int) string {
	if i < 0 || i >= len(p.words) {
		return ""
	}
	return p.words[i]
}

// otherRole is the role of a thread that its topic is not about: the last one named; where only one was, its partner.
func (x *Index) otherRole(topic int, named []string) string {
	for _, r := range slices.Backward(named) {
		if topic < 0 || !slices.Contains(x.entries[topic].roles, x.roles.effective(r)) {
			return r
		}
	}
	if len(named) == 1 {
		return x.corpus.Partner(named[0])
	}
	return named[0]
}

// wordList are words of a text.
type wordList []string

// without are the words that are not in a set.
func (p *parsed) without(set map[string]bool) wordList {
	return slices.DeleteFunc(slices.Clone(p.words), func(w string) bool { return set[w] })
}

// notThis matches a text that says first what is not meant: "not the pay, the reporting line".
var notThis = regexp.MustCompile(`(?i)^\s*(?:(?:no|nope|hm+|sorry|oh)[,. ]+)*not (?:(?:[\pL\d'’-]+ ){0,3}?[\pL\d'’-]+(?:[,.;:] *(?:but )?| but | - )|(?:him|her|them|that|this|those|these)(?: one)? (?:but )?)(\S.*)$`)

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

// setRoles sets the roles that a question is about.
func (x *Index) setRoles(a *asked, roles []string) {
	a.typed, a.roles = roles, nil
	for _, r := range roles {
		a.roles = appendNew(a.roles, a.known.effective(r))
	}
	a.covered = len(a.roles)
}

// threadRoles is who a question without a role means in a thread: all its roles
// where it says so ("compare them"), else those of the entry last shown.
func (x *Index) threadRoles(topic int, named []string, p *parsed) []string {
	if topic < 0 || len(named) > 1 && (p.contains(allWords) || p.contains(whoseWords) && p.contains(relativeWords)) {
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

func (x *Index) entryIndex(id string) int {
	return slices.IndexFunc(x.entries, func(e indexed) bool { return e.id == id })
}

// contains reports whether one of the text's words is in a set.
func (p *parsed) contains(set map[string]bool) bool { return wordList(p.words).contains(set) }

// pointing are words for one of two that the speller must know, since no phrasing has them.
const pointing = "former latter formers latters"

var (
	relativeWords = read.Set("versus vs compare compared comparison differ differs different difference than instead both higher senior more less better")
	compareWords  = read.Set("versus vs compare compared comparison difference differences differ differs different")
	allWords      = read.Set("compare compared comparison both two difference differences differ versus each other which together between")
	eachWords     = read.Set("both each")
	// "whose boss is the other"
	bothWords = read.Set("which whose one against from")
	// "what does a CIO do" says everything, "what about the CIO" does not
	askingWords = read.Set("do does did is are was who whom why where when much many")
	fullWords   = read.Set("what who whom whose how when where why which does do did should can could would will tell explain")
	// what a role that is not covered is asked about with: "is the CFO above that"
	backWords = read.Set("that this they them those he she him her")
	// "who earns more" is about all of them
	whoseWords = read.Set("who whose")
	// "no, I meant the CIO"
	correcting = read.Set("mean meant sorry no not rather instead reading")
	// "number 2"
	numbering = read.Set("number nr no option")
	// … and "once more for the CIO"
	echoing = read.Set("mean meant sorry no not rather instead reading just only similarly likewise once version versions too also as well for kind then please equivalent question case cases side general generally job")
	// "the second one"
	oneWords = read.Set("one ones kind sort role roles job person chief guy title")
	// "and security person", unlike "is it a security role"
	beforeField = map[string]bool{"": true, "the": true, "and": true, "or": true, "for": true}
	people      = read.Set("they them their he him his she her")
	pronouns    = read.Set("they them their he him his she her it its one ones")
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
		if pronouns[w] {
			p.words = slices.Replace(p.words, i, i+1, slots...)
			return
		}
	}
	p.words = append(p.words, slots...)
}
