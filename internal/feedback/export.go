package feedback

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// Format is how an export is written.
type Format string

// The formats of Export.
const (
	CSV       Format = "csv"
	JSONLines Format = "jsonl"
)

// row is a line of an export: a question or a verdict. Users are left out;
// reply joins a verdict with its question where that was kept.
type row struct {
	Kind  string `json:"kind"` // question or verdict
	Reply string `json:"reply"`
	Question
	Helpful *bool  `json:"helpful,omitempty"`
	Note    string `json:"note,omitempty"`
}

func header() []string {
	return []string{"kind", "time", "reply", "surface", "outcome", "entry", "confidence", "question", "nearest", "reason",
		"taken", "rejected", "left", "helpful", "note"}
}

// formula is where a spreadsheet may begin to read one: at the start of a cell,
// and behind every mark at which it may split a line. In a locale that splits
// at semicolons the quotes of a file with commas do not hold it back.
var formula = regexp.MustCompile(`(^|[,;|"\t\r\n])([\s"]*)([=+\-@＝＋－＠﹦﹢﹣﹫−])`)

// cell quotes a text for CSV, and keeps a spreadsheet from reading it as a
// formula.
func cell(s string) string {
	return `"` + strings.ReplaceAll(formula.ReplaceAllString(s, "${1}${2}'${3}"), `"`, `""`) + `"`
}

// writeCells writes a line of CSV. Every cell is quoted, which encoding/csv
// does not do.
func writeCells(out io.Writer, cells []string) error {
	quoted := make([]string, len(cells))
	for i, c := range cells {
		quoted[i] = cell(c)
	}
	_, err := io.WriteString(out, strings.Join(quoted, ",")+"\n")
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
	return []string{r.Kind, r.Time.Format(time.RFC3339), r.Reply, string(r.Surface), r.Outcome, r.Entry, confidence, r.Text,
		strings.Join(near, "; "), r.Reason, r.Taken, flag(r.Rejected), flag(r.Left), helpful, r.Note}
}

// Export writes every question kept and every verdict in w: questions oldest
// first, then verdicts by reply.
func (s *Bolt) Export(ctx context.Context, out io.Writer, format Format, w Window) error {
	var write func(row) error
	finish := func() error { return nil }
	switch format {
	case CSV:
		buffered := bufio.NewWriter(out)
		if err := writeCells(buffered, header()); err != nil {
			return err
		}
		write = func(r row) error { return writeCells(buffered, r.cells()) }
		finish = buffered.Flush
	case JSONLines:
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		write = func(r row) error { return enc.Encode(r) }
	default:
		return badRequest(fmt.Sprintf("export format %q: use csv or jsonl", format))
	}
	err := s.eachQuestion(ctx, w, func(q Question, reply []byte) error {
		q.Liked, q.Disliked = 0, 0 // verdicts have lines of their own
		return write(row{Kind: "question", Reply: hex.EncodeToString(reply), Question: q})
	})
	if err != nil {
		return err
	}
	var page []row
	err = s.pages(ctx, bVerdicts, []byte{0}, func(_ *bbolt.Tx, k, v []byte) error {
		vote, at, err := readVote(v)
		if err != nil || !w.holds(at) || len(k) < 16 {
			return nil
		}
		page = append(page, row{Kind: "verdict", Reply: hex.EncodeToString(k[:16]), Helpful: &vote.Helpful, Note: vote.Note,
			Question: Question{Time: at, Surface: vote.Surface, Entry: vote.Entry, Reason: vote.Reason}})
		return nil
	}, func() error {
		for _, r := range page {
			if err := write(r); err != nil {
				return err
			}
		}
		page = page[:0]
		return nil
	})
	if err != nil {
		return err
	}
	return finish()
}

func (w Window) holds(t time.Time) bool {
	return (w.Since.IsZero() || !t.Before(w.Since)) && (w.Until.IsZero() || t.Before(w.Until))
}
