package blockkit

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/slack-go/slack"
)

// Pieces is a set of the pieces of Block Kit that not every workspace takes, or not on
// every surface. Each has a form without it, which is drawn instead.
type Pieces uint8

// The pieces.
const (
	Table         Pieces = 1 << iota // the block "table"
	FeedbackPiece                    // the element "feedback_buttons"
	DataTable                        // the block "data_table"
	Container                        // the block "container", collapsible
	Chart                            // the block "data_visualization"
	AllPieces     Pieces = 1<<iota - 1

	// NewerPieces came to Slack in May and June 2026 (docs.slack.dev/changelog), so that
	// they are the likely cause where Slack refuses a message and does not say why.
	NewerPieces = DataTable | Container | Chart
)

// can reports whether a reply may be drawn with a piece. Slack allows none of them in
// modals and on the Home tab (docs.slack.dev, the page of each block).
func (b *builder) can(p Pieces) bool { return !b.view.Modal && b.view.Without&p == 0 }

// Each returns the pieces of a set one by one.
func (p Pieces) Each() (out []Pieces) {
	for one := Pieces(1); one&AllPieces != 0; one <<= 1 {
		if p&one != 0 {
			out = append(out, one)
		}
	}
	return out
}

// String returns Slack's names of the pieces, such as "table, container".
func (p Pieces) String() string {
	var names []string
	for _, one := range p.Each() {
		names = append(names, one.name())
	}
	return strings.Join(names, ", ")
}

func (p Pieces) name() string {
	switch p {
	case Table:
		return "table"
	case FeedbackPiece:
		return "feedback_buttons"
	case DataTable:
		return "data_table"
	case Container:
		return "container"
	case Chart:
		return "data_visualization"
	}
	return ""
}

// pieceOf returns the piece that a block or an element is, 0 for none.
func pieceOf(v any) Pieces {
	m, _ := v.(map[string]any)
	switch kind, _ := m["type"].(string); kind {
	case "":
	case "context_actions": // it holds nothing but the rating
		return FeedbackPiece
	default:
		for _, p := range AllPieces.Each() {
			if p.name() == kind {
				return p
			}
		}
	}
	return 0
}

// generic returns blocks as Slack receives them, decoded.
func generic(list []slack.Block) (out any) {
	body, err := json.Marshal(list)
	if err != nil || json.Unmarshal(body, &out) != nil {
		return nil // such blocks cannot be sent either
	}
	return out
}

// PiecesIn returns the pieces that blocks contain.
func PiecesIn(list []slack.Block) (found Pieces) {
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			found |= pieceOf(v)
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(generic(list))
	return found
}

// PieceAt returns the innermost piece that contains what a JSON pointer of Slack's
// points at, such as "/blocks/2/child_blocks/0/type"; 0 for none.
func PieceAt(list []slack.Block, pointer string) (found Pieces) {
	at := generic(list)
	for step := range strings.SplitSeq(strings.TrimPrefix(strings.TrimPrefix(pointer, "/blocks"), "/"), "/") {
		switch v := at.(type) {
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return found
			}
			at = v[i]
		case map[string]any:
			at = v[step]
		}
		if p := pieceOf(at); p != 0 {
			found = p
		}
	}
	return found
}

// PieceSample returns a small message with one piece, to ask Slack whether it takes it.
func PieceSample(p Pieces) Message {
	b := &builder{}
	text := "A sample of " + p.String() + "."
	section := slack.NewSectionBlock(plainText(text), nil, nil)
	switch p {
	case Table:
		t := slack.NewTableBlock(b.id("table"))
		t.Rows = [][]slack.TableCell{{boldCell("Role")}, {slack.NewTableRawTextCell("CTO")}}
		t.ColumnSettings = []slack.ColumnSetting{{Align: slack.ColumnAlignmentLeft, IsWrapped: true}}
		b.add(t)
	case FeedbackPiece:
		b.feedback("")
	case DataTable:
		row := func(cell string) []slack.DataTableCell {
			return []slack.DataTableCell{slack.NewDataTableRawTextCell(cell)}
		}
		b.add(slack.NewDataTableBlock(text).WithPageSize(1).AddRow(row("Role")...).AddRow(row("CTO")...))
	case Container:
		b.add(slack.NewContainerBlock(section).WithTitle(plainText(text)).WithCollapsible(true, true))
	case Chart:
		b.add(slack.NewDataVisualizationBlock("Questions", slack.NewDataVisualizationBarChart(slack.NewDataVisualizationAxisConfig("Week 1"),
			slack.NewDataVisualizationDataSeries("Asked", slack.NewDataVisualizationDataPoint("Week 1", 1)))))
	}
	return Message{Text: text, Blocks: b.blocks}
}
