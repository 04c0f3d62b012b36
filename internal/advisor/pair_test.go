package advisor_test

import (
	"strings"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/match"
)

// TestAPartOfAPairIsFoundAtItsRoles: where a part of a difference is asked for that is written only
// in general, what each role has on that is offered, if both have something.
func TestAPartOfAPairIsFoundAtItsRoles(t *testing.T) {
	a, shown := testAdvisor(t), match.Context{Entry: "compare.cto-vpe", Roles: []string{"cto", "vpe"}}
	for _, tt := range []struct {
		text    string
		context match.Context
		offered string // first; "" where it is answered as ever
	}{
		{"who earns more, CTO or CISO", match.Context{}, "cto.salary"},
		{"which of them makes more", shown, "cto.salary"},
		{"what does he earn", shown, ""},            // of the first: the answer says that it is about the CTO
		{"do they need the same skills", shown, ""}, // a VP of Engineering has no entry on that
		{"so which do we hire first", shown, ""},    // neither has one
		{"who earns more, CTO or CIO", match.Context{}, ""},
	} {
		r := a.Ask(advisor.Question{Text: tt.text, Context: tt.context})
		got := ""
		if r.Outcome == advisor.Choices && strings.HasPrefix(r.Lead, "I compare the two only in general. On “Pay”") {
			got = r.Choices[0].ID
		}
		if got != tt.offered {
			t.Errorf("%q: %s, %q, offers %v", tt.text, r.Outcome, r.Lead, ids(r.Choices))
		}
	}
}
