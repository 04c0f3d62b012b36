package same

import (
	"math"
	"testing"
)

func TestExp(t *testing.T) {
	for x := -30.0; x <= 30; x += 0.37 {
		if got, want := Exp(x), math.Exp(x); math.Abs(got/want-1) > 1e-13 {
			t.Errorf("Exp(%v) = %v, want %v", x, got, want)
		}
	}
	for _, x := range []float64{-1e6, math.Inf(-1)} {
		if got := Exp(x); got < 0 || got > 1e-300 {
			t.Errorf("Exp(%v) = %v", x, got)
		}
	}
}

func TestLog(t *testing.T) {
	for _, x := range []float64{1e-300, 1e-9, 0.5, 0.75, 1, math.E, 100, 1e300} {
		if got, want := Log(x), math.Log(x); math.Abs(got-want) > 1e-13*max(1, math.Abs(want)) {
			t.Errorf("Log(%v) = %v, want %v", x, got, want)
		}
	}
}

// TestSameOnEveryMachine compares all bits with those that amd64 computes.
func TestSameOnEveryMachine(t *testing.T) {
	var hash uint64
	for x := -20.0; x <= 20; x += 0.01 {
		hash = hash*1099511628211 ^ math.Float64bits(Exp(x))
	}
	const want = 0xf7812699bf431687
	if hash != want {
		t.Errorf("the results have the hash %#x, want %#x", hash, uint64(want))
	}
}
