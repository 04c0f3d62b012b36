package bolt

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// generate records n events of two years. Of ten events, five are answers, one is a
// choice taken, one a choice not taken, one a miss, and two are ratings.
func generate(tb testing.TB, s *Store, n int) {
	tb.Helper()
	ctx := context.Background()
	end := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	surfaces := []feedback.Surface{feedback.SurfaceChannel, feedback.SurfaceDM, feedback.SurfaceSlash, feedback.SurfaceModal, feedback.SurfaceHome}
	for i := range n {
		at := end.Add(-time.Duration(n-i) * 2 * 365 * 24 * time.Hour / time.Duration(n))
		if i%10 < 8 { // within the ninety days for which questions are kept
			at = end.Add(-time.Duration(n-i) * 80 * 24 * time.Hour / time.Duration(n))
		}
		reply, user, entry := fmt.Sprint("r", i), fmt.Sprint("U", i*7919%5000), fmt.Sprintf("cto.topic-%d", i/10*31%150)
		a := feedback.Asked{Reply: reply, User: user, Surface: surfaces[i/10%5], Outcome: "answer", Entry: entry, Confidence: .9, Time: at}
		var err error
		switch i % 10 {
		case 5, 6, 7:
			a.Outcome, a.Entry, a.Question = "choices", "", fmt.Sprintf("what of zebra %d in the herd of a technology chief", i%997)
			if i%10 == 7 {
				a.Outcome = "none"
			}
			a.Nearest = []feedback.Near{{Entry: entry, Score: .4}, {Entry: "cto.other", Score: .3}, {Entry: "cio.other", Score: .2}}
			if err = s.Asked(ctx, a); err == nil && i%10 == 5 {
				err = s.Choice(ctx, feedback.Choice{Reply: reply, User: user, Entry: entry, Surface: a.Surface, Time: at})
			}
		case 8, 9:
			var c change
			if c, err = s.verdict(feedback.Verdict{Reply: fmt.Sprint("r", i-8), User: user, Entry: entry, Helpful: i%4 > 0, Reason: "wrong", Surface: a.Surface, Time: at}); err == nil {
				err = s.enqueue(func(p *pending) { p.changes = append(p.changes, c) })
			}
		default:
			err = s.Asked(ctx, a)
		}
		if err == nil && i%3000 == 0 {
			err = s.flush()
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := s.flush(); err != nil {
		tb.Fatal(err)
	}
}

// peak returns the process's peak memory in megabytes since it was reset.
func peak() float64 {
	data, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(data)) {
		var kb float64
		if _, err := fmt.Sscanf(line, "VmHWM: %f kB", &kb); err == nil {
			return kb / 1024
		}
	}
	return 0
}

// BenchmarkReports measures every report over a million events.
func BenchmarkReports(b *testing.B) {
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), FileName)
	s, err := Open(path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	generate(b, s, 1_000_000)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	reports := map[string]func(s *Store) error{
		"stats": func(s *Store) error {
			stats, err := s.Stats(ctx, feedback.Window{})
			if err == nil && (stats.Asked != 800_000 || stats.Liked+stats.Disliked != 200_000) {
				err = fmt.Errorf("%d asked, %d liked, %d disliked", stats.Asked, stats.Liked, stats.Disliked)
			}
			return err
		},
		"misses": func(s *Store) error {
			n := 0
			return s.Questions(ctx, feedback.Window{}, func(feedback.Question) error { n++; return nil })
		},
		"export": func(s *Store) error { return s.Export(ctx, discard{}, feedback.CSV, feedback.Window{}) },
	}
	for _, name := range slices.Sorted(maps.Keys(reports)) {
		b.Run(name, func(b *testing.B) {
			debug.FreeOSMemory()
			os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
			for b.Loop() {
				s, err := Open(path, Options{})
				if err != nil {
					b.Fatal(err)
				}
				if err := reports[name](s); err != nil {
					b.Fatal(err)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(peak(), "peakMB")
			if info, err := os.Stat(path); err == nil {
				b.ReportMetric(float64(info.Size()>>20), "fileMB")
			}
		})
	}
	for _, withReports := range []bool{false, true} {
		b.Run(fmt.Sprintf("record/reports=%v", withReports), func(b *testing.B) { benchRecord(b, path, withReports) })
	}
}

// benchRecord measures what a question costs the bot, with reports made at the
// same time or not.
func benchRecord(b *testing.B, path string, withReports bool) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	s, err := Open(path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var wg sync.WaitGroup
	if withReports {
		wg.Go(func() {
			for ctx.Err() == nil {
				_, _ = s.Stats(ctx, feedback.Window{})
			}
		})
	}
	var took []time.Duration
	i := 0
	for b.Loop() {
		i++
		began := time.Now()
		_, _ = s.Seen(ctx, fmt.Sprint("Ev", i))
		_, _ = s.Thread(ctx, "C1")
		_ = s.UpdateThread(ctx, "C1", func(t *feedback.Thread) { t.Entry = "cto.coding" })
		_ = s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("n", i), User: "U1", Outcome: "answer", Entry: "cto.coding"})
		took = append(took, time.Since(began))
		time.Sleep(time.Millisecond) // questions come one by one; a burst would measure the loop
	}
	stop()
	wg.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// BenchmarkVerdicts measures ratings confirmed on disk, many people at once.
func BenchmarkVerdicts(b *testing.B) {
	ctx := context.Background()
	s, err := Open(filepath.Join(b.TempDir(), FileName), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if err := s.Verdict(ctx, feedback.Verdict{Reply: fmt.Sprint("r", i), User: "U1", Entry: "cto.coding", Helpful: true}); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkSeen(b *testing.B) {
	s, err := Open(filepath.Join(b.TempDir(), FileName), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	i := 0
	for b.Loop() {
		i++
		_, _ = s.Seen(context.Background(), fmt.Sprint("Ev", i))
	}
}
