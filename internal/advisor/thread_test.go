package advisor_test

import (
	"slices"
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

// TestTheOfferedOneOfARole: after choices, a role takes the only one that is about it.
func TestTheOfferedOneOfARole(t *testing.T) {
	in := match.Context{Entry: "ciso.salary", Roles: []string{"ciso", "cio"}, Offered: []string{"ciso.salary", "cio.salary", "compare.cio-ciso"}}
	for text, want := range map[string]string{"cio": "cio.salary", "the ciso": "ciso.salary", "the second": "cio.salary"} {
		if r := ask(t, text, in); r.EntryID() != want || r.Trace.Rule != "one of the choices offered" {
			t.Errorf("%q gets %s %s, want %s", text, r.EntryID(), r.Trace, want)
		}
	}
	if r := ask(t, "cto", in); r.Trace.Rule == "one of the choices offered" {
		t.Errorf("a role that none is about gets %s", r.EntryID())
	}
}

// TestTheOtherOfTwoIsNear: of two roles that are compared, what is asked of neither leads on to the second.
func TestTheOtherOfTwoIsNear(t *testing.T) {
	r := ask(t, "red flags?", match.Context{Entry: "compare.cto-cio", Roles: []string{"cto", "cio"}})
	if r.EntryID() != "cto.red-flags" || len(r.Related) == 0 || r.Related[0].ID != "cio.red-flags" {
		t.Errorf("%s leads to %v", r.EntryID(), ids(r.Related))
	}
	r = ask(t, "red flags of the cto?", match.Context{Entry: "compare.cto-cio", Roles: []string{"cto", "cio"}})
	if len(r.Related) > 0 && r.Related[0].ID == "cio.red-flags" {
		t.Error("who names one of them is led to the other")
	}
}

// TestAPointedRoleIsShown: "the second one" after a comparison is not the comparison again.
func TestAPointedRoleIsShown(t *testing.T) {
	if r := ask(t, "just the second one", match.Context{Entry: "compare.cto-vpe", Roles: []string{"cto", "vpe"}}); r.Outcome != advisor.RoleCard || r.Role.ID != "vpe" {
		t.Errorf("%s %s by %s", r.Outcome, r.EntryID(), r.Trace)
	}
}

// TestARefusedRoleThatIsCompared: what we know of a role that is not covered is offered.
func TestARefusedRoleThatIsCompared(t *testing.T) {
	for text, want := range map[string]string{"what does a chief security officer do": "compare.ciso-cso", "what is a CSO": "compare.ciso-cso", "what is a cfo": "compare.cio-cfo"} {
		if r := ask(t, text, match.Context{}); r.Outcome != advisor.None || !slices.Contains(ids(r.Choices), want) {
			t.Errorf("%q: %s offers %v, want %s", text, r.Outcome, ids(r.Choices), want)
		}
	}
}

// TestARemarkIsNotThanked: who tells something is not told "any time".
func TestARemarkIsNotThanked(t *testing.T) {
	c := testAdvisor(t).Corpus()
	for text, thanked := range map[string]bool{"thanks a lot": true, "ok doable": false} {
		r := ask(t, text, match.Context{Entry: "cto.salary", Roles: []string{"cto"}})
		if r.Reason != advisor.ReasonThanks || (r.Lead == c.Refusal("thanks").Reply) != thanked {
			t.Errorf("%q: %q for %q", text, r.Lead, r.Reason)
		}
	}
}

// TestLettersAreAskedBackOnce: which reading of letters is meant is asked back until one was chosen.
func TestLettersAreAskedBackOnce(t *testing.T) {
	r := talk(t, "cdo", "what does a cto do", "what does a cdo do")
	if r.Outcome != advisor.Choices || r.Reason != advisor.ReasonTwoReadings {
		t.Errorf("letters of which no reading was chosen: %s %s by %s", r.Outcome, r.EntryID(), r.Trace)
	}
	if r := talk(t, "cdo", "the second one", "cto vs cdo"); r.EntryID() != "compare.cto-cdigo" || len(r.Notes) > 0 {
		t.Errorf("letters of which the second was chosen: %s %s says %q", r.Outcome, r.EntryID(), r.Notes)
	}
}

// talk is the reply to the last of some messages of one thread.
func talk(t *testing.T, texts ...string) (r advisor.Reply) {
	t.Helper()
	for _, text := range texts {
		r = ask(t, text, r.Context)
	}
	return r
}
