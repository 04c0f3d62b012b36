package encoder

import (
	"math"
	"slices"
	"testing"
)

// toy returns vectors of three classes. Their first numbers tell the classes apart; the
// numbers after them are larger and tell nothing.
func toy(n int) (vectors [][]float32, classes []int) {
	state := uint32(7)
	random := func() float32 {
		state = state*1664525 + 1013904223
		return float32(state>>8)/(1<<24) - 0.5
	}
	for i := range n {
		v := make([]float32, Dim)
		class := i % 3
		v[class] = 0.4
		for j := 3; j < 9; j++ {
			v[j] = random()
		}
		normalize(v)
		vectors, classes = append(vectors, v), append(classes, class)
	}
	return vectors, classes
}

// at returns the vectors as Learn takes them.
func at(vectors [][]float32) func(int) []float32 {
	return func(i int) []float32 { return vectors[i] }
}

func best(x []float32) int { return slices.Index(x, slices.Max(x)) }

func TestLearnTellsClassesApart(t *testing.T) {
	vectors, classes := toy(300)
	p := Learn(at(vectors), classes[:200], 3)
	if !p.Fits(3) {
		t.Errorf("%d and %d numbers", len(p.Lower), len(p.Rows))
	}
	for i, v := range vectors[200:] {
		if got, want := best(p.Cosines(v)), classes[200+i]; got != want {
			t.Errorf("vector %d is of class %d, want %d: %v", 200+i, got, want, p.Cosines(v))
		}
	}
}

func TestLearnOfFewTexts(t *testing.T) {
	vectors, classes := toy(3)
	p := Learn(at(vectors), classes, 5)
	z := p.Cosines(vectors[1])
	if best(z) != 1 {
		t.Errorf("cosines %v: the second class has this very vector", z)
	}
	for c, v := range z {
		if c >= 3 && v != 0 {
			t.Errorf("class %d has no texts and the cosine %v", c, v)
		}
		if math.IsNaN(float64(v)) || v < -1.001 || v > 1.001 {
			t.Errorf("class %d has the cosine %v", c, v)
		}
	}
	if z := Learn(at(nil), nil, 2).Cosines(vectors[0]); z[0] != 0 || z[1] != 0 {
		t.Errorf("cosines %v without any text", z)
	}
}

func TestLearnLeavesItsInputs(t *testing.T) {
	vectors, classes := toy(30)
	before := slices.Clone(vectors[4])
	first := Learn(at(vectors), classes, 3)
	if !slices.Equal(before, vectors[4]) {
		t.Error("Learn changed a vector")
	}
	if !slices.Equal(first.Rows, Learn(at(vectors), classes, 3).Rows) {
		t.Error("the same vectors give other rows the second time")
	}
	first.Cosines(vectors[4])
	if !slices.Equal(before, vectors[4]) {
		t.Error("Cosines changed its vector")
	}
}

// TestLearnedIsTheSameOnEveryMachine compares all bits with those that amd64 computes.
func TestLearnedIsTheSameOnEveryMachine(t *testing.T) {
	vectors, classes := toy(60)
	p := Learn(at(vectors), classes, 3)
	const want = 0x184534df00a51cea
	if got := hashOf(p.Lower, p.Rows, p.Cosines(vectors[0])); got != want {
		t.Errorf("what is learned has the hash %#x, want %#x", got, uint64(want))
	}
}

func BenchmarkLearn(b *testing.B) {
	vectors, classes := toy(9000)
	for b.Loop() {
		Learn(at(vectors), classes, 107)
	}
}

func BenchmarkCosines(b *testing.B) {
	vectors, classes := toy(300)
	p := Learn(at(vectors), classes, 107)
	for b.Loop() {
		p.Cosines(vectors[0])
	}
}

// TestLogChances: they are of one, and their order is that of the cosines.
func TestLogChances(t *testing.T) {
	logs, sum := LogChances([]float32{0.5, -1, 0.6}), 0.0
	for _, l := range logs {
		sum += math.Exp(l)
	}
	if math.Abs(sum-1) > 1e-9 || !(logs[1] < logs[0] && logs[0] < logs[2]) || math.Abs(logs[2]-logs[0]-0.1*sharpness) > 1e-6 {
		t.Errorf("the chances are e to the %v, of %v together", logs, sum)
	}
}
