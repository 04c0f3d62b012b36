package feedback

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Format is how an export is written.
type Format string

// The formats of Export.
const (
	CSV       Format = "csv"
	JSONLines Format = "jsonl"
)

// row is a line of an export: a question or a verdict. It holds no user; reply joins
// a verdict with its question, if that is stored.
type row struct {
	Kind  string `json:"kind"` // question or verdict
	Reply string `json:"reply"`
	Question
	Helpful *bool  `json:"helpful,omitempty"`
	Note    string `json:"note,omitempty"`
}

func header() []string {
	return []string{"kind", "time", "reply", "surface", "outcome", "entry", "confidence", "question", "nearest", "reason",
		"taken", "rejected", "left", "helpful", "note", "rule"}
}

// formulaSigns are the characters that a spreadsheet may take for the start of a formula.
const formulaSigns = "=+-@＝＋－＠﹦﹢﹣﹫−"

// appendCell quotes a text for CSV, so that a spreadsheet does not read it as a formula: one may
// start at the start of a cell, and after every character at which it may split a line.
// Where a locale splits at semicolons, the quotes of a file with commas do not prevent that.
func appendCell(to []byte, s string) []byte {
	to = append(to, '"')
	start := true // a formula may start here
	for _, r := range s {
		switch r {
		case '"':
			to, start = append(to, '"'), true
		case ',', ';', '|', '\t', '\r', '\n':
			start = true
		case ' ', '\f':
		default:
			if start && strings.ContainsRune(formulaSigns, r) {
				to = append(to, '\'')
			}
			start = false
		}
		to = utf8.AppendRune(to, r)
	}
	return append(to, '"')
}

// writeCells writes a line of CSV. Every cell is quoted, which encoding/csv
// does not do.
func writeCells(out *bufio.Writer, cells []string) error {
	line := out.AvailableBuffer()
	for i, c := range cells {
		if i > 0 {
			line = append(line, ',')
		}
		line = appendCell(line, c)
	}
	_, err := out.Write(append(line, '\n'))
	return err
}

func (r row) cells() []string {
	near := make([]string, len(r.Nearest))
	for i, n := range r.Nearest {
		near[i] = fmt.Sprintf("%s %.2f", n.Entry, n.Score)
	}
	flag := func(b bool) string {
		if b {
			return "true"
		}
		return ""
	}
	confidence, helpful := "", ""
	if r.Confidence != 0 {
		confidence = strconv.FormatFloat(r.Confidence, 'f', 3, 64)
	}
	if r.Helpful != nil {
		helpful = strconv.FormatBool(*r.Helpful)
	}
	return []string{r.Kind, r.Time.Format(time.RFC3339), r.Reply, string(r.Surface), string(r.Outcome), r.Entry, confidence, r.Text,
		strings.Join(near, "; "), string(r.Reason), r.Taken, flag(r.Rejected), flag(r.Left), helpful, r.Note, r.Rule}
}

// Exporter writes an export line by line.
type Exporter struct {
	write func(row) error
	flush func() error
}

// NewExporter starts an export. It returns an ErrRequest for an unknown format.
func NewExporter(out io.Writer, format Format) (*Exporter, error) {
	switch format {
	case CSV:
		b := bufio.NewWriter(out)
		return &Exporter{func(r row) error { return writeCells(b, r.cells()) }, b.Flush}, writeCells(b, header())
	case JSONLines:
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return &Exporter{func(r row) error { return enc.Encode(r) }, func() error { return nil }}, nil
	}
	return nil, badRequest{fmt.Sprintf("there is no export format %q", format), fmt.Sprintf("use %s or %s", CSV, JSONLines)}
}

// Question writes the line of a question.
func (e *Exporter) Question(reply Hash, q Question) error {
	q.Liked, q.Disliked = 0, 0 // verdicts have lines of their own
	q.ID = ""                  // the same as the reply
	return e.write(row{Kind: "question", Reply: reply.String(), Question: q})
}

// Vote writes the line of a verdict.
func (e *Exporter) Vote(reply Hash, at time.Time, v Vote) error {
	return e.write(row{Kind: "verdict", Reply: reply.String(), Helpful: &v.Helpful, Note: v.Note,
		Question: Question{Time: at, Surface: v.Surface, Entry: v.Entry, Reason: Reason(v.Reason)}})
}

// Flush writes what is still buffered.
func (e *Exporter) Flush() error { return e.flush() }
