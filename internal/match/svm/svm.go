// Package svm trains linear classifiers: samples in, weights out. It knows nothing of
// texts or of what the classes mean.
//
// Each class is a linear support vector machine of that class against all others,
// with squared hinge loss, solved in its dual one sample at a time (Hsieh and others,
// "A dual coordinate descent method for large-scale linear SVM", ICML 2008).
package svm

import (
	"fmt"
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
	Neutral  []int // classes for which it is neither a positive nor a negative example
	Below    int   // … and so are, unless it is 0, this class and those after it
}

// Step is the resolution of a weight. Weights that round to one step or none are
// dropped: 19 of 20. Measured as below, that costs nothing (with them, first right is
// 77.86, among three 89.41, loss 0.3048).
const Step = 1.0 / 40

// The hyperparameters, chosen by cross-validation over the phrasings of the corpus,
// not on the golden set: each matched by an index that had not seen it, by the words
// alone, with a test that is gone since. On 2026-11-26:
//
//	                      first right  among three    loss  CPU seconds of match.New
//	12 random passes            77.81        89.46               6.2
//	2 rounds of 8               77.86        89.21               1.0
//	3 rounds of 8               77.88        89.21  0.3044       1.2
//	4 rounds of 8               77.81        89.45  0.3035       1.4
//	6 rounds, settle 0.02       77.90        89.40  0.3047       1.9
//	4 rounds, cost 1            77.79        89.33  0.3075
//	4 rounds, cost 4            77.86        89.14  0.3066
//
// and of a larger corpus, 6,458 phrasings, on the same day:
//
//	bias 0.5                    77.75        88.54  0.3149
//	bias 1                      77.72        88.57  0.3143
//	bias 2                      77.64        88.67  0.3146
//
// and of 33,000 lessons on 2026-11-27, by the loss of the fusion out of fold (eval/fit), and the time of match.New:
//
//	2 rounds of 8               0.5165  2.5 s
//	3 rounds of 8               0.5085  2.9 s
//	3 rounds of 5               0.5052  2.5 s
//	3 rounds of 4               0.5061  2.4 s
const (
	cost   = 2.0 // C in the paper: the weight of errors against that of short weight vectors
	bias   = 1.0 // the value of the constant feature whose weight is the bias: the length of a sample
	rounds = 3   // how often every sample is visited
	passes = 5   // … and how often, after each of those, the active ones
	settle = 0.1 // a pass in which no gradient was larger than this ends a round
)

// soft is what squared hinge loss adds to the diagonal (D in the paper).
const soft = 0.5 / cost

// Train returns the weights of each feature for the classes, in steps of Step, and
// the bias of each class. Features are numbered below features, and classes below
// classes. The result is the same with any number of cores: classes are independent,
// and each visits the samples in an order from a fixed seed. It is the same on other
// processors too: the explicit float conversions below keep the compiler from fusing a
// product into a sum, and .ci/run checks that it does not.
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
	twin := twins(samples, members, neutral)
	var own []int // the classes that are learned themselves
	for c := range classes {
		if twin[c] == c {
			own = append(own, c)
		}
	}
	next := make(chan []int)
	var wg sync.WaitGroup
	for range max(1, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			t := newTrainer(samples, rows, features)
			for group := range next {
				for lane := range t.lanes {
					t.lanes[lane].off()
				}
				for lane, c := range group {
					t.reset(lane, c, members[c], neutral[c])
				}
				t.train()
				for lane, c := range group {
					learned[c], biases[c] = t.learned(lane)
				}
			}
		})
	}
	for group := range slices.Chunk(own, together) {
		next <- group
	}
	close(next)
	wg.Wait()
	for c, as := range twin {
		learned[c], biases[c] = learned[as], biases[as]
	}
	return compact.Transpose(features, func(emit func(f int, class uint16, weight int8)) {
		for c, ws := range learned {
			for _, w := range ws {
				emit(w.feature, uint16(c), w.steps)
			}
		}
	}), biases
}

// twins returns for each class the first one with the same samples, which would be learned
// alike: an entry that nothing shares its facet with is such a class, and its facet.
func twins(samples []Sample, members, neutral [][]int32) []int {
	first, out := map[string]int{}, make([]int, len(members))
	var below []int
	for _, s := range samples {
		if s.Below > 0 && !slices.Contains(below, s.Below) {
			below = append(below, s.Below)
		}
	}
	for c := range members {
		among := 0
		for _, b := range below {
			if c >= b {
				among++
			}
		}
		key := fmt.Sprint(among, members[c], neutral[c])
		as, ok := first[key]
		if !ok {
			as = c
			first[key] = c
		}
		out[c] = as
	}
	return out
}

// weight is the weight of a feature for the class being trained.
type weight struct {
	feature int
	steps   int8
}

// shuffled returns the samples in random order: in the order of a corpus, long runs
// of similar samples would make training converge more slowly.
func shuffled(samples []Sample) []Sample {
	out, seed := slices.Clone(samples), order(1)
	seed.shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// order is a generator of permutations, the same ones on every run.
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

// flatten copies the features of samples into one matrix.
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

// together is how many classes are trained at the same time, each as if it were alone: a
// feature is read once for all of them, and their sums do not wait for each other. Learning
// takes nine tenths of the CPU time of one after the other. The code below has four written out.
const together = 4

// trainer trains some classes, and others after them with the same memory.
type trainer struct {
	*matrix
	samples []Sample
	w       [][together]float32 // by feature
	lanes   [together]lane
}

// lane is one of the classes being trained.
type lane struct {
	b      float64
	alpha  []float64 // how much each sample weighs in w
	sign   []float64 // 1 for members, 0 for neutral samples, -1 for the rest
	active []int32   // the samples that passes visit
	order  order
}

func newTrainer(samples []Sample, rows *matrix, features int) *trainer {
	t := &trainer{matrix: rows, samples: samples, w: make([][together]float32, features)}
	for i := range t.lanes {
		t.lanes[i] = lane{alpha: make([]float64, len(rows.diagonal)), sign: make([]float64, len(rows.diagonal))}
	}
	return t
}

// off leaves a lane without a class.
func (l *lane) off() { clear(l.sign) }

// reset prepares a lane for training a class.
func (t *trainer) reset(lane, class int, members, neutral []int32) {
	l := &t.lanes[lane]
	clear(l.alpha)
	l.b, l.order = 0, 1
	for i := range l.sign {
		l.sign[i] = -1
		if below := t.samples[i].Below; below > 0 && class >= below {
			l.sign[i] = 0
		}
	}
	for _, i := range neutral {
		l.sign[i] = 0
	}
	for _, i := range members {
		l.sign[i] = 1
	}
}

// train trains the classes of all lanes. 19 of 20 samples have weight 0 and are on the right
// side of the margin. So a round visits all samples once and then only the others, the active
// ones, several times ("shrinking" in the paper).
func (t *trainer) train() {
	clear(t.w)
	for range rounds {
		t.visitAll()
		for lane := range t.lanes {
			for range passes {
				if t.pass(lane) < settle {
					break
				}
			}
		}
	}
}

// learned returns what the class of a lane learned.
func (t *trainer) learned(lane int) ([]weight, float64) {
	var out []weight
	for i := range t.w {
		if q := math.Round(float64(t.w[i][lane]) / Step); q > 1 || q < -1 {
			out = append(out, weight{i, int8(max(-127, min(127, q)))})
		}
	}
	return out, math.Round(t.lanes[lane].b*bias/Step) * Step
}

// visitAll visits every sample for every lane and lists the active ones. Training spends
// most of its time here and in visit. Both touch only memory of this trainer, so the race
// detector, which makes them 20 times slower, is turned off.
//
//go:norace
func (t *trainer) visitAll() {
	for lane := range t.lanes {
		t.lanes[lane].active = t.lanes[lane].active[:0]
	}
	for i := range t.diagonal {
		if t.lanes[0].sign[i] == 0 && t.lanes[1].sign[i] == 0 && t.lanes[2].sign[i] == 0 && t.lanes[3].sign[i] == 0 {
			continue
		}
		ids, values := t.sample(i)
		var a, b, c, d float32
		for k, id := range ids {
			w, v := &t.w[id], values[k]
			a += float32(w[0] * v)
			b += float32(w[1] * v)
			c += float32(w[2] * v)
			d += float32(w[3] * v)
		}
		for lane, sum := range [together]float32{a, b, c, d} {
			l := &t.lanes[lane]
			if l.sign[i] != 0 && (t.improve(lane, i, sum) != 0 || l.alpha[i] != 0) {
				l.active = append(l.active, int32(i))
			}
		}
	}
}

// sample returns the features of a sample.
func (m *matrix) sample(i int) (ids []int32, values []float32) {
	ids, values = m.id[m.start[i]:m.start[i+1]], m.value[m.start[i]:m.start[i+1]]
	return ids, values[:len(ids)] // removes the bounds check from the loops
}

// pass visits the active samples of a lane in random order, drops those that are no longer
// active, and returns the largest gradient.
func (t *trainer) pass(lane int) (worst float64) {
	l := &t.lanes[lane]
	l.order.shuffle(len(l.active), func(i, j int) { l.active[i], l.active[j] = l.active[j], l.active[i] })
	still := l.active[:0]
	for _, i := range l.active {
		off := t.visit(lane, int(i))
		if off != 0 || l.alpha[i] != 0 {
			still = append(still, i)
		}
		worst = max(worst, off)
	}
	l.active = still
	return worst
}

// visit visits one sample for one lane.
//
//go:norace
func (t *trainer) visit(lane, i int) float64 {
	ids, values := t.sample(i)
	w := t.w
	lane &= together - 1 // removes another bounds check
	var sum float32
	for k, id := range ids {
		sum += float32(w[id][lane] * values[k])
	}
	return t.improve(lane, i, sum)
}

// improve sets one sample's weight to its optimum, given the sum of its features' weights, and
// returns how large the gradient was.
//
//go:norace
func (t *trainer) improve(lane, i int, sum float32) float64 {
	l := &t.lanes[lane]
	score := float64(sum) + float64(l.b*bias)
	old := l.alpha[i]
	gradient := float64(l.sign[i]*score) - 1 + float64(old*soft)
	if old == 0 && gradient >= 0 {
		return 0
	}
	l.alpha[i] = max(0, old-gradient/(t.diagonal[i]+soft))
	step := float64((l.alpha[i] - old) * l.sign[i])
	if step == 0 {
		return 0
	}
	by := float32(step)
	ids, values := t.sample(i)
	for k, id := range ids {
		t.w[id][lane] += float32(by * values[k])
	}
	l.b += float64(step * bias)
	return math.Abs(gradient)
}
