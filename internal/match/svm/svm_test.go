package svm

import (
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"rolecall/internal/match/compact"
)

// sample makes a sample of some features, each of the same weight, of length 1.
func sample(classes []int, ids ...int32) Sample {
	s := Sample{Classes: classes}
	for _, id := range ids {
		s.Features = append(s.Features, Feature{id, float32(1 / math.Sqrt(float64(len(ids))))})
	}
	return s
}

// noisy are samples of ten classes: features of their own class for the most part.
func noisy(n int) (samples []Sample, features, classes int) {
	const perClass = 30
	classes = 10
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		class, ids := i%classes, map[int32]bool{}
		for len(ids) < 8 {
			from := class
			if r.IntN(2) == 0 {
				from = r.IntN(classes)
			}
			ids[int32(from*perClass+r.IntN(perClass))] = true
		}
		s := Sample{Classes: []int{class}}
		for id := range int32(classes * perClass) { // in a fixed order
			if ids[id] {
				s.Features = append(s.Features, Feature{id, float32(1 / math.Sqrt(8))})
			}
		}
		samples = append(samples, s)
	}
	return samples, classes * perClass, classes
}

func score(s Sample, weights compact.Postings, bias []float64, class int) float64 {
	sum := bias[class]
	for _, f := range s.Features {
		sum += float64(f.Value) * weights.Of(f.ID, class) * Step
	}
	return sum
}

func TestTrain(t *testing.T) {
	samples := []Sample{sample([]int{0}, 0, 1), sample([]int{0}, 0, 2), sample([]int{1, 2}, 3, 1), sample([]int{1}, 3, 2)}
	weights, bias := Train(samples, 4, 3)
	for i, want := range [][]bool{{true, false, false}, {true, false, false}, {false, true, true}, {false, true, false}} {
		for c := range want {
			if got := score(samples[i], weights, bias, c); got > 0 != want[c] {
				t.Errorf("sample %d, class %d: %g, want it positive: %v", i, c, got, want[c])
			}
		}
	}
}

func TestNothingToLearn(t *testing.T) {
	for name, samples := range map[string][]Sample{"no samples": nil, "a sample without features": {{Classes: []int{0}}}} {
		if weights, bias := Train(samples, 2, 1); weights.Len() != 0 || len(bias) != 1 {
			t.Errorf("%s: %v %v", name, weights, bias)
		}
	}
	if weights, bias := Train(nil, 0, 0); weights.Len() != 0 || len(bias) != 0 {
		t.Errorf("no classes: %v %v", weights, bias)
	}
}

// TestBelow: classes from a sample's Below on learn as if it were not there, and are no twins of a class that learns
// from it.
func TestBelow(t *testing.T) {
	feature := func(ids ...int32) (fs []Feature) {
		for _, id := range ids {
			fs = append(fs, Feature{id, 1})
		}
		return fs
	}
	samples := []Sample{{Features: feature(0), Classes: []int{0, 2}}, {Features: feature(1), Classes: []int{1}}}
	without, bias := Train(samples, 3, 3)
	with, withBias := Train(append(samples, Sample{Features: feature(0, 2), Classes: []int{1}, Below: 2}), 3, 3)
	for f := range int32(3) {
		if with.Of(f, 2) != without.Of(f, 2) {
			t.Errorf("feature %d weighs %v for the class that is not below, %v without the sample", f, with.Of(f, 2), without.Of(f, 2))
		}
	}
	if withBias[2] != bias[2] || with.Of(0, 0) == without.Of(0, 0) {
		t.Errorf("bias %v, want %v; the class below has the weight %v with and without it", withBias[2], bias[2], with.Of(0, 0))
	}
}

// TestNeutralSamplesAreNotNegative: a sample is not a negative example of a class it
// is neutral for.
func TestNeutralSamplesAreNotNegative(t *testing.T) {
	samples := []Sample{sample([]int{0}, 0, 1), sample([]int{1}, 0, 1), sample([]int{2}, 2)}
	negative, negativeBias := Train(samples, 3, 3)
	samples[1].Neutral = []int{0}
	neutral, neutralBias := Train(samples, 3, 3)
	if a, b := score(samples[0], negative, negativeBias, 0), score(samples[0], neutral, neutralBias, 0); b <= a {
		t.Errorf("class 0 scores %g where the sample is neutral and %g where it is not", b, a)
	}
}

func TestTheSameOnAnyNumberOfCores(t *testing.T) {
	samples, features, classes := noisy(500)
	weights, bias := Train(samples, features, classes)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 3, 8} {
		runtime.GOMAXPROCS(cores)
		w, b := Train(samples, features, classes)
		if !reflect.DeepEqual(w, weights) || !reflect.DeepEqual(b, bias) {
			t.Errorf("%d cores: other weights", cores)
		}
	}
}

// TestShrinkingAgreesWithFullTraining: visiting mostly active samples gives the same
// weights as visiting every sample a thousand times, to within one step; rounding may
// add one and a half.
func TestShrinkingAgreesWithFullTraining(t *testing.T) {
	samples, features, classes := noisy(500)
	weights, bias := Train(samples, features, classes)
	samples = shuffled(samples)
	rows := flatten(samples)
	const far = 2.5 * Step
	for c := range classes {
		full := newTrainer(samples, rows, features)
		var members []int32
		for i, s := range samples {
			if s.Classes[0] == c {
				members = append(members, int32(i))
			}
		}
		full.reset(1, c, members, nil)
		for range 1000 {
			for i := range samples {
				full.visit(1, i)
			}
		}
		for f, w := range full.w {
			if got := weights.Of(int32(f), c) * Step; math.Abs(got-float64(w[1])) > far {
				t.Errorf("class %d, feature %d: %g, and %g after 1000 passes", c, f, got, w[1])
			}
		}
		if d := math.Abs(bias[c] - full.lanes[1].b); d > far {
			t.Errorf("class %d: bias %g, and %g after 1000 passes", c, bias[c], full.lanes[1].b)
		}
	}
}

func BenchmarkTrain(b *testing.B) {
	samples, features, classes := noisy(2000)
	for b.Loop() {
		Train(samples, features, classes)
	}
}

// TestTwinsAreLearnedOnce: a class with the samples of another has its weights, and one that
// differs in neutral samples alone has its own.
func TestTwinsAreLearnedOnce(t *testing.T) {
	if got := twins(nil, [][]int32{{1, 2}, {3}, {1, 2}, {1, 2}, nil, nil}, [][]int32{nil, nil, nil, {3}, nil, nil}); !reflect.DeepEqual(got, []int{0, 1, 0, 3, 4, 4}) {
		t.Errorf("twins %v", got)
	}
	samples, features, classes := noisy(100)
	for i := range samples {
		if samples[i].Classes[0] == 3 {
			samples[i].Classes = []int{3, classes}
		}
	}
	weights, bias := Train(samples, features, classes+1)
	for f := range int32(features) {
		if weights.Of(f, 3) != weights.Of(f, classes) {
			t.Fatalf("feature %d weighs %v and %v", f, weights.Of(f, 3), weights.Of(f, classes))
		}
	}
	if bias[3] != bias[classes] {
		t.Errorf("biases %v and %v", bias[3], bias[classes])
	}
}
