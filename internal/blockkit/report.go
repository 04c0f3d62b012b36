package blockkit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/feedback"
)

// Slack's limits of a chart (docs.slack.dev, data visualization block). More limits are
// in Validate of slack-go's block.
const (
	maxChartTitle = 50 // characters; also the label of an axis
	maxChartLabel = 20 // characters of a category's or a series' name
	maxCharts     = 2  // in a message
)

// Report draws a report for curators. Figures become a chart with the same figures as
// text below it, or only the text: without Chart, and where a chart would show nothing.
func Report(r feedback.Report, without Pieces) Message {
	b := &builder{view: View{Without: without}}
	if r.Title != "" {
		b.header(r.Title)
	}
	b.say(r.Summary)
	charts := 0
	for _, f := range r.Figures {
		if charts < maxCharts && b.can(Chart) && b.chart(f) {
			charts++
			b.quiet(underChart(f))
			continue
		}
		b.section(f.Section())
	}
	for _, s := range r.Sections {
		b.section(s)
	}
	b.say(r.Note)
	return b.message(r.Text())
}

func (b *builder) section(s feedback.Section) {
	lines := s.Lines
	if s.More > 0 {
		lines = append(slices.Clone(lines), fmt.Sprintf("… and %d more", s.More))
	}
	b.bullets(s.Title, lines)
}

// underChart returns the figures of a chart, which names the rows in the same order: by
// row, or with several series by series, which is shorter. The text of the message has
// them by row.
func underChart(f feedback.Figures) string {
	if len(f.Series) == 1 {
		return strings.Join(f.Section().Lines, " · ")
	}
	lines := make([]string, len(f.Series))
	for i, name := range f.Series {
		counts := make([]string, len(f.Rows))
		for j, r := range f.Rows {
			counts[j] = strconv.Itoa(r.N[i])
		}
		lines[i] = name + ": " + strings.Join(counts, ", ")
	}
	return strings.Join(lines, "\n")
}

// chart adds figures as a chart: a line over time, otherwise bars. It reports false,
// and adds nothing, for figures that do not make a chart.
func (b *builder) chart(f feedback.Figures) bool {
	if !f.Compares() {
		return false
	}
	axis := slack.DataVisualizationAxisConfig{XLabel: Clip(f.Labels, maxChartTitle)}
	series := make([]slack.DataVisualizationDataSeries, len(f.Series))
	for i, name := range f.Series {
		series[i].Name = Clip(name, maxChartLabel)
	}
	for _, r := range f.Rows {
		label := Clip(r.Label, maxChartLabel)
		axis.Categories = append(axis.Categories, label)
		for i, n := range r.N {
			series[i].Data = append(series[i].Data, slack.NewDataVisualizationDataPoint(label, float64(n)))
		}
	}
	block := slack.DataVisualizationBlock{Type: slack.MBTDataVisualization, BlockID: b.id("chart"), Title: Clip(f.Title, maxChartTitle),
		Chart: slack.NewDataVisualizationBarChart(axis, series...)}
	if f.Time {
		block.Chart = slack.NewDataVisualizationLineChart(axis, series...)
	}
	if block.Validate() != nil { // such as two labels with the same first letters
		return false
	}
	b.add(&block)
	return true
}
