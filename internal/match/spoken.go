package match

import (
	"slices"

	"rolecall/internal/corpus"
	"rolecall/internal/match/answers"
	"rolecall/internal/match/bm25"
	"rolecall/internal/match/read"
)

// readAnswers reads the words of the answers, when they are first needed: it takes 15 ms. They
// are no part of the weights, so that a curator's new wording of an answer needs no learning.
func (x *Index) readAnswers() *answers.Words {
	stems := make([][]string, len(x.corpus.Entries))
	for i, e := range x.corpus.Entries {
		for _, t := range []corpus.Text{e.Short, e.Body} {
			plain := t.Plain(func([]string) string { return "" })
			stems[i] = x.telling(stems[i], read.Texts(read.MarkIT(read.SplitAll(plain))))
		}
	}
	return answers.New(stems)
}

// telling appends the stems of those words that carry a topic and stand for no role.
func (x *Index) telling(stems, words []string) []string {
	for _, w := range words {
		if !read.Filler(w) && !isSlot(w) {
			stems = append(stems, x.linear.Stem(w))
		}
	}
	return stems
}

// tellingOrAlike are those stems, and the concepts that they belong to: who asks for rates is told the price.
func (x *Index) tellingOrAlike(words []string) []string {
	stems := x.telling(nil, words)
	return append(stems, x.linear.Concepts(stems)...)
}

// spoken is how much of the text each answer speaks of. A choice: the divisor makes the weight of one
// rare word about 1, as most evidence has it.
func (m *matching) spoken() []float64 {
	const rare = 5 / bm25.Step
	var stems []string
	for _, s := range m.x.telling(nil, m.p.words) {
		stems = appendNew(stems, s)
	}
	m.scratch.spoken = m.x.answers().Score(m.scratch.spoken[:0], stems)
	for i := range m.scratch.spoken {
		m.scratch.spoken[i] /= rare
	}
	return m.scratch.spoken
}

// MostSpoken returns the place of the line, of those of one answer, that speaks most of a text: of the stems
// that the two share, those in fewer lines count more. It is -1 if no line shares any.
func (x *Index) MostSpoken(q Query, lines []string) int {
	p := x.parseQuestion(q)
	words := slices.Clone(p.words)
	for _, place := range p.places {
		words = append(words, read.Texts(read.SplitAll(place.Text))...)
	}
	for _, role := range p.shown {
		words = append(words, read.Texts(read.SplitAll(role.Text))...)
	}
	in := map[string][]int{} // stem -> the lines that have it
	for i, line := range lines {
		for _, s := range x.tellingOrAlike(read.Texts(read.MarkIT(read.SplitAll(line)))) {
			if n := len(in[s]); n == 0 || in[s][n-1] != i {
				in[s] = append(in[s], i)
			}
		}
	}
	best, shared := -1, make([]float64, len(lines))
	for _, s := range slices.Compact(slices.Sorted(slices.Values(x.tellingOrAlike(words)))) {
		for _, i := range in[s] {
			shared[i] += 1 / float64(len(in[s]))
		}
	}
	for i, v := range shared {
		if v > 0 && (best < 0 || v > shared[best]) {
			best = i
		}
	}
	return best
}

// spokenWords are the words of the text that an entry's answer has.
func (m *matching) spokenWords(entry int) (words []string) {
	for _, w := range m.p.words {
		if s := m.x.telling(nil, []string{w}); len(s) > 0 && m.x.answers().Has(entry, s[0]) {
			words = appendNew(words, w)
		}
	}
	return words
}
