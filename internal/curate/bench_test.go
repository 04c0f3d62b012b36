//go:build unix

package curate

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/weights"
)

// versions are what a company of diligent curators has: 200 own entries of three
// phrasings, in 1,000 versions.
func versions(b *testing.B) *edits {
	store := &edits{}
	for version := 1; version <= 5; version++ {
		for i := range 200 {
			store.docs = append(store.docs, edited(b, ownFile(i), version, version, EditBody{Text: ownPage(i, fmt.Sprint(version)), Note: "edited"}))
		}
	}
	return store
}

func ownFile(i int) string { return fmt.Sprintf("entries/house/q%d.md", i) }

// ownPage is an entry about something that no other is about.
func ownPage(i int, text string, more ...string) string {
	parts := []string{"badge", "canteen", "laptop", "visa", "bonus", "desk", "garage", "mentor", "budget", "onboarding", "holiday", "overtime", "relocation", "stipend"}
	what := parts[i%len(parts)] + " " + parts[i/len(parts)%len(parts)]
	phrasings := append([]string{fmt.Sprintf("%s rules number %d", what, i), fmt.Sprintf("tell me of the %s of floor %d", what, i), fmt.Sprintf("%s for group %d please", what, i)}, more...)
	page := entryFile(fmt.Sprintf("What is our %s of floor %d?", what, i), phrasings...)
	return strings.NewReplacer("roles: [cto]", "roles: []", "Yes.", "It is "+text+".").Replace(page)
}

// cpuTime is what this process has used, which says more than the time on a busy machine.
func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkSaved is the time from a save to its being in service, over the whole corpus with
// the edits of versions.
func BenchmarkSaved(b *testing.B) {
	dir, store := b.TempDir(), versions(b)
	live := NewLive(LiveOptions{Base: base(), Edits: store.read, Every: time.Hour, Index: weights.New(nil, dir).Index})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- live.Run(ctx, nil) }()
	<-live.Ready()
	b.Logf("learned at the start in %v", time.Since(began).Round(time.Millisecond))
	defer func() { stop(); <-ended }()
	n := 0
	for _, kind := range []struct {
		name string
		save func(n int) (path, text string)
	}{
		{"text", func(n int) (string, string) { return ownFile(7), ownPage(7, fmt.Sprint("text ", n)) }},
		{"phrasing", func(n int) (string, string) {
			return ownFile(7), ownPage(7, "new", fmt.Sprintf("the phrasing number %d of people", n))
		}},
		{"phrasing before", func(n int) (string, string) {
			return ownFile(7), ownPage(7, "new", fmt.Sprintf("one of two phrasings, the %d", n%2))
		}},
		{"entry", func(n int) (string, string) { return ownFile(1000 + n), ownPage(1000+n, "new") }},
	} {
		save := func() {
			n++
			path, text := kind.save(n)
			store.save(b, path, text)
			if err := live.Reload(ctx); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(kind.name, func(b *testing.B) {
			if kind.name == "phrasing before" {
				save()
				save()
			}
			began := cpuTime(b)
			for b.Loop() {
				save()
			}
			b.ReportMetric(float64((cpuTime(b)-began).Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
}

// BenchmarkStartWithEdits is a start with the edits of versions and weights that were
// learned before, until the first answer.
func BenchmarkStartWithEdits(b *testing.B) {
	dir, store := b.TempDir(), versions(b)
	o := LiveOptions{Base: base(), Edits: store.read, Logger: slog.New(slog.DiscardHandler), Index: weights.New(nil, dir).Index}
	start := func() *State {
		l, err := Load(context.Background(), o)
		if err != nil {
			b.Fatal(err)
		}
		s := l.State()
		if r := advisor.New(s.Corpus, s.Index).Ask(advisor.Question{Text: "badge canteen rules number 14"}); r.EntryID() != "house.q14" {
			b.Fatalf("answers with %q", r.EntryID())
		}
		return s
	}
	s := start()
	built, err := Load(context.Background(), LiveOptions{Base: base(), Index: o.Index})
	if err != nil {
		b.Fatal(err)
	}
	without := built.State()
	b.Run("start", func(b *testing.B) {
		began := cpuTime(b)
		for b.Loop() {
			start()
		}
		b.ReportMetric(float64((cpuTime(b)-began).Milliseconds())/float64(b.N), "cpu-ms/op")
	})
	for name, s := range map[string]*State{"match": s, "match without edits": without} {
		b.Run(name, func(b *testing.B) {
			var texts []string
			for _, e := range without.Corpus.Entries { // which words decide, without the second opinion
				if text := "pls " + e.Question; !s.Index.Match(match.Query{Text: text}).Second {
					texts = append(texts, text)
				}
			}
			var times []time.Duration
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				s.Index.Match(match.Query{Text: texts[i%len(texts)]})
				times = append(times, time.Since(began))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Nanoseconds())/1e3, "p50-µs")
			b.ReportMetric(100-100*float64(len(texts))/float64(len(without.Corpus.Entries)), "%-second")
		})
	}
}

// BenchmarkEditLayer reads the edits of versions.
func BenchmarkEditLayer(b *testing.B) {
	store := versions(b)
	var layer corpus.Layer
	for b.Loop() {
		layer, _ = EditLayer(store.docs)
	}
	if len(layer.Files) != 200 {
		b.Fatal(len(layer.Files))
	}
}
