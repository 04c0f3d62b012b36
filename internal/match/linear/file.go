package linear

import (
	"math"

	"rolecall/internal/match/compact"
	"rolecall/internal/match/feature"
	"rolecall/internal/match/svm"
	"rolecall/internal/match/thesaurus"
)

const idfStep = 4096 // resolution of a stored rarity: 1/4096. A choice: two bytes each

// Write appends what was learned, apart from the stems of words.
func (m *Model) Write(w *compact.Writer) {
	w.Uint(len(m.idf))
	for i, k := range m.ids.List() {
		w.Hash(uint64(k))
		w.Uint(int(math.Round(float64(m.idf[i]) * idfStep)))
	}
	w.Uint(int(math.Round(m.unseen * idfStep)))
	w.Uint(len(m.bias))
	for _, b := range m.bias {
		w.Int(int(math.Round(b / svm.Step)))
	}
	m.learned.Write(w)
	m.bm25.Write(w)
}

// Read reads what Write wrote, given the stems of words. It returns nil where
// that is of another number of classes; other faults are reported by r.Bad.
func Read(r *compact.Reader, learned func(word string) (stem string, ok bool), concepts []string, classes int) *Model {
	n := r.Count()
	keys := make([]feature.Key, n)
	lex := &lexicon{Learned: learned, idf: make([]float32, n)}
	for i := range keys {
		keys[i], lex.idf[i] = feature.Key(r.Hash()), float32(float64(r.Uint())/idfStep)
	}
	lex.ids = compact.NewPlaces(keys)
	lex.unseen = float64(r.Uint()) / idfStep
	lex.thesaurus = thesaurus.New(concepts, lex.Stem)
	m := &Model{lexicon: lex}
	if found := r.Uint(); r.Bad() || found != classes {
		return nil
	}
	for range classes {
		m.bias = append(m.bias, float64(r.Int())*svm.Step)
	}
	m.learned = compact.ReadPostings(r, n, classes)
	m.bm25 = compact.ReadPostings(r, n, classes)
	return m
}
