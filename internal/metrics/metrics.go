// Package metrics counts what a running bot does, for Prometheus: Metrics is the
// bot's meter, Store measures a store, and Handler serves all of it. Every series
// whose labels are known is there from the start, at zero, so that a rate is right
// from the first event on. Labels are names from the code, never text or ids of
// people.
//
//	metrics.go   what there is, each metric with its help
//	values.go    every value that a label can have
//	store.go     a store whose operations are timed
//	gauges.go    what is asked for whenever the metrics are read
//
// The library is Prometheus' own, github.com/prometheus/client_golang. Measured on
// 2026-11-27 against github.com/VictoriaMetrics/metrics, each with 180 counters and
// 18 histograms over the same bot (CGO_ENABLED=0, -trimpath, -ldflags '-s -w'; RSS
// idle after ten scrapes, and at its peak over 3,000 commands at 300 a second with a
// scrape every two seconds; two runs each):
//
//	                     binary    idle, scraped   under load
//	written by hand      37.8 MB   33.4, 33.7 MB   50.3, 49.3 MB
//	client_golang        40.0 MB   34.1, 34.2 MB   49.5, 50.0 MB
//	VictoriaMetrics      38.0 MB   35.3, 35.1 MB   48.8, 48.1 MB
//
// In memory they differ by little more than two runs of one of them do. VictoriaMetrics
// writes no help texts, which promtool's check asks for; client_golang costs 2 MB of
// binary and has them, and refuses a wrong label or a name used twice when it starts.
// With all that is counted now: 40.3 MB; 36.1, 35.7 MB; 51.5, 49.9 MB, where the one
// by hand had 50.4, 49.4 MB in the same runs.
package metrics

import (
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics is everything that a bot counts. It is a bot.Meter.
type Metrics struct {
	registry *prometheus.Registry

	replies    *prometheus.CounterVec
	took       *prometheus.HistogramVec
	matches    *prometheus.CounterVec
	verdicts   *prometheus.CounterVec
	calls      *prometheus.CounterVec
	refusals   *prometheus.CounterVec
	failures   *prometheus.CounterVec
	connects   prometheus.Gauge
	reconnects prometheus.Counter
	operations *prometheus.HistogramVec
	errors     *prometheus.CounterVec

	connected atomic.Bool // there was a connection before
}

// replyBuckets and storeBuckets are upper bounds in seconds.
//
// Those of replies are the library's own (DefBuckets). Of a store, a choice: a read of a
// file takes a tenth of a millisecond, one over a network a few, a write waits for the
// disk, and each of these is in a bucket of its own.
func replyBuckets() []float64 { return prometheus.DefBuckets }
func storeBuckets() []float64 { return []float64{.0002, .001, .005, .02, .1, .5, 2.5} }

// Calls are the values that labels of calls to Slack can have.
type Calls struct{ Methods, Results, Words []string }

// New returns metrics that are all at zero; version is the program's.
func New(version string, calls Calls) *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "rolecall_" + name, Help: help}, labels)
	}
	histogram := func(name, help string, buckets []float64, label string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "rolecall_" + name, Help: help, Buckets: buckets}, []string{label})
	}
	m := &Metrics{
		registry:   prometheus.NewRegistry(),
		replies:    counter("replies_total", "Replies, by what they were and where people asked.", "outcome", "surface"),
		took:       histogram("reply_seconds", "Time from receiving a question to sending its reply.", replyBuckets(), "surface"),
		matches:    counter("matches_total", "Questions that were matched, by whether the words left room for doubt and the sentence encoder was asked.", "encoder"),
		verdicts:   counter("verdicts_total", "Ratings of replies.", "helpful"),
		calls:      counter("slack_calls_total", "Requests to Slack, each try of a call, by what became of it. 429 is one too many.", "method", "result"),
		refusals:   counter("slack_refusals_total", "Requests that Slack refused, by its error code; a rare one is counted as other.", "error"),
		failures:   counter("failures_total", "What went wrong while serving people.", "what"),
		connects:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "rolecall_connections", Help: "Open sockets to Slack."}),
		reconnects: prometheus.NewCounter(prometheus.CounterOpts{Name: "rolecall_reconnects_total", Help: "Sockets to Slack opened after the first one. Slack itself asks for a new one every few hours."}),
		operations: histogram("store_seconds", "Time that an operation of the store took.", storeBuckets(), "operation"),
		errors:     counter("store_errors_total", "Operations of the store that failed.", "operation"),
	}
	m.registry.MustRegister(m.replies, m.took, m.matches, m.verdicts, m.calls, m.refusals, m.failures, m.connects, m.reconnects, m.operations, m.errors,
		buildInfo(version), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.startAtZero(calls)
	return m
}

// startAtZero makes every series whose labels are known.
func (m *Metrics) startAtZero(calls Calls) {
	for _, surface := range surfaces() {
		m.took.WithLabelValues(surface)
		for _, outcome := range outcomes() {
			m.replies.WithLabelValues(outcome, surface)
		}
	}
	for _, method := range calls.Methods {
		for _, result := range calls.Results {
			m.calls.WithLabelValues(method, result)
		}
	}
	for _, word := range calls.Words {
		m.refusals.WithLabelValues(word)
	}
	for _, what := range failures() {
		m.failures.WithLabelValues(what)
	}
	for _, operation := range operations() {
		m.operations.WithLabelValues(operation)
		m.errors.WithLabelValues(operation)
	}
	for _, yes := range []bool{true, false} {
		m.verdicts.WithLabelValues(strconv.FormatBool(yes))
		m.matches.WithLabelValues(encoder(yes))
	}
}

// Replied counts a reply and the time it took.
func (m *Metrics) Replied(surface, outcome string, took time.Duration) {
	m.replies.WithLabelValues(outcome, surface).Inc()
	m.took.WithLabelValues(surface).Observe(took.Seconds())
}

// Matched counts a question that was matched, with the second opinion or without.
func (m *Metrics) Matched(second bool) { m.matches.WithLabelValues(encoder(second)).Inc() }

// Called counts a call to Slack; refusal is the word with which it was refused, or "".
func (m *Metrics) Called(method, result, refusal string) {
	m.calls.WithLabelValues(method, result).Inc()
	if refusal != "" {
		m.refusals.WithLabelValues(refusal).Inc()
	}
}

// Failed counts a failure of one kind.
func (m *Metrics) Failed(what string) { m.failures.WithLabelValues(what).Inc() }

// Connected sets how many sockets to Slack are open.
func (m *Metrics) Connected(n int) {
	m.connects.Set(float64(n))
	if n > 0 && m.connected.Swap(true) {
		m.reconnects.Inc()
	}
}

// maxScrapes is how many requests for metrics are served at once. A choice: two servers
// may ask at the same time, and more only use up memory.
const maxScrapes = 4

// Handler serves the metrics in Prometheus' formats. They are not compressed: a scrape
// is of the same machine or network, and a compressor takes memory for as long as it
// waits for the next.
func (m *Metrics) Handler(log *slog.Logger) http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelError),
		ErrorHandling: promhttp.HTTPErrorOnError, DisableCompression: true, MaxRequestsInFlight: maxScrapes})
}
