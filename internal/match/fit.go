package match

import "slices"

// asked is who a question is about: the roles it names, or those of its thread.
type asked struct {
	known      *recogniser
	roles      []string // effective ids in typed order, roles we refuse included
	covered    int      // how many of them we cover
	others     []string
	readings   []string // further readings of ambiguous letters
	typed      []string // ids as typed, variants kept
	followUp   bool
	fromThread bool   // the roles come from the thread: they lower scores and rule nothing out
	variant    string // the word for the variant that was named: "fractional"
	facet      string // the thread's facet, where the question names only a role
}

// Penalties, in units of a score, of an entry whose roles are not exactly those asked
// about. An entry about another role is not a candidate at all: a wrong role is
// worse than no answer. A choice, made by hand: on the golden set, any one of them
// larger or smaller by 0.1 to 0.2 changes right by at most 0.4 points and wrong by
// at most 0.5 (rolecall knowledge eval, 2026-11-26).
const (
	penaltyNoRole    = 0.25 // a role is named, the entry is about none
	penaltyCompare   = 0.5  // one role is named, the entry compares it
	penaltySingle    = 0.45 // two are named, the entry is about one
	penaltyBoss      = 0.1  // … and the other one is who everyone reports to
	penaltyVariant   = 0.4  // a fractional CTO is named, the entry is about CTOs
	penaltySecond    = 0.15 // … and about the second of them
	penaltyMany      = 0.1  // three or more are named, the entry compares two
	penaltyUnasked   = 0.15 // no role is named, the entry compares two
	penaltyKin       = 0.4  // it is about the kin of the role named
	penaltyReading   = 0.02 // the other reading of ambiguous letters
	penaltyOffThread = 0.3  // the thread is about another role
	penaltyNoThread  = 0.05 // the thread is about a role, the entry about none
)

// fit returns what an entry's roles add to its score (never above zero), and
// false if they rule it out.
func (a *asked) fit(e *indexed) (float64, bool) {
	n := len(a.roles)
	switch {
	case n == 0:
		if e.comparing {
			return -penaltyUnasked, true
		}
		return 0, true
	case a.fromThread:
		return a.fitThread(e), true
	case len(e.roles) == 0:
		return -penaltyNoRole, true
	case e.comparing:
		return a.fitPair(e)
	}
	return a.fitSingle(e)
}

// fitThread is fit where the roles are only what the thread was about.
func (a *asked) fitThread(e *indexed) float64 {
	switch {
	case len(e.roles) == 0:
		return -penaltyNoThread
	case e.comparing && len(a.roles) > 1 && a.comparesBoth(e):
		return 0
	case e.comparing:
		return -penaltyCompare
	case !slices.ContainsFunc(e.roles, func(r string) bool { return slices.Contains(a.roles, r) }):
		return -penaltyOffThread
	case len(a.roles) > 1 && e.roles[0] != a.roles[0]:
		return -penaltySecond
	}
	return 0
}

// comparesBoth reports whether an entry compares two of the roles asked about.
func (a *asked) comparesBoth(e *indexed) bool {
	return len(e.roles) == 2 && a.has(e.roles[0]) && a.has(e.roles[1])
}

// has reports whether a role was asked about, in any reading of its letters.
func (a *asked) has(role string) bool {
	return slices.Contains(a.roles, role) || slices.Contains(a.readings, role)
}

func (a *asked) fitPair(e *indexed) (float64, bool) {
	switch {
	case len(a.roles) == 1:
		return -penaltyCompare, a.has(e.roles[0]) || a.has(e.roles[1])
	case !a.comparesBoth(e):
		return 0, false
	case len(a.roles) > 2:
		return -penaltyMany, true
	case slices.Contains(a.roles, e.roles[0]) && slices.Contains(a.roles, e.roles[1]):
		return 0, true
	}
	return -penaltyReading, true
}

func (a *asked) fitSingle(e *indexed) (float64, bool) {
	penalty := 0.0
	switch {
	case len(a.roles) == 2 && a.known.isBoss(a.roles[1]):
		penalty = penaltyBoss
	case len(a.roles) > 1:
		penalty = penaltySingle
	}
	if a.variant != "" && e.facet != "r."+a.variant {
		penalty += penaltyVariant
	}
	for i, r := range a.roles {
		if slices.Contains(e.roles, r) {
			if i > 0 {
				penalty += penaltySecond
			}
			return -penalty, true
		}
	}
	for _, r := range a.readings {
		if slices.Contains(e.roles, r) {
			return -penalty - penaltyReading, true
		}
	}
	if a.kin(e) {
		return -penalty - penaltyKin, true
	}
	return 0, false
}

// kin reports whether an entry is about the kin of the one role asked about.
func (a *asked) kin(e *indexed) bool {
	if len(a.roles) != 1 {
		return false
	}
	kin := a.known.kin(a.roles[0])
	return kin != "" && slices.Contains(e.roles, kin) && !slices.Contains(e.roles, a.roles[0])
}
