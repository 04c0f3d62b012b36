package cli_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the list of metrics in the documents again")

// Files about the metrics.
const (
	dashboard   = "../../.github/examples/grafana/rolecall.json"
	listOfThese = "../../.github/docs/metrics.md"
)

// asked collects the values of some keys in the whole of a JSON document.
func asked(value any, keys ...string) (out []string) {
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			out = append(out, asked(e, keys...)...)
		}
	case map[string]any:
		for key, e := range v {
			if text, ok := e.(string); ok && slices.Contains(keys, key) {
				out = append(out, text)
			}
			out = append(out, asked(e, keys...)...)
		}
	}
	slices.Sort(out)
	return out
}

// selector is a metric in a query, with its conditions.
var selector = regexp.MustCompile(`([a-zA-Z_:][a-zA-Z0-9_:]*)\{([^}]*)\}`)

// checkDashboard: every query of the dashboard asks for series that there are, by labels
// that they have, and Prometheus can read it.
func checkDashboard(t *testing.T, metrics string) {
	data, err := os.ReadFile(dashboard)
	if err != nil {
		t.Fatal(err)
	}
	var whole any
	if err := json.Unmarshal(data, &whole); err != nil {
		t.Fatal(err)
	}
	queries := asked(whole, "expr")
	if len(queries) < 30 {
		t.Fatalf("the dashboard was not understood: it has %d queries", len(queries))
	}
	for _, q := range append(queries, asked(whole, "definition")...) {
		found := selector.FindAllStringSubmatch(q, -1)
		if strings.HasPrefix(q, "label_values(") && len(found) == 0 {
			found = regexp.MustCompile(`\((\w+)()`).FindAllStringSubmatch(q, -1)
		}
		if len(found) == 0 {
			t.Errorf("no metric in %s", q)
		}
		for _, m := range found {
			series := seriesOf(metrics, m[1])
			if len(series) == 0 {
				t.Errorf("there is no metric %s, in %s", m[1], q)
			}
			for _, condition := range strings.Split(m[2], ",") {
				// job and instance are added by Prometheus.
				if own := !strings.HasPrefix(condition, "job") && !strings.HasPrefix(condition, "instance") && condition != ""; own &&
					!slices.ContainsFunc(series, func(s string) bool { return strings.Contains(s, condition) }) {
					t.Errorf("%s has no series with %s, in %s", m[1], condition, q)
				}
			}
			for _, by := range regexp.MustCompile(`by \(([a-z, ]+)\)`).FindAllStringSubmatch(q, -1) {
				for _, label := range strings.Split(by[1], ", ") {
					if !slices.ContainsFunc(series, func(s string) bool { return strings.Contains(s, label+`="`) }) {
						t.Errorf("%s has no label %s, in %s", m[1], label, q)
					}
				}
			}
		}
	}
	list, err := os.ReadFile(listOfThese)
	if err != nil {
		t.Fatal(err)
	}
	_, alarms, _ := strings.Cut(string(list), "\n## What to be told of\n")
	for _, m := range regexp.MustCompile("`(.+?)`").FindAllStringSubmatch(alarms, -1) {
		queries = append(queries, m[1])
		for _, name := range regexp.MustCompile(`rolecall_\w+`).FindAllString(m[1], -1) {
			if len(seriesOf(metrics, name)) == 0 {
				t.Errorf("there is no metric %s, in the documents", name)
			}
		}
	}
	checkQueries(t, queries)
}

// seriesOf returns the series of a metric, as they are served.
func seriesOf(metrics, name string) []string {
	return regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(name)+`[ {].*$`).FindAllString(metrics, -1)
}

// checkQueries has promtool read queries, as the rules that they could be.
func checkQueries(t *testing.T, queries []string) {
	rules := "groups:\n- name: dashboard\n  rules:\n"
	for i, q := range queries {
		rules += fmt.Sprintf("  - record: query:%d\n    expr: %s\n", i, strconv.Quote(strings.ReplaceAll(q, "$__rate_interval", "5m")))
	}
	file := filepath.Join(t.TempDir(), "rules.yml")
	if err := os.WriteFile(file, []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), promtool(t), "check", "rules", file).CombinedOutput(); err != nil {
		t.Errorf("promtool check rules: %v\n%s", err, out)
	}
}

// checkList: the list in the documents has every metric of ours with its kind, labels and
// meaning, as the bot serves them.
func checkList(t *testing.T, metrics string) {
	var list strings.Builder
	list.WriteString("\n| metric | kind | labels | meaning |\n| --- | --- | --- | --- |\n")
	for _, m := range regexp.MustCompile(`(?m)^# HELP (rolecall_\S+) (.*)\n# TYPE \S+ (\S+)\n(.*)$`).FindAllStringSubmatch(metrics, -1) {
		var labels []string
		for _, l := range regexp.MustCompile(`([a-z]+)="`).FindAllStringSubmatch(m[4], -1) {
			if l[1] != "le" { // of histograms
				labels = append(labels, "`"+l[1]+"`")
			}
		}
		fmt.Fprintf(&list, "| `%s` | %s | %s | %s |\n", m[1], m[3], strings.Join(labels, ", "), m[2])
	}
	list.WriteString("\n")
	data, err := os.ReadFile(listOfThese)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- written by go test ./internal/cli -run MetricsOf -update -->\n", "<!-- end -->\n"
	before, rest, ok := strings.Cut(string(data), begin)
	old, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s lacks the comments around its list", listOfThese)
	}
	if *update {
		if err := os.WriteFile(listOfThese, []byte(before+begin+list.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if old != list.String() {
		t.Errorf("%s differs from what a bot serves: write it again with -update\n%s", listOfThese, list.String())
	}
}
