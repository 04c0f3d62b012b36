package encoder

import (
	"hash/maphash"
	"sync"
)

// recentTexts is how many vectors are remembered, of 0.4 kB each. A choice: what a workspace
// asks on a busy morning.
const recentTexts = 128

// Recent returns vector with a memory: a question that many people ask, or that is read once
// more with the rest of its message, costs its milliseconds once. Of a text only a hash is
// kept, with a seed of this process. Nobody may change the vectors.
func Recent(vector func(text string) []float32) func(text string) []float32 {
	var (
		mu    sync.Mutex
		seed  = maphash.MakeSeed()
		kept  = map[uint64][]float32{}
		order [recentTexts]uint64 // the hashes kept, the oldest at next
		next  int
	)
	return func(text string) []float32 {
		hash := maphash.String(seed, text)
		mu.Lock()
		v, ok := kept[hash]
		mu.Unlock()
		if ok {
			return v
		}
		v = vector(text)
		mu.Lock()
		defer mu.Unlock()
		if _, ok := kept[hash]; !ok {
			delete(kept, order[next])
			kept[hash], order[next] = v, hash
			next = (next + 1) % recentTexts
		}
		return v
	}
}
