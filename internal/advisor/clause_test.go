package advisor

import "testing"

func TestLastClause(t *testing.T) {
	for text, want := range map[string]string{
		"We are looking for a CIO, what is that?":                "what is that?",
		"Our CTO left. Whom do we promote? Or hire from outside": "Or hire from outside",
		"We are 40 people. What does a CTO do, day to day?":      "What does a CTO do, day to day?",
		"i have an interview in 5 min; what should i ask a cio":  "what should i ask a cio",
		"what is a CTO":                "",
		"CTO, CIO, CISO":               "",
		"Does he code? No.":            "", // two words are no question
		"Who decides, and who is told": "and who is told",
		"":                             "",
	} {
		got, ok := lastClause(text)
		if got != want || ok != (want != "") {
			t.Errorf("lastClause(%q) = %q, %v, want %q", text, got, ok, want)
		}
	}
}
