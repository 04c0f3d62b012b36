package match

import (
	"cmp"
	"slices"
	"strings"
)

// show sets the candidates and refusals of the result.
func (m *matching) show() {
	r := &m.res
	r.Candidates = make([]Candidate, 0, maxCandidates)
	for _, c := range m.list[:min(maxCandidates, len(m.list))] {
		e := &m.x.entries[c.entry]
		shown := Candidate{Entry: e.id, Chance: c.chance, Question: m.questionChance(c), Score: round(c.score), Cosine: round(c.cosine), OfKin: m.asked.kin(e), Nearest: m.standsIn(c),
			OffThread: c.relation&offThread != 0 && !m.asked.kin(e) && !slices.Contains(m.asked.told.related, e.id) && !strings.HasPrefix(e.id, m.q.Context.Entry+".")}
		r.Candidates = append(r.Candidates, shown)
	}
	if m.asked.listed { // what is asked about each role has the chance of all
		slices.SortStableFunc(r.Candidates, func(a, b Candidate) int { return cmp.Compare(b.Question, a.Question) })
	}
	for c := m.x.refusal; c < m.x.inside; c++ {
		r.Refusals = append(r.Refusals, Refusal{ID: m.x.names[c], Score: round(m.scratch.Scores[c])})
	}
	slices.SortStableFunc(r.Refusals, func(a, b Refusal) int { return cmp.Compare(b.Score, a.Score) })
}

// standsIn reports whether a candidate answers for another facet, which the learner says is asked
// for, at a price.
func (m *matching) standsIn(c scored) bool {
	e := &m.x.entries[c.entry]
	const price = 0.1 // a choice: knowledge/README.md gives this to what an entry touches only
	return c.class != e.class && m.scratch.Scores[c.class] > 0 && slices.ContainsFunc(e.answersFor, func(n facetPenalty) bool { return n.class == c.class && n.penalty >= price })
}

// questionChance is the chance that a candidate's question is asked: with a role
// named, the candidate's own; with several side by side, that of any of them.
func (m *matching) questionChance(c scored) float64 {
	if len(m.asked.roles) > 0 && (!m.asked.listed || m.x.entries[c.entry].comparing) {
		return c.chance
	}
	sum := 0.0
	for _, other := range m.list {
		if m.x.entries[other.entry].facet == m.x.entries[c.entry].facet {
			sum += other.chance
		}
	}
	return round(sum)
}
