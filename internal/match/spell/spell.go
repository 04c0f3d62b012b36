// Package spell corrects a word to the nearest of a vocabulary, and leaves alone
// what is English anyway. It knows no corpus.
package spell

import (
	_ "embed"
	"math"
	"math/bits"
	"strings"
)

//go:embed words.txt
var english string

// English is words.txt: words that are spelled right, and so never bent towards
// the vocabulary, sorted, one a line. What is learned from a text depends on it.
func English() string { return english }

// Ordinary reports whether a word is in words.txt. The list is searched as it
// is, sorted text, which costs no memory.
func Ordinary(w string) bool {
	lo, hi := 0, len(english) // w, if listed, begins a line in english[lo:hi]
	for lo < hi {
		mid := (lo + hi) / 2
		start := lo + strings.LastIndexByte(english[lo:mid], '\n') + 1
		end := start + strings.IndexByte(english[start:], '\n')
		switch line := english[start:end]; {
		case line == w:
			return true
		case line < w:
			lo = end + 1
		default:
			hi = start
		}
	}
	return false
}

const (
	MinLength      = 4  // shorter words have too many neighbours to be corrected
	maxLength      = 24 // a longer one is no word, and costs time
	twoSlips       = 8  // from this length two slips are forgiven
	twoSlipsInside = 7  // … or from this one when the letters agree at both ends
)

// Speller corrects a word to the nearest of a vocabulary. The vocabulary is
// scanned, not indexed: a letter mask rejects nearly all of it at a nanosecond a
// word, and an index of deletions would cost megabytes.
type Speller struct {
	freq  map[string]int
	order []string
	words []candidate // in order of vocabulary, so that ties are stable
}

type candidate struct {
	text string
	mask uint32
	freq int
}

// New takes words with their frequencies, most frequent first or in any
// other fixed order.
func New(words []string, freq map[string]int) *Speller {
	s := &Speller{freq: freq, order: words}
	for _, w := range words {
		if len(w) >= MinLength-1 && letters(w) {
			s.words = append(s.words, candidate{w, letterMask(w), freq[w]})
		}
	}
	return s
}

// Words are the vocabulary, in the order given to New.
func (s *Speller) Words() []string { return s.order }

// Frequency is that of a word of the vocabulary, else 0.
func (s *Speller) Frequency(w string) int { return s.freq[w] }

// Known reports whether a word needs no correction.
func (s *Speller) Known(w string) bool {
	return s.freq[w] > 0 || Ordinary(w)
}

// Correct returns the nearest word, or w itself when it is known, too short or
// near to none. Fewer slips win, then the same first letter, then frequency, then
// the alphabet.
func (s *Speller) Correct(w string) string {
	if len(w) < MinLength || len(w) > maxLength || !letters(w) || s.Known(w) {
		return w
	}
	const slip, otherStart = 10, 3 // an edit; a first letter that differs, which is rarely mistyped
	best, cost := -1, math.MaxInt
	mask := letterMask(w)
	for i := range s.words {
		v := &s.words[i]
		limit := slips(min(len(w), len(v.text)), w, v.text)
		if d := len(w) - len(v.text); d > limit || -d > limit || bits.OnesCount32(mask^v.mask) > 2*limit {
			continue
		}
		d := distance(w, v.text, limit)
		if d > limit {
			continue
		}
		c := d * slip
		if v.text[0] != w[0] {
			c += otherStart
		}
		if c < cost || c == cost && (v.freq > s.words[best].freq || v.freq == s.words[best].freq && v.text < s.words[best].text) {
			best, cost = i, c
		}
	}
	if best < 0 {
		return w
	}
	return s.words[best].text
}

// slips is how many edits are forgiven between two words, n the shorter length.
func slips(n int, a, b string) int {
	if n >= twoSlips || n >= twoSlipsInside && a[0] == b[0] && a[len(a)-1] == b[len(b)-1] {
		return 2
	}
	return 1
}

func letters(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

func letterMask(w string) (m uint32) {
	for i := range len(w) {
		m |= 1 << (w[i] - 'a')
	}
	return m
}

// distance is the number of insertions, deletions, substitutions and swaps of
// neighbours between a and b; anything above limit comes back as limit+1.
func distance(a, b string, limit int) int {
	const most = 32
	if len(a) >= most || len(b) >= most {
		return limit + 1
	}
	var rows [3][most + 1]int
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
