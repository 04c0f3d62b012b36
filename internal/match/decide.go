package match

import (
	"math"
	"slices"
	"strings"

	"rolecall/internal/match/read"
)

// Thresholds of the bands, on the calibrated confidence: the chance, from 0 to 1,
// that the first candidate is right. Choices cost the asker little, so they are
// offered early; a wrong answer costs trust. None is tuned on the golden set. There
// (rolecall knowledge eval, 2026-11-26), minAnswer at 0.45 gives 89.3 % right and
// 3.5 % wrong, at 0.50 88.0 and 3.3, at 0.55 86.9 and 3.5; the others change no share
// of questions by more than 0.6 points when they change by 0.05 to 0.1.
const (
	minAnswer         = 0.50 // more likely right than wrong
	minAnswerOneOfTwo = 0.60 // … where two are named and the answer is about one
	minAnswerInThread = 0.35 // … where the thread names it: people say little then
	minChoices        = 0.20
	minChoicesOfRole  = 0.04 // … where a role we cover is named and nothing speaks for a refusal
)

// decide sets confidence, band, reason and rule.
func (m *matching) decide() {
	x, p, r := m.x, m.p, &m.res
	if p.foreign {
		r.Reason, r.Rule, r.Comparison, r.Compared = ReasonNotEnglish, RuleForeign, false, nil
		return
	}
	if class, ok := x.exactly(m.q, p); ok && m.completeInThread(class) {
		r.Rule = RuleExact
		if class < x.entry {
			r.Reason, r.Exact = Reason(x.names[class]), true
			return
		}
		m.promote(class - x.entry)
		r.Exact, r.Confidence, r.Band, r.Reason = true, 1, BandAnswer, ReasonExact
		return
	}
	if m.asked.facet != "" && m.sameFacet() {
		r.Confidence, r.Band, r.Reason, r.Rule = ruleConfidence, BandAnswer, ReasonConfident, RuleSameTopic
		return
	}
	if m.decideByRule() {
		return
	}
	if p.gibberish() {
		r.Reason, r.Rule = ReasonNotEnglish, RuleGibberish
		return
	}
	if len(m.list) == 0 {
		r.Reason, r.Rule = ReasonNothing, RuleNoEntry
		if len(m.asked.others) > 0 {
			r.Reason = ReasonOtherRole
		}
		return
	}
	m.decideByScore()
	if r.Band == BandChoices {
		m.limitSameQuestion()
	}
}

// limitSameQuestion moves the third and further candidates that ask the same of
// other roles to the end, so that another question gets their place.
func (m *matching) limitSameQuestion() {
	taken := map[int]int{}
	var first, rest []scored
	for _, c := range m.list {
		class := m.x.entries[c.entry].class
		if taken[class] < maxSameQuestion {
			taken[class]++
			first = append(first, c)
		} else {
			rest = append(rest, c)
		}
	}
	m.list = append(first, rest...)
}

// maxSameQuestion is how many of the choices may ask the same of different roles.
// A choice: of three, one is left for another question. 1 and 3 give the same figures
// on the golden set (2026-11-26).
const maxSameQuestion = 2

// ruleConfidence is the confidence of a rule's decision, which has no score to
// calibrate. A choice: higher than nearly all scores reach, below an exact match.
const ruleConfidence = 0.9

// decideByRule decides what the roles alone decide: three or more to compare, one
// named twice, one named and nothing else. It reports whether it did.
func (m *matching) decideByRule() bool {
	x, p, r := m.x, m.p, &m.res
	switch {
	case len(r.Compared) > 2 && (p.content == 0 || p.contains(compareWords)):
		r.Confidence, r.Band, r.Reason, r.Rule = ruleConfidence, BandChoices, ReasonConfident, RuleManyRoles
		return true
	case len(r.Compared) == 2 && m.onlyCompares() && p.letters == "":
		r.Confidence, r.Band, r.Reason, r.Rule = ruleConfidence, BandChoices, ReasonConfident, RulePair
		if m.promotePair() {
			r.Band = BandAnswer
		}
		return true
	case len(p.mentions) > 1 && len(p.roles) == 1 && len(p.others) == 0 && p.content == 0 && p.contains(relativeWords):
		r.Reason, r.Rule = ErrSameRole, RuleSameRole
		return true
	case m.asked.covered != 1 || len(m.asked.roles) != 1 || len(p.roles) == 0 || p.roles[0] != m.asked.roles[0]:
		return false
	}
	i, ok := x.definition(p.roles[0])
	switch {
	case p.bare && ok:
		m.promote(i)
		r.Confidence, r.Band, r.Reason, r.Rule = ruleConfidence, BandAnswer, ReasonRoleOnly, RuleRoleOnly
		return true
	case !ok && (p.bare || p.content == 0 && len(x.byRole[p.roles[0]]) == 0): // a role with nothing but its card
		r.Confidence, r.Reason, r.Rule = ruleConfidence, ReasonRoleOnly, RuleRoleOnly
		return true
	}
	return false
}

// onlyCompares reports whether a text says to compare and nothing else: "compare
// them", "how do they differ".
func (m *matching) onlyCompares() bool {
	for _, w := range m.p.words {
		if !read.Filler(w) && !comparisonWords[w] && !strings.HasPrefix(w, roleSlot) {
			return false
		}
	}
	return m.p.contains(compareWords)
}

// promotePair promotes the general comparison of the two roles, where there is one.
func (m *matching) promotePair() bool {
	for i := range m.x.entries {
		if e := &m.x.entries[i]; (e.facet == pairFacet || e.facet == "c.") && m.asked.comparesBoth(e) {
			m.promote(i)
			return true
		}
	}
	return false
}

// completeInThread reports whether an exact phrasing means the same in a thread as
// outside: where it takes no role from the thread, or needs none.
func (m *matching) completeInThread(class int) bool {
	return !m.asked.followUp || class < m.x.entry || len(m.x.entries[class-m.x.entry].roles) == 0
}

// minConfidence is the lowest confidence at which the first candidate is answered.
func (m *matching) minConfidence() float64 {
	switch {
	case m.asked.fromThread:
		return minAnswerInThread
	case len(m.asked.roles) > 1 && !m.x.roles.isBoss(m.asked.roles[1]) && !m.x.entries[m.list[0].entry].comparing:
		return minAnswerOneOfTwo
	}
	return minAnswer
}

// definition returns the entry that says what a role is.
func (x *Index) definition(role string) (int, bool) {
	i, ok := x.byRole[role]["r.definition"]
	if !ok {
		i, ok = x.byRole[role][soleFacet+"definition"]
	}
	return i, ok
}

// decideByScore sets confidence, band, reason and rule from the scores.
func (m *matching) decideByScore() {
	m.byScore = true
	r, refusal := &m.res, m.refusalScore()
	r.Confidence, r.Rule = m.confidence(), RuleScore
	inside := m.asked.covered > 0 && !m.asked.fromThread && m.scratch.scores[m.x.inside] > 0 && refusal.score < 0
	switch {
	case m.asked.covered == 0 && (len(m.asked.others) > 0 || m.p.staff && refusal.score > staffFrom):
		r.Reason, r.Rule, r.Confidence = ReasonOtherRole, RuleOtherRole, min(r.Confidence, minChoices/2) // clearly below choices
	case m.asked.covered == 0 && m.scratch.scores[m.x.inside] < insideFrom && r.Confidence >= minChoices:
		r.Band, r.Reason, r.Rule, r.Confidence = BandChoices, ReasonAmbiguous, RuleUnlike, min(r.Confidence, minAnswer-0.01) // just below an answer
	case r.Confidence >= minChoices && m.asked.kin(&m.x.entries[m.list[0].entry]):
		r.Band, r.Reason, r.Rule = BandChoices, ReasonAmbiguous, RuleKin
	case r.Confidence >= m.minConfidence():
		r.Band, r.Reason = BandAnswer, ReasonConfident
	case inside && r.Confidence >= minChoicesOfRole:
		r.Band, r.Reason, r.Rule = BandChoices, ReasonAmbiguous, RuleRole
	case refusal.score > m.list[0].score+refusalLead:
		r.Reason, r.Rule = Reason(m.x.names[refusal.entry]), RuleRefusal
	case r.Confidence >= minChoices:
		r.Band, r.Reason = BandChoices, ReasonAmbiguous
	case refusal.score > m.list[0].score:
		r.Reason, r.Rule = Reason(m.x.names[refusal.entry]), RuleRefusal
	default:
		r.Reason = ReasonNothing
	}
}

// Thresholds on scores (1 is a clear yes, -1 a clear no). A choice: 0.1 to 0.2 more or
// less changes no share of the golden set's questions by more than 0.2 points; with
// insideFrom at 0.15, 1.9 more of the follow-ups are right (2026-11-26).
const (
	refusalLead = 0.1  // how far a refusal must lead the first entry to rule out choices
	staffFrom   = -0.3 // from this score of a refusal, "software developer" is what the text is about
	insideFrom  = 0.25 // a text that names no role must look like the corpus to be answered
)

// refusalScore is the best refusal, as a class and its score on the entries'
// scale.
func (m *matching) refusalScore() scored {
	best := scored{m.x.refusal, math.Inf(-1)}
	for c := m.x.refusal; c < m.x.inside; c++ {
		if s := m.scratch.scores[c]; s > best.score {
			best = scored{c, s}
		}
	}
	return best
}

// confidence is the chance that the first candidate is right: a logistic curve
// over the evidence.
func (m *matching) confidence() float64 {
	return math.Round(1000*chance(curve, m.evidence())) / 1000
}

// chance is what a curve makes of evidence: a number from 0 to 1.
func chance(curve [1 + evidences]float64, evidence [evidences]float64) float64 {
	z := curve[0]
	for i, v := range evidence {
		z += float64(curve[i+1] * v)
	}
	return 1 / (1 + math.Exp(-z))
}

// The curve weighs nine clues and the products of any two of them, squares
// included, since one changes what another means: a lead over the next candidate
// says more where a role is named, a near refusal less where the text looks like
// the corpus.
const (
	clues     = 9
	evidences = clues + clues*(clues+1)/2
)

// evidence is what speaks for the first candidate being right.
func (m *matching) evidence() (ev [evidences]float64) {
	clip := func(v float64) float64 { return max(-1, min(1, v)) } // as the curve was fitted
	top := m.list[0]
	plain := [clues]float64{
		clip(top.score),
		clip(top.score - m.runnerUp()),
		m.topShare(),
		m.known,
		min(1, float64(len(m.asked.roles))),
		clip(m.scratch.scores[m.x.inside]),
		clip(m.refusalScore().score),
		clip(m.scratch.scores[m.x.entry+top.entry]),
		1 / float64(1+m.p.content),
	}
	n := copy(ev[:], plain[:])
	for i, a := range plain {
		for _, b := range plain[:i+1] {
			ev[n] = a * b
			n++
		}
	}
	return ev
}

// topShare is the first candidate's share among all candidates and refusals, by a
// softmax of their scores.
func (m *matching) topShare() float64 {
	const sharpness = 6 // a choice; the curve was fitted to it (TestCurve fits a new one)
	top := m.list[0].score
	first := &m.x.entries[m.list[0].entry]
	sum := 1.0
	for _, c := range m.list[1:] {
		if len(m.asked.roles) > 0 || m.x.entries[c.entry].facet != first.facet {
			sum += math.Exp(sharpness * (c.score - top))
		}
	}
	for c := m.x.refusal; c < m.x.inside; c++ {
		sum += math.Exp(sharpness * (m.scratch.scores[c] - top))
	}
	return 1 / sum
}

// runnerUp is the score of the best candidate that answers another question, or -1.
// Where no role was named, the same question about another role does not count: the
// answer says which role it is about.
func (m *matching) runnerUp() float64 {
	first := &m.x.entries[m.list[0].entry]
	for _, c := range m.list[1:] {
		if len(m.asked.roles) > 0 || m.x.entries[c.entry].facet != first.facet {
			return c.score
		}
	}
	return -1
}

// promote moves an entry to the head of the list.
func (m *matching) promote(entry int) {
	list := []scored{{entry, 1}}
	for _, c := range m.list {
		if c.entry != entry && len(list) < maxCandidates {
			list = append(list, c)
		}
	}
	m.list = list
}

// sameFacet promotes the entry on the thread's facet for the roles now named, or
// else their entry that answers for that facet. It reports whether there is one.
func (m *matching) sameFacet() bool {
	class := m.x.facets[m.asked.facet]
	for _, withPenalty := range []bool{false, true} {
		for i := range m.x.entries {
			e := &m.x.entries[i]
			about := !e.comparing && len(e.roles) > 0 && len(m.asked.roles) == 1 && slices.Contains(e.roles, m.asked.roles[0]) || e.comparing && m.asked.comparesBoth(e)
			fits := e.class == class
			if withPenalty {
				fits = slices.ContainsFunc(e.answersFor, func(n facetPenalty) bool { return n.class == class })
			}
			if about && fits {
				m.promote(i)
				return true
			}
		}
	}
	return false
}

// compares reports whether a question asks how two to four roles differ.
func (m *matching) compares() bool {
	n := len(m.asked.typed)
	if n < 2 || n > MaxCompared || len(m.list) == 0 {
		return false
	}
	if m.asked.fromThread {
		return m.onlyCompares() || m.p.contains(relativeWords) && m.x.entries[m.list[0].entry].comparing
	}
	toBoss := n == 2 && m.x.roles.isBoss(m.asked.typed[1]) // "what should a CTO tell the CEO"
	return m.p.content == 0 || m.p.contains(relativeWords) || !toBoss && m.x.entries[m.list[0].entry].comparing
}

// gibberish reports whether more than half the words of a text, and at least
// minUnknown, are in neither corpus nor English. A choice, so that two names make no
// question gibberish; 2 and 4 give the same figures on the golden set (2026-11-26).
func (p *parsed) gibberish() bool {
	const minUnknown = 3
	content := 0
	for _, w := range p.words {
		if !read.Filler(w) {
			content++
		}
	}
	return p.unknown >= minUnknown && p.unknown*2 > content
}
