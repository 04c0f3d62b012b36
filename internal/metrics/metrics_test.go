package metrics

import (
	"bytes"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// text returns the metrics as they are served.
func text(t *testing.T, m *Metrics) string {
	t.Helper()
	var log bytes.Buffer
	w := httptest.NewRecorder()
	m.Handler(slog.New(slog.NewTextHandler(&log, nil))).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 || log.Len() > 0 {
		t.Fatalf("status %d, log %q: %s", w.Code, log.String(), w.Body)
	}
	return w.Body.String()
}

func wants(t *testing.T, m *Metrics, lines ...string) {
	t.Helper()
	got := text(t, m)
	for _, want := range lines {
		if !strings.Contains(got, "\n"+want+"\n") {
			t.Errorf("the metrics lack %s", want)
		}
	}
}

func newMetrics() *Metrics {
	return New("1.2.3", Calls{Methods: []string{"chat.update"}, Results: []string{"refused", "429"}, Words: []string{"is_archived"}})
}

// TestEverySeriesStartsAtZero: a rate over a counter that appears with its first event
// misses that event.
func TestEverySeriesStartsAtZero(t *testing.T) {
	m := newMetrics()
	m.Watch(func() error { return nil }, func() Load { return Load{1, 2, 3, 4, 8} }, func() Knowledge { return Knowledge{"abc", 5, 6, 7} })
	wants(t, m,
		`rolecall_replies_total{outcome="comparison",surface="watch"} 0`, `rolecall_reply_seconds_count{surface="dm"} 0`,
		`rolecall_matches_total{encoder="asked"} 0`, `rolecall_matches_total{encoder="not_asked"} 0`,
		`rolecall_verdicts_total{helpful="true"} 0`, `rolecall_verdicts_total{helpful="false"} 0`,
		`rolecall_slack_calls_total{method="chat.update",result="429"} 0`, `rolecall_slack_refusals_total{error="is_archived"} 0`, `rolecall_failures_total{what="panic"} 0`,
		"rolecall_connections 0", "rolecall_reconnects_total 0",
		`rolecall_store_seconds_count{operation="update_thread"} 0`, `rolecall_store_errors_total{operation="verdict"} 0`,
		"rolecall_ready 1", "rolecall_requests_running 1", "rolecall_requests_waiting 2", "rolecall_workers 3", "rolecall_requests_room 4",
		`rolecall_corpus_info{version="abc"} 1`, "rolecall_entries 5", "rolecall_edits 6", "rolecall_corpus_problems 7")
	for _, line := range strings.Split(text(t, m), "\n") {
		if counter := regexp.MustCompile(`^rolecall_.*(_total|_count).* [^0]`); counter.MatchString(line) {
			t.Errorf("not at zero: %s", line)
		}
	}
	for _, prefix := range []string{`rolecall_build_info{goversion="go`, "go_goroutines ", "go_memstats_heap_alloc_bytes ", "process_start_time_seconds "} {
		if got := text(t, m); !strings.Contains(got, "\n"+prefix) {
			t.Errorf("the metrics lack %s…", prefix)
		}
	}
}

func TestWhatABotCounts(t *testing.T) {
	m := newMetrics()
	m.Replied("dm", "answer", 30*time.Millisecond)
	m.Replied("dm", "answer", time.Minute)
	m.Matched(true)
	m.Called("chat.update", "429", "")
	m.Called("chat.update", "refused", "is_archived")
	m.Failed("busy")
	for _, n := range []int{1, 0, 1, 0, 1} {
		m.Connected(n)
	}
	wants(t, m,
		`rolecall_replies_total{outcome="answer",surface="dm"} 2`,
		`rolecall_reply_seconds_bucket{surface="dm",le="0.025"} 0`, `rolecall_reply_seconds_bucket{surface="dm",le="0.05"} 1`,
		`rolecall_reply_seconds_bucket{surface="dm",le="+Inf"} 2`,
		`rolecall_matches_total{encoder="asked"} 1`, `rolecall_slack_calls_total{method="chat.update",result="429"} 1`,
		`rolecall_slack_calls_total{method="chat.update",result="refused"} 1`, `rolecall_slack_refusals_total{error="is_archived"} 1`,
		`rolecall_failures_total{what="busy"} 1`, "rolecall_connections 1", "rolecall_reconnects_total 2")
}

// TestNotReadyIsZero, and of the corpus before nothing is left.
func TestNotReadyIsZero(t *testing.T) {
	m, version := newMetrics(), "old"
	m.Watch(func() error { return os.ErrClosed }, func() Load { return Load{} }, func() Knowledge { return Knowledge{Version: version} })
	wants(t, m, "rolecall_ready 0", `rolecall_corpus_info{version="old"} 1`)
	version = "new"
	wants(t, m, `rolecall_corpus_info{version="new"} 1`)
	if strings.Contains(text(t, m), `"old"`) {
		t.Error("two versions of the corpus are in service")
	}
}

// TestValuesAreThoseOfTheCode: a value that is missing here does not start at zero.
func TestValuesAreThoseOfTheCode(t *testing.T) {
	for _, tt := range []struct {
		dir, literal string
		want         []string
	}{
		{"../bot", `Fail(?:ed|ure)\("([a-z-]+)"\)`, failures()},
		{"../feedback", `\sSurface = "([a-z]+)"`, surfaces()},
		{"../feedback", `\sOutcome = "([a-z]+)"`, outcomes()},
		{"../advisor", `\sOutcome = "([a-z]+)"`, outcomes()},
	} {
		var found []string
		literal := regexp.MustCompile(tt.literal)
		err := filepath.WalkDir(tt.dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
				found = append(found, m[1])
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(found)
		if want := slices.Sorted(slices.Values(tt.want)); !slices.Equal(slices.Compact(found), want) {
			t.Errorf("%s has %q\n        here are %q", tt.dir, slices.Compact(found), want)
		}
	}
}
