// Package svm learns linear classifiers: samples in, weights out. It knows
// nothing of texts or of what the classes mean.
//
// Each class is a linear support vector machine against all the rest, with
// squared hinge loss, solved in its dual one sample at a time (Hsieh and others,
// "A dual coordinate descent method for large-scale linear SVM", 2008).
package svm

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"rolecall/internal/match/compact"
)

// Feature is one feature of a sample; ID counts from 0.
type Feature struct {
	ID    int32
	Value float32
}

// Sample is one thing to learn from: its features, each once, and the classes it
// belongs to.
type Sample struct {
	Features []Feature
	Classes  []int
	Neutral  []int // classes it must not count against, though it is not of them
}

// Step is the resolution of a weight. Weights that round to one step or none
// vanish: nineteen in twenty. Measured as below, that costs nothing (with them, first
// right 77.86, among three 89.41, loss 0.3048).
const Step = 1.0 / 40

// What training costs and how far it goes, chosen by cross-validation over the
// phrasings of the corpus and never on the questions that measure it, by
// go test ./internal/match -run TestCurve -v. On 2026-11-26:
//
//	                      first right  among three    loss  CPU seconds of match.New
//	12 random passes            77.81        89.46               6.2
//	2 rounds of 8               77.86        89.21               1.0
//	3 rounds of 8               77.88        89.21  0.3044       1.2
//	4 rounds of 8               77.81        89.45  0.3035       1.4
//	6 rounds, settle 0.02       77.90        89.40  0.3047       1.9
//	4 rounds, cost 1            77.79        89.33  0.3075
//	4 rounds, cost 4            77.86        89.14  0.3066
const (
	cost   = 2.0 // the price of a slip against the length of the weights
	bias   = 1.0 // the constant feature that carries the bias
	rounds = 4   // times that every sample is looked at
	passes = 8   // … and after each, times that those not quiet are
	settle = 0.1 // a pass in which no sample was further off than this ends a round
)

// soft is what squared hinge loss adds to the diagonal: a slip is never worth an
// unbounded weight.
const soft = 0.5 / cost

// Train returns the weights of each feature for the classes, in steps of Step, and
// the bias of each class. Features are numbered below features, and classes below
// classes. The result is the same with any number of cores: classes are independent,
// and each visits the samples in an order of a fixed seed. Machines of other kinds
// agree too: no product is fused into a sum, which is what the conversions below
// prevent and what .ci/run looks for.
func Train(samples []Sample, features, classes int) (weights compact.Postings, biases []float64) {
	learned, biases := make([][]weight, classes), make([]float64, classes)
	samples = shuffled(samples)
	rows := flatten(samples)
	members, neutral := make([][]int32, classes), make([][]int32, classes)
	for i, s := range samples {
		for _, c := range s.Neutral {
			neutral[c] = append(neutral[c], int32(i))
		}
		for _, c := range s.Classes {
			members[c] = append(members[c], int32(i))
		}
	}
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(1, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			t := &trainer{matrix: rows, w: make([]float32, features), alpha: make([]float64, len(samples)), sign: make([]float64, len(samples))}
			for c := range next {
				learned[c], biases[c] = t.class(members[c], neutral[c])
			}
		})
	}
	for c := range classes {
		next <- c
	}
	close(next)
	wg.Wait()
	return compact.Transpose(features, func(emit func(f int, class uint16, weight int8)) {
		for c, ws := range learned {
			for _, w := range ws {
				emit(w.feature, uint16(c), w.steps)
			}
		}
	}), biases
}

// weight is the weight of a feature for the class being trained.
type weight struct {
	feature int
	steps   int8
}

// shuffled returns the samples in another order: neighbours that are alike, as a
// corpus has them, pull the weights one way for long and settle later.
func shuffled(samples []Sample) []Sample {
	out, seed := slices.Clone(samples), order(1)
	seed.shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// order makes permutations, the same ones on every run.
type order uint64

func (o *order) shuffle(n int, swap func(i, j int)) {
	for i := range n {
		*o = *o*6364136223846793005 + 1442695040888963407 // Knuth's MMIX generator
		swap(i, i+int((*o>>33)%order(n-i)))
	}
}

// matrix holds the features of all samples one after the other, so that a pass
// over them reads memory in order: those of sample i are start[i]:start[i+1].
type matrix struct {
	start    []int
	id       []int32
	value    []float32
	diagonal []float64 // the squared length of each sample
}

func flatten(samples []Sample) *matrix {
	m := &matrix{start: make([]int, 1, len(samples)+1), diagonal: make([]float64, len(samples))}
	for i, s := range samples {
		length := bias * bias
		for _, f := range s.Features {
			m.id, m.value = append(m.id, f.ID), append(m.value, f.Value)
			length += float64(float64(f.Value) * float64(f.Value))
		}
		m.start = append(m.start, len(m.id))
		m.diagonal[i] = length
	}
	return m
}

// trainer trains one class after the other with the same memory.
type trainer struct {
	*matrix
	w      []float32
	b      float64
	alpha  []float64 // how much each sample weighs in w
	sign   []float64 // 1 for members, 0 for neutral samples, -1 for the rest
	active []int32   // samples that are not quiet
	order  order
}

// class trains one class. Nineteen samples in twenty are quiet: they weigh nothing
// and are on the right side. So a round looks at all samples once and then, often,
// at the others alone.
func (t *trainer) class(members, neutral []int32) ([]weight, float64) {
	t.reset(members, neutral)
	for range rounds {
		t.active = t.active[:0]
		for i, sign := range t.sign {
			if sign != 0 && (t.visit(i) != 0 || t.alpha[i] != 0) {
				t.active = append(t.active, int32(i))
			}
		}
		for range passes {
			if t.pass() < settle {
				break
			}
		}
	}
	var out []weight
	for i, w := range t.w {
		if q := math.Round(float64(w) / Step); q > 1 || q < -1 {
			out = append(out, weight{i, int8(max(-127, min(127, q)))})
		}
	}
	return out, math.Round(t.b*bias/Step) * Step
}

// reset prepares for training a class.
func (t *trainer) reset(members, neutral []int32) {
	clear(t.w)
	clear(t.alpha)
	t.b, t.order = 0, 1
	for i := range t.sign {
		t.sign[i] = -1
	}
	for _, i := range neutral {
		t.sign[i] = 0
	}
	for _, i := range members {
		t.sign[i] = 1
	}
}

// pass visits the active samples in an order of its own, drops those that are quiet
// now, and returns how far off the worst was.
func (t *trainer) pass() (worst float64) {
	t.order.shuffle(len(t.active), func(i, j int) { t.active[i], t.active[j] = t.active[j], t.active[i] })
	still := t.active[:0]
	for _, i := range t.active {
		off := t.visit(int(i))
		if off != 0 || t.alpha[i] != 0 {
			still = append(still, i)
		}
		worst = max(worst, off)
	}
	t.active = still
	return worst
}

// visit brings one sample's weight to its best and returns how far off it was.
// Nearly all the time of learning is spent here, on memory of this trainer alone,
// and the race detector would make it twenty times as much.
//
//go:norace
func (t *trainer) visit(i int) float64 {
	ids, values := t.id[t.start[i]:t.start[i+1]], t.value[t.start[i]:t.start[i+1]]
	values = values[:len(ids)] // spares the loops a check of bounds
	w := t.w
	var sum float32
	for k, id := range ids {
		sum += float32(w[id] * values[k])
	}
	score := float64(sum) + float64(t.b*bias)
	old := t.alpha[i]
	gradient := float64(t.sign[i]*score) - 1 + float64(old*soft)
	if old == 0 && gradient >= 0 {
		return 0
	}
	t.alpha[i] = max(0, old-gradient/(t.diagonal[i]+soft))
	step := float64((t.alpha[i] - old) * t.sign[i])
	if step == 0 {
		return 0
	}
	by := float32(step)
	for k, id := range ids {
		w[id] += float32(by * values[k])
	}
	t.b += float64(step * bias)
	return math.Abs(gradient)
}
