package match

import (
	"math"
	"slices"

	"github.com/kljensen/snowball/english"

	"rolecall/internal/match/compact"
	"rolecall/internal/match/read"
	"rolecall/internal/match/svm"
)

// kind is one of four kinds of feature. Each kind is scaled to a length of its own
// weight, so that the many letter groups of a long word do not outweigh its stem.
type kind uint8

const (
	stemKind    kind = iota // stems of words
	pairKind                // neighbouring stems, with the text's two ends
	charKind                // 2 to 4 letters of a word, with the word's ends
	conceptKind             // concepts of the thesaurus
	kinds
)

// kindWeight was chosen on the public sets of matchbench, for concepts on our own
// phrasings: leaving out any of them costs one to four points of hit@1; the ratio
// between them matters little.
var kindWeight = [kinds]float64{stemKind: 1, pairKind: 0.7, charKind: 0.8, conceptKind: 0.7}

const (
	charMin, charMax = 2, 4 // letters in a group. Measured: groups of five did not help (doc.go)
	// idfPower softens the weight of rare features, since ten phrasings for each
	// entry are too few to trust a count of one. Chosen on matchbench's public sets;
	// on the golden set (2026-11-26), 0.5 gives 87.6 % right, 0.7 and 1 88.0.
	idfPower = 0.7
)

// key names a feature: a hash, its kind in the top two bits.
type key uint64

func (k key) kind() kind { return kind(k >> 62) }

func keyOf(h uint64, k kind) key {
	h ^= h >> 32 // FNV mixes the low bits best; the two lowest are cut off below
	return key(h>>2 | uint64(k)<<62)
}

func stemKey(stem string) key       { return keyOf(compact.Hash(compact.Offset, stem), stemKind) }
func conceptKey(concept string) key { return keyOf(compact.Hash(compact.Offset, concept), conceptKind) }

// keys appends the features of a text, given as words and their stems, sorted
// and each once.
func keys(dst []key, words, stems, concepts []string) []key {
	prev := "^"
	for _, s := range stems {
		dst = append(dst, stemKey(s), pairKey(prev, s))
		prev = s
	}
	if len(stems) > 0 {
		dst = append(dst, pairKey(prev, "$"))
	}
	for _, c := range concepts {
		dst = append(dst, conceptKey(c))
	}
	var buf [64]byte
	for _, w := range words {
		if read.Filler(w) {
			continue
		}
		b := append(append(append(buf[:0], '<'), w...), '>')
		for n := charMin; n <= charMax; n++ {
			for i := 0; i+n <= len(b); i++ {
				h := uint64(compact.Offset)
				for _, c := range b[i : i+n] {
					h = (h ^ uint64(c)) * compact.Prime
				}
				dst = append(dst, keyOf(h, charKind))
			}
		}
	}
	slices.Sort(dst)
	return slices.Compact(dst)
}

func pairKey(a, b string) key {
	return keyOf(compact.Hash(compact.Hash(compact.Hash(compact.Offset, a), " "), b), pairKind)
}

// lexicon knows the features of the training texts and how rare each is.
type lexicon struct {
	ids       compact.Places[key]
	idf       []float32 // by id
	unseen    float64   // the weight of a feature never seen
	stems     map[string]string
	thesaurus *thesaurus
	inside    int32 // features with a smaller id occur in lessons that are not refusals
}

// newLexicon numbers the features of texts in their order of appearance.
func newLexicon(texts []lesson, concepts []string) *lexicon {
	l := &lexicon{stems: map[string]string{}}
	l.thesaurus = newThesaurus(concepts, l.stem)
	ids := map[key]int32{}
	var df []int
	var list, ks []key
	for _, lesson := range texts {
		t := lesson.words
		if lesson.outside && l.inside == 0 {
			l.inside = int32(len(df))
		}
		stems := make([]string, len(t))
		for i, w := range t {
			stems[i] = l.stem(w)
			l.stems[w] = stems[i]
		}
		ks = keys(ks[:0], t, stems, l.thesaurus.concepts(nil, stems))
		for _, k := range ks {
			id, ok := ids[k]
			if !ok {
				id = int32(len(df))
				ids[k], list, df = id, append(list, k), append(df, 0)
			}
			df[id]++
		}
	}
	if l.inside == 0 {
		l.inside = int32(len(df))
	}
	n := float64(len(texts) + 1)
	l.ids, l.idf = compact.NewPlaces(list), make([]float32, len(df))
	for i, d := range df {
		l.idf[i] = float32(rarity(n / float64(d+1)))
	}
	l.unseen = rarity(n)
	return l
}

// rarity turns a ratio of counts into a weight, rounded to steps of 1/idfStep so that
// logarithms that differ in their last bit give the same ranks on every machine.
func rarity(ratio float64) float64 {
	return math.Round(math.Pow(math.Log(ratio)+1, idfPower)*idfStep) / idfStep
}

func (l *lexicon) stem(w string) string {
	if s, ok := l.stems[w]; ok {
		return s
	}
	return english.Stem(w, true)
}

func (l *lexicon) kind(id int32) kind { return l.ids.List()[id].kind() }

// vector appends the features of a text that the lexicon knows. Unknown features
// count in the length too, which lowers scores outside the domain. known is the share
// of the text's stems, weighted by rarity, that occur in lessons other than refusals.
func (l *lexicon) vector(dst []svm.Feature, ks []key) (fs []svm.Feature, known float64) {
	var length [kinds]float64
	var seen float64
	for _, k := range ks {
		w := l.unseen
		if id, ok := l.ids.Of(k); ok {
			w = float64(l.idf[id])
			dst = append(dst, svm.Feature{ID: id, Value: float32(w)})
			if k.kind() == stemKind && id < l.inside {
				seen += float64(w * w)
			}
		}
		length[k.kind()] += float64(w * w)
	}
	var total float64
	for k, n := range length {
		if n > 0 {
			total += float64(kindWeight[k] * kindWeight[k])
		}
	}
	var scale [kinds]float64
	for k, n := range length {
		if n > 0 {
			scale[k] = kindWeight[k] / math.Sqrt(float64(n*total))
		}
	}
	for i := range dst {
		f := &dst[i]
		f.Value = float32(float64(f.Value) * scale[l.kind(f.ID)])
	}
	if length[stemKind] > 0 {
		known = seen / length[stemKind]
	}
	return dst, known
}
