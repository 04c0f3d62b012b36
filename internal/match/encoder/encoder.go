// Package encoder turns a sentence into a vector, so that sentences that mean about the
// same lie close together. It is the transformer of the Universal Sentence Encoder Lite
// (two layers, 8,000 word pieces, seven million weights), its upper layer tuned on our
// phrasings and follow-ups; README.md says from what and how encoder.bin is built.
//
// The weights are int8 and stay where the binary has them: nothing of a matrix is
// copied. Products are sums of integers, three tokens in one multiplication
// (matrix.go); the rest is float arithmetic that no compiler may fuse. So a sentence
// has the same vector, bit for bit, on every machine.
package encoder

import (
	_ "embed"
	"math"
	"runtime"

	"rolecall/internal/match/same"
)

// Dim is how many numbers a vector has: of the network's 512, the directions in which our texts differ most (their
// principal components). On 2026-11-27, by the loss of the fusion out of fold (eval/fit), next to other evidence that is
// gone since: 0.4762 nats with 512 and 0.4797 with 96 where the prototypes of threads were not stretched; stretched, which 96
// have time for, 0.4747 with 96 and 0.4794 with 64. First right of HWU64, per cent, with 512, 128, 96 and 64: 79.7, 79.1, 79.1, 78.0.
const Dim = 96

// The shape of the network. The asset has these sizes.
const (
	embedding = 256
	inner     = 512
	hidden    = 1536
	heads     = 4
	places    = 64 // of a text that the asset has numbers for
	maxTokens = 56 // are read of a text: 64 take 28 ms (p99), 48 give 0.2 points less right on knowledge/dev, out of fold
)

//go:embed encoder.bin
var weightsAsset []byte

// weightsSum is the SHA-256 of encoder.bin, as a test checks. What is learned depends on
// the asset, and its fingerprint is made of source (internal.Learning).
const weightsSum = "2878b2100c04accd22dbe98cf5f6fdf66db40961c68176b34337fd8f207363cd"

// Encoder computes vectors. It is safe for many goroutines.
type Encoder struct {
	weights
	known *known
	free  chan *scratch // as many as may compute at once
}

// atOnce is how many vectors are computed at once; other calls wait. A choice: two at
// most, and one core is left for acknowledgements, which must not wait for vectors.
func atOnce() int { return max(1, min(2, runtime.GOMAXPROCS(0)-1)) }

// Open returns the built-in encoder.
func Open() (*Encoder, error) {
	w, err := readWeights(weightsAsset)
	if err != nil {
		return nil, err
	}
	k, err := readKnown(knownAsset)
	if err != nil {
		return nil, err
	}
	e := &Encoder{weights: *w, known: k, free: make(chan *scratch, atOnce())}
	for range cap(e.free) {
		e.free <- &scratch{}
	}
	return e, nil
}

// Vector returns the vector of a text, of length 1 but for rounding. The text is
// plain words; role names and names of people or companies should be ordinary words
// by now.
func (e *Encoder) Vector(text string) []float32 {
	s := <-e.free
	defer func() { e.free <- s }()
	ids := e.tokens(text)
	n := len(ids)
	s.grow(n)
	x := s.x[:n*embedding]
	for t, id := range ids {
		e.embed(x[t*embedding:][:embedding], id, t)
	}
	for l := range e.layers {
		x = e.layers[l].run(s, x, n, l == len(e.layers)-1)
	}
	wide, out := s.y[:inner], make([]float32, Dim)
	e.tanh.multiply(s, x, 1, wide)
	for i, v := range wide {
		wide[i] = tanh(v)
	}
	e.project.multiply(s, wide, 1, out)
	toUnit(out)
	return out
}

// toUnit makes a vector's length 1 and rounds it.
func toUnit(v []float32) {
	var squares float64
	for _, x := range v {
		squares += float64(float64(x) * float64(x))
	}
	length := math.Sqrt(squares)
	for i, x := range v {
		v[i] = float32(math.Round(float64(x)/length*steps) / steps)
	}
}

// steps is how many steps of a coordinate make 1. A choice: far finer than the
// distance of any two sentences, far coarser than a float's last digits.
const steps = 4096

// embed sets x to the embedding of a token at a place in the text. The network that
// was trained adds the embedding twice.
func (w *weights) embed(x []float32, id int32, place int) {
	row, scale := w.pieces[int(id)*embedding:][:embedding], 2*w.pieceScale[id]
	for i := range x {
		x[i] = float32(float32(int8(row[i]))*scale) + w.places[place*embedding+i]
	}
}

// layer is a layer of the transformer: attention, then two matrices with a ReLU
// between them, each after a norm and added to what came in. across takes what came in
// to the width of the layer, where the two differ.
type layer struct {
	norm1, norm2     norm
	qkv, out, across matrix
	widen, narrow    matrix
}

// run returns the layer's output for n tokens, or, as the last one, the mean of it:
// the matrix narrow is then multiplied with the mean, and not with every token.
func (l *layer) run(s *scratch, x []float32, n int, last bool) []float32 {
	in := l.qkv.in
	normed := s.normed[:n*in]
	l.norm1.run(normed, x)
	qkv := s.wide[:n*l.qkv.out]
	l.qkv.multiply(s, normed, n, qkv)
	attended := s.normed[:n*in]
	attend(s, qkv, in, n, attended)
	y := s.y[:n*inner]
	l.out.multiply(s, attended, n, y)
	if l.across.in > 0 {
		added := s.normed[:n*inner]
		l.across.multiply(s, x, n, added)
		x = added
	}
	for i, v := range x[:n*inner] {
		y[i] += v
	}
	normed = s.normed[:n*inner]
	l.norm2.run(normed, y)
	wide := s.wide[:n*hidden]
	l.widen.multiply(s, normed, n, wide)
	for i, v := range wide {
		wide[i] = max(v, 0)
	}
	if last {
		wide, y, n = mean(wide, n), mean(y, n), 1
	}
	narrowed := s.x[:n*inner]
	l.narrow.multiplyFew(s, wide, n, narrowed)
	for i, v := range y {
		narrowed[i] += v
	}
	return narrowed
}

// mean returns the mean of n rows, in the place of the first.
func mean(rows []float32, n int) []float32 {
	width := len(rows) / n
	first := rows[:width]
	for t := 1; t < n; t++ {
		for i, v := range rows[t*width:][:width] {
			first[i] += v
		}
	}
	for i := range first {
		first[i] /= float32(n)
	}
	return first
}

// attend writes to out what each of n tokens takes over from the others. A row of qkv
// has a token's query, key and value, each of the given width.
func attend(s *scratch, qkv []float32, width, n int, out []float32) {
	part := width / heads
	scale := float32(1 / math.Sqrt(float64(part)))
	weights := s.attention[:n]
	for h := range heads {
		for t := range n {
			query := qkv[t*3*width+h*part:][:part]
			top := float32(math.Inf(-1))
			for u := range weights {
				weights[u] = scale * dot(query, qkv[u*3*width+width+h*part:][:part])
				top = max(top, weights[u])
			}
			var sum float32
			for u, w := range weights {
				weights[u] = float32(same.Exp(float64(w - top)))
				sum += weights[u]
			}
			row := out[t*width+h*part:][:part]
			clear(row)
			for u, w := range weights {
				w /= sum
				for i, v := range qkv[u*3*width+2*width+h*part:][:part] {
					row[i] += float32(w * v)
				}
			}
		}
	}
}

// norm is a layer norm: each token to mean 0 and deviation 1, then scaled and moved.
type norm struct{ scale, bias []float32 }

func (n norm) run(out, x []float32) {
	const tiny = 1e-6 // as the network was trained
	width := len(n.scale)
	for at := 0; at < len(x); at += width {
		row, to := x[at:at+width], out[at:at+width]
		var sum, squares float32
		for _, v := range row {
			sum += v
		}
		middle := sum / float32(width)
		for _, v := range row {
			squares += float32((v - middle) * (v - middle))
		}
		by := 1 / float32(math.Sqrt(float64(squares/float32(width)+tiny)))
		for i, v := range row {
			to[i] = float32(float32((v-middle)*by)*n.scale[i]) + n.bias[i]
		}
	}
}
