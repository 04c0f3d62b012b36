package metrics

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// countWithin bounds a count while the metrics are read. A choice: whoever reads them waits
// ten seconds, and a store knows it by heart or by an index.
const countWithin = time.Second

// WatchStore adds whether a store is available, and what was lost.
func (m *Metrics) WatchStore(s interface {
	Available() error
	Unhandled(ctx context.Context) (int, error)
}) {
	gauge := func(name, help string, f func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "rolecall_" + name, Help: help}, f))
	}
	gauge("store_available", "1 while what people do can be stored.", func() float64 {
		if s.Available() != nil {
			return 0
		}
		return 1
	})
	var last atomic.Int64 // while it is away, what it said last
	gauge("events_unanswered", "Events of the last hours that were acknowledged and never answered, because a process died.", func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), countWithin)
		defer cancel()
		if n, err := s.Unhandled(ctx); err == nil {
			last.Store(int64(n))
		}
		return float64(last.Load())
	})
}
