package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/cli/explain"
)

func testAdvisor(t *testing.T) *advisor.Advisor {
	t.Helper()
	a, err := servedAdvisor(context.Background(), Env{Stderr: io.Discard, Now: time.Now}, true)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// longStory is more than is matched as one question.
var longStory = strings.Repeat("We sell pumps to farms in the north. ", 12)

// TestNoLineOfAnExplanationIsBlank explains the reply to every golden question.
func TestNoLineOfAnExplanationIsBlank(t *testing.T) {
	a := testAdvisor(t)
	files, err := filepath.Glob("../../knowledge/golden/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden questions: %v", err)
	}
	blank := regexp.MustCompile(`^(?:(?:decided by|matched|read as|corrected|role|other role|letters|follow-up|why)|\s+[-+][0-9.]+|\s*[0-9]+\s+[0-9.]+\s+-?[0-9.]+|(?:.*[^\\])?"")\s*$`)
	texts := []string{"?!", "kit cto", "compare cto", "qwrt zxcv", "что это", "field cto"}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			i := strings.LastIndexByte(line, '\t')
			if i <= 0 || strings.HasPrefix(line, "#") {
				continue
			}
			texts = append(texts, strings.TrimSpace(line[:i]))
		}
	}
	for _, text := range texts {
		var out bytes.Buffer
		s := &session{advisor: a, out: &out}
		if err := s.explanation(a.Ask(advisor.Question{Text: text})); err != nil {
			t.Fatal(err)
		}
		sc := bufio.NewScanner(&out)
		for sc.Scan() {
			if blank.MatchString(sc.Text()) {
				t.Errorf("%q: line %q has a label and no value", text, sc.Text())
			}
		}
	}
}

func TestTheExplanationIsOfTheReply(t *testing.T) {
	a := testAdvisor(t)
	for text, want := range map[string][]string{
		longStory + "What is a CIO?":        {"decided by   the last question: exact phrasing\n", "matched      What is a CIO?\n", "nearest: “What is a CIO?” of cio.definition\n", "\n             chance: ", "  cio.definition"},
		"kit cto":                           {"decided by   command: kit\n"},
		"what is a <https://x.example|CTO>": {"decided by   exact phrasing\n", "role         cto (\"CTO\")"},
	} {
		var out bytes.Buffer
		s := &session{advisor: a, out: &out}
		if err := s.explanation(a.Ask(advisor.Question{Text: text})); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%q: no %q in:\n%s", text, w, out.String())
			}
		}
		if strings.HasPrefix(text, "kit") && strings.Contains(out.String(), "bot.help") {
			t.Errorf("%q: the explanation is of another reply:\n%s", text, out.String())
		}
	}
}

// TestExplainedJSON: --json --explain has a trace with what the text form prints, and
// --json alone has none.
func TestExplainedJSON(t *testing.T) {
	a := testAdvisor(t)
	ask := func(why bool, text string) (l struct{ Trace *explain.Trace }, out string) {
		var b bytes.Buffer
		s := &session{advisor: a, out: &b, now: time.Now, json: true, explain: why}
		if err := s.ask(text); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		return l, b.String()
	}
	if _, out := ask(false, "what is a cto"); strings.Contains(out, "trace") {
		t.Errorf("without --explain: %s", out)
	}
	l, out := ask(true, longStory+"What is a cheif informaton oficer?")
	if l.Trace == nil {
		t.Fatalf("no trace in %s", out)
	}
	got := *l.Trace
	if got.Text == "" || got.Step != "answer" || got.Rule == "" || got.Part == "" || got.Read == "" || len(got.Why) < 3 || got.Second != nil ||
		len(got.Roles) != 1 || got.Roles[0].Role != "cio" || len(got.Candidates) == 0 || got.Candidates[0].Entry != "cio.definition" || got.Candidates[0].Chance == 0 || len(got.Candidates[0].Features) == 0 {
		t.Errorf("the trace is %+v", got)
	}
	if l, out = ask(true, "what is the salery of a cto"); l.Trace == nil || len(l.Trace.Corrections) != 1 || l.Trace.Corrections[0] != (explain.Correction{From: "salery", To: "salary"}) {
		t.Errorf("with a typing error: %s", out)
	}
	l, out = ask(true, "kit cto")
	if l.Trace == nil || l.Trace.Rule != "command: kit" || l.Trace.Step != advisor.KitPage || l.Trace.Text != "" {
		t.Errorf("of a command: %s", out)
	}
	for _, field := range []string{`"corrections":[]`, `"roles":[]`, `"candidates":[]`} {
		if !strings.Contains(out, field) {
			t.Errorf("no %s in %s: a list is never null", field, out)
		}
	}
}
