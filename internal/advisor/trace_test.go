package advisor_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rolecall/internal/match"
)

func TestTraceNamesTheRule(t *testing.T) {
	for text, want := range map[string]struct{ trace, matched string }{
		"kit cto":         {"command: kit", ""},
		"the *cto* kit":   {"command: kit", ""},
		"help":            {"command: help", ""},
		"topics":          {"command: topics", ""},
		"compare cto cio": {"command: compare", ""},
		"compare cto":     {"command: compare", ""},
		"":                {"no words", ""},
		"what is a CTO?":  {"answer: exact phrasing", "what is a CTO?"},
		"what does a <https://x.example|CTO> do?":          {"answer: exact phrasing", "what does a CTO do?"},
		"We are looking for a CIO, what is that?":          {"last clause: answer: exact phrasing", "what is a Chief Information Officer"},
		"how much would a cio be paid these days, roughly": {"answer: by score", "how much would a cio be paid these days, roughly"},
		"so, the ciso":     {"role card: a role and no more words", "so, the ciso"},
		"field cto":        {"role card: a role and no more words", "field cto"},
		"ceo vs field cto": {"comparison of the roles named: two roles to compare and no more words", "ceo vs field cto"},
		"cdo":              {"letters with two readings: a role and no more words", "cdo"},
		"hello there":      {"refusal: greeting: exact phrasing", "hello there"},
		"что делает технический директор":                                                          {"another language", "что делает технический директор"},
		"cto vs chief technology officer":                                                          {"one role named twice", "cto vs chief technology officer"},
		strings.Repeat("We sell pumps to farms in the north. ", 12) + "Who does a CISO report to?": {"a question in the message: answer: exact phrasing", "Who does a CISO report to?"},
	} {
		r := ask(t, text, match.Context{})
		if r.Trace.String() != want.trace || r.Trace.Text != want.matched {
			t.Errorf("%.60q: decided by %q on %q, want %q on %q", text, r.Trace, r.Trace.Text, want.trace, want.matched)
		}
	}
	for name, step := range map[string]string{"an entry": testAdvisor(t).Show("cto.salary").Trace.Step, "a role": testAdvisor(t).Role("cto").Trace.Step, "a kit": testAdvisor(t).Kit("cto").Trace.Step,
		"nothing": testAdvisor(t).Show("none").Trace.Step, "roles": testAdvisor(t).Compare("cto cio").Trace.Step} {
		if step == "" {
			t.Errorf("%s shown by a press has no rule", name)
		}
	}
}

// golden are the golden questions; a follow-up begins with a tab.
func golden(t testing.TB) (texts []string) {
	t.Helper()
	files, err := filepath.Glob("../../knowledge/golden/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden questions: %v", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if i := strings.LastIndexByte(line, '\t'); i > 0 && !strings.HasPrefix(line, "#") {
				texts = append(texts, line[:i])
			}
		}
	}
	return texts
}

// TestExplainIsOfTheDecision: an explanation is of the match that decided, in
// conversations too.
func TestExplainIsOfTheDecision(t *testing.T) {
	var before match.Context
	for _, text := range golden(t) {
		if !strings.HasPrefix(text, "\t") {
			before = match.Context{}
		}
		r := ask(t, strings.TrimSpace(text), before)
		before = r.Context
		if r.Trace.Step == "" {
			t.Errorf("%q: no rule decided", text)
		}
		m := testAdvisor(t).Explain(r)
		if m.Band != r.Match.Band || m.Reason != r.Match.Reason || m.Confidence != r.Match.Confidence || len(m.Candidates) != len(r.Match.Candidates) ||
			len(m.Candidates) > 0 && m.Candidates[0].Entry != r.Match.Candidates[0].Entry {
			t.Errorf("%q: explained as %s %s %.3f, decided as %s %s %.3f", text, m.Band, m.Reason, m.Confidence, r.Match.Band, r.Match.Reason, r.Match.Confidence)
		}
	}
}
