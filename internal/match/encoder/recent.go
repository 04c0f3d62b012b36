package encoder

import (
	"hash/maphash"
	"sync"
)

// recentTexts is how many vectors are remembered, of 2 kB each. A choice: what a workspace
// asks on a busy morning, in a quarter of a megabyte.
const recentTexts = 128

// Recent returns vector with a memory: a question that many people ask, or that is read once
// more with the rest of its message, costs its milliseconds once. Of a text only a hash is
// kept, with a seed of this process. Nobody may change the vectors.
func Recent(vector func(text string) []float32) func(text string) []float32 {
	type entry struct {
		hash   uint64
		vector []float32
	}
	var (
		mu   sync.Mutex
		seed = maphash.MakeSeed()
		kept [recentTexts]entry
	)
	return func(text string) []float32 {
		hash := maphash.String(seed, text)
		at := &kept[hash%recentTexts]
		mu.Lock()
		e := *at
		mu.Unlock()
		if e.vector != nil && e.hash == hash {
			return e.vector
		}
		v := vector(text)
		mu.Lock()
		*at = entry{hash, v}
		mu.Unlock()
		return v
	}
}
