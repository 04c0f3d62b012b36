package feedback

import (
	"bytes"
	"encoding/csv"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestCSVIsNoFormulaInAnyLocale: a spreadsheet may split a line at commas, semicolons
// or tabs, and quotes may not count if it splits at another character than commas.
// Wherever it splits, no piece is a formula.
func TestCSVIsNoFormulaInAnyLocale(t *testing.T) {
	texts := []string{
		"=1+1", "+1", "-1+1", "@SUM(1)", "＝1+1", "＋1", "－1", "＠SUM(1)", "﹦1", "﹢1", "﹣1", "−1",
		"zorp;=1+1;cmd", "zorp; =1+1", "zorp;\"=1+1", "zorp,+1", "zorp|=1+1", "  =1+1", "'=1+1", "\"=1+1\"", "\" =1+1", "a;＝1", "a;;=1", "=cmd|' /C calc'!A0",
		"what does a \"CTO\" do, and how?", "plain", "a = b; well-known, e.g. this",
	}
	var b bytes.Buffer
	e, err := NewExporter(&b, CSV)
	must(t, err)
	for _, text := range texts {
		must(t, e.Question(Hash{}, Question{Outcome: OutcomeNone, Text: text}))
	}
	must(t, e.Vote(Hash{}, time.Time{}, Vote{Entry: "=entry", Note: "x;=1+1", Reason: ComplaintOther}))
	must(t, e.Question(Hash{}, Question{Taken: "-taken", Text: "zorp"}))
	must(t, e.Flush())
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

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// FuzzCell compares a cell with the rule in short, which takes ten times as long.
func FuzzCell(f *testing.F) {
	formula := regexp.MustCompile(`(^|[,;|"\t\r\n])([\s"]*)([=+\-@＝＋－＠﹦﹢﹣﹫−])`)
	for _, seed := range []string{"", "=1", "a;;=1", "a=1; -", "\"\" =", " \f+", "\v=", "é−1;−1", "==", ";=;=", "a -1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		want := `"` + strings.ReplaceAll(formula.ReplaceAllString(text, "${1}${2}'${3}"), `"`, `""`) + `"`
		if got := string(appendCell(nil, text)); got != want {
			t.Errorf("the cell of %q is %s, want %s", text, got, want)
		}
	})
}

// BenchmarkExport measures a line of an export.
func BenchmarkExport(b *testing.B) {
	e, _ := NewExporter(io.Discard, CSV)
	q := Question{Time: time.Now(), Surface: SurfaceDM, Outcome: OutcomeAnswer, Entry: "cto.topic-3", Confidence: .7, Text: "what of zebra 3 in the herd of a technology chief", Rule: "answer: by score",
		Nearest: []Near{{"cto.pay", .5}, {"cto.other", .3}, {"cio.other", .2}}}
	for b.Loop() {
		_ = e.Question(Hash{}, q)
	}
}
