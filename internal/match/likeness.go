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
	inThread *encoder.Prototypes // for a text with the question that was shown before it (turns.go)
}

// learnLikeness learns the prototypes from lessons, and those in threads from turns.
func (x *Index) learnLikeness(lessons []linear.Lesson, turns []turn, m *Memory) *likeness {
	e := openEncoder()
	vectors := m.Vectors(e)
	learn := func(texts []string, classes []int) *encoder.Prototypes {
		return encoder.Learn(func(i int) []float32 { return vectors(texts[i]) }, classes, x.inside)
	}
	return &likeness{encoder.Recent(e.Near), learn(x.readForLikeness(lessons)), learn(x.readInThreads(turns, lessons))}
}

// readForLikeness are lessons as the second opinion reads them, with their classes.
func (x *Index) readForLikeness(lessons []linear.Lesson) (texts []string, classes []int) {
	for _, l := range lessons {
		texts, classes = append(texts, x.masked(l.Words)), append(classes, l.Classes[0])
	}
	return texts, classes
}

// readInThreads are turns as the second opinion reads them, with the classes of what they ask, and
// what is refused: it is typed after any answer.
func (x *Index) readInThreads(turns []turn, lessons []linear.Lesson) (texts []string, classes []int) {
	for _, t := range turns {
		text := x.afterEntry(t.entry, t.words)
		for _, class := range t.asked {
			texts, classes = append(texts, text), append(classes, class)
		}
	}
	var all []int
	for i, e := range x.corpus.Entries {
		if !x.corpus.IsOwn(e) {
			all = append(all, i)
		}
	}
	for _, l := range lessons {
		if l.Outside && len(all) > 0 {
			entry := x.oneOf(all, x.masked(l.Words))
			texts, classes = append(texts, x.afterEntry(entry, l.Words)), append(classes, l.Classes[0])
		}
	}
	return texts, classes
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
// sets, of whose first questions 30 % lie between.
const (
	sureAnswer = 0.90
	sureNone   = 0.98
)

// askSecond adds the second opinion to the evidence: the logarithm of the chance of each class. In a
// thread it reads the question that was shown with the text.
func (m *matching) askSecond() {
	l := m.x.likeness
	words := m.x.spell.Readable(m.p.words)
	text, classes := m.x.masked(words), l.Prototypes
	topic := m.x.entryIndex(m.q.Context.Entry)
	if topic >= 0 {
		text, classes = m.x.afterEntry(topic, words), l.inThread
	}
	cosines := classes.Cosines(l.vector(text))
	logs := encoder.LogChances(cosines)
	for i := range m.list {
		c := &m.list[i]
		c.cosine = float64(cosines[c.class])
		c.evidence[ofLikeness] = logs[c.class]
	}
	if m.x.refusal < m.x.inside { // without refusals, no evidence either way
		m.none[noneLikeness] = float64(slices.Max(cosines[m.x.refusal:]))
	}
}
