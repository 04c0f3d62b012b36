package encoder

import (
	"slices"
	"testing"
)

func TestMemoryKeepsWhatTheLastLearningUsed(t *testing.T) {
	e, m := open(t), &Memory{}
	learn := func(m *Memory, texts ...string) {
		t.Helper()
		vector := m.Vectors(e)
		for _, text := range texts {
			want, known := e.Known(text)
			if !known {
				want = e.Vector(text)
			}
			for range 2 {
				if !slices.Equal(vector(text), want) {
					t.Errorf("%q has another vector", text)
				}
			}
		}
	}
	learn(m, "canteen on floor nine", "the badge of a visitor")
	kept := m.Bytes()
	if len(kept) != 2*entrySize {
		t.Fatalf("%d bytes for two texts", len(kept))
	}
	later := &Memory{}
	later.Read(string(kept))
	if !slices.Equal(later.Bytes(), kept) {
		t.Error("what was read is not what was written")
	}
	learn(later, "canteen on floor nine", "a laptop for the intern")
	learn(later, "canteen on floor nine")
	if got := later.Bytes(); len(got) != entrySize {
		t.Errorf("%d bytes are left for one text", len(got))
	}
	later.Read("cut short")
	if len(later.Bytes()) != entrySize {
		t.Error("something cut short was read")
	}
}

// TestMemoryIsUsed: a vector that is remembered is not computed again.
func TestMemoryIsUsed(t *testing.T) {
	e, m := open(t), &Memory{}
	first := m.Vectors(e)("canteen on floor nine")
	if second := m.Vectors(e)("canteen on floor nine"); &first[0] != &second[0] {
		t.Error("computed twice")
	}
}
