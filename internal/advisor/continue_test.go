package advisor_test

import (
	"slices"
	"testing"
)

// TestContinue: a thread that was about two roles still is after an answer was chosen by name.
func TestContinue(t *testing.T) {
	a := testAdvisor(t)
	before := ask(t, "cto vs cio", ofNobody).Context
	r := a.Continue(before, a.Show("cto.salary"))
	if !slices.Equal(r.Context.Roles, []string{"cto", "cio"}) || r.Context.Entry != "cto.salary" || !slices.Equal(r.Context.Earlier, []string{"compare.cto-cio"}) {
		t.Errorf("after a comparison and an answer by name: %+v", r.Context)
	}
	if r := ask(t, "and the other one?", r.Context); r.EntryID() != "cio.salary" {
		t.Errorf("the other one: %s by %s", r.EntryID(), r.Trace)
	}
	if gone := a.Continue(before, a.Show("gone.long-ago")); gone.Context.Entry != "" {
		t.Errorf("an answer that is gone: %+v", gone.Context)
	}
}
