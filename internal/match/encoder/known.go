package encoder

import (
	_ "embed"
	"encoding/binary"
	"math"
	"sort"
)

//go:embed known.bin
var knownAsset []byte

// knownSum is the SHA-256 of known.bin; see weightsSum.
const knownSum = "33a0f720f8043e6c9056d5e3a650673026e2c97fc0bcc86b1a07643fbdcf858b"

// known are the vectors of the phrasings that the encoder was tuned on, so that
// learning a corpus need not compute thousands of them. Their numbers have four
// bits, which is coarse for a text and fine for the mean of a class.
type known struct {
	step    float32
	hashes  []byte // of the texts, in ascending order
	vectors []byte
}

// The parts of known.bin. The hash is FNV-1a of 64 bits.
const (
	knownMagic = "rolecall known 2\n\n\n\n"
	hashSize   = 8
	packedSize = Dim / 2
)

func readKnown(asset []byte) (*known, error) {
	if len(asset) < len(knownMagic) || string(asset[:len(knownMagic)]) != knownMagic {
		return nil, damaged("known.bin", "does not begin with its name")
	}
	r := &reader{rest: asset[len(knownMagic):]}
	n := r.number()
	k := &known{step: math.Float32frombits(uint32(r.number()))}
	k.hashes, k.vectors = r.bytes(n*hashSize), r.bytes(n*packedSize)
	if r.short || len(r.rest) > 0 {
		return nil, damaged("known.bin", "has not the length it says")
	}
	return k, nil
}

// Known returns the vector of a text, approximately (cosine 0.99), if it is one of the
// phrasings that the encoder was tuned on. It costs next to nothing.
func (e *Encoder) Known(text string) ([]float32, bool) {
	k, want := e.known, hash(text)
	n := len(k.hashes) / hashSize
	at := func(i int) uint64 { return binary.LittleEndian.Uint64(k.hashes[i*hashSize:]) }
	i := sort.Search(n, func(i int) bool { return at(i) >= want })
	if i == n || at(i) != want {
		return nil, false
	}
	const middle = 7.5 // of the numbers 0 to 15
	out := make([]float32, Dim)
	for j, b := range k.vectors[i*packedSize:][:packedSize] {
		out[2*j] = float32((float32(b&15) - middle) * k.step)
		out[2*j+1] = float32((float32(b>>4) - middle) * k.step)
	}
	toUnit(out)
	return out, true
}

// Near is Vector, or Known where that has the text, which saves its milliseconds.
func (e *Encoder) Near(text string) []float32 {
	if v, ok := e.Known(text); ok {
		return v
	}
	return e.Vector(text)
}

func hash(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}
