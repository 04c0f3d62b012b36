package cli

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"rolecall/internal/advisor"
)

func testAdvisor(t *testing.T) *advisor.Advisor {
	t.Helper()
	a, err := servedAdvisor(context.Background(), Env{Stderr: io.Discard, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestNoLineOfAnExplanationIsBlank explains the reply to every golden question.
func TestNoLineOfAnExplanationIsBlank(t *testing.T) {
	a := testAdvisor(t)
	files, err := filepath.Glob("../../knowledge/golden/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden questions: %v", err)
	}
	blank := regexp.MustCompile(`^(?:(?:decided by|matched|read as|corrected|role|other role|letters|follow-up|band)|\s+[-+][0-9.]+|\s*[0-9]+\s+-?[0-9.]+|.*"")\s*$`)
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
		for n := 0; sc.Scan(); n++ {
			if n > 0 && (blank.MatchString(sc.Text()) || strings.TrimSpace(sc.Text()) == "") {
				t.Errorf("%q: line %q has a label and no value", text, sc.Text())
			}
		}
	}
}

func TestTheExplanationIsOfTheReply(t *testing.T) {
	a := testAdvisor(t)
	for text, want := range map[string][]string{
		"We are looking for a CIO, what is that?": {"decided by   last clause: answer: exact phrasing\n", "matched      what is a Chief Information Officer\n", " 1   1.000  cio.definition"},
		"kit cto":                           {"decided by   command: kit\n"},
		"what is a <https://x.example|CTO>": {"decided by   answer: exact phrasing\n", "role         cto (\"CTO\")"},
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
