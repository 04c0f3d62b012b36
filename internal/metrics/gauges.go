package metrics

import (
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
)

// Load is what the workers of a bot have to do.
type Load struct {
	Running, Waiting, Workers, Room int
	OfApp                           int // connections of the app, all processes together
}

// Knowledge is the knowledge in service.
type Knowledge struct {
	Version                  string // of the corpus; "" before there is one
	Entries, Edits, Problems int
}

// Watch adds what is asked for whenever the metrics are read. ready returns nil while
// questions are answered.
func (m *Metrics) Watch(ready func() error, load func() Load, knowledge func() Knowledge) {
	gauge := func(name, help string, f func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "rolecall_" + name, Help: help}, f))
	}
	gauge("ready", "1 while questions are answered, as /readyz says.", func() float64 {
		if ready() != nil {
			return 0
		}
		return 1
	})
	gauge("requests_running", "Requests that a worker works on.", func() float64 { return float64(load().Running) })
	gauge("requests_waiting", "Accepted requests that wait: for a worker, for their turn or for a rate limit of Slack's.", func() float64 { return float64(load().Waiting) })
	gauge("requests_room", "How many requests may run or wait; beyond it people are told that the bot is busy.", func() float64 { return float64(load().Room) })
	gauge("workers", "How many requests may run at once.", func() float64 { return float64(load().Workers) })
	gauge("app_connections", "Sockets of the app when this one was opened, all processes together. Slack allows ten.", func() float64 { return float64(load().OfApp) })
	gauge("entries", "Entries in service.", func() float64 { return float64(knowledge().Entries) })
	gauge("edits", "Edited files in service.", func() float64 { return float64(knowledge().Edits) })
	gauge("corpus_problems", "Faults in the knowledge folder or the edits that keep files out of service.", func() float64 { return float64(knowledge().Problems) })
	m.registry.MustRegister(corpusInfo{knowledge, prometheus.NewDesc("rolecall_corpus_info", "The corpus in service: always 1.", []string{"version"}, nil)})
}

// corpusInfo is a gauge whose label changes: one series, and none is left of the corpus
// before.
type corpusInfo struct {
	knowledge func() Knowledge
	desc      *prometheus.Desc
}

func (c corpusInfo) Describe(ch chan<- *prometheus.Desc) { ch <- c.desc }

func (c corpusInfo) Collect(ch chan<- prometheus.Metric) {
	ch <- prometheus.MustNewConstMetric(c.desc, prometheus.GaugeValue, 1, c.knowledge().Version)
}

// buildInfo says which program this is.
func buildInfo(version string) prometheus.Collector {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "rolecall_build_info", Help: "The program: always 1.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()}})
	g.Set(1)
	return g
}
