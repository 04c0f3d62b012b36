package advisor_test

import (
	"strings"
	"testing"

	"rolecall/internal/match"
)

// TestAFragmentThatMovesTheTalkSaysSo: only the roles are the matter here, so that every
// question is a phrasing of the corpus, or a fragment that a rule reads.
func TestAFragmentThatMovesTheTalkSaysSo(t *testing.T) {
	for name, talk := range map[string][][2]string{
		"another role":             {{"What does a CTO earn?", ""}, {"and the CIO?", "About the CIO now."}, {"shorter", ""}},
		"and back":                 {{"What does a CTO earn?", ""}, {"and the CIO?", "About the CIO now."}, {"what about a CTO?", "About the CTO now."}},
		"the other one":            {{"What does a CTO earn?", ""}, {"and the CIO?", "About the CIO now."}, {"the other one", "About the CTO now."}},
		"a role with a name":       {{"What is a CTO?", ""}, {"and a chief architect?", "About the chief architect now."}},
		"in full":                  {{"What does a CTO earn?", ""}, {"What is a CIO?", ""}},
		"the same role":            {{"What does a CTO earn?", ""}, {"and the CTO?", ""}},
		"one of the choices":       {{"What does a CTO earn?", ""}, {"cdo", ""}, {"the second one", ""}},
		"a question after a story": {{"We hired a CTO last month. What does a CTO earn?", ""}},
	} {
		var ctx match.Context
		for _, turn := range talk {
			r := ask(t, turn[0], ctx)
			ctx = r.Context
			said := ""
			for _, n := range r.Notes {
				if strings.HasPrefix(n, "About the ") {
					said = n
				}
			}
			if said != turn[1] {
				t.Errorf("%s: %q (%s %s) says %q, want %q", name, turn[0], r.Outcome, r.EntryID(), said, turn[1])
			}
		}
	}
}

// TestWhyIsInWords names the rule, the nearest phrasing, words instead of groups of
// letters, the chances and, where it was asked, the second opinion.
func TestWhyIsInWords(t *testing.T) {
	a := testAdvisor(t)
	r := ask(t, "What does a CTO earn?", match.Context{})
	r.Match = a.Explain(r)
	got := strings.Join(r.Why(), "\n")
	for _, want := range []string{"exact phrasing\n", "nearest: “What does a CTO earn?” of cto.salary", "words that weighed most: ", "earn", "that it is cto.salary", "that it is none"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
	if strings.Contains(got, "xrole") || !r.Match.Second && strings.Contains(got, "second opinion") {
		t.Errorf("not in words, or an opinion that nobody asked:\n%s", got)
	}
	r.Match.Second = true
	r.Match.Candidates = []match.Candidate{{Entry: "cto.salary", Cosine: 0.31}, {Entry: "cto.equity", Cosine: 0.714}}
	if why := r.Why(); why[len(why)-1] != "second opinion: most like cto.equity (0.71)" {
		t.Errorf("the second opinion is %q", why)
	}
	for _, text := range []string{"kit cto", "help"} {
		if why := ask(t, text, match.Context{}).Why(); len(why) != 1 || !strings.HasPrefix(why[0], "command: ") {
			t.Errorf("%q: %q", text, why)
		}
	}
	for _, text := range golden(t) {
		r := ask(t, text, match.Context{})
		for _, c := range a.Explain(r).Candidates {
			for _, f := range c.Features {
				if f.Text == "" || strings.ContainsAny(f.Text, "…^$") || strings.Contains(f.Text, "xrole") {
					t.Errorf("%q: nobody understands %q", text, f.Text)
				}
			}
		}
	}
}
