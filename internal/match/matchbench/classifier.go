package main

import (
	"cmp"
	"slices"
	"strings"

	"rolecall/internal/match/encoder"
	"rolecall/internal/match/linear"
	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// example is a labelled text.
type example struct{ text, label string }

// classifier is the matcher without roles: it learns any labels from any texts.
// matchbench measures it on public data, so that the part of the matcher that
// knows nothing of our domain can be compared with published results.
type classifier struct {
	labels     []string
	spell      *spell.Speller
	linear     *linear.Model
	vector     func(text string) []float32
	prototypes *encoder.Prototypes
	trust      float64 // what a cosine of the second opinion is worth, in scores of the words
}

// newClassifier learns from examples. Labels keep their order of appearance.
func newClassifier(examples []example) (*classifier, error) {
	e, err := encoder.Open()
	if err != nil {
		return nil, err
	}
	c := &classifier{}
	ids := map[string]int{}
	var texts []linear.Lesson
	for _, e := range examples {
		id, ok := ids[e.label]
		if !ok {
			id = len(c.labels)
			ids[e.label] = id
			c.labels = append(c.labels, e.label)
		}
		texts = append(texts, linear.Lesson{Words: read.Texts(read.Split(read.Clean(e.text, nil))), Classes: []int{id}})
	}
	c.spell = spell.New(linear.Vocabulary(texts))
	vectors := (&encoder.Memory{}).Vectors(e)
	c.trust = trust(texts, len(c.labels), vectors)
	c.learn(texts, len(c.labels), vectors)
	c.vector = e.Vector // remembers nothing
	return c, nil
}

func (c *classifier) learn(texts []linear.Lesson, labels int, vector func(string) []float32) {
	c.linear = linear.Learn(texts, labels, nil, true)
	classes := make([]int, len(texts))
	for i, t := range texts {
		classes[i] = t.Classes[0]
	}
	of := func(i int) []float32 { return vector(plain(texts[i].Words)) }
	c.vector, c.prototypes = vector, encoder.Learn(of, classes, labels)
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
		c := &classifier{}
		c.learn(in, labels, vector)
		for _, t := range out {
			words, cosines := c.scores(t.Words, t.Words)
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

// scores are those of words, and the cosines of them as the second opinion reads them.
func (c *classifier) scores(words, readable []string) ([]float64, []float32) {
	var s linear.Scratch
	c.linear.Score(&s, words)
	return s.Scores, c.prototypes.Cosines(c.vector(plain(readable)))
}

// ranked is a label with its score.
type ranked struct {
	label string
	score float64
}

// rank returns the best n labels for a text, best first; ties go to the label
// that was seen first.
func (c *classifier) rank(text string, n int) []ranked {
	words := read.Texts(read.Split(read.Clean(text, nil)))
	for i, w := range words {
		words[i] = c.spell.Correct(w, c.linear.Beside(words, i))
	}
	scores, cosines := c.scores(words, c.spell.Readable(words))
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
		scores[i] = sum(scores[i], cosines[i], c.trust)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	out := make([]ranked, 0, n)
	for _, i := range order[:min(n, len(order))] {
		out = append(out, ranked{c.labels[i], scores[i]})
	}
	return out
}
