package spell

import (
	"maps"
	"slices"
	"testing"
)

func TestCorrect(t *testing.T) {
	s := New([]string{"salary", "celery", "technology", "report", "reports"}, map[string]int{"salary": 9, "celery": 2, "technology": 5, "report": 3, "reports": 3})
	for in, want := range map[string]string{
		"salray":     "salary",     // a swap is one edit
		"tecnolgy":   "technology", // two edits in eight letters
		"saly":       "saly",       // two edits are too many in four letters
		"reprt":      "report",
		"reporst":    "report",
		"the":        "the",        // too short
		"celebrity":  "celebrity",  // ordinary English stays
		"qwrtzu":     "qwrtzu",     // not near any word
		"technology": "technology", // known
		"selery":     "celery",     // one edit away
	} {
		if got := s.Correct(in); got != want {
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

// TestWithoutMisspellings: a mistake that a phrasing has is no word that others may type.
func TestWithoutMisspellings(t *testing.T) {
	freq := map[string]int{"salary": 60, "salery": 1, "budget": 19, "buget": 1, "open": 40, "opex": 2, "ledger": 1, "board": 30, "boards": 1, "kubernetes": 1, "recrut": 3, "recruit": 30}
	words := slices.Sorted(maps.Keys(freq))
	got, kept := WithoutMisspellings(words, freq)
	if want := slices.DeleteFunc(words, func(w string) bool { return w == "salery" }); !slices.Equal(got, want) || len(kept) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if w := New(got, kept).Correct("salery"); w != "salary" {
		t.Errorf("salery becomes %q", w)
	}
}
