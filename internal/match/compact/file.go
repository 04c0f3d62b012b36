package compact

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
)

// Writer appends numbers and texts to a file. Numbers are varints, except for
// hashes, which are eight bytes.
type Writer struct{ bytes.Buffer }

// Uint appends a number that is not negative.
func (w *Writer) Uint(n int) { w.Write(binary.AppendUvarint(nil, uint64(n))) }

// Int appends a number that may be negative.
func (w *Writer) Int(n int) { w.Write(binary.AppendVarint(nil, int64(n))) }

// Hash appends a number as eight bytes.
func (w *Writer) Hash(n uint64) { w.Write(binary.LittleEndian.AppendUint64(nil, n)) }

// Floats appends how many numbers there are, and their bits.
func (w *Writer) Floats(list []float32) {
	w.Uint(len(list))
	for _, f := range list {
		w.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(f)))
	}
}

// Text appends a text with its length.
func (w *Writer) Text(s string) {
	w.Uint(len(s))
	w.WriteString(s)
}

// Reader reads what a Writer wrote. After a fault, every number is zero and every
// text empty.
type Reader struct {
	s   string
	bad bool
}

// NewReader reads s.
func NewReader(s string) *Reader { return &Reader{s: s} }

// Bad reports whether there was a fault: the file is cut short, or a number is out of
// bounds.
func (r *Reader) Bad() bool { return r.bad }

// Uint reads a number that Writer.Uint wrote.
func (r *Reader) Uint() int {
	if len(r.s) > 0 && r.s[0] < 0x80 && !r.bad { // as most are
		n := int(r.s[0])
		r.s = r.s[1:]
		return n
	}
	n, size := binary.Uvarint([]byte(r.s[:min(len(r.s), binary.MaxVarintLen64)]))
	if size <= 0 || r.bad {
		r.bad = true
		return 0
	}
	r.s = r.s[size:]
	return int(n)
}

// Count reads the number of items that follow, each at least one byte long.
func (r *Reader) Count() int {
	n := r.Uint()
	if n < 0 || n > len(r.s) {
		r.bad = true
		return 0
	}
	return n
}

// Below reads a number that must be less than limit.
func (r *Reader) Below(limit int) int {
	n := r.Uint()
	if n < 0 || n >= limit {
		r.bad = true
		return 0
	}
	return n
}

// Int reads a number that Writer.Int wrote.
func (r *Reader) Int() int {
	n := uint64(r.Uint())
	return int(int64(n>>1) ^ -int64(n&1))
}

// Hash reads a number that Writer.Hash wrote.
func (r *Reader) Hash() uint64 { return binary.LittleEndian.Uint64([]byte(r.take(8))) }

// Floats reads numbers that Writer.Floats wrote.
func (r *Reader) Floats() []float32 {
	const size = 4
	s := r.take(size * r.Count())
	out := make([]float32, len(s)/size)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32([]byte(s[size*i:][:size])))
	}
	return out
}

// Text reads a text. It is a part of the file and no copy: most of a file stays in use
// anyway, as postings.
func (r *Reader) Text() string { return r.take(r.Count()) }

// take reads n bytes; after a fault they are zero.
func (r *Reader) take(n int) string {
	if r.bad || n > len(r.s) {
		r.bad = true
		return strings.Repeat("\x00", n)
	}
	s := r.s[:n]
	r.s = r.s[n:]
	return s
}
