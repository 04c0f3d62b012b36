package match

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"rolecall/internal/match/feature"
)

// Feature is one thing that weighed for or against a candidate.
type Feature struct {
	Text   string  // a word, two words, "about pay" for a concept, or "letters of “earnin”"
	Weight float64 // what it added to the score
}

// maxFeatures is how many features an explanation shows for each candidate. A
// choice: they fit one line of a terminal.
const maxFeatures = 8

// Explain is Match with what takes time and people alone look at: the phrasings nearest to the
// text, the features that weighed most for each candidate, and the words that its answer has.
func (x *Index) Explain(q Query) Result {
	m := x.start(q)
	defer x.pool.Put(m.scratch)
	res := m.result()
	if len(m.list) == 0 {
		return res
	}
	stems := make([]string, len(m.p.words))
	for i, w := range m.p.words {
		stems[i] = x.linear.Stem(w)
	}
	names := feature.Names(m.p.words, stems, x.linear.Concepts(stems), slotName)
	own := x.stemIDs(m.p.words)
	for i := range res.Candidates {
		e := m.list[i].entry
		if i < maxMatched {
			res.Candidates[i].Matched = x.nearest(own, x.corpus.Entries[e].Texts())
		}
		res.Candidates[i].Features = m.features(e, names)
		res.Candidates[i].Spoken = m.spokenWords(e)
	}
	return res
}

// nearest is the phrasing most like a text, by the cosine of their stems weighted by rarity; the
// first where none shares a stem.
func (x *Index) nearest(own []int32, phrasings []string) (nearest string) {
	best := -1.0
	for _, text := range phrasings {
		var shared, length float64
		for _, id := range x.stemIDs(x.parse(text, true).words) {
			squared := float64(x.linear.Rarity(id) * x.linear.Rarity(id))
			length += squared
			if slices.Contains(own, id) {
				shared += squared
			}
		}
		// The squared cosine without the text's own length, which is the same for all.
		if cosine := float64(shared*shared) / max(length, 1); cosine > best {
			best, nearest = cosine, text
		}
	}
	return nearest
}

// stemIDs are the features of the words' stems, each once; those never learned have none.
func (x *Index) stemIDs(words []string) (ids []int32) {
	for _, w := range words {
		if id, ok := x.linear.ID(feature.OfStem(x.linear.Stem(w))); ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// features lists what a candidate's score is made of, heaviest first. The weight of a
// word has that of its letters in it: people understand words, not groups of letters.
func (m *matching) features(entry int, names map[feature.Key]string) []Feature {
	x := m.x
	e := &x.entries[entry]
	weights, letters := map[string]float64{}, map[string]float64{}
	for _, f := range m.scratch.Features {
		n := len(m.p.words)
		w := entryScore(x.linear.Weight(f, n, e.class), x.linear.Weight(f, n, x.entry+entry))
		if k := x.linear.Key(f.ID); k.Kind() == feature.Group {
			letters[names[k]] += w
		} else {
			weights[names[k]] += w
		}
	}
	for word, w := range letters {
		if _, ok := weights[word]; !ok {
			word = "letters of “" + word + "”" // a word that training has not seen
		}
		weights[word] += w
	}
	var out []Feature
	for text, w := range weights {
		if r := round(w); r != 0 {
			out = append(out, Feature{text, r})
		}
	}
	slices.SortFunc(out, func(a, b Feature) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)), cmp.Compare(a.Text, b.Text))
	})
	return out[:min(maxFeatures, len(out))]
}

// slotName is a word as an explanation shows it: a slot says what stands in its place.
func slotName(w string) string {
	for slot, name := range map[string]string{otherSlot: "{other role}", companySlot: "{company}", personSlot: "{person}", placeSlot: "{place}"} {
		if w == slot {
			return name
		}
	}
	if n, ok := strings.CutPrefix(w, roleSlot); ok {
		return strings.TrimSpace("{role "+n) + "}"
	}
	return w
}
