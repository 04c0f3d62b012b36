package match

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/match/svm"
)

// weightsMark begins what Weights returns. What follows is what was learned, as
// store writes it: numbers are varints, except for hashes, which are eight bytes.
const (
	weightsMark = "rolecall weights 4\n" // raise the number when the format changes
	idfStep     = 4096                   // rarity rounds to this
)

// Weights is what the index learned, for Restore: the same corpus gives the same
// bytes on every machine.
func (x *Index) Weights() []byte {
	w := &writer{}
	w.WriteString(weightsMark)
	x.store(w)
	return w.Bytes()
}

// Restore builds the index of a corpus from weights learned from it, which takes
// some milliseconds. Whoever keeps weights keeps the corpus' Fingerprint with them.
func Restore(c *corpus.Corpus, weights []byte) (*Index, error) {
	body, ok := strings.CutPrefix(string(weights), weightsMark)
	if !ok {
		return nil, errors.New("match: these are no weights of this version (remove the file; they are learned again)")
	}
	x := newIndex(c)
	if err := x.restore(&reader{s: body}); err != nil {
		return nil, err
	}
	return x, nil
}

// sources are the learner: when a line of it changes, weights learned before are
// of another learner, and nobody has to remember to raise a number.
//
//go:embed *.go svm/*.go
var sources embed.FS

// Fingerprint is a hash of everything that learning reads, the learner itself
// included: two corpora with the same one share their weights.
func Fingerprint(c *corpus.Corpus) string {
	h := sha256.New()
	err := fs.WalkDir(sources, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(p, "_test.go") {
			return err
		}
		data, err := sources.ReadFile(p)
		h.Write(data)
		return err
	})
	if err != nil {
		panic(err) // they are compiled in
	}
	h.Write([]byte(fingerprint(c)))
	return hex.EncodeToString(h.Sum(nil))
}

// fingerprint is a hash of everything of a corpus that learning reads.
func fingerprint(c *corpus.Corpus) string {
	h := sha256.New()
	put := func(list ...string) {
		for _, s := range list {
			fmt.Fprintf(h, "%d:%s", len(s), s)
		}
		fmt.Fprint(h, ";")
	}
	put(conceptList, wordList, wayList)
	for _, e := range c.Entries {
		put(e.ID)
		put(e.Roles...)
		put(textsOf(e)...)
	}
	for _, r := range c.Roles {
		put(r.ID, r.Name, r.Letters, r.Plural)
		put(r.Titles...)
		put(r.Abbreviations...)
		put(r.Misspellings...)
	}
	for _, o := range c.Others {
		put(o.ID, o.Name)
		put(o.Titles...)
		put(o.Abbreviations...)
		put(o.Misspellings...)
	}
	for _, l := range c.Letters {
		put(l.Letters)
		put(l.Readings...)
	}
	for _, r := range c.Refusals {
		put(r.ID)
		put(r.Phrasings...)
	}
	return string(h.Sum(nil))
}

// writer appends numbers to a file.
type writer struct{ bytes.Buffer }

func (w *writer) uint(n int)    { w.Write(binary.AppendUvarint(nil, uint64(n))) }
func (w *writer) int(n int)     { w.Write(binary.AppendVarint(nil, int64(n))) }
func (w *writer) hash(n uint64) { w.Write(binary.LittleEndian.AppendUint64(nil, n)) }
func (w *writer) text(s string) {
	w.uint(len(s))
	w.WriteString(s)
}

// store writes what was learned.
func (x *Index) store(w *writer) {
	lex := x.linear.lex
	w.uint(len(x.spell.order))
	for _, word := range x.spell.order {
		w.text(word)
		w.uint(x.spell.freq[word])
		stem := lex.stems[word] // empty for words of titles that no lesson has
		w.text(stem)
	}
	w.uint(len(lex.keys))
	for i, k := range lex.keys {
		w.hash(uint64(k))
		w.uint(int(math.Round(lex.idf[i] * idfStep)))
	}
	w.uint(int(math.Round(lex.unset * idfStep)))
	w.uint(int(lex.common))
	w.uint(len(x.linear.bias))
	for _, b := range x.linear.bias {
		w.int(int(math.Round(b / svm.Step)))
	}
	x.linear.learned.store(w)
	x.linear.bm25.store(w)
	exact := make([]uint64, 0, len(x.exact))
	for h := range x.exact {
		exact = append(exact, h)
	}
	slices.Sort(exact)
	w.uint(len(exact))
	for _, h := range exact {
		w.hash(h)
		w.uint(int(x.exact[h]))
	}
	for _, e := range x.entries {
		for _, ids := range e.stems {
			w.uint(len(ids))
			for i, id := range ids {
				if i > 0 {
					id -= ids[i-1]
				}
				w.uint(int(id))
			}
		}
	}
}

func (p *postings) store(w *writer) {
	for f := range len(p.start) - 1 {
		w.uint(int(p.start[f+1] - p.start[f]))
		last := 0
		for i := p.start[f]; i < p.start[f+1]; i++ {
			w.uint(int(p.class[i]) - last)
			w.WriteByte(byte(p.weight[i]))
			last = int(p.class[i])
		}
	}
}

// reader takes numbers from a file; after a fault every number is zero.
type reader struct {
	s   string
	bad bool
}

func (r *reader) uint() int {
	var n uint64
	for i := 0; i < len(r.s) && i < 10; i++ {
		n |= uint64(r.s[i]&0x7f) << (7 * i)
		if r.s[i] < 0x80 {
			r.s = r.s[i+1:]
			return int(n)
		}
	}
	r.bad = true
	return 0
}

func (r *reader) int() int {
	n := uint64(r.uint())
	return int(int64(n>>1) ^ -int64(n&1))
}

func (r *reader) take(n int) string {
	if n < 0 || n > len(r.s) {
		r.bad = true
		return strings.Repeat("\x00", 8)
	}
	s := r.s[:n]
	r.s = r.s[n:]
	return s
}

func (r *reader) hash() uint64 {
	s := r.take(8)
	var n uint64
	for i := range 8 {
		n |= uint64(s[i]) << (8 * i)
	}
	return n
}

// restore reads what store wrote into an index that newIndex laid out.
func (x *Index) restore(r *reader) error {
	n := r.uint()
	lex := &lexicon{ids: map[key]int32{}, stems: make(map[string]string, n)}
	freq, order := make(map[string]int, n), make([]string, n)
	for i := range order {
		order[i] = r.take(r.uint())
		freq[order[i]] = r.uint()
		if stem := r.take(r.uint()); stem != "" {
			lex.stems[order[i]] = stem
		}
	}
	x.spell = newSpeller(order, freq)
	n = r.uint()
	lex.ids, lex.keys, lex.idf = make(map[key]int32, n), make([]key, n), make([]float64, n)
	for i := range lex.keys {
		lex.keys[i] = key(r.hash())
		lex.ids[lex.keys[i]] = int32(i)
		lex.idf[i] = float64(r.uint()) / idfStep
	}
	lex.unset = float64(r.uint()) / idfStep
	lex.common = int32(r.uint())
	lex.theory = newThesaurus(conceptList, lex.stem)
	x.linear = &linear{lex: lex, classes: r.uint()}
	if r.bad || x.linear.classes != len(x.names) {
		return errors.New("match: the weights are not of this corpus (remove the file; they are learned again)")
	}
	for range x.linear.classes {
		x.linear.bias = append(x.linear.bias, float64(r.int())*svm.Step)
	}
	x.linear.learned.restore(r, n)
	x.linear.bm25.restore(r, n)
	for range r.uint() {
		h := r.hash()
		x.exact[h] = int32(r.uint())
	}
	for i, e := range x.corpus.Entries {
		in := &x.entries[i]
		in.phrasings = textsOf(e)
		for range in.phrasings {
			ids := make([]int32, r.uint())
			var last int32
			for j := range ids {
				last += int32(r.uint())
				ids[j] = last
			}
			in.addStems(lex, ids)
		}
	}
	if r.bad {
		return errors.New("match: the weights end early (remove the file; they are learned again)")
	}
	return nil
}

func (p *postings) restore(r *reader, features int) {
	p.start = make([]uint32, 1, features+1)
	for range features {
		last := 0
		for range r.uint() {
			last += r.uint()
			p.class = append(p.class, uint16(last))
			p.weight = append(p.weight, int8(r.take(1)[0]))
		}
		p.start = append(p.start, uint32(len(p.class)))
	}
	p.class, p.weight = slices.Clip(p.class), slices.Clip(p.weight)
}
