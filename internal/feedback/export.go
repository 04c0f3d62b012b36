package feedback

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
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

// cell keeps a spreadsheet from reading a text as a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
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
	return []string{r.Kind, r.Time.Format(time.RFC3339), r.Reply, string(r.Surface), r.Outcome, cell(r.Entry), confidence, cell(r.Text),
		strings.Join(near, "; "), r.Reason, cell(r.Taken), flag(r.Rejected), flag(r.Left), helpful, cell(r.Note)}
}

// Export writes every question kept and every verdict in w: questions oldest
// first, then verdicts by reply.
func (s *Bolt) Export(ctx context.Context, out io.Writer, format Format, w Window) error {
	var write func(row) error
	finish := func() error { return nil }
	switch format {
	case CSV:
		c := csv.NewWriter(out)
		if err := c.Write(header()); err != nil {
			return err
		}
		write = func(r row) error { return c.Write(r.cells()) }
		finish = func() error { c.Flush(); return c.Error() }
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
