package match

import (
	"cmp"
	"slices"
	"strings"

	"rolecall/internal/match/encoder"
	"rolecall/internal/match/linear"
	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// Example is a labelled text.
type Example struct{ Text, Label string }

// Classifier is the matcher without roles: it learns any labels from any texts.
// matchbench measures it on public data, so that the part of the matcher that
// knows nothing of our domain can be compared with published results.
type Classifier struct {
	labels   []string
	spell    *spell.Speller
	linear   *linear.Model
	likeness *likeness
	trust    float64 // what a cosine of the second opinion is worth, in scores of the words
}

// NewClassifier learns from examples. Labels keep their order of appearance.
func NewClassifier(examples []Example) *Classifier {
	c := &Classifier{}
	ids := map[string]int{}
	var texts []linear.Lesson
	for _, e := range examples {
		id, ok := ids[e.Label]
		if !ok {
			id = len(c.labels)
			ids[e.Label] = id
			c.labels = append(c.labels, e.Label)
		}
		texts = append(texts, linear.Lesson{Words: read.Texts(read.Split(read.Clean(e.Text, nil))), Classes: []int{id}})
	}
	c.spell = spell.New(vocabulary(texts))
	e := openEncoder()
	vectors := (&Memory{}).Vectors(e)
	c.trust = trust(texts, len(c.labels), vectors)
	c.learn(texts, len(c.labels), vectors)
	c.likeness.vector = e.Vector // remembers nothing
	return c
}

// maxLearned is the largest number of classes that is trained; above it BM25 alone
// ranks, since training time grows with the square of the corpus. A choice: some
// 80 CPU seconds there, from the 1.4 for 257 classes on 2026-11-26.
const maxLearned = 2000

func (c *Classifier) learn(texts []linear.Lesson, labels int, vector func(string) []float32) {
	c.linear = linear.Learn(texts, labels, nil, labels <= maxLearned)
	classes := make([]int, len(texts))
	for i, t := range texts {
		classes[i] = t.Classes[0]
	}
	of := func(i int) []float32 { return vector(plain(texts[i].Words)) }
	c.likeness = &likeness{vector: vector, Prototypes: encoder.Learn(of, classes, labels)}
}

// plain is the text that the encoder reads. Without roles nothing is masked.
func plain(words []string) string { return strings.Join(words, " ") }

// trust returns what the cosines are worth next to the words, by cross-validation: with
// it, most texts get their own label from what was learned without them. Our own corpus
// has the weights of its evidence for this (fusion.json).
func trust(texts []linear.Lesson, labels int, vector func(string) []float32) float64 {
	const folds, step, most = 5, 0.5, 8 // a choice; the values chosen on three public sets lie well inside
	right := make([]int, int(most/step)+1)
	for f := range folds {
		var in, out []linear.Lesson
		for i, t := range texts {
			if i%folds == f {
				out = append(out, t)
			} else {
				in = append(in, t)
			}
		}
		c := &Classifier{}
		c.learn(in, labels, vector)
		for _, t := range out {
			words, cosines := c.scores(t.Words)
			for i := range right {
				if first(words, cosines, float64(i)*step) == t.Classes[0] {
					right[i]++
				}
			}
		}
	}
	return float64(slices.Index(right, slices.Max(right))) * step
}

// first is the class with the highest sum.
func first(words []float64, cosines []float32, trust float64) (best int) {
	top := sum(words[0], cosines[0], trust)
	for i, w := range words {
		if s := sum(w, cosines[i], trust); s > top {
			best, top = i, s
		}
	}
	return best
}

func sum(words float64, cosine float32, trust float64) float64 {
	return words + float64(trust*float64(cosine))
}

func (c *Classifier) scores(words []string) ([]float64, []float32) {
	var s linear.Scratch
	c.linear.Score(&s, words)
	return s.Scores, c.likeness.Cosines(c.likeness.vector(plain(words)))
}

// vocabulary returns the distinct words of texts in order of appearance, and how
// often each occurs.
func vocabulary(texts []linear.Lesson) (words []string, freq map[string]int) {
	freq = map[string]int{}
	for _, t := range texts {
		for _, w := range t.Words {
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
	scores, cosines := c.scores(words)
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
		scores[i] = sum(scores[i], cosines[i], c.trust)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	out := make([]Ranked, 0, n)
	for _, i := range order[:min(n, len(order))] {
		out = append(out, Ranked{c.labels[i], scores[i]})
	}
	return out
}

// Trust is what a cosine of the second opinion is worth, in scores of the words.
func (c *Classifier) Trust() float64 { return c.trust }
