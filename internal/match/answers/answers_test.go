package answers

import (
	"slices"
	"testing"
)

func TestScore(t *testing.T) {
	w := New([][]string{{"pay", "boss", "pay"}, {"boss", "board"}, {"board", "share", "of", "firm", "boss"}})
	for _, tt := range []struct {
		stems []string
		best  int // -1 where no answer speaks of them
	}{
		{[]string{"pay"}, 0},
		{[]string{"boss", "share"}, 2}, // the rare word decides
		{[]string{"board", "boss"}, 1}, // the short answer is more about them
		{[]string{"zebra"}, -1},
		{nil, -1},
	} {
		got := w.Score([]float64{7}, tt.stems)
		if len(got) != 4 || got[0] != 7 {
			t.Fatalf("%v: appended %v", tt.stems, got)
		}
		best := slices.Max(got[1:])
		if tt.best < 0 && best != 0 || tt.best >= 0 && (best <= 0 || got[1+tt.best] != best) {
			t.Errorf("%v: %v, want answer %d", tt.stems, got[1:], tt.best)
		}
	}
}
