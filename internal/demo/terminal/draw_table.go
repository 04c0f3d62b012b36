package terminal

import (
	"strings"
	"unicode/utf8"

	"rolecall/internal/slacktest/blocks"
)

// table draws a table or a data table, with all its rows, and below it the buttons of its
// cells.
func (d *drawing) table(b map[string]any) {
	if s, _ := b["caption"].(string); s != "" {
		d.line(d.bold(s))
	}
	list, _ := b["rows"].([]any)
	var rows [][]string
	var buttons []any
	for _, r := range list {
		cells, _ := r.([]any)
		var row []string
		for _, c := range cells {
			row = append(row, d.cell(c))
			if m, _ := c.(map[string]any); m["type"] == "action_cell" {
				buttons = append(buttons, m["element"])
			}
		}
		rows = append(rows, row)
	}
	d.grid(rows)
	id, _ := b["block_id"].(string)
	for _, e := range buttons {
		d.use(e, id)
	}
}

// grid draws rows in columns that fit the width, with wrapped cells. The first row is the
// head.
func (d *drawing) grid(rows [][]string) {
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	if columns == 0 {
		return
	}
	widths := fit(rows, columns, d.opt.Width-3*(columns-1))
	for i, row := range rows {
		wrapped := make([][]string, columns)
		height := 1
		for j := range columns {
			if j < len(row) {
				for _, line := range strings.Split(row[j], "\n") {
					wrapped[j] = append(wrapped[j], wrap(line, widths[j])...)
				}
			}
			height = max(height, len(wrapped[j]))
		}
		for k := range height {
			parts := make([]string, columns)
			for j := range columns {
				s := ""
				if k < len(wrapped[j]) {
					s = wrapped[j][k]
				}
				parts[j] = s + strings.Repeat(" ", max(0, widths[j]-utf8.RuneCountInString(s)))
				if i == 0 {
					parts[j] = d.bold(parts[j])
				}
			}
			d.line(strings.Join(parts, " │ "))
		}
		rule := make([]string, columns)
		for j := range columns {
			rule[j] = strings.Repeat("─", widths[j])
		}
		if i < len(rows)-1 {
			d.line(strings.Join(rule, "─┼─"))
		}
	}
}

// cell returns the plain text of a table's cell. It has no bold text, whose escape codes
// would shift the columns.
func (d *drawing) cell(v any) string {
	m, _ := v.(map[string]any)
	switch m["type"] {
	case "rich_text":
	case "raw_number":
		if s := blocks.Text(m); s != "" {
			return s
		}
		n, _ := m["value"].(float64)
		return number(n)
	case "action_cell":
		e, _ := m["element"].(map[string]any)
		return blocks.Text(e["text"])
	default:
		return blocks.Text(m)
	}
	plain := &drawing{opt: d.opt}
	plain.opt.Bold, plain.opt.Width = false, unlimitedWidth
	plain.rich(m["elements"], "")
	return strings.TrimRight(plain.out.String(), "\n")
}

// unlimitedWidth is wider than any cell, so that nothing is wrapped.
const unlimitedWidth = 1 << 16

// minColumn is the width below which a column is not narrowed, and minWrap the width
// below which no line is wrapped, in characters. Both are choices: narrower text cannot
// be read.
const (
	minColumn = 6
	minWrap   = 4
)

// fit returns the widths of the columns: each gets what it needs, and the widest are
// narrowed until all fit.
func fit(rows [][]string, columns, width int) []int {
	widths := make([]int, columns)
	total := 0
	for _, row := range rows {
		for j, s := range row {
			for _, line := range strings.Split(s, "\n") {
				widths[j] = max(widths[j], utf8.RuneCountInString(line))
			}
		}
	}
	for _, n := range widths {
		total += n
	}
	for total > width {
		widest := 0
		for j := range widths {
			if widths[j] > widths[widest] {
				widest = j
			}
		}
		if widths[widest] <= minColumn {
			break
		}
		widths[widest]--
		total--
	}
	return widths
}

// wrap breaks a line at spaces into pieces of at most width characters. A longer word is
// broken too, unless it is bold or an address.
func wrap(line string, width int) []string {
	width = max(width, minWrap)
	if visible(line) <= width {
		return []string{line}
	}
	var out []string
	now := ""
	for _, word := range strings.Fields(line) {
		for visible(word) > width && !strings.Contains(word, "\x1b") && !strings.Contains(word, "://") {
			if now != "" {
				out, now = append(out, now), ""
			}
			r := []rune(word)
			out, word = append(out, string(r[:width])), string(r[width:])
		}
		switch {
		case now == "":
			now = word
		case visible(now)+1+visible(word) <= width:
			now += " " + word
		default:
			out, now = append(out, now), word
		}
	}
	return append(out, now)
}

// visible returns the number of characters that a terminal shows.
func visible(s string) int {
	return utf8.RuneCountInString(strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(s))
}
