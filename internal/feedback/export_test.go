package feedback

import (
	"bytes"
	"context"
	"encoding/csv"
	"path/filepath"
	"strings"
	"testing"
)

// TestCSVIsNoFormulaInAnyLocale: a spreadsheet may split a line at commas, at
// semicolons or at tabs, and may not know what was quoted where it splits at
// another mark than the one it was written with. Wherever it splits, no piece
// is a formula.
func TestCSVIsNoFormulaInAnyLocale(t *testing.T) {
	ctx := context.Background()
	s := open(t, filepath.Join(t.TempDir(), FileName), Options{Keep: KeepAll})
	texts := []string{
		"=1+1", "+1", "-1+1", "@SUM(1)", "＝1+1", "＋1", "－1", "＠SUM(1)", "﹦1", "﹢1", "﹣1", "−1",
		"zorp;=1+1;cmd", "zorp; =1+1", "zorp;\"=1+1", "zorp,+1", "zorp|=1+1", "  =1+1", "'=1+1", "\"=1+1\"", "\" =1+1", "a;＝1", "a;;=1", "=cmd|' /C calc'!A0",
		"what does a \"CTO\" do, and how?", "plain", "a = b; well-known, e.g. this",
	}
	for _, text := range texts {
		must(t, s.Asked(ctx, Asked{User: "U1", Outcome: "none", Question: text}))
	}
	must(t, s.Verdict(ctx, Verdict{Reply: "r", User: "U1", Entry: "=entry", Note: "x;=1+1", Reason: "other"}))
	must(t, s.Choice(ctx, Choice{User: "U1", Entry: "-taken", Question: "zorp"}))
	var b bytes.Buffer
	must(t, s.Export(ctx, &b, CSV, Window{}))
	for piece := range strings.FieldsFuncSeq(b.String(), func(r rune) bool { return strings.ContainsRune(",;|\t\n\r\"", r) }) {
		if piece = strings.TrimSpace(piece); piece != "" && strings.ContainsRune("=+-@＝＋－＠﹦﹢﹣﹫−", []rune(piece)[0]) {
			t.Errorf("a piece of the export is a formula: %q", piece)
		}
	}
	for i, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		if n := strings.Count(line, `","`); n != len(header())-1 || !strings.HasPrefix(line, `"`) || !strings.HasSuffix(line, `"`) {
			t.Errorf("line %d has cells without quotes: %s", i+1, line)
		}
	}
	rows, err := csv.NewReader(&b).ReadAll()
	must(t, err)
	var got []string
	for _, r := range rows[1:] {
		got = append(got, r[7])
	}
	for _, want := range []string{"what does a \"CTO\" do, and how?", "plain", "'=1+1", "zorp;'=1+1;cmd", "a = b; well-known, e.g. this"} {
		if !strings.Contains(strings.Join(got, "\n")+"\n", want+"\n") {
			t.Errorf("%q is missing from %q", want, got)
		}
	}
}
