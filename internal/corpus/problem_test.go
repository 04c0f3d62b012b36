package corpus

import (
	"strings"
	"testing"

	"rolecall/internal/hint"
)

// TestProblemsAreErrorsWithHints: each problem is an error of its own with a hint,
// and warnings are not errors.
func TestProblemsAreErrorsWithHints(t *testing.T) {
	ps := Problems{{File: "a.md", Line: 3, What: "no question", Hint: "write one"}, {File: "b.md", What: "brief", Warning: true}, {File: "c.md", What: "empty"}}
	var out strings.Builder
	hint.Print(&out, "error", ps.Err())
	if want := "error: a.md:3: no question\nhint: write one\nerror: c.md:1: empty\n"; out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	if got, want := ps[0].String(), "a.md:3: no question\n    hint: write one"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
