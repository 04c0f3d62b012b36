package encoder

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

// TestRecent: a vector is computed once while it is remembered, is that of its text, and
// so many are remembered and no more, whoever asks at the same time.
func TestRecent(t *testing.T) {
	var mu sync.Mutex
	computed := map[string]int{}
	vector := Recent(func(text string) []float32 {
		mu.Lock()
		defer mu.Unlock()
		computed[text]++
		return []float32{float32(len(text)), float32(computed[text])}
	})
	for range 3 {
		if got := vector("what is a CTO"); !slices.Equal(got, []float32{13, 1}) {
			t.Errorf("the vector is %v", got)
		}
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 20 * recentTexts {
				text := fmt.Sprint(i)
				if got := vector(text); got[0] != float32(len(text)) {
					t.Errorf("%q has the vector %v", text, got)
				}
			}
		})
	}
	wg.Wait()
	if vector("what is a CTO"); computed["what is a CTO"] != 2 {
		t.Errorf("after %d other texts, computed %d times", 20*recentTexts, computed["what is a CTO"])
	}
}
