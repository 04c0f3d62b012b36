package advisor_test

import (
	"slices"
	"strings"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/match"
)

// TestSeveralRolesAtOnce: who asks the same about several roles gets it about the first, and is led to the others.
func TestSeveralRolesAtOnce(t *testing.T) {
	for _, tt := range []struct {
		text, entry, also string
		related           []string
		note              string
	}{
		{"need cto or vpe for series a startup, 12 engs, founder codes", "cto.company-stage.series-a", "", nil, ""}, // no question about roles in general
		{"red flags for cto and cio", "cto.red-flags", "cio.red-flags", nil, ""},
		{"wats teh salry of a cto n a ciso", "cto.salary", "ciso.salary", nil, ""},
		{"what are the red flags of a cto and a cio? what does a ciso earn?", "cto.red-flags", "ciso.salary", []string{"cio.red-flags"}, ""}, // the other question first
		{"kpis cio + cto", "cio.metrics", "cto.metrics", nil, ""},
		{"interview questions cto, cio, ciso, vpe", "cto.interview-questions", "cio.interview-questions", []string{"ciso.interview-questions", "vpe.interview-questions"}, ""},
		{"salary of cto, cio and ciso", "compare.cto-cio.salary", "ciso.salary", nil, ""},
		{"red flags for caio and cto", "cto.red-flags", "", nil, "I have nothing on “Red flags” for the CAIO."},
		{"fractional cto or fractional cio cost", "cto.fractional", "cio.fractional", nil, ""},
		{"cto vs cio salary", "compare.cto-cio.salary", "", nil, ""},
		{"should the cio report to the cto", "compare.cto-cio.seniority", "", nil, ""},
		{"red flags for a cto", "cto.red-flags", "", nil, ""},
	} {
		r := ask(t, tt.text, ofNobody)
		also := ""
		if r.Also != nil {
			also = r.Also.ID
		}
		if r.EntryID() != tt.entry || also != tt.also || strings.Join(r.Notes, " ") != tt.note {
			t.Errorf("%q: %s %s, also %q, says %q", tt.text, r.Outcome, r.EntryID(), also, r.Notes)
		}
		for i, id := range tt.related {
			if len(r.Related) <= i || r.Related[i].ID != id {
				t.Errorf("%q leads on to %v, want %s", tt.text, r.Related, id)
			}
		}
	}
}

// TestSeveralRolesInAThread: the same for roles that a follow-up names, or means by "both".
func TestSeveralRolesInAThread(t *testing.T) {
	questions := ask(t, "ciso interview questions", ofNobody).Context
	managers := ask(t, "engineering manager vs tech lead", ofNobody).Context
	three := ask(t, "cto vs ciso vs cpo", ofNobody).Context
	for _, tt := range []struct {
		before            match.Context
		text, entry, also string
		related           string // the first
	}{
		{questions, "and for a cio and cto", "cio.interview-questions", "cto.interview-questions", ""},
		{ofPay, "cio and ciso?", "cio.salary", "ciso.salary", ""},
		{managers, "interview questions for both", "engineering-manager.interview-questions", "tech-lead.interview-questions", ""},
		{managers, "interview questions", "engineering-manager.interview-questions", "", "tech-lead.interview-questions"},
		{three, "salary", "cto.salary", "", "ciso.salary"},
	} {
		r := ask(t, tt.text, tt.before)
		also := ""
		if r.Also != nil {
			also = r.Also.ID
		}
		if r.EntryID() != tt.entry || also != tt.also || tt.related != "" && (len(r.Related) == 0 || r.Related[0].ID != tt.related) {
			t.Errorf("%q: %s %s, also %q, leads on to %v", tt.text, r.Outcome, r.EntryID(), also, r.Related)
		}
		if tt.also != "" && len(r.Notes) > 0 {
			t.Errorf("%q about several roles says %q", tt.text, r.Notes)
		}
	}
}

// TestNothingOnTheThreadsRole: what the thread's role has no answer on is said, with the nearest, and the talk goes
// on about that role.
func TestNothingOnTheThreadsRole(t *testing.T) {
	for _, tt := range []struct{ first, asked, lead string }{
		{"em role explain", "salary", "I have nothing on “Pay” for the EM and engineering director. The nearest:"},
		{"tech lead def", "pay", "I have nothing on “Pay” for the tech lead. The nearest:"},
		{"whats a cpto n do we ned one", "and wat wud one cost us", "I have nothing on “Pay” for the CPTO. The nearest:"},
	} {
		first := ask(t, tt.first, ofNobody)
		r := ask(t, tt.asked, first.Context)
		if r.Outcome != advisor.Choices || r.Lead != tt.lead {
			t.Errorf("%q after %q: %s %q", tt.asked, tt.first, r.Outcome, r.Lead)
		}
		if r.Context.Entry != first.Context.Entry {
			t.Errorf("%q after %q: the talk is about %s", tt.asked, tt.first, r.Context.Entry)
		}
		if r := ask(t, "and a CTO?", r.Context); r.EntryID() != "cto.salary" {
			t.Errorf("“and a CTO?” after that: %s", r.EntryID())
		}
	}
	r := ask(t, "n of an em?", ofPay)
	if r.Outcome != advisor.RoleCard || strings.Join(r.Notes, " ") != "I have nothing on “Pay” for the EM." {
		t.Errorf("the pay of an EM after a CTO's: %s %s says %q", r.Outcome, r.EntryID(), r.Notes)
	}
}

// TestWhatItsKinHas: where a role that is named has no answer on what is asked, that is said before what its kin has on
// it is offered, and where there is room, what the role is. It is called as most entries on it are.
func TestWhatItsKinHas(t *testing.T) {
	for _, tt := range []struct {
		text, lead string
		choices    []string // the first of them
	}{
		{"it director kpis", "I have nothing on “Metrics” for the IT director. The nearest:", []string{"cio.metrics", "it-director.definition"}},
		{"cpto red flags", "I have nothing on “Red flags” for the CPTO. The nearest:", []string{"cto.red-flags", "compare.cto-cpo.cpto"}},
		{"what does a cpto earn", "I have nothing on “Pay” for the CPTO. The nearest:", []string{"cto.salary"}},
		{"enterprise architect reporting line", "I have nothing on “Reporting line” for the EA. The nearest:", []string{"chief-architect.definition"}},
	} {
		r := ask(t, tt.text, ofNobody)
		got := ids(r.Choices)
		if r.Outcome != advisor.Choices || r.Lead != tt.lead || len(got) < len(tt.choices) || !slices.Equal(got[:len(tt.choices)], tt.choices) {
			t.Errorf("%q: %s %s %q, %v; want %q, %v", tt.text, r.Outcome, r.EntryID(), r.Lead, got, tt.lead, tt.choices)
		}
	}
}
