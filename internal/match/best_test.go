package match

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// What best returns is what sorting all would give, with many equal values among them.
func TestBestIsTheBeginningOfTheSortedList(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		list := make([]scored, random.IntN(40))
		for i := range list {
			list[i] = scored{entry: i, z: float64(random.IntN(8))}
		}
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		n := 1 + random.IntN(45)
		want := slices.SortedFunc(slices.Values(list), func(a, b scored) int {
			return cmp.Or(cmp.Compare(b.z, a.z), cmp.Compare(a.entry, b.entry))
		})[:min(n, len(list))]
		got := best(slices.Clone(list), n)
		if !slices.EqualFunc(got, want, func(a, b scored) bool { return a.entry == b.entry }) {
			t.Fatalf("the best %d of %v are %v, want %v", n, list, got, want)
		}
	}
}
