package advisor_test

import (
	"os"
	"path/filepath"
	"reflect"
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
		"what is a CTO?":  {"exact phrasing", "what is a CTO?"},
		"what does a <https://x.example|CTO> do?":          {"exact phrasing", "what does a CTO do?"},
		"how much would a cio be paid these days, roughly": {"by its chance", "how much would a cio be paid these days, roughly"},
		"so, the ciso":     {"a role and no more words", "so, the ciso"},
		"field cto":        {"a role and no more words", "field cto"},
		"ceo vs field cto": {"comparison of the roles named", "ceo vs field cto"},
		"cdo":              {"letters with two readings", "cdo"},
		"hello there":      {"exact phrasing", "hello there"},
		"что делает технический директор":                                                          {"another language", "что делает технический директор"},
		"cto vs chief technology officer":                                                          {"one role named twice", "cto vs chief technology officer"},
		strings.Repeat("We sell pumps to farms in the north. ", 12) + "Who does a CISO report to?": {"the last question: exact phrasing", "Who does a CISO report to?"},
	} {
		r := ask(t, text, match.Context{})
		if r.Trace.String() != want.trace || r.Trace.Text != want.matched {
			t.Errorf("%.60q: decided by %q on %q, want %q on %q", text, r.Trace, r.Trace.Text, want.trace, want.matched)
		}
	}
	for name, rule := range map[string]string{"an entry": testAdvisor(t).Show("cto.salary").Trace.Rule, "a role": testAdvisor(t).Role("cto").Trace.Rule, "a kit": testAdvisor(t).Kit("cto").Trace.Rule,
		"nothing": testAdvisor(t).Show("none").Trace.Rule, "roles": testAdvisor(t).Compare("cto cio").Trace.Rule} {
		if rule == "" {
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
		if r.Trace.Rule == "" {
			t.Errorf("%q: no rule decided", text)
		}
		m := testAdvisor(t).Explain(r)
		for i := range m.Candidates {
			m.Candidates[i].Matched, m.Candidates[i].Features, m.Candidates[i].Spoken = "", nil, nil
		}
		if !reflect.DeepEqual(m, r.Match) {
			t.Errorf("%q: explained as %+v, decided as %+v", text, m, r.Match)
		}
	}
}
