package corpus_test

import (
	"slices"
	"strings"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/knowledge"
)

func embedded(t testing.TB) *corpus.Corpus {
	t.Helper()
	c, problems, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Log(p)
	}
	return c
}

func TestEmbeddedCorpusIsWhole(t *testing.T) {
	c := embedded(t)
	roles := strings.Fields(`cto cio ciso cdo cdigo cpo caio vpe chief-architect it-director engineering-director engineering-manager
		tech-lead staff-engineer cpto cdio field-cto fractional-cto vcio vciso coo ceo enterprise-architect`)
	for _, id := range roles {
		if c.Role(id) == nil {
			t.Errorf("role %q is gone", id)
		}
	}
	for _, id := range []string{"cfo", "cmo", "chro"} {
		if c.Other(id) == nil {
			t.Errorf("%q is no longer known, so that it cannot be declined", id)
		}
	}
	for _, id := range []string{"cto", "cio", "vpe", "ciso"} {
		if c.Kit(id) == nil {
			t.Errorf("the kit of %q is gone", id)
		}
	}
	if c.WhichRole == nil || len(c.WhichRole.Questions) != 6 {
		t.Error("the guide is to ask six questions")
	}
	for _, id := range []string{"none-yet", "fractional-cto"} {
		if c.WhichRole.Outcome(id) == nil {
			t.Errorf("the guide never advises %q", id)
		}
	}
	for _, e := range c.Entries {
		if n := len(e.Phrasings); n < 10 {
			t.Errorf("%s has %d phrasings, want 10 or more", e.ID, n)
		}
	}
}

func TestCompareEntryFindsEitherOrderAndNearRoles(t *testing.T) {
	c := embedded(t)
	for _, e := range c.Entries {
		if !strings.HasPrefix(e.ID, "compare.") || strings.Count(e.ID, ".") != 1 || len(e.Roles) != 2 {
			continue
		}
		if got := c.CompareEntry(e.Roles[0], e.Roles[1]); got != e {
			t.Errorf("CompareEntry(%v) is not %s", e.Roles, e.ID)
		}
		if got := c.CompareEntry(e.Roles[1], e.Roles[0]); got != e {
			t.Errorf("CompareEntry of %v turned round is not %s", e.Roles, e.ID)
		}
		for _, also := range e.Also {
			if c.CompareEntry(e.Roles[0], also) == nil {
				t.Errorf("%s says it speaks for %s and is not found", e.ID, also)
			}
		}
	}
	if got := c.CompareEntry("ceo", "field-cto"); got != nil {
		t.Errorf("CEO and field CTO have no entry, got %s", got.ID)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestShippedKitsAreFull: each kit can be used as it is, and keeps what it promises the
// candidate: ten minutes of each round for their questions.
func TestShippedKitsAreFull(t *testing.T) {
	c := embedded(t)
	for _, role := range []string{"cio", "ciso", "cpo", "cto", "engineering-director", "engineering-manager", "vpe"} {
		k := c.Kit(role)
		if k == nil {
			t.Errorf("%s has no kit", role)
			continue
		}
		knockouts := 0
		for _, comp := range k.Scorecard.Competencies {
			if comp.Knockout {
				knockouts++
			}
		}
		if n := len(k.Scorecard.Competencies); n < 7 || n > 9 || knockouts != 2 || len(k.Questions) < 9 || len(k.References) < 8 || len(k.RedFlags) < 6 || len(k.Scorecard.Outcomes) < 6 {
			t.Errorf("%s: %d competencies, %d knock-outs, %d questions, %d references, %d red flags", role, n, knockouts, len(k.Questions), len(k.References), len(k.RedFlags))
		}
		for _, s := range k.Loop {
			minutes := 0
			for _, q := range k.Asked(s.Stage) {
				minutes += q.Minutes
			}
			if !s.WithoutCandidate && (len(k.Assessed(s.Stage)) == 0 || minutes+10 > s.Minutes) {
				t.Errorf("%s: %s assesses %q in %d of %d minutes", role, s.Stage, k.Assessed(s.Stage), minutes, s.Minutes)
			}
		}
		if minutes := k.Case.Plan[len(k.Case.Plan)-1].Minutes; minutes < 10 {
			t.Errorf("%s: the case leaves %d minutes for questions", role, minutes)
		}
	}
	if !slices.ContainsFunc(c.Kit("ciso").Loop, func(s corpus.Stage) bool { return strings.HasPrefix(s.Stage, "Board") }) {
		t.Error("no board member talks to a CISO")
	}
}
