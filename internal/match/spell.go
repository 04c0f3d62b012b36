package match

import (
	_ "embed"
	"math/bits"
	"strings"
)

//go:embed words.txt
var wordList string

// ordinary reports whether a word is in words.txt: English that is spelled
// right and must not be bent towards the corpus. The list is searched as it is,
// sorted text, which costs no memory.
func ordinary(w string) bool {
	lo, hi := 0, len(wordList) // w, if listed, begins a line in wordList[lo:hi]
	for lo < hi {
		mid := (lo + hi) / 2
		start := lo + strings.LastIndexByte(wordList[lo:mid], '\n') + 1
		end := start + strings.IndexByte(wordList[start:], '\n')
		switch line := wordList[start:end]; {
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
	spellMin    = 4 // shorter words have too many neighbours to be corrected
	spellTwo    = 8 // from this length two slips are forgiven
	spellSecond = 7 // … or from this one when the letters agree at both ends
)

// speller corrects a word to the nearest of a vocabulary. The vocabulary is
// scanned, not indexed: a letter mask rejects nearly all of it at a nanosecond a
// word, and an index of deletions would cost megabytes.
type speller struct {
	freq  map[string]int
	order []string
	words []spellWord // in order of vocabulary, so that ties are stable
}

type spellWord struct {
	text string
	mask uint32
	freq int
}

// newSpeller takes words with their frequencies, most frequent first or in any
// other fixed order.
func newSpeller(words []string, freq map[string]int) *speller {
	s := &speller{freq: freq, order: words}
	for _, w := range words {
		if len(w) >= spellMin-1 && letters(w) {
			s.words = append(s.words, spellWord{w, letterMask(w), freq[w]})
		}
	}
	return s
}

// known reports whether a word needs no correction.
func (s *speller) known(w string) bool {
	return s.freq[w] > 0 || ordinary(w)
}

// correct returns the nearest word, or w itself when it is known, too short or
// near to none. Fewer slips win, then the same first letter, then frequency, then
// the alphabet.
func (s *speller) correct(w string) string {
	if len(w) < spellMin || len(w) > 24 || !letters(w) || s.known(w) {
		return w
	}
	const slip, otherStart = 10, 3 // an edit; a first letter that differs, which is rarely mistyped
	best, cost := -1, 1<<30
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
	if n >= spellTwo || n >= spellSecond && a[0] == b[0] && a[len(a)-1] == b[len(b)-1] {
		return 2
	}
	return 1
}

func letters(w string) bool {
	for i := range len(w) {
		if !isLower(w[i]) {
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
