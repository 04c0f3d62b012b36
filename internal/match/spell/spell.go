// Package spell corrects a word to the nearest word of a vocabulary, and leaves
// English words as they are. It knows nothing of the corpus.
package spell

import (
	_ "embed"
	"math"
	"math/bits"
	"slices"
	"strings"
)

//go:embed words.txt
var english string

// English is the content of words.txt: English words, sorted, one on each line, which
// are never corrected. What the matcher learns depends on it.
func English() string { return english }

// Ordinary reports whether a word is in words.txt.
func Ordinary(w string) bool {
	line, _, _ := strings.Cut(english[from(w):], "\n")
	return line == w
}

// from is where the first line of words.txt begins that is not before a text in the alphabet: binary
// search in the file, which takes no memory.
func from(text string) int {
	lo, hi := 0, len(english)
	for lo < hi {
		start := lo + strings.LastIndexByte(english[lo:(lo+hi)/2], '\n') + 1
		if line, _, _ := strings.Cut(english[start:hi], "\n"); line < text {
			lo = start + len(line) + 1
		} else {
			hi = start
		}
	}
	return lo
}

// nearest is the first English word of words.txt that begins with the same letter as a misspelt one and is one edit
// away, or else the word itself. A swap before other edits, or a longer word before shorter ones, changed no figure of
// package matchbench by more than 0.3 points (2026-11-28).
func nearest(w string) string {
	for line := range strings.SplitSeq(english[from(w[:1]):], "\n") {
		if line == "" || line[0] != w[0] {
			break
		}
		if d := len(w) - len(line); d <= 1 && d >= -1 && distance(w, line, 1) <= 1 {
			return line
		}
	}
	return w
}

// Lengths in letters. A choice: on the golden set, one more or less of MinLength or
// one less or more of the lengths for two edits changes no figure by more than 0.2
// points (rolecall knowledge eval, 2026-11-26). Two edits a letter earlier win 0.4 points on the questions of
// knowledge/dev with two random letter errors, but take names of companies for words: Marqeta for markets (2026-11-28).
const (
	MinLength      = 4  // shorter words have too many neighbours to be corrected, but see Correct
	maxLength      = 24 // longer ones are hardly words, and cost time
	twoEdits       = 8  // from this length, words two edits apart are corrected
	twoEditsInside = 7  // … or from this one if the first and last letters agree
)

// Speller corrects a word to the nearest of a vocabulary. The vocabulary is
// scanned, not indexed: a letter mask rejects nearly all words in a nanosecond each,
// and an index of deletions would take megabytes.
type Speller struct {
	words []Word   // in the order of the alphabet
	masks []uint32 // of the words, apart from them: four kilobytes hold a thousand
}

// Word is a word of a vocabulary with the number of texts that have it.
type Word struct {
	Text      string
	Frequency int
}

// never is the mask of a word to which none is corrected: it is unlike that of any word.
const never = math.MaxUint32

// New returns a speller for a vocabulary, with frequencies.
func New(words []string, freq map[string]int) *Speller {
	list := make([]Word, len(words))
	for i, w := range words {
		list[i] = Word{w, freq[w]}
	}
	slices.SortFunc(list, func(a, b Word) int { return strings.Compare(a.Text, b.Text) })
	return Of(list)
}

// Of returns a speller for a vocabulary in the order of the alphabet, which it keeps.
func Of(words []Word) *Speller {
	s := &Speller{words, make([]uint32, len(words))}
	for i, w := range words {
		s.masks[i] = never
		if len(w.Text) >= MinLength-1 && letters(w.Text) {
			s.masks[i] = letterMask(w.Text)
		}
	}
	return s
}

// WithoutMisspellings returns a vocabulary without the words that are likely typing errors of its other words: people
// who write phrasings mistype too, and a mistake that is known is never corrected.
func WithoutMisspellings(words []string, freq map[string]int) ([]string, map[string]int) {
	usual, kept := map[string]int{}, map[string]int{}
	var order []string
	for _, w := range words {
		if freq[w] >= oftenTyped {
			usual[w] = freq[w]
			order = append(order, w)
		}
	}
	nearest, out := New(order, usual), []string(nil)
	for _, w := range words {
		if len(w) > MinLength && !Ordinary(w) {
			of := nearest.Correct(w, nil)
			often := freq[of] >= timesMore*freq[w] && of[0] == w[0] && !strings.HasPrefix(w, of) && !strings.HasPrefix(of, w)
			if of != w && (often || freq[w] <= mistyped) {
				continue
			}
		}
		out, kept[w] = append(out, w), freq[w]
	}
	return out, kept
}

// A word that is in this many texts at most is taken for a typing error of one that is in so many at least, and so is
// one that so many times more texts have: "cheif". A choice: names of laws, products and certificates come more often,
// are near to no such word, or have four letters ("opex"); with 10 in place of the last, "stats" and "standup" would go.
const (
	mistyped   = 2
	oftenTyped = 20
	timesMore  = 20
)

// Words returns the vocabulary in the order of the alphabet.
func (s *Speller) Words() []Word { return s.words }

// Place is the place of a word in the vocabulary.
func (s *Speller) Place(w string) (int, bool) {
	return slices.BinarySearchFunc(s.words, w, func(v Word, w string) int { return strings.Compare(v.Text, w) })
}

// Known reports whether a word needs no correction.
func (s *Speller) Known(w string) bool {
	_, ok := s.Place(w)
	return ok || Ordinary(w)
}

// Correct returns the nearest word of the vocabulary, or w itself if it is known, too
// short, or not near any. The word with fewer edits wins, then one that fits between its neighbours (nil: none
// does), then one with the same first letter, then the more frequent, then the first in the alphabet. A word of three
// letters may be one of four with a letter left out, "hlp", if the first is there: other corrections would take
// abbreviations for words.
func (s *Speller) Correct(w string, fits func(word string) bool) string {
	if len(w) < MinLength-1 || len(w) > maxLength || !letters(w) || s.Known(w) {
		return w
	}
	// Costs of an edit, of not fitting, and of another first letter, which is rarely mistyped. Any that are each
	// less than half of the one before give the order described above.
	const edit, unfit, otherStart = 10, 4, 1
	best, cost := -1, math.MaxInt
	mask := letterMask(w)
	const most = 2 // edits, each of which changes two letters at most
	for i, m := range s.masks {
		unlike := bits.OnesCount32(mask ^ m)
		if unlike > 2*most {
			continue
		}
		v := &s.words[i]
		if len(w) < MinLength && (len(v.Text) != MinLength || v.Text[0] != w[0]) {
			continue
		}
		limit := maxEdits(min(len(w), len(v.Text)), w, v.Text)
		if d := len(w) - len(v.Text); d > limit || -d > limit || unlike > 2*limit {
			continue
		}
		d := distance(w, v.Text, limit)
		if d > limit {
			continue
		}
		c := d * edit
		if v.Text[0] != w[0] {
			c += otherStart
		}
		if c <= cost && fits != nil && !fits(v.Text) {
			c += unfit
		}
		if c < cost || c == cost && v.Frequency > s.words[best].Frequency {
			best, cost = i, c
		}
	}
	if best < 0 {
		return w
	}
	return s.words[best].Text
}

// Readable returns corrected words with an English word in the place of each that is still unknown. What is learned
// has no such word, and a reader of English is better with the nearest one than with none; but it may have been a name.
func (s *Speller) Readable(words []string) []string {
	words = slices.Clone(words)
	for i, w := range words {
		if len(w) >= MinLength && len(w) <= maxLength && letters(w) && !s.Known(w) {
			words[i] = nearest(w)
		}
	}
	return words
}

// maxEdits is how many edits apart two words may be, where n is the shorter length.
func maxEdits(n int, a, b string) int {
	if n >= twoEdits || n >= twoEditsInside && a[0] == b[0] && a[len(a)-1] == b[len(b)-1] {
		return 2
	}
	return 1
}

// letters reports whether a word has only the letters a to z.
func letters(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

// letterMask has a bit for each letter of a word.
func letterMask(w string) (m uint32) {
	for i := range len(w) {
		m |= 1 << (w[i] - 'a')
	}
	return m
}

// distance is the number of insertions, deletions, substitutions and swaps of
// neighbours between a and b (optimal string alignment), or limit+1 if it is more
// than limit.
func distance(a, b string, limit int) int {
	const longest = 32 // more than maxLength and two edits
	if len(a) >= longest || len(b) >= longest {
		return limit + 1
	}
	var rows [3][longest + 1]int
	before, prev, cur := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		low := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			cur[j] = d
			low = min(low, d)
		}
		if low > limit {
			return limit + 1
		}
		before, prev, cur = prev, cur, before
	}
	return prev[len(b)]
}
