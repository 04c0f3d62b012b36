package feedback

import (
	"context"
	"sync"
)

// Turns lets calls with the same key wait for each other, within one process. The zero
// value is ready for use.
type Turns struct {
	mu  sync.Mutex
	now map[string]chan struct{} // by key, while a call runs; closed when it has ended
}

// Take waits until no other call with the key runs. The caller calls done at its end.
func (t *Turns) Take(ctx context.Context, key string) (done func(), err error) {
	for {
		t.mu.Lock()
		running := t.now[key]
		if running == nil {
			mine := make(chan struct{})
			if t.now == nil {
				t.now = map[string]chan struct{}{}
			}
			t.now[key] = mine
			t.mu.Unlock()
			return func() {
				t.mu.Lock()
				defer t.mu.Unlock()
				delete(t.now, key)
				close(mine)
			}, nil
		}
		t.mu.Unlock()
		select {
		case <-running:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
