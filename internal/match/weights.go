package match

import (
	"strings"
	"sync"

	"rolecall/internal/corpus"
	"rolecall/internal/hint"
	"rolecall/internal/match/compact"
	"rolecall/internal/match/encoder"
	"rolecall/internal/match/fingerprint"
	"rolecall/internal/match/linear"
	"rolecall/internal/match/spell"
)

// weightsMark begins weights, so that Restore refuses anything else.
const weightsMark = "rolecall weights 10\n"

// Weights is what the index learned, for Restore: the same corpus gives the same
// bytes on every machine.
func (x *Index) Weights() []byte {
	w := &compact.Writer{}
	w.WriteString(weightsMark)
	x.store(w)
	return w.Bytes()
}

// Restore builds the index of a corpus from weights learned from it, which takes
// some 15 ms. Callers store the corpus's Fingerprint with them, since Restore does not
// detect all damage, or all weights of another corpus. The index refers to the weights
// and keeps them.
func Restore(c *corpus.Corpus, weights string) (*Index, error) {
	body, ok := strings.CutPrefix(weights, weightsMark)
	if !ok {
		return nil, hint.New("match: these are not weights of this version", "remove the file; they are learned again")
	}
	x := newIndex(c)
	if err := x.restore(compact.NewReader(body)); err != nil {
		return nil, err
	}
	return x, nil
}

// For returns the index for a corpus from which the same would be learned; ok is false for any other.
func (x *Index) For(c *corpus.Corpus) (y *Index, ok bool) {
	y = x.WithFusion(x.fusion)
	y.corpus, y.roles = c, newRecogniser(c, x.lists.plain)
	y.typed, y.answers = sync.OnceValue(y.readTyped), sync.OnceValue(y.readAnswers)
	return y, fingerprint.OfCorpus(c) == fingerprint.OfCorpus(x.corpus)
}

// store writes what was learned.
func (x *Index) store(w *compact.Writer) {
	w.Uint(len(x.spell.Words()))
	for _, word := range x.spell.Words() {
		w.Text(word.Text)
		w.Uint(word.Frequency)
		stem, _ := x.linear.Learned(word.Text) // empty for words of titles that no lesson has
		w.Text(stem)
	}
	x.linear.Write(w)
	w.Uint(len(x.exact))
	for _, e := range x.exact {
		w.Hash(e.hash)
		w.Uint(int(e.class))
	}
	for _, p := range []*encoder.Prototypes{x.likeness.Prototypes, x.likeness.inThread} {
		w.Floats(p.Lower)
		w.Floats(p.Rows)
	}
}

// restore reads what store wrote into an index that newIndex laid out.
func (x *Index) restore(r *compact.Reader) error {
	words := make([]spell.Word, r.Count())
	stems := make([]string, len(words))
	for i := range words {
		words[i], stems[i] = spell.Word{Text: r.Text(), Frequency: r.Uint()}, r.Text()
	}
	x.spell = spell.Of(words)
	learned := func(word string) (string, bool) { // maps of stems and frequencies would take a megabyte
		if i, ok := x.spell.Place(word); ok {
			return stems[i], stems[i] != ""
		}
		return "", false
	}
	if x.linear = linear.Read(r, learned, x.corpus.Words(corpus.Concepts), len(x.names)); x.linear == nil {
		return hint.New("match: the weights are not of this corpus", "remove the file; they are learned again")
	}
	x.exact = make([]exactText, r.Count())
	for i := range x.exact {
		x.exact[i] = exactText{r.Hash(), int32(r.Below(len(x.names)))}
	}
	read := func() *encoder.Prototypes { return &encoder.Prototypes{Lower: r.Floats(), Rows: r.Floats()} }
	x.likeness = &likeness{encoder.Recent(openEncoder().Near), read(), read()}
	if r.Bad() || !x.likeness.Fits(x.inside) || !x.likeness.inThread.Fits(x.inside) {
		return hint.New("match: the weights end early, or are of another corpus", "remove the file; they are learned again")
	}
	return nil
}
