package compact

import "testing"

func TestPlaces(t *testing.T) {
	for _, n := range []uint64{0, 1, 2, 3, 1000} {
		var list []uint64
		for i := range n {
			list = append(list, i*i<<40) // hashes that differ in a few bits only
		}
		p := NewPlaces(list)
		for i, k := range list {
			if at, ok := p.Of(k); !ok || int(at) != i {
				t.Errorf("of %d: %d is at %d, %v, want %d", n, k, at, ok, i)
			}
		}
		for _, k := range []uint64{1, 7, 1<<64 - 1, 2 << 40} {
			if at, ok := p.Of(k); ok {
				t.Errorf("of %d: %d is at %d, and not in the list", n, k, at)
			}
		}
		if len(p.List()) != int(n) {
			t.Errorf("the list has %d hashes, want %d", len(p.List()), n)
		}
	}
}
