package match

import (
	"math"
	"slices"
	"strings"
)

// Thresholds of the bands, on the calibrated confidence. Choices cost the asker a
// glance, so they are offered early; a wrong answer costs trust.
const (
	minAnswer         = 0.50 // likelier right than wrong
	minAnswerOneOfTwo = 0.60 // … where two are named and the answer is about one
	minAnswerInThread = 0.35 // … where the thread names it: people say little then
	minChoices        = 0.20
	minChoicesOfRole  = 0.04 // … where a role we cover is named and nothing speaks for a refusal
)

// decide sets confidence, band and reason.
func (m *matching) decide() {
	x, p, r := m.x, m.p, &m.res
	if p.foreign {
		r.Reason, r.Comparison, r.Compared = ReasonNotEnglish, false, nil
		return
	}
	if c, ok := x.exact[hash(fnvOffset, p.exact)]; ok && m.completeInThread(int(c)) {
		class := int(c)
		if class < x.entry {
			r.Reason, r.Exact = Reason(x.names[class]), true
			return
		}
		m.promote(class - x.entry)
		r.Exact, r.Confidence, r.Band, r.Reason = true, 1, BandAnswer, ReasonExact
		return
	}
	if m.asked.facet != "" && m.sameFacet() {
		r.Confidence, r.Band, r.Reason = 0.9, BandAnswer, ReasonConfident
		return
	}
	if m.decideByRule() {
		return
	}
	if p.gibberish() {
		r.Reason = ReasonNotEnglish
		return
	}
	if len(m.list) == 0 {
		r.Reason = ReasonNothing
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

// mix lets no question have more than two of the first places: the third is
// worth more to another.
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
const maxSameQuestion = 2

// decideByRule decides what the roles alone decide: three and more to compare, one
// named twice, one named and nothing else.
func (m *matching) decideByRule() bool {
	x, p, r := m.x, m.p, &m.res
	switch {
	case len(r.Compared) > 2 && (p.content == 0 || p.contains(compareWords)):
		r.Confidence, r.Band, r.Reason = 0.9, BandChoices, ReasonConfident
		return true
	case len(r.Compared) == 2 && m.onlyCompares() && p.letters == "":
		r.Confidence, r.Band, r.Reason = 0.9, BandChoices, ReasonConfident
		if m.promotePair() {
			r.Band = BandAnswer
		}
		return true
	case len(p.mentions) > 1 && len(p.roles) == 1 && len(p.others) == 0 && p.content == 0 && p.contains(relativeWords):
		r.Reason = ErrSameRole
		return true
	case m.asked.covered != 1 || len(m.asked.roles) != 1 || len(p.roles) == 0 || p.roles[0] != m.asked.roles[0]:
		return false
	}
	i, ok := x.definition(p.roles[0])
	switch {
	case p.bare && ok:
		m.promote(i)
		r.Confidence, r.Band, r.Reason = 0.9, BandAnswer, ReasonRoleOnly
		return true
	case !ok && (p.bare || p.content == 0 && len(x.byRole[p.roles[0]]) == 0): // a role with nothing but its card
		r.Confidence, r.Reason = 0.9, ReasonRoleOnly
		return true
	}
	return false
}

// onlyCompares reports whether a text says to compare and nothing else: "compare
// them", "how do they differ".
func (m *matching) onlyCompares() bool {
	own := 0
	for _, w := range m.p.words {
		if !filler[w] && !comparisonWords[w] && !strings.HasPrefix(w, roleSlot) {
			own++
		}
	}
	return own == 0 && m.p.contains(compareWords)
}

// promotePair promotes the general comparison of the two roles.
func (m *matching) promotePair() bool {
	for i := range m.x.entries {
		if e := &m.x.entries[i]; (e.facet == pairFacet || e.facet == "c.") && m.asked.comparesBoth(e) {
			m.promote(i)
			return true
		}
	}
	return false
}

// completeInThread reports whether an exact phrasing means the same inside a thread: it does
// where it leaves nothing to the thread.
func (m *matching) completeInThread(class int) bool {
	return !m.asked.followUp || class < m.x.entry || len(m.x.entries[class-m.x.entry].roles) == 0
}

// minConfidence is the confidence an answer needs.
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

// decideByScore sets band and reason from the scores.
func (m *matching) decideByScore() {
	m.byScore = true
	r, refusal := &m.res, m.refusalScore()
	r.Confidence = m.confidence()
	inside := m.asked.covered > 0 && !m.asked.fromThread && m.scratch.scores[m.x.inside] > 0 && refusal.score < 0
	switch {
	case m.asked.covered == 0 && (len(m.asked.others) > 0 || m.p.staff && refusal.score > staffFrom):
		r.Reason, r.Confidence = ReasonOtherRole, min(r.Confidence, minChoices/2)
	case m.asked.covered == 0 && m.scratch.scores[m.x.inside] < insideFrom && r.Confidence >= minChoices:
		r.Band, r.Reason, r.Confidence = BandChoices, ReasonAmbiguous, min(r.Confidence, minAnswer-0.01)
	case r.Confidence >= minChoices && m.asked.kin(&m.x.entries[m.list[0].entry]):
		r.Band, r.Reason = BandChoices, ReasonAmbiguous
	case r.Confidence >= m.minConfidence():
		r.Band, r.Reason = BandAnswer, ReasonConfident
	case inside && r.Confidence >= minChoicesOfRole:
		r.Band, r.Reason = BandChoices, ReasonAmbiguous
	case refusal.score > m.list[0].score+refusalLead:
		r.Reason = Reason(m.x.names[refusal.entry])
	case r.Confidence >= minChoices:
		r.Band, r.Reason = BandChoices, ReasonAmbiguous
	case refusal.score > m.list[0].score:
		r.Reason = Reason(m.x.names[refusal.entry])
	default:
		r.Reason = ReasonNothing
	}
}

const (
	refusalLead = 0.1  // how far a refusal must lead the first entry to silence choices
	staffFrom   = -0.3 // a refusal this near makes "software developer" the subject
	insideFrom  = 0.25 // a text that names no role must look like the corpus to be answered
)

// refusalScore is the best refusal, as a class and its score on the entries'
// scale.
func (m *matching) refusalScore() scored {
	best := scored{m.x.refusal, -2}
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

// chance is the curve's, given the evidence.
func chance(curve [1 + evidences]float64, evidence [evidences]float64) float64 {
	z := curve[0]
	for i, v := range evidence {
		z += float64(curve[i+1] * v)
	}
	return 1 / (1 + math.Exp(-z))
}

// clues are the plain pieces of evidence; with the products of any two of them,
// squares included, they are what the curve weighs. A margin means more where a
// role is named, a near refusal less where the text looks like the corpus.
const (
	clues     = 9
	evidences = clues + clues*(clues+1)/2
)

// evidence is what speaks for the first candidate being right.
func (m *matching) evidence() (ev [evidences]float64) {
	clip := func(v float64) float64 { return max(-1, min(1, v)) }
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

// topShare is the first candidate's part of all candidates' and refusals' weight,
// each weighing e to the power of its score times a sharpness.
func (m *matching) topShare() float64 {
	const sharpness = 6
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

// runnerUp is the score of the best candidate that answers another question.
// Where no role was named, the same question about another role is no rival: the
// answer says which roles it is about.
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

// sameFacet answers with the thread's facet for the roles now named, or with the
// entry of theirs that answers for it.
func (m *matching) sameFacet() bool {
	class := m.x.facets[m.asked.facet]
	for _, near := range []bool{false, true} {
		for i := range m.x.entries {
			e := &m.x.entries[i]
			about := !e.comparing && len(e.roles) > 0 && len(m.asked.roles) == 1 && slices.Contains(e.roles, m.asked.roles[0]) || e.comparing && m.asked.comparesBoth(e)
			fits := e.class == class
			if near {
				fits = slices.ContainsFunc(e.answersFor, func(n facetPrice) bool { return n.class == class })
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
	if n < 2 || n > 4 || len(m.list) == 0 {
		return false
	}
	if m.asked.fromThread {
		return m.onlyCompares() || m.p.contains(relativeWords) && m.x.entries[m.list[0].entry].comparing
	}
	toBoss := n == 2 && m.x.roles.isBoss(m.asked.typed[1]) // "what should a CTO tell the CEO"
	return m.p.content == 0 || m.p.contains(relativeWords) || !toBoss && m.x.entries[m.list[0].entry].comparing
}

// gibberish reports a text with hardly a word that corpus or English know.
func (p *parsed) gibberish() bool {
	content := 0
	for _, w := range p.words {
		if !filler[w] {
			content++
		}
	}
	return p.strange >= 3 && p.strange*2 > content
}
