package match

import (
	"slices"
	"strings"
)

// asked is who a question is about: the roles it names, or those of its thread.
type asked struct {
	known       *recogniser
	roles       []string // effective ids in typed order, roles we refuse included
	covered     int      // how many of them we cover
	others      []string
	readings    []string // further readings of ambiguous letters
	typed       []string // ids as typed, variants kept
	followUp    bool
	listed      bool     // several roles are named side by side: "red flags of CTO and CIO"
	pointed     bool     // the role was pointed at, so no other is meant: "the pay of the second one"
	bossNamed   bool     // the role that is named may be the boss of the thread's
	fromMessage bool     // the role is what the rest of the message is about
	thread      []string // the roles of the thread
	pronoun     []string // … those that a pronoun means where another role is named
	inFull      bool     // it begins like a question in full: "who does a CISO report to", unlike "or the CISO"
	fromThread  bool     // the roles come from the thread: they lower chances and rule nothing out
	topic       string   // the facet of the entry last shown
	family      string   // … and its family: "hiring"
	told        told
	facet       string // … where the question names only a role
}

// relation says how an entry's roles differ from those asked about: a set of
// differences, each of which the fusion weighs. An entry about another role is not a
// candidate at all: a wrong role is worse than no answer.
type relation uint16

const (
	noRole         relation = 1 << iota // a role is named, the entry is about none
	comparesIt                          // one role is named, the entry compares it
	oneOfTwo                            // two are named, the entry is about one
	withBoss                            // … and the other one is who everyone reports to
	unasked                             // no role is named, the entry compares two
	ofKin                               // it is about the kin of the role named
	otherReading                        // the other reading of ambiguous letters
	offThread                           // the thread is about another role
	ofThread                            // … that it named before
	comparesThread                      // the thread is about one role, the entry compares it
	comparesBack                        // … with the one role that is named
	byPronoun                           // another role is named, and the thread's by a pronoun: "is he under the CIO"
	relations      = iota
)

var relationNames = [relations]string{"no role", "compares the role", "one of two roles", "with the boss", "compares unasked", "of kin", "other reading", "off thread", "named before", "compares the thread's role", "compares with the thread's role", "by a pronoun"}

// relation returns how an entry's roles differ from those asked about, and false if
// that rules it out.
func (a *asked) relation(e *indexed) (relation, bool) {
	switch n := len(a.roles); {
	case n == 0 && e.comparing:
		return unasked, true
	case n == 0:
		return 0, true
	case a.fromThread:
		return a.toThread(e), true
	case len(e.roles) == 0:
		return noRole, true
	case e.comparing:
		return a.toPair(e)
	}
	return a.toSingle(e)
}

// toThread is relation where the roles are only what the thread was about.
func (a *asked) toThread(e *indexed) (r relation) {
	inThread := func(role string) bool { return slices.Contains(a.roles, role) }
	switch {
	case len(e.roles) == 0 || e.comparing && len(a.roles) > 1 && a.comparesBoth(e):
		return r
	case e.comparing && len(a.roles) == 1 && slices.ContainsFunc(e.roles, inThread):
		return r | comparesThread
	case e.comparing:
		return r | comparesThread | offThread
	case len(e.roles) == 1 && slices.Contains(a.thread, e.roles[0]) && !inThread(e.roles[0]):
		return r | ofThread
	case !slices.ContainsFunc(e.roles, inThread):
		return r | offThread
	}
	return r
}

// comparesBoth reports whether an entry compares two of the roles asked about.
func (a *asked) comparesBoth(e *indexed) bool {
	return len(e.roles) == 2 && a.has(e.roles[0]) && a.has(e.roles[1])
}

// has reports whether a role was asked about, in any reading of its letters.
func (a *asked) has(role string) bool {
	return slices.Contains(a.roles, role) || slices.Contains(a.readings, role)
}

// beyond reports whether a role was named that an entry is not about.
func (a *asked) beyond(e *indexed) bool {
	return !a.fromThread && slices.ContainsFunc(a.roles, func(r string) bool { return !slices.Contains(e.roles, r) })
}

func (a *asked) toPair(e *indexed) (relation, bool) {
	switch {
	case len(a.roles) == 1 && !a.inFull && (a.has(e.roles[0]) && slices.Contains(a.thread, e.roles[1]) || a.has(e.roles[1]) && slices.Contains(a.thread, e.roles[0])):
		return comparesBack, true
	case len(a.roles) == 1:
		return comparesIt, a.has(e.roles[0]) || a.has(e.roles[1])
	case !a.comparesBoth(e):
		return 0, false
	case slices.Contains(a.roles, e.roles[0]) && slices.Contains(a.roles, e.roles[1]):
		return 0, true
	}
	return otherReading, true
}

func (a *asked) toSingle(e *indexed) (r relation, ok bool) {
	switch {
	case len(a.roles) == 2 && a.known.isBoss(a.roles[1]):
		r = withBoss
	case len(a.roles) > 1:
		r = oneOfTwo
	}
	if slices.ContainsFunc(a.roles, func(role string) bool { return slices.Contains(e.roles, role) }) {
		return r, true
	}
	if slices.ContainsFunc(a.readings, func(role string) bool { return slices.Contains(e.roles, role) }) {
		return r | otherReading, true
	}
	if len(e.roles) == 1 && slices.Contains(a.pronoun, e.roles[0]) {
		return r | byPronoun, true
	}
	return r | ofKin, a.kin(e)
}

// kin reports whether an entry is about the kin of the one role asked about.
func (a *asked) kin(e *indexed) bool {
	if len(a.roles) != 1 {
		return false
	}
	kin := a.known.kin(a.roles[0])
	return kin != "" && slices.Contains(e.roles, kin) && !slices.Contains(e.roles, a.roles[0])
}

// familyOf is the first part of an entry's id, such as "hiring".
func familyOf(id string) string {
	family, _, _ := strings.Cut(id, ".")
	return family
}
