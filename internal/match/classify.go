package match

import (
	"cmp"
	"slices"

	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// Example is a labelled text.
type Example struct{ Text, Label string }

// Classifier is the matcher without roles: it learns any labels from any texts.
// matchbench measures it on public data, so that the part of the matcher that
// knows nothing of our domain can be compared with published results.
type Classifier struct {
	labels []string
	spell  *spell.Speller
	linear *linear
}

// NewClassifier learns from examples. Labels keep their order of appearance.
func NewClassifier(examples []Example) *Classifier {
	c := &Classifier{}
	ids := map[string]int{}
	var texts []lesson
	for _, e := range examples {
		id, ok := ids[e.Label]
		if !ok {
			id = len(c.labels)
			ids[e.Label] = id
			c.labels = append(c.labels, e.Label)
		}
		texts = append(texts, lesson{words: read.Texts(read.Split(read.Clean(e.Text, nil))), classes: []int{id}})
	}
	c.spell = spell.New(vocabulary(texts))
	c.linear = learnLinear(texts, len(c.labels), nil, len(c.labels) <= maxLearned)
	return c
}

// maxLearned is the largest number of classes that is trained; above it BM25 alone
// ranks, since training time grows with the square of the corpus. A choice: some
// 80 CPU seconds there, from the 1.4 for 257 classes (doc.go).
const maxLearned = 2000

// vocabulary returns the distinct words of texts in order of appearance, and how
// often each occurs.
func vocabulary(texts []lesson) (words []string, freq map[string]int) {
	freq = map[string]int{}
	for _, t := range texts {
		for _, w := range t.words {
			if freq[w] == 0 {
				words = append(words, w)
			}
			freq[w]++
		}
	}
	return words, freq
}

// Ranked is a label with its score.
type Ranked struct {
	Label string
	Score float64
}

// Rank returns the best n labels for a text, best first; ties go to the label
// that was seen first.
func (c *Classifier) Rank(text string, n int) []Ranked {
	words := read.Texts(read.Split(read.Clean(text, nil)))
	for i, w := range words {
		words[i] = c.spell.Correct(w)
	}
	var s scratch
	c.linear.score(&s, words)
	order := make([]int, len(s.scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.scores[b], s.scores[a]) })
	out := make([]Ranked, 0, n)
	for _, i := range order[:min(n, len(order))] {
		out = append(out, Ranked{c.labels[i], s.scores[i]})
	}
	return out
}

// Size is the size of the learned weights in memory, in bytes: 3 for each weight
// (a class and a value), 12 for each feature (a key and where its list begins).
func (c *Classifier) Size() int {
	return 3*(c.linear.learned.Len()+c.linear.bm25.Len()) + 12*len(c.linear.lex.keys)
}
