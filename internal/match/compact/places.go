package compact

import "math/bits"

// Places finds a hash's place in a list of different ones. It takes 6 to 12 bytes for
// each, where a map takes 25.
type Places[K ~uint64] struct {
	list  []K
	slots []int32 // a place and one more; 0 is free, and a third of the slots at least are
	shift int     // of a product, so that its top bits are a slot
}

// NewPlaces returns the places of a list, which it keeps.
func NewPlaces[K ~uint64](list []K) Places[K] {
	log := bits.Len(uint(len(list) + len(list)/2)) // slots for at least half as many again
	p := Places[K]{list: list, slots: make([]int32, 1<<log), shift: 64 - log}
	for i, k := range list {
		at := p.first(k)
		for p.slots[at] != 0 {
			at = (at + 1) & (len(p.slots) - 1)
		}
		p.slots[at] = int32(i + 1)
	}
	return p
}

// first is the slot where a hash is looked for first. The factor is 2^64 divided by the
// golden ratio (Knuth, The Art of Computer Programming 3, section 6.4): hashes that
// differ in some bits only, such as their kind, are then far from each other.
func (p *Places[K]) first(k K) int { return int(uint64(k) * 0x9E3779B97F4A7C15 >> p.shift) }

// List returns the list.
func (p *Places[K]) List() []K { return p.list }

// Of returns the place of a hash in the list.
func (p *Places[K]) Of(k K) (int32, bool) {
	for at := p.first(k); ; at = (at + 1) & (len(p.slots) - 1) {
		switch i := p.slots[at] - 1; {
		case i < 0:
			return 0, false
		case p.list[i] == k:
			return i, true
		}
	}
}
