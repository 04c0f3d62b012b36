package match

import (
	_ "embed"
	"math"
	"math/bits"
	"slices"
	"strings"

	"rolecall/internal/match/fusion"
	"rolecall/internal/match/linear"
)

// evidence is what speaks for a candidate, or for none of them, in the order of the
// names below.
type evidence []float64

// The evidence for a candidate: the scores of its words, how its roles differ from those
// asked about, what the thread says, and the second opinion.
const (
	ofFacet = iota
	ofEntry
	ofRelation // the first relation of fit.go
)

const (
	ofComparing = ofRelation + relations + iota
	ofBot
	ofDefinition
	ofShown // it was just shown
	ofShownOtherRole
	ofShownNoRole
	ofTopic
	ofFamily
	ofBelow
	ofRelated
	ofShownAnd
	ofOffered
	ofFirstRole
	ofShownTold
	ofEarlier        // it was shown before that
	ofEarlierFacet   // … its question was answered about another role
	ofEarlierRelated // … an answer refers to it
	ofNearly         // it nearly was what was shown
	ofNearlyFamily   // … one of its family was
	ofBack           // it refers to what was shown
	ofSpoken
	ofLikeness
)

var candidateNames = func() []string {
	names := [...]string{ofFacet: "facet", ofEntry: "entry", ofComparing: "comparing", ofBot: "about the bot", ofDefinition: "a definition",
		ofShown: "just shown", ofShownOtherRole: "just shown, another role", ofShownNoRole: "just shown, of no role", ofTopic: "the thread's question",
		ofFamily: "the thread's family", ofBelow: "below just shown", ofRelated: "related", ofShownAnd: "just shown, and", ofOffered: "offered",
		ofFirstRole: "the thread's first role", ofShownTold: "just shown, told", ofEarlier: "shown earlier", ofEarlierFacet: "asked earlier", ofEarlierRelated: "related earlier",
		ofNearly: "nearly shown", ofNearlyFamily: "of the family of nearly shown", ofBack: "refers to just shown", ofSpoken: "its answer", ofLikeness: "likeness"}
	copy(names[ofRelation:], relationNames[:])
	return names[:]
}()

// The evidence for none of them.
const (
	noneConstant = iota
	noneRefusal
	noneSecondRefusal
	noneFamiliar
	noneCoveredRole
	noneStaff
	noneFewWords
	noneUnknownWords
	noneTells
	noneMentionsSomeone
	noneLikeness
)

var noneNames = []string{noneConstant: "constant", noneRefusal: "refusal", noneSecondRefusal: "second refusal", noneFamiliar: "familiar",
	noneCoveredRole: "covered role", noneStaff: "staff", noneFewWords: "few words", noneUnknownWords: "unknown words", noneTells: "tells",
	noneMentionsSomeone: "mentions someone", noneLikeness: "likeness to a refusal"}

// scratch holds the buffers of one match.
type scratch struct {
	linear.Scratch
	list []scored
	rows []float64 // the evidence for the candidates, of which used are
	used int

	spoken []float64 // how much of the text each entry's answer speaks of
}

// evidence returns n zeros.
func (s *scratch) evidence(n int) evidence {
	if len(s.rows) < s.used+n {
		s.rows, s.used = make([]float64, 2*len(s.rows)+n), 0 // earlier rows stay where they are
	}
	ev := s.rows[s.used : s.used+n : s.used+n]
	s.used += n
	clear(ev)
	return ev
}

// candidateEvidence is what speaks for an entry, the second opinion left out.
func (m *matching) candidateEvidence(e *indexed, r relation, facet, own, spoken float64) evidence {
	asked, before := &m.asked, &m.q.Context
	ev := m.scratch.evidence(len(candidateNames))
	ev[ofFacet], ev[ofEntry], ev[ofSpoken] = facet, own, spoken
	for ; r != 0; r &= r - 1 { // most entries differ in none
		ev[ofRelation+bits.TrailingZeros16(uint16(r))] = 1
	}
	ev[ofComparing], ev[ofBot], ev[ofDefinition] = truth(e.comparing), truth(e.filler), truth(e.facet == definitionFacet)
	if e.id == before.Entry {
		ev[ofShown] = 1
		ev[ofShownOtherRole] = truth(asked.beyond(e))
		ev[ofShownNoRole] = truth(len(e.roles) == 0)
		ev[ofShownAnd] = truth(m.p.words[0] == "and" || m.p.words[0] == "or")
		ev[ofShownTold] = truth(!m.p.asks)
	} else {
		ev[ofTopic] = truth(asked.topic != "" && e.facet == asked.topic)
		ev[ofFamily] = truth(len(e.roles) == 0 && asked.family != "" && familyOf(e.id) == asked.family)
		ev[ofOffered] = truth(slices.Contains(before.Offered, e.id))
		told, in := &asked.told, slices.Contains[[]string]
		ev[ofEarlier], ev[ofNearly], ev[ofBack] = truth(in(before.Earlier, e.id)), truth(in(before.Nearly, e.id)), truth(in(told.back, e.id))
		ev[ofEarlierFacet], ev[ofEarlierRelated] = truth(in(told.facets, e.facet)), truth(in(told.relatedEarlier, e.id))
		ev[ofNearlyFamily] = truth(len(e.roles) == 0 && in(told.familiesOfNearly, familyOf(e.id)))
	}
	one := !asked.fromThread && asked.covered == 1 // "what does the CIO cost", after how the two differ, asks for no part of that
	ev[ofBelow] = truth(strings.HasPrefix(e.id, before.Entry+".") && !(one && e.comparing))
	ev[ofRelated] = truth(slices.Contains(asked.told.related, e.id))
	ev[ofFirstRole] = truth(asked.fromThread && len(asked.thread) > 1 && len(e.roles) == 1 && m.x.roles.effective(asked.thread[0]) == e.roles[0])
	return ev
}

// noneEvidence is what speaks for no entry being the answer, the second opinion left out.
func (m *matching) noneEvidence() evidence {
	first, second := math.Inf(-1), math.Inf(-1)
	for c := m.x.refusal; c < m.x.inside; c++ {
		s := m.scratch.Scores[c]
		if s > first {
			first, second = s, first
		} else {
			second = max(second, s)
		}
	}
	if math.IsInf(second, -1) { // fewer than two refusals: no evidence either way
		first, second = 0, 0
	}
	ev := make(evidence, len(noneNames))
	ev[noneConstant], ev[noneRefusal], ev[noneSecondRefusal], ev[noneFamiliar] = 1, first, second, m.scratch.Scores[m.x.inside]
	ev[noneCoveredRole] = truth(m.asked.covered > 0 && !m.asked.fromThread)
	ev[noneStaff] = truth(m.p.staff)
	ev[noneFewWords] = 1 / float64(1+m.p.content)
	ev[noneUnknownWords] = 1 - 1/float64(1+m.p.unknown)
	ev[noneTells] = truth(!m.p.asks)
	ev[noneMentionsSomeone] = truth(m.p.calls)
	return ev
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// has reports whether a word is among the text's.
func (p *parsed) has(word string) bool { return slices.Contains(p.words, word) }

// fused are the weights that the command of package fit has written.
//
//go:embed fusion.json
var fused []byte

// readFusion reads weights by the names of the evidence.
func readFusion(data []byte) (fusion.Model, error) {
	return fusion.Read(data, candidateNames, noneNames)
}

// FusionFile is the form of fusion.json for weights.
func FusionFile(f fusion.Model) ([]byte, error) { return f.File(candidateNames, noneNames) }

// WithFusion returns the index with other weights of the evidence.
func (x *Index) WithFusion(f fusion.Model) *Index {
	return &Index{corpus: x.corpus, lists: x.lists, roles: x.roles, spell: x.spell, linear: x.linear, answers: x.answers, fusion: f, entries: x.entries, facets: x.facets,
		names: x.names, refusal: x.refusal, inside: x.inside, entry: x.entry, exact: x.exact, byRole: x.byRole, typed: x.typed, likeness: x.likeness}
}

// Remembering returns the index with a memory for the second opinion, for asking the same
// questions many times. It is for one goroutine, and its memory only grows.
func (x *Index) Remembering() *Index {
	y, seen := x.WithFusion(x.fusion), map[string][]float32{}
	l := *x.likeness
	l.vector = func(text string) []float32 {
		v, ok := seen[text]
		if !ok {
			v = x.likeness.vector(text)
			seen[text] = v
		}
		return v
	}
	y.likeness = &l
	return y
}

// fuse sets the chances of the candidates and of none, and sorts the candidates.
func (m *matching) fuse() {
	weights := m.x.fusion.Start
	if !m.q.Context.Empty() {
		weights = m.x.fusion.Thread
	}
	m.weigh(weights.Words)
	if m.x.likeness != nil && m.middling() {
		m.res.Second = true
		m.askSecond()
		m.weigh(weights.All)
	}
}

// weigh sets the chances by some weights.
func (m *matching) weigh(w fusion.Weights) {
	dot := func(weights []float64, ev evidence) (z float64) {
		for i, v := range ev {
			z += float64(weights[i] * v)
		}
		return round(z)
	}
	for i := range m.list {
		m.list[i].z = dot(w.Candidate, m.list[i].evidence)
	}
	m.list = best(m.list, considered)
	z := make([]float64, len(m.list)+1)
	for i, c := range m.list {
		z[i] = c.z
	}
	z[len(m.list)] = dot(w.None, m.none)
	p := fusion.Softmax(z)
	for i := range m.list {
		m.list[i].chance = round(p[i])
	}
	m.res.None = round(p[len(m.list)])
}

// best moves the best n candidates, one at least, to the front, in their order, and returns them. One pass
// with a short sorted list takes a fifth of the time that sorting all takes.
func best(list []scored, n int) []scored {
	n = min(n, len(list))
	for i, c := range list {
		if i >= n && !c.before(&list[n-1]) {
			continue
		}
		at := min(i, n-1)
		for ; at > 0 && c.before(&list[at-1]); at-- {
			list[at] = list[at-1]
		}
		list[at] = c
	}
	return list[:n]
}

// before reports whether a candidate is better than another; of equals, the first entry is.
func (c *scored) before(than *scored) bool {
	return c.z > than.z || c.z == than.z && c.entry < than.entry
}

// considered is how many candidates share the chance: the others have next to none. A
// choice.
const considered = 30

// Row is the evidence for a text, for fitting the weights: with the second opinion,
// asked whether needed or not. accepts says which entries are right. ok is false
// where no candidate is, although the text is not outside.
func (x *Index) Row(q Query, outside bool, accepts func(entry string) bool) (row fusion.Row, ok bool) {
	m := x.start(q)
	defer x.pool.Put(m.scratch)
	m.result()
	if len(m.list) == 0 {
		return row, false
	}
	if !m.res.Second && x.likeness != nil {
		m.askSecond()
	}
	for i, c := range m.list {
		row.Candidates = append(row.Candidates, slices.Clone(c.evidence)) // its memory is used again
		if !outside && accepts(x.entries[c.entry].id) {
			row.Right = append(row.Right, i)
		}
	}
	row.None, row.Thread = m.none, !q.Context.Empty()
	return row, outside || len(row.Right) > 0
}

// WordsOnly is a row without the second opinion.
func WordsOnly(r fusion.Row) fusion.Row {
	out := fusion.Row{Right: r.Right, None: slices.Clone(r.None), Thread: r.Thread}
	out.None[noneLikeness] = 0
	for _, c := range r.Candidates {
		c = slices.Clone(c)
		c[ofLikeness] = 0
		out.Candidates = append(out.Candidates, c)
	}
	return out
}
