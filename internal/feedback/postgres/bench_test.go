package postgres

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// BenchmarkRecord measures what a question costs the bot: seen, its conversation, counted,
// handled.
func BenchmarkRecord(b *testing.B) {
	ctx := context.Background()
	s := begin(b, server.Database(b), Options{})
	var took []time.Duration
	i := 0
	for b.Loop() {
		i++
		began := time.Now()
		_, _ = s.Seen(ctx, fmt.Sprint("Ev", i), fmt.Sprint("C1:", i))
		_, _ = s.Thread(ctx, "C1")
		_ = s.UpdateThread(ctx, "C1", func(t *feedback.Thread) { t.Entry = "cto.coding" })
		_ = s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("n", i), User: "U1", Outcome: "answer", Entry: "cto.coding"})
		_ = s.Handled(ctx, fmt.Sprint("Ev", i))
		took = append(took, time.Since(began))
		time.Sleep(time.Millisecond) // questions come one by one; a burst would measure the loop
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkVerdicts measures ratings confirmed by the database, many people at once.
func BenchmarkVerdicts(b *testing.B) {
	ctx := context.Background()
	s := begin(b, server.Database(b), Options{})
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if err := s.Verdict(ctx, feedback.Verdict{Reply: fmt.Sprint("r", i), User: "U1", Entry: "cto.coding", Helpful: true}); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkSeen(b *testing.B) {
	s := begin(b, server.Database(b), Options{})
	i := 0
	for b.Loop() {
		i++
		_, _ = s.Seen(context.Background(), fmt.Sprint("Ev", i))
	}
}

// BenchmarkWrite measures the transaction that writes a full buffer.
func BenchmarkWrite(b *testing.B) {
	ctx := context.Background()
	s := begin(b, server.Database(b), Options{})
	i := 0
	for b.Loop() {
		p := &pending{counts: map[feedback.Counter]int64{}}
		for range maxBuffered {
			i++
			counter, r, _ := s.policy.Asked(feedback.Asked{User: fmt.Sprint("U", i%50), Outcome: "none", Question: "what of zebra in the herd of a technology chief"}, time.Now())
			p.counts[counter]++
			p.changes = append(p.changes, change{reply: s.policy.Key.Reply(fmt.Sprint("r", i)), at: time.Now(), record: r})
		}
		must(b, s.write(ctx, p))
	}
}
