package match

import (
	"rolecall/internal/match/bm25"
	"rolecall/internal/match/compact"
	"rolecall/internal/match/feature"
	"rolecall/internal/match/svm"
)

// bm25Weight is the weight of BM25 over stems next to the learner's score, which is
// between -1 and 1. BM25 adds half a point to the learner alone (first right of phrasings
// left out, 2026-11-22) and helps entries with few phrasings.
const bm25Weight = 0.3

// linear scores texts against classes: the learner's weights and BM25's, both as
// short lists of classes a feature.
type linear struct {
	lex     *lexicon
	bias    []float64
	learned compact.Postings
	bm25    compact.Postings
}

// lesson is a training text, as words, with the classes it is an example of and
// those it is neither a positive nor a negative example of.
type lesson struct {
	words   []string
	classes []int
	neutral []int
	outside bool // a refusal's phrasing; all of these come last
}

// learnLinear trains on lessons for n classes. Without learn it computes BM25 only,
// for corpora that take too long to train.
func learnLinear(texts []lesson, n int, concepts []string, learn bool) *linear {
	l := &linear{lex: newLexicon(texts, concepts)}
	samples, docs := make([]svm.Sample, len(texts)), make([]bm25.Text, len(texts))
	var ks []feature.Key
	for i, t := range texts {
		stems := l.lex.stemAll(nil, t.words)
		ks = feature.Keys(ks[:0], t.words, stems, l.lex.thesaurus.Concepts(nil, stems))
		fs, _ := l.lex.vector(nil, ks)
		samples[i] = svm.Sample{Features: fs, Classes: t.classes, Neutral: t.neutral}
		docs[i].Classes = t.classes
		for _, s := range stems {
			id, _ := l.lex.ids.Of(feature.OfStem(s))
			docs[i].Terms = append(docs[i].Terms, id)
		}
	}
	if !learn {
		samples = nil
	}
	l.learned, l.bias = svm.Train(samples, len(l.lex.idf), n)
	l.bm25 = bm25.Weights(docs, len(l.lex.idf), n)
	return l
}

func (l *lexicon) stemAll(dst, words []string) []string {
	for _, w := range words {
		dst = append(dst, l.stem(w))
	}
	return dst
}

// scratch holds the buffers of one match.
type scratch struct {
	stems    []string
	concepts []string
	keys     []feature.Key
	features []svm.Feature
	scores   []float64
	list     []scored
	rows     []float64 // the evidence for the candidates, of which used are
	used     int
}

// evidence returns n zeros.
func (s *scratch) evidence(n int) evidence {
	if len(s.rows) < s.used+n {
		s.rows, s.used = make([]float64, 2*len(s.rows)+n), 0 // earlier rows stay where they are
	}
	ev := s.rows[s.used : s.used+n : s.used+n]
	s.used += n
	clear(ev)
	return ev
}

// score sets s.scores, one for each class, and returns the share of the text's stems
// that training has seen.
func (l *linear) score(s *scratch, words []string) (known float64) {
	s.stems = l.lex.stemAll(s.stems[:0], words)
	s.concepts = l.lex.thesaurus.Concepts(s.concepts[:0], s.stems)
	s.keys = feature.Keys(s.keys[:0], words, s.stems, s.concepts)
	s.features, known = l.lex.vector(s.features[:0], s.keys)
	s.scores = append(s.scores[:0], l.bias...)
	for _, f := range s.features {
		l.learned.Add(s.scores, f.ID, float64(f.Value)*svm.Step)
	}
	v := bm25Weight * bm25.Step / float64(len(words)+1)
	for _, f := range s.features {
		l.bm25.Add(s.scores, f.ID, v)
	}
	return known
}
