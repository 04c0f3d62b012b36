// Package compact stores learned weights in little space, the same in memory as in a
// file: nothing is copied out of a file that is compiled in.
package compact

// Postings hold, for each feature, the classes it has a weight for, and the weights
// as small integers.
type Postings struct {
	start []uint32 // the pairs of feature f are pairs[2*start[f]:2*start[f+1]]
	pairs string   // two bytes each: how much higher the class is than the one before, and the weight
}

// farthest is how much higher the next class can be; a pair with it and the weight 0
// comes before a class that is higher still.
const farthest = 1<<8 - 1

// Transpose groups (feature, class, weight) triples by feature. each is called twice
// and must emit the same triples, class by class, each feature at most once for a
// class.
func Transpose(features int, each func(emit func(f int, class uint16, weight int8))) Postings {
	p := Postings{start: make([]uint32, features+1)}
	last := make([]uint16, features)
	each(func(f int, class uint16, _ int8) {
		p.start[f+1] += uint32(leaps(class-last[f])) + 1
		last[f] = class
	})
	for f := range features {
		p.start[f+1] += p.start[f]
	}
	pairs := make([]byte, 2*p.start[features])
	next := make([]uint32, features)
	copy(next, p.start)
	clear(last)
	put := func(f int, higher uint16, weight int8) {
		pairs[2*next[f]], pairs[2*next[f]+1] = byte(higher), byte(weight)
		next[f]++
	}
	each(func(f int, class uint16, weight int8) {
		higher := class - last[f]
		for range leaps(higher) {
			put(f, farthest, 0)
			higher -= farthest
		}
		put(f, higher, weight)
		last[f] = class
	})
	p.pairs = string(pairs)
	return p
}

// leaps is how many pairs without a weight come before a class so much higher.
func leaps(higher uint16) int { return max(0, int(higher)-1) / farthest }

// Add adds v times the weights of feature f to the scores of their classes.
func (p *Postings) Add(scores []float64, f int32, v float64) {
	class := 0
	for s := p.of(f); len(s) >= 2; s = s[2:] {
		class += int(s[0])
		scores[class] += float64(v * float64(int8(s[1])))
	}
}

func (p *Postings) of(f int32) string { return p.pairs[2*p.start[f] : 2*p.start[f+1]] }

// Of returns the weight of feature f for a class.
func (p *Postings) Of(f int32, class int) float64 {
	at := 0
	for s := p.of(f); len(s) >= 2 && at <= class; s = s[2:] {
		if at += int(s[0]); at == class && s[1] != 0 {
			return float64(int8(s[1]))
		}
	}
	return 0
}

// Len is how many weights there are.
func (p *Postings) Len() (n int) {
	for i := 1; i < len(p.pairs); i += 2 {
		if p.pairs[i] != 0 {
			n++
		}
	}
	return n
}

// Write appends the lists to a file: for each feature how many pairs it has, then all
// pairs.
func (p *Postings) Write(w *Writer) {
	for f := range len(p.start) - 1 {
		w.Uint(int(p.start[f+1] - p.start[f]))
	}
	w.Text(p.pairs)
}

// ReadPostings reads the lists of all features that Write wrote. Faults are reported
// by r.Bad.
func ReadPostings(r *Reader, features, classes int) Postings {
	p, n := Postings{start: make([]uint32, features+1)}, 0
	for f := range features {
		n += r.Count()
		p.start[f+1] = uint32(n)
	}
	if p.pairs = r.Text(); len(p.pairs) != 2*n {
		r.bad = true
		return Postings{start: make([]uint32, features+1)}
	}
	for f := range features {
		class := 0
		for s := p.of(int32(f)); len(s) >= 2; s = s[2:] {
			class += int(s[0])
			r.bad = r.bad || class >= classes
		}
	}
	return p
}
