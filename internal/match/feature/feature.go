// Package feature names the features of a text that the matcher learns from.
package feature

import (
	"slices"

	"rolecall/internal/match/compact"
	"rolecall/internal/match/read"
)

// Kind is one of four kinds of feature. Each kind is scaled to a length of its own
// weight, so that the many letter groups of a long word do not outweigh its stem.
type Kind uint8

// The kinds.
const (
	Stem    Kind = iota // stems of words
	Pair                // neighbouring stems, with the text's two ends
	Group               // 2 to 4 letters of a word, with the word's ends
	Concept             // concepts of the thesaurus
	Kinds
)

// Weight is how long each kind is. It was chosen on the public sets of matchbench, for
// concepts on our own phrasings: leaving out any of them costs one to four points of
// hit@1; the ratio between them matters little.
var Weight = [Kinds]float64{Stem: 1, Pair: 0.7, Group: 0.8, Concept: 0.7}

// A group is of so many letters.
const MinGroup, MaxGroup = 2, 4 // measured: groups of five did not help (package match)

// Key names a feature: a hash, its kind in the top two bits.
type Key uint64

// Kind is the kind of the feature.
func (k Key) Kind() Kind { return Kind(k >> 62) }

// Of is the feature with a hash, of a kind.
func Of(h uint64, k Kind) Key {
	h ^= h >> 32 // FNV mixes the low bits best; the two lowest are cut off below
	return Key(h>>2 | uint64(k)<<62)
}

// OfStem is the feature of a stem.
func OfStem(stem string) Key { return Of(compact.Hash(compact.Offset, stem), Stem) }

// OfConcept is the feature of a concept.
func OfConcept(concept string) Key { return Of(compact.Hash(compact.Offset, concept), Concept) }

// Keys appends the features of a text, given as words and their stems, sorted
// and each once.
func Keys(dst []Key, words, stems, concepts []string) []Key {
	prev := "^"
	for _, s := range stems {
		dst = append(dst, OfStem(s), OfPair(prev, s))
		prev = s
	}
	if len(stems) > 0 {
		dst = append(dst, OfPair(prev, "$"))
	}
	for _, c := range concepts {
		dst = append(dst, OfConcept(c))
	}
	var buf [64]byte
	for _, w := range words {
		if read.Filler(w) {
			continue
		}
		b := append(append(append(buf[:0], '<'), w...), '>')
		for n := MinGroup; n <= MaxGroup; n++ {
			for i := 0; i+n <= len(b); i++ {
				h := uint64(compact.Offset)
				for _, c := range b[i : i+n] {
					h = (h ^ uint64(c)) * compact.Prime
				}
				dst = append(dst, Of(h, Group))
			}
		}
	}
	slices.Sort(dst)
	return slices.Compact(dst)
}

// OfPair is the feature of two neighbouring stems; "^" and "$" are the ends of a text.
func OfPair(a, b string) Key {
	return Of(compact.Hash(compact.Hash(compact.Hash(compact.Offset, a), " "), b), Pair)
}

// Names spells out the features of words with these stems and concepts; of letters, the word they are from. shown is a
// word as people see it.
func Names(words, stems, concepts []string, shown func(word string) string) map[Key]string {
	names := map[Key]string{}
	prev, before := "^", ""
	for i, w := range words {
		s, text := stems[i], shown(w)
		names[OfStem(s)] = text
		names[OfPair(prev, s)] = "“" + before + " " + text + "”"
		if i == 0 {
			names[OfPair(prev, s)] = "begins with “" + text + "”"
		}
		prev, before = s, text
		if read.Filler(w) {
			continue // its letters are no features
		}
		b := "<" + w + ">"
		for n := MinGroup; n <= MaxGroup; n++ {
			for i := 0; i+n <= len(b); i++ {
				names[Of(compact.Hash(compact.Offset, b[i:i+n]), Group)] = text
			}
		}
	}
	names[OfPair(prev, "$")] = "ends with “" + before + "”"
	for _, c := range concepts {
		names[OfConcept(c)] = "about " + c
	}
	return names
}
