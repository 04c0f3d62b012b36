package compact

import (
	"reflect"
	"slices"
	"testing"
)

// triple is a weight of a feature for a class.
type triple struct {
	feature int
	class   uint16
	weight  int8
}

// weights are in the order in which training emits them: class by class.
var weights = []triple{{0, 0, 5}, {2, 0, -127}, {2, 1, 1}, {0, 700, 127}, {3, 700, -3}}

func transposed() Postings {
	return Transpose(4, func(emit func(int, uint16, int8)) {
		for _, t := range weights {
			emit(t.feature, t.class, t.weight)
		}
	})
}

func TestPostings(t *testing.T) {
	p := transposed()
	want := map[[2]int]float64{}
	for _, t := range weights {
		want[[2]int{t.feature, int(t.class)}] = float64(t.weight)
	}
	for f := range int32(4) {
		scores := make([]float64, 701)
		p.Add(scores, f, 2)
		for class, got := range scores {
			w := want[[2]int{int(f), class}]
			if got != 2*w || p.Of(f, class) != w {
				t.Errorf("feature %d, class %d: added %g, weight %g, want %g", f, class, got, p.Of(f, class), w)
			}
		}
	}
	if p.Len() != len(weights) {
		t.Errorf("%d weights, want %d", p.Len(), len(weights))
	}
}

func TestFile(t *testing.T) {
	w, p := &Writer{}, transposed()
	w.Uint(1 << 40)
	w.Int(-7)
	w.Hash(1<<64 - 2)
	w.Text("größe")
	w.Text("")
	w.Floats([]float32{1.5, -0.001})
	p.Write(w)
	w.Uint(3)
	r := NewReader(w.String())
	if n, i, h, s, empty := r.Uint(), r.Int(), r.Hash(), r.Text(), r.Text(); n != 1<<40 || i != -7 || h != 1<<64-2 || s != "größe" || empty != "" {
		t.Errorf("%d %d %d %q %q", n, i, h, s, empty)
	}
	if got := r.Floats(); !slices.Equal(got, []float32{1.5, -0.001}) {
		t.Errorf("%v", got)
	}
	if got := ReadPostings(r, 4, 701); !reflect.DeepEqual(got, p) {
		t.Errorf("%v, want %v", got, p)
	}
	if n := r.Below(4); n != 3 || r.Bad() {
		t.Errorf("%d, bad %v", n, r.Bad())
	}
}

// TestBad: a file that ends early or holds a number out of bounds reads as zeros, and
// Bad reports it.
func TestBad(t *testing.T) {
	whole := func() string {
		w, p := &Writer{}, transposed()
		p.Write(w)
		return w.String()
	}()
	for n := range len(whole) {
		r := NewReader(whole[:n])
		ReadPostings(r, 4, 701)
		if !r.Bad() {
			t.Errorf("%d bytes of %d are accepted", n, len(whole))
		}
	}
	for name, read := range map[string]func(*Reader){
		"a class too high": func(r *Reader) { *r = *NewReader(whole); ReadPostings(r, 4, 700) },
		"no number":        func(r *Reader) { r.Uint() },
		"a number cut":     func(r *Reader) { r.s = "\x80\x80"; r.Uint() },
		"a number too big": func(r *Reader) { r.s = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"; r.Uint() },
		"beyond a limit":   func(r *Reader) { r.s = "\x05"; r.Below(5) },
		"too many things":  func(r *Reader) { r.s = "\x05abcd"; r.Count() },
		"a text cut":       func(r *Reader) { r.s = "\x05abcd"; r.Text() },
		"floats cut":       func(r *Reader) { r.s = "\x02abcdefg"; r.Floats() },
		"a hash cut":       func(r *Reader) { r.s = "1234567"; r.Hash() },
	} {
		r := NewReader("")
		read(r)
		if !r.Bad() || r.Uint() != 0 || r.Hash() != 0 || r.Text() != "" {
			t.Errorf("%s: bad %v", name, r.Bad())
		}
	}
}
