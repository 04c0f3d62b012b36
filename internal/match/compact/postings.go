// Package compact stores learned weights in little space: in memory as a list of
// classes for each feature, in a file as varints.
package compact

import "slices"

// Postings hold, for each feature, the classes it has a weight for, and the weights
// as small integers.
type Postings struct {
	start  []uint32 // those of feature f are at start[f]:start[f+1]
	class  []uint16
	weight []int8
}

// Transpose groups (feature, class, weight) triples by feature. each is called twice
// and must emit the same triples, class by class, each feature at most once for a
// class.
func Transpose(features int, each func(emit func(f int, class uint16, weight int8))) Postings {
	p := Postings{start: make([]uint32, features+1)}
	each(func(f int, _ uint16, _ int8) { p.start[f+1]++ })
	for f := range features {
		p.start[f+1] += p.start[f]
	}
	p.class, p.weight = make([]uint16, p.start[features]), make([]int8, p.start[features])
	next := slices.Clone(p.start)
	each(func(f int, class uint16, weight int8) {
		p.class[next[f]], p.weight[next[f]] = class, weight
		next[f]++
	})
	return p
}

// Add adds v times the weights of feature f to the scores of their classes.
func (p *Postings) Add(scores []float64, f int32, v float64) {
	for i := p.start[f]; i < p.start[f+1]; i++ {
		scores[p.class[i]] += float64(v * float64(p.weight[i]))
	}
}

// Of returns the weight of feature f for a class.
func (p *Postings) Of(f int32, class int) float64 {
	for i := p.start[f]; i < p.start[f+1]; i++ {
		if int(p.class[i]) == class {
			return float64(p.weight[i])
		}
	}
	return 0
}

// Len is how many weights there are.
func (p *Postings) Len() int { return len(p.weight) }

// Write appends the lists to a file: how many weights there are; for each feature their number, then for each
// class the difference to the one before and the weight.
func (p *Postings) Write(w *Writer) {
	w.Uint(len(p.class))
	for f := range len(p.start) - 1 {
		w.Uint(int(p.start[f+1] - p.start[f]))
		last := 0
		for i := p.start[f]; i < p.start[f+1]; i++ {
			w.Uint(int(p.class[i]) - last)
			w.WriteByte(byte(p.weight[i]))
			last = int(p.class[i])
		}
	}
}

// ReadPostings reads the lists of all features that Write wrote. Faults are reported
// by r.Bad.
func ReadPostings(r *Reader, features, classes int) Postings {
	n := max(0, min(r.Uint(), len(r.s)/2)) // each takes two bytes
	p := Postings{start: make([]uint32, 1, features+1), class: make([]uint16, 0, n), weight: make([]int8, 0, n)}
	for range features {
		last := 0
		for range r.Count() {
			last += r.Below(classes - last)
			p.class = append(p.class, uint16(last))
			p.weight = append(p.weight, int8(r.take(1)[0]))
		}
		p.start = append(p.start, uint32(len(p.class)))
	}
	return p
}
