// Package bm25 weighs terms by how much they speak for a class (Robertson and
// Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009), with
// all texts of a class as one document. The weights are computed directly, without
// training.
package bm25

import (
	"math"

	"rolecall/internal/match/compact"
)

// The usual values, from the paper above: how soon further occurrences of a term add
// nothing, and how far weights are normalised by the length of a document.
const (
	k1 = 1.2
	b  = 0.75
)

// Step is the resolution of a weight, stored as an int8 number of steps: with it the
// largest is 6.35, and larger ones are cut.
const Step = 1.0 / 20

// Text is a text as its terms, each as often as it occurs, with the classes it
// belongs to.
type Text struct {
	Terms   []int32
	Classes []int
}

// Weights returns the weight of each term for the classes, in units of Step. Terms
// are numbered below terms, and classes below classes.
func Weights(texts []Text, terms, classes int) compact.Postings {
	length := make([]float64, classes)
	counts := make([]map[int32]float64, classes) // how often each term is in a class
	classesWith := make([]float64, terms)
	var total float64
	for _, t := range texts {
		for _, c := range t.Classes {
			if counts[c] == nil {
				counts[c] = map[int32]float64{}
			}
			for _, id := range t.Terms {
				if counts[c][id] == 0 {
					classesWith[id]++
				}
				counts[c][id]++
				length[c]++
				total++
			}
		}
	}
	mean := total / float64(max(1, classes))
	return compact.Transpose(terms, func(emit func(term int, class uint16, weight int8)) {
		for c, found := range counts {
			rest := k1 * (1 - b + float64(b*length[c]/mean))
			for id, n := range found { // the order does not matter: Transpose groups by term, and a class has each once
				idf := math.Log(1 + (float64(classes)-classesWith[id]+0.5)/(classesWith[id]+0.5))
				w := idf * n * (k1 + 1) / (n + float64(rest))
				if q := int8(min(127, math.Round(w/Step))); q != 0 {
					emit(int(id), uint16(c), q)
				}
			}
		}
	})
}
