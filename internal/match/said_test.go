package match

import (
	"slices"
	"strings"
	"testing"
)

// TestWhatIsSaidBeforeAQuestion: what a text says first is not meant, is no part of its question.
func TestWhatIsSaidBeforeAQuestion(t *testing.T) {
	x := testIndex(t)
	thread := Context{Entry: "compare.cio-coo", Roles: []string{"cio", "coo"}}
	for text, want := range map[string]string{
		"not him the coo":                  "the xrole",
		"no not that one, who is the boss": "who is the boss",
		"not the pay, the boss":            "the boss",
		"then who decides":                 "then who decides",
	} {
		if got := strings.Join(x.parseQuestion(Query{Text: text, Context: thread}).words, " "); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

// TestOnesOwnJob is not what is asked about.
func TestOnesOwnJob(t *testing.T) {
	x := testIndex(t)
	for text, others := range map[string][]string{
		"I am since 6 years system administrator, how I can become IT director?": nil,
		"how become chief ai officer i am data scientist":                        nil,
		"im a cmo, what does a cto do all day":                                   nil,
		"what does a cmo do":                                                     {"cmo"},
		"i am asking what a cmo earns":                                           {"cmo"},
	} {
		if got := x.Match(Query{Text: text}).Others; !slices.Equal(got, others) {
			t.Errorf("%q names the roles %q, want %q", text, got, others)
		}
	}
}

// TestLettersAreReadBesideARole: the CSO next to a CISO is about security.
func TestLettersAreReadBesideARole(t *testing.T) {
	x := testIndex(t)
	for text, want := range map[string]string{
		"ciso and cso, whats the difference": "chief-security-officer",
		"is a CSO above the CISO":            "chief-security-officer",
		"what does a cso do":                 "cso",
		"does the cso outrank the cto":       "cso",
	} {
		m := x.Match(Query{Text: text})
		if !slices.ContainsFunc(m.Roles, func(r RoleMention) bool { return r.ID == want }) {
			t.Errorf("%q names %+v, want %s", text, m.Roles, want)
		}
	}
}

// TestOneOfThePairNamed: after how two roles differ, a question about one of them is not about a
// part of the difference.
func TestOneOfThePairNamed(t *testing.T) {
	x := testIndex(t)
	pair := Context{Entry: "compare.cto-cio", Roles: []string{"cto", "cio"}}
	for text, want := range map[string]string{
		"red flags for the cto":         "cto.red-flags",
		"what does the cio cost":        "cio.salary",
		"who does the cio report to":    "cio.reporting-line",
		"first 90 days of the cto":      "cto.first-90-days",
		"which of them earns more":      "compare.cto-cio.salary",
		"can one person do both":        "compare.cto-cio.one-person",
		"and who is higher, cto or cio": "compare.cto-cio.seniority",
	} {
		if got := x.Match(Query{Text: text, Context: pair}).Candidates[0].Entry; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if got := x.Match(Query{Text: "how much for the vp", Context: Context{Entry: "vpe.definition", Roles: []string{"vpe"}}}); got.SameTopic != "" || got.Candidates[0].Entry != "vpe.salary" {
		t.Errorf("how much for the vp: %s, same topic %q", got.Candidates[0].Entry, got.SameTopic)
	}
}

// TestTells: what asks something and what only tells, and who else is spoken to.
func TestTells(t *testing.T) {
	x := testIndex(t)
	for text, want := range map[string]struct{ asks, calls bool }{
		"lol identical":                      {false, false},
		"ok putting 190 in row 14":           {false, false},
		"median of what":                     {true, false},
		"whats the range":                    {true, false},
		"uk?":                                {true, false},
		"do we need one":                     {true, false},
		"@petra stop writing. now":           {false, true},
		"<@U0PETRA> look":                    {false, true},
		"what did you want @petra":           {true, true},
		"write to hr@example.com":            {false, false},
		"our last one was a disaster":        {false, false},
		"2018 is ancient":                    {false, false},
		"ok and is that a lot":               {true, false},
		"thats what our last vendor did too": {true, false}, // no list of words tells these apart
	} {
		if p := x.parse(text, false); p.asks != want.asks || p.calls != want.calls {
			t.Errorf("%q: asks %v, calls %v", text, p.asks, p.calls)
		}
	}
}

// TestABossIsAskedAboutLast: whoever others report to has the last slot, so that a question of a CEO about a CIO reads
// like one of anybody.
func TestABossIsAskedAboutLast(t *testing.T) {
	x := testIndex(t)
	for text, want := range map[string]string{
		"when does a CEO need a CIO":     "when does a xrole2 xceo need a xrole",
		"does a CIO report to the CEO":   "does a xrole report to the xrole2 xceo",
		"what does the CEO do":           "what does the xrole do",
		"hey CIOs, who pays you for it":  "hey xrole who pays you for it",
		"hello all, what does a CIO get": "what does a xrole get",
	} {
		if got := strings.Join(x.parseQuestion(Query{Text: text}).words, " "); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

// TestWhichRoleIsNotMeant: of two roles, the one that a text denies is left out, unless the two are weighed.
func TestWhichRoleIsNotMeant(t *testing.T) {
	x := testIndex(t)
	for text, want := range map[string]string{
		"i need red flags for a CIO (not a CTO!)":         "cio",
		"job description for a ciso, not a cio":           "ciso",
		"a scorecard not for the cto but for the cio":     "cio",
		"sorry, i meant ciso not cio":                     "ciso",
		"not the cto: pay of a cio":                       "cio",
		"why a cio, not a cto":                            "cio cto",
		"is a cio not a cto":                              "cio cto",
		"isn't the cto above the cio":                     "cto cio",
		"can a cio who is not a developer become a cto":   "cio cto",
		"job description for a ciso, not a cio, not a vp": "ciso cio vpe", // three are more than a correction
	} {
		if got := strings.Join(x.parse(text, false).roles, " "); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

// TestABossNamedInAThread: a role after "to" and nothing else is not the new subject.
func TestABossNamedInAThread(t *testing.T) {
	x := testIndex(t)
	boss := Context{Entry: "ciso.reporting-line", Roles: []string{"ciso"}}
	for text, want := range map[string]string{
		"to our coo?": "ciso", "or to the cio": "ciso", "under the cio": "cio", "to the cfo?": "ciso",
		"to me it sounds like a cio": "cio", "and the coo?": "coo", "what does it cost to hire a cio": "cio",
	} {
		r := x.Match(Query{Text: text, Context: boss})
		if r.About != want || want == "ciso" && (r.RoleOnly != "" || r.Covered == 0) {
			t.Errorf("%q is about %q (%q alone), %d roles covered, want %q", text, r.About, r.RoleOnly, r.Covered, want)
		}
	}
}

// TestAPronounBesideARole: "he" may be the subject although another role is named.
func TestAPronounBesideARole(t *testing.T) {
	x := testIndex(t)
	ad := Context{Entry: "ciso.job-description", Roles: []string{"ciso"}}
	has := func(text, entry string) bool {
		return slices.ContainsFunc(x.Match(Query{Text: text, Context: ad}).Candidates, func(c Candidate) bool { return c.Entry == entry })
	}
	if !has("where does he sit, under the cio?", "ciso.reporting-line") {
		t.Error("what he means is no candidate")
	}
	if has("who does the cio report to", "ciso.reporting-line") {
		t.Error("a question about one role has another's answer for a candidate")
	}
}

// TestTheOnlyEntryOfARoleDefinesIt: "what is a CPTO" is answered by all that there is on it.
func TestTheOnlyEntryOfARoleDefinesIt(t *testing.T) {
	x := testIndex(t)
	for text, want := range map[string]string{"so what does a cpto do then": "compare.cto-cpo.cpto", "field cto, who is that": "cto.types.field-cto"} {
		if r := x.Match(Query{Text: text, NotExact: true}); r.Candidates[0].Entry != want || r.Candidates[0].Score < clearlyNot {
			t.Errorf("%q gets %s with %.2f", text, r.Candidates[0].Entry, r.Candidates[0].Score)
		}
	}
}
