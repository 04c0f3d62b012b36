package encoder

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"sync"
)

// Memory has vectors of texts for learning. Of phrasings that the encoder was tuned on there
// are vectors; those of others take some milliseconds each, and are remembered from one
// learning to the next: an edit adds a few phrasings to hundreds of a company's own. The
// zero Memory is empty. It is safe for concurrent use.
type Memory struct {
	mu   sync.Mutex
	kept map[uint64][]float32 // by the hash of the text; only what the last learning used
}

// Vectors returns the function that gives the vectors of one learning. What was remembered
// before and is not asked for again is forgotten with the learning after it.
func (m *Memory) Vectors(e *Encoder) func(text string) []float32 {
	m.mu.Lock()
	before, now := m.kept, map[uint64][]float32{}
	m.kept = now
	m.mu.Unlock()
	return func(text string) []float32 {
		if v, ok := e.Known(text); ok {
			return v
		}
		key := hash(text)
		m.mu.Lock()
		v, ok := now[key]
		if !ok {
			v = before[key]
		}
		m.mu.Unlock()
		if v == nil {
			v = e.Vector(text)
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		now[key] = v
		return v
	}
}

// entrySize is the size in bytes of what Bytes writes for a vector.
const entrySize = 8 + 4*Dim

// Bytes is what is remembered, for Read.
func (m *Memory) Bytes() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]byte, 0, len(m.kept)*entrySize)
	for _, key := range slices.Sorted(maps.Keys(m.kept)) {
		out = binary.LittleEndian.AppendUint64(out, key)
		for _, f := range m.kept[key] {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(f))
		}
	}
	return out
}

// Read adds what Bytes has written.
func (m *Memory) Read(data string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[uint64][]float32{}
	}
	for b := []byte(data); len(b) >= entrySize; b = b[entrySize:] {
		v := make([]float32, Dim)
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[8+4*i:]))
		}
		m.kept[binary.LittleEndian.Uint64(b)] = v
	}
}
