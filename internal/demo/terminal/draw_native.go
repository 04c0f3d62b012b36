package terminal

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"rolecall/internal/slacktest/blocks"
)

// each calls draw for every object of a list.
func (d *drawing) each(list any, draw func(map[string]any)) {
	all, _ := list.([]any)
	for _, v := range all {
		if m, ok := v.(map[string]any); ok {
			draw(m)
		}
	}
}

func (d *drawing) card(b map[string]any) {
	d.line("  " + d.bold(d.text(b["title"])))
	for _, k := range []string{"subtitle", "body", "subtext"} {
		if b[k] != nil {
			d.paragraph(d.text(b[k]), "  ", "  ")
		}
	}
	id, _ := b["block_id"].(string)
	d.each(b["actions"], func(e map[string]any) { d.use(e, id) })
}

// container draws a container open: a terminal has nothing to unfold it with.
func (d *drawing) container(b map[string]any) {
	title := d.text(b["title"])
	if rich, ok := b["rich_text_title"].(map[string]any); ok {
		title = d.cell(rich)
	}
	d.line("▾ " + d.bold(title))
	if b["subtitle"] != nil {
		d.paragraph(d.text(b["subtitle"]), "  ", "  ")
	}
	d.each(b["child_blocks"], d.block)
}

// maxBar is the longest bar of a chart in columns. A choice: half of defaultWidth, so
// that the label and the figure have the other half.
const maxBar = 44

// chart draws a pie chart and a single series as bars, and several series as a table.
func (d *drawing) chart(b map[string]any) {
	d.line(d.bold(blocks.Text(b["title"])))
	chart, _ := b["chart"].(map[string]any)
	if chart["type"] == "pie" {
		d.bars(points(chart["segments"]))
		return
	}
	axis, _ := chart["axis_config"].(map[string]any)
	series, _ := chart["series"].([]any)
	if y, _ := axis["y_label"].(string); y != "" {
		d.line("  " + y)
	}
	if len(series) == 1 {
		only, _ := series[0].(map[string]any)
		d.bars(points(only["data"]))
		return
	}
	x, _ := axis["x_label"].(string)
	rows := [][]string{{x}}
	categories, _ := axis["categories"].([]any)
	for _, c := range categories {
		label, _ := c.(string)
		rows = append(rows, []string{label})
	}
	d.each(chart["series"], func(s map[string]any) {
		name, _ := s["name"].(string)
		rows[0] = append(rows[0], name)
		values := map[string]string{}
		for _, p := range points(s["data"]) {
			values[p.label] = number(p.value)
		}
		for i := 1; i < len(rows); i++ {
			rows[i] = append(rows[i], values[rows[i][0]])
		}
	})
	d.grid(rows)
}

// point is a labelled figure of a chart.
type point struct {
	label string
	value float64
}

func points(v any) []point {
	list, _ := v.([]any)
	var out []point
	for _, p := range list {
		m, _ := p.(map[string]any)
		label, _ := m["label"].(string)
		value, _ := m["value"].(float64)
		out = append(out, point{label, value})
	}
	return out
}

// bars draws a line for each point. A figure below zero has no bar.
func (d *drawing) bars(all []point) {
	wide, most, digits := 0, 0.0, 0
	for _, p := range all {
		wide = max(wide, utf8.RuneCountInString(p.label))
		most = max(most, p.value)
		digits = max(digits, len(number(p.value)))
	}
	longest := float64(max(1, min(maxBar, d.opt.Width-wide-digits-4)))
	for _, p := range all {
		bar := ""
		if p.value > 0 {
			bar = strings.Repeat("█", max(1, int(math.Round(longest*p.value/most)))) + " "
		}
		d.line("  " + p.label + strings.Repeat(" ", wide-utf8.RuneCountInString(p.label)+1) + bar + number(p.value))
	}
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
