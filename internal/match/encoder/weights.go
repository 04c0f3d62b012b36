package encoder

import (
	"encoding/binary"
	"fmt"
	"math"

	"rolecall/internal/hint"
)

// weights are the asset: matrices as parts of its text, smaller things as numbers.
type weights struct {
	layers     [2]layer
	tanh       matrix
	project    matrix // to the numbers of a vector
	pieces     []byte // the embeddings, as int8
	pieceScale []float32
	places     []float32 // what is added to the embedding at each place of a text
	vocabulary map[string]piece
	longest    int // bytes of the longest piece
}

// piece is a piece of the vocabulary: its row in the embeddings, and the logarithm of
// how frequent it is.
type piece struct {
	id    int32
	score float32
}

// magic begins the asset; a change of its layout changes the number.
const magic = "rolecall encoder 2\n\n"

// readWeights reads an asset as build/build.py writes it. It refers to the text and
// keeps it.
func readWeights(asset []byte) (*weights, error) {
	const file = "encoder.bin"
	if len(asset) < len(magic) || string(asset[:len(magic)]) != magic {
		return nil, damaged(file, "does not begin with its name")
	}
	r, w := &reader{rest: asset[len(magic):]}, &weights{vocabulary: map[string]piece{}}
	rows := r.number()
	w.pieceScale, w.places = r.floats(rows), r.floats(places*embedding)
	w.pieces = r.bytes(rows * embedding)
	for i, in := range []int{embedding, inner} {
		l := &w.layers[i]
		l.norm1, l.qkv, l.out = r.norm(in), r.matrix(in, 3*in), r.matrix(in, inner)
		if in != inner {
			l.across = r.matrix(in, inner)
		}
		l.norm2, l.widen, l.narrow = r.norm(inner), r.matrix(inner, hidden), r.matrix(hidden, inner)
	}
	w.tanh, w.project = r.matrix(inner, inner), r.matrix(inner, Dim)
	for n := r.number(); n > 0 && !r.short; n-- {
		p := piece{id: int32(r.number()), score: math.Float32frombits(uint32(r.number()))}
		text := string(r.bytes(r.number()))
		if text == "" || int(p.id) >= rows {
			return nil, damaged(file, fmt.Sprintf("has a wrong piece: %q, row %d of %d", text, p.id, rows))
		}
		w.vocabulary[text] = p
		w.longest = max(w.longest, len(text))
	}
	switch {
	case r.short:
		return nil, damaged(file, "ends too early")
	case len(r.rest) > 0:
		return nil, damaged(file, fmt.Sprintf("has %d bytes too many", len(r.rest)))
	case rows == 0:
		return nil, damaged(file, "has no vocabulary")
	}
	return w, nil
}

func damaged(file, how string) error {
	return hint.New("encoder: "+file+" "+how, "restore internal/match/encoder/"+file+" from git, or build it again as the README beside it says")
}

// reader reads the parts of the asset one after the other. Once it is too short, all
// parts are empty or zero.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.rest, r.short = nil, true
		return nil
	}
	part := r.rest[:n]
	r.rest = r.rest[n:]
	return part
}

// number reads a number of four bytes.
func (r *reader) number() int {
	b := r.bytes(4)
	if b == nil {
		return 0
	}
	return int(binary.LittleEndian.Uint32(b))
}

// floats reads n floats.
func (r *reader) floats(n int) []float32 {
	b := r.bytes(4 * n)
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}

func (r *reader) norm(n int) norm { return norm{scale: r.floats(n), bias: r.floats(n)} }

func (r *reader) matrix(in, out int) matrix {
	return matrix{in: in, out: out, scale: r.floats(out), bias: r.floats(out), rows: r.bytes(in * out)}
}
