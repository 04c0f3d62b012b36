package match

import (
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"What’s a CTO?", "what is a cto"},
		{"<@U04ABC> <https://x.example/y|our page> cto :wave::skin-tone-2:", "cto"},
		{"R&amp;D", "research and development"},
		{"Chef de l'équipe ÉCOLE", "chef de lequipe ecole"},
		{"how 2 b a cto n earn 5%", "how 2 b a cto and earn 5 percent"},
		{"ＣＴＯ", "cto"},
		{"cto:cio:ciso", "cto ciso"}, // Slack reads :cio: as an emoji too
		{"10:30:00", "10 30 00"},
		{"a < b > c", "a b c"},
		{strings.Repeat("x ", 500), strings.TrimSpace(strings.Repeat("x ", maxWords))},
		{"\xff\xfe cto", "cto"},
		{"", ""},
	} {
		if got := strings.Join(forms(split(clean(c.in))), " "); got != c.want {
			t.Errorf("%.40q: got %.60q, want %.60q", c.in, got, c.want)
		}
	}
}

func TestMarkIT(t *testing.T) {
	for text, want := range map[string]bool{"our IT": true, "the it budget": true, "is it hard": false, "IS IT HARD": false} {
		found := false
		for _, w := range markIT(split(text)) {
			found = found || w.text == "it" && w.upper
		}
		if found != want {
			t.Errorf("%q: department %v, want %v", text, found, want)
		}
	}
}

func TestCorrect(t *testing.T) {
	s := newSpeller([]string{"salary", "celery", "technology", "report", "reports"}, map[string]int{"salary": 9, "celery": 2, "technology": 5, "report": 3, "reports": 3})
	for in, want := range map[string]string{
		"salray":     "salary",     // a swap is one slip
		"tecnolgy":   "technology", // two slips in eight letters
		"saly":       "saly",       // two slips are too many in four letters
		"reprt":      "report",
		"reporst":    "report",
		"the":        "the",        // too short
		"celebrity":  "celebrity",  // ordinary English stays
		"qwrtzu":     "qwrtzu",     // near to nothing
		"technology": "technology", // known
		"selery":     "celery",     // one slip beats none of the rest
	} {
		if got := s.correct(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"cto", "cto", 0}, {"cto", "cot", 1}, {"abcd", "abd", 1}, {"abcd", "axcd", 1}, {"abcd", "dcba", 3}, {"", "ab", 2}} {
		if got := distance(c.a, c.b, 2); got != c.want {
			t.Errorf("%s %s: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
