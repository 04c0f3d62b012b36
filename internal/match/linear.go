package match

import (
	"math"

	"rolecall/internal/match/compact"
	"rolecall/internal/match/svm"
)

// BM25 over stems, one document a class. Closed form, nothing learned: it adds
// half a point to the learner and steadies it where phrasings are few.
const (
	bm25K1     = 1.2
	bm25B      = 0.75
	bm25Weight = 0.3      // against the learner's score, which lives in -1 … 1
	bm25Step   = 1.0 / 20 // the resolution of a stored weight
)

// linear scores texts against classes: the learner's weights and BM25's, both as
// short lists of classes a feature.
type linear struct {
	lex     *lexicon
	classes int
	bias    []float64
	learned compact.Postings
	bm25    compact.Postings
}

// lesson is a text to learn from, as words, with the classes it belongs to and
// those it must not speak against.
type lesson struct {
	words   []string
	classes []int
	spared  []int
	outside bool // teaches what is not our business; all of these come last
}

// learnLinear trains on lessons for n classes.
// Without learn only BM25 is kept: for corpora too large to train in a breath.
func learnLinear(texts []lesson, n int, concepts string, learn bool) *linear {
	l := &linear{lex: newLexicon(texts, concepts), classes: n, bias: make([]float64, n)}
	features := len(l.lex.keys)
	if learn {
		samples := make([]svm.Sample, len(texts))
		var ks []key
		for i, t := range texts {
			stems := l.lex.stemAll(nil, t.words)
			ks = keys(ks[:0], t.words, stems, l.lex.theory.concepts(nil, stems))
			fs, _ := l.lex.vector(nil, ks)
			samples[i] = svm.Sample{Features: fs, Classes: t.classes, Spared: t.spared}
		}
		weights, bias := svm.Train(samples, features, n)
		l.bias = bias
		l.learned = compact.Transpose(features, func(emit func(f int, c uint16, w int8)) {
			for c, ws := range weights {
				for f, w := range ws {
					if w != 0 {
						emit(f, uint16(c), w)
					}
				}
			}
		})
	} else {
		l.learned = compact.Transpose(features, func(func(int, uint16, int8)) {}) // none
	}
	l.bm25 = l.countBM25(texts)
	return l
}

func (l *lexicon) stemAll(dst, words []string) []string {
	for _, w := range words {
		dst = append(dst, l.stem(w))
	}
	return dst
}

// countBM25 makes BM25's weights: what a stem adds to a class when a text has it.
func (l *linear) countBM25(texts []lesson) compact.Postings {
	length := make([]float64, l.classes)
	counts := make([]map[int32]float64, l.classes) // how often each stem is in a class
	classesWith := make([]float64, len(l.lex.keys))
	var total float64
	for _, t := range texts {
		for _, c := range t.classes {
			if counts[c] == nil {
				counts[c] = map[int32]float64{}
			}
			for _, w := range t.words {
				id := l.lex.ids[stemKey(l.lex.stem(w))]
				if counts[c][id] == 0 {
					classesWith[id]++
				}
				counts[c][id]++
				length[c]++
				total++
			}
		}
	}
	mean := total / float64(max(1, l.classes))
	return compact.Transpose(len(l.lex.keys), func(emit func(f int, c uint16, w int8)) {
		for c, stems := range counts {
			rest := bm25K1 * (1 - bm25B + float64(bm25B*length[c]/mean))
			for id, n := range stems { // in any order: Transpose sorts by feature, and a class has each once
				idf := math.Log(1 + (float64(l.classes)-classesWith[id]+0.5)/(classesWith[id]+0.5))
				w := idf * n * (bm25K1 + 1) / (n + float64(rest))
				if q := int8(min(127, math.Round(w/bm25Step))); q != 0 {
					emit(int(id), uint16(c), q)
				}
			}
		}
	})
}

// scratch holds the buffers of one match.
type scratch struct {
	stems    []string
	concepts []string
	keys     []key
	features []svm.Feature
	scores   []float64
}

// score fills s.scores, one a class, and returns the share of the text's stems
// that training has seen.
func (l *linear) score(s *scratch, words []string) (known float64) {
	s.stems = l.lex.stemAll(s.stems[:0], words)
	s.concepts = l.lex.theory.concepts(s.concepts[:0], s.stems)
	s.keys = keys(s.keys[:0], words, s.stems, s.concepts)
	s.features, known = l.lex.vector(s.features[:0], s.keys)
	s.scores = append(s.scores[:0], l.bias...)
	for _, f := range s.features {
		l.learned.Add(s.scores, f.ID, float64(f.Value)*svm.Step)
	}
	v := bm25Weight * bm25Step / float64(len(words)+1)
	for _, f := range s.features {
		l.bm25.Add(s.scores, f.ID, v)
	}
	return known
}
