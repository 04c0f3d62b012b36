package match

import (
	"reflect"
	"testing"
)

func TestTheRuleIsNamed(t *testing.T) {
	x := testIndex(t)
	for _, tt := range []struct {
		text    string
		context Context
		want    Rule
	}{
		{"", Context{}, RuleEmpty},
		{"👍", Context{}, RuleEmpty},
		{"was macht ein CTO", Context{}, RuleForeign},
		{"what does a CTO do", Context{}, RuleExact},
		{"tell me a joke", Context{}, RuleExact},
		{"and the CIO?", Context{Entry: "cto.salary", Roles: []string{"cto"}}, RuleSameTopic},
		{"cto, cio or ciso", Context{}, RuleManyRoles},
		{"compare them", Context{Entry: "cto.salary", Roles: []string{"cto", "cio"}}, RulePair},
		{"cto vs chief technology officer", Context{}, RuleSameRole},
		{"ok let us talk about the ciso", Context{}, RuleRoleOnly},
		{"cto zzyzx qwrtp xkcdq bvnmw", Context{}, RuleGibberish},
		{"how much would a cio be paid these days, roughly", Context{}, RuleScore},
		{"what about the pay of a chief marketing officer", Context{}, RuleOtherRole},
	} {
		if r := x.Match(Query{Text: tt.text, Context: tt.context}); r.Rule != tt.want {
			t.Errorf("%q: decided by %q, want %q (%s, %s)", tt.text, r.Rule, tt.want, r.Band, r.Reason)
		}
	}
}

// TestEveryResultHasARule: whatever decides says so, and an exact phrasing is told from
// one that its score decides.
func TestEveryResultHasARule(t *testing.T) {
	x := testIndex(t)
	seen := map[Rule]int{}
	for _, text := range goldenTexts(t) {
		r := x.Match(Query{Text: text})
		seen[r.Rule]++
		if r.Rule == "" || r.Exact != (r.Rule == RuleExact) {
			t.Errorf("%q: decided by %q, exact %v", text, r.Rule, r.Exact)
		}
	}
	t.Log(seen)
}

// TestNotExact: a phrasing is ranked by its score, as if the corpus did not have it
// word for word; for any other text nothing changes.
func TestNotExact(t *testing.T) {
	x := testIndex(t)
	for i := range x.entries {
		text := x.entries[i].phrasings[0]
		r := x.Match(Query{Text: text, NotExact: true})
		if r.Exact || r.Rule == RuleExact || r.Normal == "" || r.Confidence == 1 {
			t.Errorf("%q: decided by %q with confidence %g", text, r.Rule, r.Confidence)
		}
	}
	for _, text := range goldenTexts(t) {
		r := x.Match(Query{Text: text})
		if n := x.Match(Query{Text: text, NotExact: true}); !r.Exact && !reflect.DeepEqual(r, n) {
			t.Errorf("%q: %+v, with NotExact %+v", text, r, n)
		}
	}
}
