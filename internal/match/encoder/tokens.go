package encoder

import (
	"math"
	"strings"
	"unicode/utf8"
)

const (
	space = "▁" // stands before every word
	// unknown is the score of a character that no piece has. A choice: below the score
	// of every piece, so that pieces are used where there are any.
	unknown = -30
	// maxBytes of a text are cut into pieces. A choice: 64 pieces of its average length
	// have 300.
	maxBytes = 1024
)

// tokens cuts a text into the pieces of the vocabulary with the highest sum of scores,
// and returns their rows; at least one, at most maxTokens.
func (w *weights) tokens(text string) []int32 {
	if len(text) > maxBytes {
		text = text[:maxBytes]
	}
	words := strings.Fields(text)
	if len(words) == 0 {
		return []int32{0}
	}
	s := space + strings.Join(words, space)
	type step struct {
		score float64
		from  int
		id    int32
	}
	best := make([]step, len(s)+1) // the best way to each byte
	for i := range best[1:] {
		best[i+1].score = math.Inf(-1)
	}
	consider := func(from, to int, id int32, score float64) {
		if score += best[from].score; score > best[to].score {
			best[to] = step{score, from, id}
		}
	}
	for from := 0; from < len(s); {
		_, n := utf8.DecodeRuneInString(s[from:])
		consider(from, from+n, 0, unknown)
		for to := from + n; ; {
			if p, ok := w.vocabulary[s[from:to]]; ok {
				consider(from, to, p.id, float64(p.score))
			}
			if to == len(s) {
				break
			}
			_, more := utf8.DecodeRuneInString(s[to:])
			if to += more; to-from > w.longest {
				break
			}
		}
		from += n
	}
	var ids []int32 // from the last to the first
	for at := len(s); at > 0; at = best[at].from {
		if id := best[at].id; id != 0 || len(ids) == 0 || ids[len(ids)-1] != 0 { // unknown ones in a row count once
			ids = append(ids, id)
		}
	}
	for i, j := 0, len(ids)-1; i < j; i, j = i+1, j-1 {
		ids[i], ids[j] = ids[j], ids[i]
	}
	return ids[:min(len(ids), maxTokens)]
}
