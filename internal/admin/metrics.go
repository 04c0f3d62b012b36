package admin

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"rolecall/internal/feedback"
)

// buckets are the upper bounds of the histogram of reply times, in seconds: the
// default buckets of Prometheus' client libraries (DefBuckets of client_golang).
func buckets() []float64 {
	return []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
}

// Metrics counts what a running bot does, in Prometheus' text format. It is
// written by hand: the usual library (client_golang 1.25) added 3.5 MB of
// resident memory and 4 MB of binary when measured on 2026-11-22. The zero value
// is ready for use. It is a bot.Meter.
type Metrics struct {
	mu       sync.Mutex
	counters map[string]float64 // name{labels} -> value
	gauges   map[string]func() float64
	info     map[string]func() map[string]string
	took     map[string]*histogram // surface -> reply times
}

type histogram struct {
	counts []uint64 // for each bucket alone; the last one is for times above all bounds
	sum    float64  // seconds
}

// Add adds n to a counter. labels are pairs of name and value, always in the
// same order. A value is a name from the code, never text from a user.
func (m *Metrics) Add(name string, n float64, labels ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.counters == nil {
		m.counters = map[string]float64{}
	}
	m.counters[series(name, labels)] += n
}

// Gauge registers a value; f is called whenever the metrics are read.
func (m *Metrics) Gauge(name string, f func() float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.gauges == nil {
		m.gauges = map[string]func() float64{}
	}
	m.gauges[name] = f
}

// Info registers a gauge of value 1 whose labels carry the information, such as
// the corpus version.
func (m *Metrics) Info(name string, f func() map[string]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.info == nil {
		m.info = map[string]func() map[string]string{}
	}
	m.info[name] = f
}

// Replied counts a reply and the time it took.
func (m *Metrics) Replied(surface, outcome string, took time.Duration) {
	m.Add("rolecall_replies_total", 1, "outcome", outcome, "surface", surface)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.took == nil {
		m.took = map[string]*histogram{}
	}
	h := m.took[surface]
	if h == nil {
		h = &histogram{counts: make([]uint64, len(buckets())+1)}
		m.took[surface] = h
	}
	i, _ := slices.BinarySearch(buckets(), took.Seconds())
	h.counts[i]++
	h.sum += took.Seconds()
}

// Connected sets how many sockets to Slack are open.
func (m *Metrics) Connected(n int) {
	m.Gauge("rolecall_connections", func() float64 { return float64(n) })
}

// Failed counts a failure of one kind.
func (m *Metrics) Failed(what string) { m.Add("rolecall_failures_total", 1, "what", what) }

func series(name string, labels []string) string {
	if len(labels) == 0 {
		return name
	}
	var b strings.Builder
	b.WriteString(name + "{")
	for i := 0; i+1 < len(labels); i += 2 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(labels[i] + "=" + strconv.Quote(cmp.Or(labels[i+1], "none")))
	}
	return b.String() + "}"
}

// help returns the description of a metric.
func help(name string) string {
	return map[string]string{
		"rolecall_replies_total":      "replies, by surface and outcome",
		"rolecall_reply_seconds":      "time from receiving a question to sending its reply",
		"rolecall_failures_total":     "failures, by kind",
		"rolecall_connections":        "open sockets to Slack",
		"rolecall_verdicts_total":     "ratings, helpful or not",
		"rolecall_store_errors_total": "records that could not be stored",
		"rolecall_corpus_info":        "the corpus in service",
		"rolecall_corpus_problems":    "faults in the knowledge folder that keep files out of service",
		"rolecall_entries":            "entries in service",
		"rolecall_heap_bytes":         "memory in use by the program's objects",
		"rolecall_goroutines":         "goroutines",
	}[name]
}

// Write writes all metrics in a fixed order.
func (m *Metrics) Write(w io.Writer) error {
	m.mu.Lock()
	lines := map[string][]string{} // metric -> its lines
	kinds := map[string]string{}
	for s, v := range m.counters {
		name, _, _ := strings.Cut(s, "{")
		kinds[name] = "counter"
		lines[name] = append(lines[name], fmt.Sprintf("%s %v", s, v))
	}
	gauges, infos := maps.Clone(m.gauges), maps.Clone(m.info)
	for _, surface := range slices.Sorted(maps.Keys(m.took)) {
		const name = "rolecall_reply_seconds"
		h, total := m.took[surface], uint64(0)
		kinds[name] = "histogram"
		for i, n := range h.counts {
			total += n
			le := "+Inf"
			if i < len(buckets()) {
				le = strconv.FormatFloat(buckets()[i], 'g', -1, 64)
			}
			lines[name] = append(lines[name], fmt.Sprintf("%s %d", series(name+"_bucket", []string{"le", le, "surface", surface}), total))
		}
		lines[name] = append(lines[name], fmt.Sprintf("%s %v", series(name+"_sum", []string{"surface", surface}), h.sum),
			fmt.Sprintf("%s %d", series(name+"_count", []string{"surface", surface}), total))
	}
	m.mu.Unlock() // a gauge may be slow, or use m itself

	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	lines["rolecall_heap_bytes"] = []string{fmt.Sprintf("rolecall_heap_bytes %d", mem.HeapAlloc)}
	lines["rolecall_goroutines"] = []string{fmt.Sprintf("rolecall_goroutines %d", runtime.NumGoroutine())}
	for name, f := range gauges {
		lines[name] = []string{fmt.Sprintf("%s %v", name, f())}
	}
	for name, f := range infos {
		labels, values := []string{}, f()
		for _, k := range slices.Sorted(maps.Keys(values)) {
			labels = append(labels, k, values[k])
		}
		lines[name] = []string{series(name, labels) + " 1"}
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		if h := help(name); h != "" {
			fmt.Fprintf(&b, "# HELP %s %s\n", name, h)
		}
		fmt.Fprintf(&b, "# TYPE %s %s\n", name, cmp.Or(kinds[name], "gauge"))
		if kinds[name] == "counter" {
			slices.Sort(lines[name])
		}
		b.WriteString(strings.Join(lines[name], "\n") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Counted wraps a recorder so that ratings and failed records are counted in m.
func Counted(r feedback.Recorder, m *Metrics) feedback.Recorder { return &countingRecorder{r, m} }

type countingRecorder struct {
	feedback.Recorder
	m *Metrics
}

func (c *countingRecorder) countError(record string, err error) error {
	if err != nil {
		c.m.Add("rolecall_store_errors_total", 1, "record", record)
	}
	return err
}

func (c *countingRecorder) Verdict(ctx context.Context, v feedback.Verdict) error {
	err := c.countError("verdict", c.Recorder.Verdict(ctx, v))
	if err == nil {
		c.m.Add("rolecall_verdicts_total", 1, "helpful", strconv.FormatBool(v.Helpful))
	}
	return err
}

func (c *countingRecorder) Asked(ctx context.Context, a feedback.Asked) error {
	return c.countError("asked", c.Recorder.Asked(ctx, a))
}

func (c *countingRecorder) Choice(ctx context.Context, v feedback.Choice) error {
	return c.countError("choice", c.Recorder.Choice(ctx, v))
}
