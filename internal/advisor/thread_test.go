package advisor_test

import (
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/match"
)

// TestInAThread: what a thread is about says what a few words mean, and what they do not.
func TestInAThread(t *testing.T) {
	about := func(entry string, roles ...string) match.Context { return match.Context{Entry: entry, Roles: roles} }
	for name, tt := range map[string]struct {
		text string
		in   match.Context
		want []string // entries, one of which answers; none for no answer
	}{
		"a role not covered, which the thread's role has to do with": {"is the cfo ok", about("cio.reporting-line", "cio"), []string{"compare.cio-cfo", "cio.reporting-line"}},
		"the pay of a role not covered":                              {"what does a cfo make in a year", about("cio.reporting-line", "cio"), nil},
		"a role not covered and no more":                             {"and the cfo?", about("cio.salary", "cio"), nil},
		"a role not covered, which the answer refers to":             {"or cfo", about("cio.reporting-line", "cio"), []string{"compare.cio-cfo"}},
		"a role not covered, after a comparison with another":        {"cfo?", about("compare.cio-it-director", "cio", "it-director"), nil},
		"against the role last spoken of, not the first":             {"vs cto", about("cdigo.definition", "cio", "cdigo"), []string{"compare.cto-cdigo"}},
		"below what was shown":                                       {"can it be merged", about("compare.cio-cdigo", "cio", "cdigo"), []string{"compare.cio-cdigo.cdio"}},
		"against both of a pair":                                     {"and versus the cio", about("compare.cto-caio", "cto", "caio"), []string{""}},
		"the thread's first role, after a comparison":                {"red flags?", about("compare.cto-vpe", "vpe", "cto"), []string{"vpe.red-flags"}},
	} {
		r := ask(t, tt.text, tt.in)
		answered := r.Outcome == advisor.Answer || r.Outcome == advisor.Compared
		right := answered == (tt.want != nil)
		if answered && right {
			right = false
			for _, id := range tt.want {
				right = right || r.EntryID() == id
			}
		}
		if !right {
			t.Errorf("%s: %q gets %s %q by %q, want one of %q", name, tt.text, r.Outcome, r.EntryID(), r.Trace.Rule, tt.want)
		}
	}
}
