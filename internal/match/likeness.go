package match

import (
	"slices"

	"rolecall/internal/match/encoder"
	"rolecall/internal/match/linear"
)

// likeness is the second opinion: how alike a text is to the questions of each facet
// and refusal, by the cosine of its vector and their prototypes (package encoder). Those are
// learned from the phrasings, so entries that the encoder has never seen have one too.
type likeness struct {
	vector func(text string) []float32
	*encoder.Prototypes
}

// learnLikeness learns the prototypes from lessons.
func (x *Index) learnLikeness(texts []linear.Lesson, m *Memory) *likeness {
	e := openEncoder()
	vectors := m.Vectors(e)
	masked, classes := make([]string, len(texts)), make([]int, len(texts))
	for i, t := range texts {
		masked[i], classes[i] = x.masked(t.Words), t.Classes[0]
	}
	return &likeness{encoder.Recent(e.Near), encoder.Learn(func(i int) []float32 { return vectors(masked[i]) }, classes, x.inside)}
}

// openEncoder opens the encoder that is compiled in.
func openEncoder() *encoder.Encoder {
	e, err := encoder.Open()
	if err != nil {
		panic(err) // cannot happen: it is compiled in, and a test opens it
	}
	return e
}

// middling reports whether the words alone leave room for doubt, so that the second
// opinion is worth its milliseconds.
func (m *matching) middling() bool {
	if len(m.list) == 0 {
		return false
	}
	return m.questionChance(m.list[0]) < sureAnswer && m.res.None < sureNone
}

// Outside of these chances the second opinion changes nothing: measured on the fitting
// sets, where a third of the questions lie between.
const (
	sureAnswer = 0.90
	sureNone   = 0.98
)

// askSecond adds the second opinion to the evidence. In a thread the classes are also compared
// with the text and the question before it together, whose vector is known or remembered: out of
// fold that is right as often as to encode both as one text, which takes another call.
func (m *matching) askSecond() {
	l := m.x.likeness
	vector := l.vector(m.x.masked(m.p.words))
	cosines := l.Cosines(vector)
	inThread := cosines
	if topic := m.x.entryIndex(m.q.Context.Entry); topic >= 0 && m.asked.followUp {
		sum := slices.Clone(vector)
		for i, v := range l.vector(m.x.masked(m.x.parse(m.x.corpus.Entries[topic].Question, true).words)) {
			sum[i] += v
		}
		inThread = l.Cosines(sum)
	}
	best, refusal := -1.0, -1.0
	for i := range m.list {
		c := &m.list[i]
		c.cosine = float64(cosines[c.class])
		ev := c.evidence[len(c.evidence)-candidateLikenesses:]
		ev[0], ev[1] = c.cosine, float64(inThread[c.class])
		best = max(best, c.cosine)
	}
	for i := range m.list { // what was just shown is asked about in words unlike its question
		if c := &m.list[i]; m.x.entries[c.entry].id == m.q.Context.Entry {
			c.evidence[len(c.evidence)-1] = best - c.cosine
		}
	}
	for _, c := range cosines[m.x.refusal:] {
		refusal = max(refusal, float64(c))
	}
	if m.x.refusal == m.x.inside { // no refusals: no evidence either way
		refusal = 0
	}
	m.none[len(m.none)-2], m.none[len(m.none)-1] = refusal, best
}
