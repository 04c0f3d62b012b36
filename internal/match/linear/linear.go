// Package linear scores texts, given as words, against classes: it knows which features
// lessons have and how rare each is (the lexicon), and what each is worth for a class, by a
// learner (svm) and by BM25 (bm25). What the classes mean it does not know.
package linear

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

// Model scores texts against classes: the learner's weights and BM25's, both as
// short lists of classes a feature.
type Model struct {
	*lexicon
	bias    []float64
	learned compact.Postings
	bm25    compact.Postings
}

// Lesson is a training text, as words, with the classes it is an example of and
// those it is neither a positive nor a negative example of.
type Lesson struct {
	Words   []string
	Classes []int
	Neutral []int
	Below   int  // … and classes from here on, unless it is 0
	Outside bool // a refusal's phrasing; all of these come last
}

// Learn trains on lessons for n classes. Without train it computes BM25 only,
// for corpora that take too long to train.
func Learn(texts []Lesson, n int, concepts []string, train bool) *Model {
	l := &Model{lexicon: newLexicon(texts, concepts)}
	samples, docs := make([]svm.Sample, len(texts)), make([]bm25.Text, len(texts))
	var ks []feature.Key
	for i, t := range texts {
		stems := l.stemAll(nil, t.Words)
		ks = feature.Keys(ks[:0], t.Words, stems, l.thesaurus.Concepts(nil, stems))
		fs := l.vector(nil, ks)
		samples[i] = svm.Sample{Features: fs, Classes: t.Classes, Neutral: t.Neutral, Below: t.Below}
		docs[i].Classes = t.Classes
		for _, s := range stems {
			id, _ := l.ids.Of(feature.OfStem(s))
			docs[i].Terms = append(docs[i].Terms, id)
		}
	}
	if !train {
		samples = nil
	}
	l.learned, l.bias = svm.Train(samples, len(l.idf), n)
	l.bm25 = bm25.Weights(docs, len(l.idf), n)
	return l
}

func (l *lexicon) stemAll(dst, words []string) []string {
	for _, w := range words {
		dst = append(dst, l.Stem(w))
	}
	return dst
}

// Scratch holds the buffers of one text.
type Scratch struct {
	Features []svm.Feature // those of the text that lessons have
	Scores   []float64     // one for each class

	stems    []string
	concepts []string
	keys     []feature.Key
}

// Score sets s.Features and s.Scores for a text's words.
func (l *Model) Score(s *Scratch, words []string) {
	s.stems = l.stemAll(s.stems[:0], words)
	s.concepts = l.thesaurus.Concepts(s.concepts[:0], s.stems)
	s.keys = feature.Keys(s.keys[:0], words, s.stems, s.concepts)
	s.Features = l.vector(s.Features[:0], s.keys)
	s.Scores = append(s.Scores[:0], l.bias...)
	for _, f := range s.Features {
		l.learned.Add(s.Scores, f.ID, float64(f.Value)*svm.Step)
	}
	v := bm25Weight * bm25.Step / float64(len(words)+1)
	for _, f := range s.Features {
		l.bm25.Add(s.Scores, f.ID, v)
	}
}

// Follows reports whether a lesson has one word after another.
func (l *Model) Follows(a, b string) bool {
	_, ok := l.ID(feature.OfPair(l.Stem(a), l.Stem(b)))
	return ok
}

// Beside returns whether a lesson has a word next to one of the neighbours of the word at a place of a text.
func (l *Model) Beside(words []string, i int) func(word string) bool {
	return func(word string) bool {
		return i > 0 && l.Follows(words[i-1], word) || i+1 < len(words) && l.Follows(word, words[i+1])
	}
}

// Weight is what a feature of a text of so many words adds to the score of a class.
func (l *Model) Weight(f svm.Feature, words, class int) float64 {
	return float64(float64(f.Value)*svm.Step*l.learned.Of(f.ID, class)) + float64(bm25Weight*bm25.Step/float64(words+1)*l.bm25.Of(f.ID, class))
}

// Vocabulary returns the distinct words of texts in order of appearance, and how
// often each occurs.
func Vocabulary(texts []Lesson) (words []string, freq map[string]int) {
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
