package fusion

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// made are rows drawn from known weights: the answer to each is chosen by the chances
// that they give.
func made(rng *rand.Rand, n int, w Weights) []Row {
	rows := make([]Row, n)
	for i := range rows {
		r := Row{None: []float64{1}}
		for len(r.None) < len(w.None) {
			r.None = append(r.None, rng.NormFloat64())
		}
		for range 2 + rng.IntN(6) {
			c := make([]float64, len(w.Candidate))
			for j := range c {
				c[j] = rng.NormFloat64() * float64(1+j) // on different scales
			}
			r.Candidates = append(r.Candidates, c)
		}
		at := rng.Float64()
		for j, p := range chances(r, w) {
			if at -= p; at < 0 {
				if j < len(r.Candidates) {
					r.Right = []int{j}
				}
				break
			}
		}
		rows[i] = r
	}
	return rows
}

// TestFitRecoversWeights: from enough questions, the weights that they were drawn
// from are found again.
func TestFitRecoversWeights(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	want := Weights{Candidate: []float64{1.5, -0.7, 0.3}, None: []float64{0.8, -1.1}}
	got := Fit(made(rng, 8000, want), 0.01, Weights{})
	for _, w := range [][2][]float64{{got.Candidate, want.Candidate}, {got.None, want.None}} {
		if len(w[0]) != len(w[1]) {
			t.Fatalf("%d weights, want %d", len(w[0]), len(w[1]))
		}
		for i, v := range w[0] {
			if math.Abs(v-w[1][i]) > 0.12 { // three standard errors of the least certain one
				t.Errorf("fitted %v, drawn from %v", got, want)
			}
		}
	}
}

// TestFitIsTheBest: no other weights near those fitted make the answers likelier, and
// they are better than none.
func TestFitIsTheBest(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	rows := made(rng, 500, Weights{Candidate: []float64{1, -2}, None: []float64{0.5, 1}})
	for i := range rows { // some with several right answers
		if k := len(rows[i].Candidates); i%5 == 0 && len(rows[i].Right) > 0 {
			rows[i].Right = slices.Compact(slices.Sorted(slices.Values([]int{rows[i].Right[0], rng.IntN(k)})))
		}
	}
	const none = 1e-6 // next to no penalty
	w := Fit(rows, none, Weights{})
	best := meanLoss(rows, w)
	if zero := meanLoss(rows, Weights{make([]float64, 2), make([]float64, 2)}); best >= zero-0.2 {
		t.Errorf("loss %.4f, without weights %.4f", best, zero)
	}
	for _, list := range [][]float64{w.Candidate, w.None} {
		for i := range list {
			for _, by := range []float64{-0.05, 0.05} {
				list[i] += by
				if l := meanLoss(rows, w); l <= best {
					t.Errorf("with weight %d moved by %g the loss is %.6f, fitted %.6f", i, by, l, best)
				}
				list[i] -= by
			}
		}
	}
}

func meanLoss(rows []Row, w Weights) (sum float64) {
	for _, r := range rows {
		sum -= math.Log(Chance(r, w))
	}
	return sum / float64(len(rows))
}

// TestFitLeavesWrongWeights: with enough questions it does not matter how wrong the weights of before are.
func TestFitLeavesWrongWeights(t *testing.T) {
	rows := made(rand.New(rand.NewPCG(9, 10)), 400, Weights{Candidate: []float64{1, -1, 0.5}, None: []float64{0.5, 1}})
	for _, far := range []float64{-6, 6, 20} {
		got := Fit(rows, 1e-4, Weights{Candidate: []float64{far, far, -far}, None: []float64{-far, far}})
		if loss, best := meanLoss(rows, got), meanLoss(rows, Fit(rows, 1e-4, Weights{})); loss > best+1e-3 {
			t.Errorf("from %g the loss is %.4f, from 0 %.4f", far, loss, best)
		}
	}
}

// TestPenaltyShrinks: a larger penalty gives smaller weights.
func TestPenaltyShrinks(t *testing.T) {
	rows := made(rand.New(rand.NewPCG(5, 6)), 200, Weights{Candidate: []float64{2}, None: []float64{1}})
	last := math.Inf(1)
	for _, penalty := range []float64{0.1, 10, 1000} {
		w := math.Abs(Fit(rows, penalty, Weights{}).Candidate[0])
		if w >= last {
			t.Errorf("penalty %g gives %g, a smaller one %g", penalty, w, last)
		}
		last = w
	}
}

// TestFitsWithoutInformation: what never varies, never differs or is never right neither
// fails nor gets a weight that is no number.
func TestFitsWithoutInformation(t *testing.T) {
	varied := func(i int) float64 { return float64(i%7) - 3 }
	for name, row := range map[string]func(i int) Row{
		"evidence that is always 0":  func(i int) Row { return Row{[][]float64{{varied(i), 0}, {0, 0}}, []float64{1}, []int{0}, false} },
		"evidence that is always 1":  func(i int) Row { return Row{[][]float64{{varied(i), 1}, {0, 1}}, []float64{1}, []int{0}, false} },
		"all candidates alike":       func(i int) Row { return Row{[][]float64{{1, 1}, {1, 1}}, []float64{1}, []int{i % 2}, false} },
		"none is never right":        func(i int) Row { return Row{[][]float64{{1, varied(i)}, {0, 1}}, []float64{1}, []int{0}, false} },
		"none is always right":       func(i int) Row { return Row{[][]float64{{1, varied(i)}, {0, 1}}, []float64{1}, nil, false} },
		"every candidate is right":   func(i int) Row { return Row{[][]float64{{1, varied(i)}, {0, 1}}, []float64{1}, []int{0, 1}, false} },
		"no candidates":              func(i int) Row { return Row{[][]float64{{1, varied(i)}}[:1-min(i%2, 1)], []float64{1}, nil, false} },
		"the answer is in the clues": func(i int) Row { return Row{[][]float64{{1, 1e3}, {0, -1e3}}, []float64{1}, []int{0}, false} },
		"clues on very unlike scales": func(i int) Row {
			return Row{[][]float64{{1e-8, 1e8 * varied(i)}, {2e-8, 0}}, []float64{1}, []int{i % 2}, false}
		},
	} {
		rows := make([]Row, 60)
		for i := range rows {
			rows[i] = row(i)
		}
		w := Fit(rows, 1, Weights{})
		for _, v := range slices.Concat(w.Candidate, w.None) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s: %v", name, w)
			}
		}
		if before, after := meanLoss(rows, Weights{make([]float64, 2), make([]float64, 1)}), meanLoss(rows, w); after > before+1e-3 {
			t.Errorf("%s: loss %.4f, without weights %.4f", name, after, before)
		}
		switch name {
		case "evidence that is always 0":
			if w.Candidate[1] != 0 {
				t.Errorf("%s: weighs %g", name, w.Candidate[1])
			}
		case "none is always right":
			if w.None[0] <= 0 {
				t.Errorf("%s: its constant is %g", name, w.None[0])
			}
		case "none is never right":
			if w.None[0] >= 0 {
				t.Errorf("%s: its constant is %g", name, w.None[0])
			}
		}
	}
}

// TestFitIsTheSameTwice: also in the last digit.
func TestFitIsTheSameTwice(t *testing.T) {
	rows := made(rand.New(rand.NewPCG(7, 8)), 100, Weights{Candidate: []float64{1, 1}, None: []float64{1}})
	if a, b := Fit(rows, 1, Weights{}), Fit(rows, 1, Weights{}); !slices.Equal(a.Candidate, b.Candidate) || !slices.Equal(a.None, b.None) {
		t.Errorf("%v, then %v", a, b)
	}
}

func TestChance(t *testing.T) {
	ln := math.Log
	w := Weights{Candidate: []float64{1}, None: []float64{1}}
	row := func(right ...int) Row {
		return Row{Candidates: [][]float64{{ln(1)}, {ln(2)}, {ln(3)}}, None: []float64{ln(4)}, Right: right}
	}
	for name, tt := range map[string]struct {
		row  Row
		want float64
	}{
		"one is right":                   {row(1), 0.2},
		"two are right together":         {row(0, 2), 0.4},
		"all are right":                  {row(0, 1, 2), 0.6},
		"none is right":                  {row(), 0.4},
		"there is nothing but none":      {Row{None: []float64{-5}}, 1},
		"a clue without weight is alike": {Row{Candidates: [][]float64{{0}, {0}, {0}}, None: []float64{0}, Right: []int{0}}, 0.25},
	} {
		if got := Chance(tt.row, w); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%s: %g, want %g", name, got, tt.want)
		}
	}
}

func TestSoftmax(t *testing.T) {
	for _, tt := range []struct{ z, want []float64 }{
		{[]float64{0}, []float64{1}},
		{[]float64{0, 0, 0, 0}, []float64{0.25, 0.25, 0.25, 0.25}},
		{[]float64{math.Log(1), math.Log(3)}, []float64{0.25, 0.75}},
		{[]float64{1e4, 0}, []float64{1, 0}},
		{[]float64{-1e4, -1e4 + math.Log(3)}, []float64{0.25, 0.75}},
		{[]float64{math.MaxFloat64, -math.MaxFloat64}, []float64{1, 0}},
		{[]float64{math.MaxFloat64, math.MaxFloat64}, []float64{0.5, 0.5}},
		{nil, []float64{}},
	} {
		got := Softmax(tt.z)
		if !slices.EqualFunc(got, tt.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
			t.Errorf("Softmax(%v) = %v, want %v", tt.z, got, tt.want)
		}
	}
}

// FuzzChances: scores that are numbers give chances that add up to 1, the higher score
// the higher chance.
func FuzzChances(f *testing.F) {
	f.Add(0.0, 0.0, 0.0)
	f.Add(math.MaxFloat64, -math.MaxFloat64, 1.0)
	f.Add(1e308, 1e308, -1e308)
	f.Add(math.SmallestNonzeroFloat64, math.Copysign(0, -1), 700.0)
	f.Fuzz(func(t *testing.T, a, b, c float64) {
		z := []float64{a, b, c}
		if slices.ContainsFunc(z, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
			t.Skip()
		}
		p, sum := Softmax(z), 0.0
		for i, v := range p {
			if !(v >= 0 && v <= 1) {
				t.Fatalf("Softmax(%v) = %v", z, p)
			}
			for j := range p {
				if z[i] > z[j] && v < p[j] {
					t.Fatalf("Softmax(%v) = %v: the higher score has the lower chance", z, p)
				}
			}
			sum += v
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Fatalf("Softmax(%v) adds up to %g", z, sum)
		}
	})
}

// FuzzFit: rows of numbers that evidence can be give weights that are numbers.
func FuzzFit(f *testing.F) {
	f.Add(0.0, 1.0, -1.0, 0.5, uint8(0))
	f.Add(1e6, -1e6, 1e-9, 1e9, uint8(3))
	f.Add(0.0, 0.0, 0.0, 0.0, uint8(7))
	f.Add(math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 1e160, uint8(1))
	f.Fuzz(func(t *testing.T, a, b, c, d float64, right uint8) {
		if slices.ContainsFunc([]float64{a, b, c, d}, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
			t.Skip()
		}
		rows := []Row{
			{Candidates: [][]float64{{a, b}, {c, d}}, None: []float64{1, a}},
			{Candidates: [][]float64{{b, c}}, None: []float64{1, d}},
			{Candidates: [][]float64{{d, a}, {a, c}, {b, b}}, None: []float64{1, b}},
		}
		for i := range rows {
			for j := range rows[i].Candidates {
				if right>>(i+j)&1 == 1 {
					rows[i].Right = append(rows[i].Right, j)
				}
			}
		}
		w := Fit(rows, 1, Weights{})
		for _, v := range slices.Concat(w.Candidate, w.None) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%v gives %v", rows, w)
			}
		}
		for _, r := range rows {
			if p := Chance(r, w); !(p >= 0 && p <= 1+1e-9) {
				t.Fatalf("%v with %v has the chance %g", r, w, p)
			}
		}
	})
}
