// Package fusion weighs evidence for candidates against each other and against "none of
// them": a conditional logit (McFadden 1974, "Conditional logit analysis of qualitative
// choice behavior"). The chance of a candidate is exp(z) over the sum of all exp(z), none
// included, where z is the sum of its evidence times weights. All candidates share
// their weights; none has its own.
package fusion

import (
	"math"
	"slices"

	"rolecall/internal/match/same"
)

// Row is one question with a known answer.
type Row struct {
	Candidates [][]float64 // the evidence for each
	None       []float64   // the evidence for none of them, with a 1 for the constant
	Right      []int       // the candidates that are right; empty where none is
	Thread     bool        // it was asked in a thread
}

// Weights are those of candidates and of none.
type Weights struct{ Candidate, None []float64 }

// Fit returns the weights that make the right answers likeliest, by Newton's method,
// with an L2 penalty on how far the weights, of evidence scaled to unit variance, are from
// those of before; the zero Weights are zeros. The sizes are those of the rows' evidence.
func Fit(rows []Row, penalty float64, before Weights) Weights {
	nc, nn := len(rows[0].Candidates[0]), len(rows[0].None)
	n := nc + nn
	scale := deviations(rows, nc, nn)
	scaled := make([]Row, len(rows))
	for i, r := range rows {
		scaled[i] = r.divided(scale, nc)
	}
	prior := make([]float64, n)
	for i, v := range slices.Concat(before.Candidate, before.None) {
		prior[i] = v * scale[i]
	}
	w := make([]float64, n) // from where all are alike, a step goes the right way
	value := objective(scaled, w, prior, nc, penalty)
	for gain := math.Inf(1); gain > leastGain; {
		gradient, curvature := make([]float64, n), square(n)
		for i := range w {
			gradient[i], curvature[i][i] = -penalty*(w[i]-prior[i]), penalty
		}
		for _, r := range scaled {
			accumulate(r, w, nc, gradient, curvature)
		}
		step := solve(curvature, gradient)
		gain = 0
		for size := 1.0; size > 1e-3; size /= 2 { // where several answers are right, a full step may be too far
			next := make([]float64, n)
			for i := range w {
				next[i] = w[i] + float64(size*step[i])
			}
			if v := objective(scaled, next, prior, nc, penalty); v > value {
				gain, w, value = v-value, next, v
				break
			}
		}
	}
	for i := range w {
		w[i] = math.Round(1e4*w[i]/scale[i]) / 1e4
	}
	return Weights{w[:nc], w[nc:]}
}

// leastGain is the gain in log-likelihood below which a fit ends: by then no weight changes by
// 1e-4. It takes about ten steps, and up to 72 on the questions of knowledge/dev.
const leastGain = 1e-7

// divided is a row with its evidence divided by scales.
func (r Row) divided(scale []float64, nc int) Row {
	out := Row{Right: r.Right, Thread: r.Thread}
	div := func(values, by []float64) []float64 {
		d := make([]float64, len(values))
		for i, v := range values {
			d[i] = v / by[i]
		}
		return d
	}
	for _, c := range r.Candidates {
		out.Candidates = append(out.Candidates, div(c, scale[:nc]))
	}
	out.None = div(r.None, scale[nc:])
	return out
}

// objective is the log-likelihood less the penalty.
func objective(rows []Row, w, prior []float64, nc int, penalty float64) (v float64) {
	for _, r := range rows {
		v += math.Log(max(Chance(r, Weights{w[:nc], w[nc:]}), 1e-300))
	}
	for i, x := range w {
		d := x - prior[i]
		v -= float64(penalty / 2 * float64(d*d))
	}
	return v
}

// accumulate adds one row's gradient and curvature of the log-likelihood. Where several
// answers are right, each has its part of the chance they have together.
func accumulate(r Row, w []float64, nc int, gradient []float64, curvature [][]float64) {
	k, n := len(r.Candidates), len(w)
	p := chances(r, Weights{w[:nc], w[nc:]})
	right := make([]float64, k+1)
	sum := 0.0
	for _, i := range r.Right {
		right[i] = p[i]
		sum += p[i]
	}
	if len(r.Right) == 0 {
		right[k], sum = 1, 1
	}
	mean := make([]float64, n)
	var at []int // where the evidence is not zero
	for i := range k + 1 {
		x, from := r.None, nc
		if i < k {
			x, from = r.Candidates[i], 0
		}
		g := right[i]/max(sum, 1e-300) - p[i]
		at = at[:0]
		for j, v := range x {
			if v == 0 {
				continue
			}
			at = append(at, j)
			mean[from+j] += float64(p[i] * v)
			gradient[from+j] += float64(g * v)
		}
		for _, a := range at {
			va, row := float64(p[i]*x[a]), curvature[from+a][from:]
			for _, b := range at {
				row[b] += float64(va * x[b])
			}
		}
	}
	for a, va := range mean {
		for b, vb := range mean {
			curvature[a][b] -= float64(va * vb)
		}
	}
}

// Softmax turns scores into chances.
func Softmax(z []float64) []float64 {
	top := math.Inf(-1)
	for _, v := range z {
		top = max(top, v)
	}
	p, sum := make([]float64, len(z)), 0.0
	for i, v := range z {
		p[i] = same.Exp(v - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// deviations are the standard deviations of the evidence; 1 for what never changes.
func deviations(rows []Row, nc, nn int) []float64 {
	sum, squares, count := make([]float64, nc+nn), make([]float64, nc+nn), make([]float64, nc+nn)
	add := func(from int, values []float64) {
		for j, v := range values {
			sum[from+j] += v
			squares[from+j] += float64(v * v)
			count[from+j]++
		}
	}
	for _, r := range rows {
		for _, c := range r.Candidates {
			add(0, c)
		}
		add(nc, r.None)
	}
	for j := range sum {
		mean := sum[j] / count[j]
		if sum[j] = math.Sqrt(squares[j]/count[j] - float64(mean*mean)); sum[j] < 1e-9 || math.IsNaN(sum[j]) {
			sum[j] = 1
		}
	}
	return sum
}

func square(n int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
	}
	return m
}

// solve solves a·x = b for a positive definite a by Gaussian elimination.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for i := range n {
		for j := i + 1; j < n; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < n; k++ {
				a[j][k] -= float64(f * a[i][k])
			}
			b[j] -= float64(f * b[i])
		}
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			b[i] -= float64(a[i][j] * b[j])
		}
		b[i] /= a[i][i]
	}
	return b
}

// chances are those of the candidates and, last, of none.
func chances(r Row, w Weights) []float64 {
	z := make([]float64, 0, len(r.Candidates)+1)
	for _, c := range r.Candidates {
		z = append(z, dot(w.Candidate, c))
	}
	return Softmax(append(z, dot(w.None, r.None)))
}

// Chance is the chance that weights give to the right answers of a row together.
func Chance(r Row, w Weights) (sum float64) {
	p := chances(r, w)
	if len(r.Right) == 0 {
		return p[len(r.Candidates)]
	}
	for _, i := range r.Right {
		sum += p[i]
	}
	return sum
}

func dot(a, b []float64) (z float64) {
	for i, v := range b {
		z += float64(a[i] * v)
	}
	return z
}
