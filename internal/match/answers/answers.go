// Package answers says how much written answers speak of a text: what someone asks in a
// thread often takes up a word of the answer ("72% of how many"), and a question may use a
// word that only the answer has.
package answers

import (
	"rolecall/internal/match/bm25"
	"rolecall/internal/match/compact"
	"rolecall/internal/match/feature"
)

// Words are the stems of some answers, and by BM25 what each says for an answer.
type Words struct {
	stems   compact.Places[feature.Key]
	weights compact.Postings
	n       int
}

// New returns the words of answers, given the stems of each.
func New(answers [][]string) *Words {
	ids, list := map[feature.Key]int32{}, []feature.Key(nil)
	texts := make([]bm25.Text, len(answers))
	for i, stems := range answers {
		texts[i].Classes = []int{i}
		for _, s := range stems {
			k := feature.OfStem(s)
			id, ok := ids[k]
			if !ok {
				id = int32(len(list))
				ids[k], list = id, append(list, k)
			}
			texts[i].Terms = append(texts[i].Terms, id)
		}
	}
	return &Words{compact.NewPlaces(list), bm25.Weights(texts, len(list), len(answers)), len(answers)}
}

// Score appends to dst, for each answer, the weights of those stems of a text that it has,
// in units of [bm25.Step].
func (w *Words) Score(dst []float64, stems []string) []float64 {
	from := len(dst)
	dst = append(dst, make([]float64, w.n)...)
	for _, s := range stems {
		if id, ok := w.stems.Of(feature.OfStem(s)); ok {
			w.weights.Add(dst[from:], id, 1)
		}
	}
	return dst
}

// Has reports whether an answer has a word with that stem.
func (w *Words) Has(answer int, stem string) bool {
	id, ok := w.stems.Of(feature.OfStem(stem))
	return ok && w.weights.Of(id, answer) != 0
}
