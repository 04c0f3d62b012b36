package bot

import (
	"context"
	"log/slog"
	"runtime"
	"slices"
	"testing"
	"time"
)

// Work begins when the acknowledgement has been written, so that no answer
// overtakes it.
func TestNoWorkBeforeTheAcknowledgement(t *testing.T) {
	for range 200 {
		b := &Bot{log: slog.New(slog.DiscardHandler), pool: newPool(1), o: Options{Meter: noMeter{}}}
		var order []string
		written := make(chan struct{})
		b.start(t.Context(), written, job{"test", waiter{}, func(context.Context) error {
			order = append(order, "work")
			return nil
		}})
		for len(b.pool.slots) == 0 { // until a worker has taken it
			runtime.Gosched()
		}
		for range 20 { // and would have begun
			runtime.Gosched()
		}
		order = append(order, "acknowledged")
		close(written)
		b.pool.drain(10 * time.Second)
		if !slices.Equal(order, []string{"acknowledged", "work"}) {
			t.Fatalf("in the order %q", order)
		}
	}
}
