package linear

import (
	"math"
	"testing"

	"rolecall/internal/match/bm25"
	"rolecall/internal/match/compact"
	"rolecall/internal/match/feature"
	"rolecall/internal/match/read"
)

func lessons(texts ...string) (out []Lesson) {
	for i, t := range texts {
		out = append(out, Lesson{Words: read.Texts(read.Split(t)), Classes: []int{i}})
	}
	return out
}

// TestBM25Alone: where nothing is learned, BM25 scores.
func TestBM25Alone(t *testing.T) {
	l := Learn(lessons("zebra yak", "yak owl"), 2, nil, false)
	var s Scratch
	l.Score(&s, []string{"zebra"})
	zebra, _ := l.ids.Of(feature.OfStem("zebra"))
	if want := bm25Weight * bm25.Step * l.bm25.Of(zebra, 0) / 2; want <= 0 || math.Abs(s.Scores[0]-want) > 1e-9 || s.Scores[1] != 0 {
		t.Errorf("scores %v, want %g and 0", s.Scores, want)
	}
}

// TestVectorLength: unknown features count in a text's length.
func TestVectorLength(t *testing.T) {
	l := newLexicon(lessons("zebra yak", "zebra yak", "zebra yak", "yak owl"), nil)
	length := func(text string) float64 {
		words := read.Texts(read.Split(text))
		fs := l.vector(nil, feature.Keys(nil, words, l.stemAll(nil, words), nil))
		var sum float64
		for _, f := range fs {
			sum += float64(f.Value) * float64(f.Value)
		}
		return sum
	}
	if got := length("zebra yak"); math.Abs(got-1) > 1e-6 {
		t.Errorf("a lesson has length %g, want 1", got)
	}
	if known, strange := length("zebra yak"), length("zebra yak quux"); strange >= known {
		t.Errorf("an unknown word did not shorten the rest: %g >= %g", strange, known)
	}
}

// TestWhatFewLessonsHave is no feature, unless it is a word: pairs and letters teach nothing then.
func TestWhatFewLessonsHave(t *testing.T) {
	l := newLexicon(append(lessons("zebra yak", "zebra yak", "zebra yak", "yak owl", "yak owl"), Lesson{Words: []string{"wren"}, Outside: true}), nil)
	for _, tt := range []struct {
		feature feature.Key
		want    bool
	}{
		{feature.OfPair("zebra", "yak"), true},
		{feature.OfPair("yak", "owl"), false},
		{feature.Of(compact.Hash(compact.Offset, "<ze"), feature.Group), true},
		{feature.Of(compact.Hash(compact.Offset, "<ow"), feature.Group), false},
		{feature.OfStem("owl"), true},
		{feature.OfStem("wren"), true},
	} {
		if _, got := l.ID(tt.feature); got != tt.want {
			t.Errorf("%x is a feature: %v", tt.feature, got)
		}
	}
}
