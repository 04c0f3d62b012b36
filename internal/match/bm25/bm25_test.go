package bm25

import (
	"math"
	"testing"
)

// TestWeights computes the expected weights by the formula.
func TestWeights(t *testing.T) {
	const zebra, yak, owl = 0, 1, 2
	w := Weights([]Text{{[]int32{zebra, yak}, []int{0}}, {[]int32{yak, owl}, []int{1}}}, 3, 2)
	stored := func(classesWith float64) float64 { // once, in a document of mean length
		return math.Round(math.Log(1+(2-classesWith+0.5)/(classesWith+0.5))*(k1+1)/(1+k1)/Step) * Step
	}
	for _, tt := range []struct {
		term  int32
		class int
		want  float64
	}{{zebra, 0, stored(1)}, {zebra, 1, 0}, {yak, 0, stored(2)}, {yak, 1, stored(2)}, {owl, 0, 0}, {owl, 1, stored(1)}} {
		if got := w.Of(tt.term, tt.class) * Step; math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("term %d, class %d: %g, want %g", tt.term, tt.class, got, tt.want)
		}
	}
	if twice := Weights([]Text{{[]int32{zebra, zebra}, []int{0}}, {[]int32{yak, owl}, []int{1}}}, 3, 2); twice.Of(zebra, 0) <= w.Of(zebra, 0) {
		t.Error("a term that occurs twice does not weigh more")
	}
}

func TestNoText(t *testing.T) {
	if w := Weights(nil, 3, 2); w.Len() != 0 {
		t.Errorf("%d weights", w.Len())
	}
}
