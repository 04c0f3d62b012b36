package advisor_test

import (
	"strings"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/match"
)

// TestAPartOfAPairIsFoundAtItsRoles: a pair that is compared only in general says so where a part
// of it is asked for, and names what each role has on that; where the comparison has just been
// shown, it is not shown again.
func TestAPartOfAPairIsFoundAtItsRoles(t *testing.T) {
	a := testAdvisor(t)
	r := a.Ask(advisor.Question{Text: "who earns more, CTO or CISO"})
	if r.EntryID() != "compare.cto-ciso" || len(r.Notes) == 0 || !strings.Contains(r.Notes[0], "for “Pay” see each role") ||
		len(r.Related) < 2 || r.Related[0].ID != "cto.salary" || r.Related[1].ID != "ciso.salary" {
		t.Errorf("answered with %s, notes %q, related %v", r.EntryID(), r.Notes, ids(r.Related))
	}
	shown := match.Context{Entry: "compare.cto-vpe", Roles: []string{"cto", "vpe"}}
	for text, first := range map[string]string{
		"which of them makes more":     "cto.salary",
		"what does he earn":            "cto.salary",
		"do they need the same skills": "", // a VP of Engineering has no entry on that
		"so which do we hire first":    "", // neither has one
	} {
		r := a.Ask(advisor.Question{Text: text, Context: shown})
		got := ""
		if r.Outcome == advisor.Choices && strings.Contains(r.Lead, "only in general") {
			got = r.Choices[0].ID
		}
		if got != first {
			t.Errorf("%q: %s, %q, offers %v", text, r.Outcome, r.Lead, ids(r.Choices))
		}
	}
}
