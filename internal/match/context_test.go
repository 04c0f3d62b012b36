package match

import (
	"fmt"
	"slices"
	"testing"
)

// TestNext: the roles of a thread in the order they were named, the last few of them.
func TestNext(t *testing.T) {
	x := testIndex(t)
	before := Context{Entry: "cto.salary", Roles: []string{"cto", "cio", "ciso"}, Offered: []string{"cto.equity"}}
	mention := func(ids ...string) (out []RoleMention) {
		for _, id := range ids {
			out = append(out, RoleMention{ID: id, Other: id == "cfo"})
		}
		return out
	}
	for name, tt := range map[string]struct {
		r     Result
		entry string
		want  []string
	}{
		"a new subject":                 {Result{Roles: mention("vpe")}, "vpe.salary", []string{"cto", "cio", "ciso", "vpe"}},
		"a follow-up":                   {Result{FollowUp: true, Roles: mention("vpe")}, "vpe.salary", []string{"cto", "cio", "ciso", "vpe"}},
		"the oldest is forgotten":       {Result{FollowUp: true, Roles: mention("vpe", "cdo")}, "vpe.salary", []string{"cio", "ciso", "vpe", "cdo"}},
		"a role we refuse is none":      {Result{Roles: mention("cfo", "cto")}, "cto.salary", []string{"cto", "cio", "ciso"}},
		"the entry's, though not named": {Result{}, "compare.cto-cio", []string{"cto", "cio", "ciso"}},
		"an entry that is gone":         {Result{FollowUp: true}, "gone", []string{"cto", "cio", "ciso"}},
	} {
		got := x.Next(before, tt.r, tt.entry)
		if got.Entry != tt.entry || !slices.Equal(got.Roles, tt.want) || len(got.Offered) > 0 {
			t.Errorf("%s: %+v, want %v", name, got, tt.want)
		}
	}
}

// TestNextRemembers: what was shown and what nearly was, ids only; what was only offered was not shown, and where nothing
// is shown nothing nearly was.
func TestNextRemembers(t *testing.T) {
	x := testIndex(t)
	r := Result{Candidates: []Candidate{{Entry: "cto.equity", Chance: 0.6}, {Entry: "cto.offer", Chance: 0.3}, {Entry: "cto.need", Chance: leastNearly / 2}}}
	long := Context{Entry: "cto.salary"}
	for i := range maxEarlier {
		long.Earlier = append(long.Earlier, fmt.Sprint("entry.", i))
	}
	for name, tt := range map[string]struct {
		before          Context
		entry           string
		earlier, nearly []string
	}{
		"the first answer":   {Context{}, "cto.equity", nil, []string{"cto.offer"}},
		"the second":         {Context{Entry: "cto.salary"}, "cto.equity", []string{"cto.salary"}, []string{"cto.offer"}},
		"the same once more": {Context{Entry: "cto.salary", Earlier: []string{"cto.need"}}, "cto.salary", []string{"cto.need"}, []string{"cto.equity", "cto.offer"}},
		"after choices":      {Context{Entry: "cto.salary", Offered: []string{"cto.salary", "cto.equity"}}, "cto.equity", nil, []string{"cto.offer"}},
		"no answer":          {Context{}, "", nil, nil},
		"a long thread":      {long, "cto.equity", append(slices.Clone(long.Earlier[1:]), "cto.salary"), []string{"cto.offer"}},
	} {
		before := len(tt.before.Earlier)
		got := x.Next(tt.before, r, tt.entry)
		if !slices.Equal(got.Earlier, tt.earlier) || !slices.Equal(got.Nearly, tt.nearly) || len(tt.before.Earlier) != before {
			t.Errorf("%s: earlier %q, nearly %q; want %q, %q", name, got.Earlier, got.Nearly, tt.earlier, tt.nearly)
		}
	}
}

// TestWhatAThreadWasTold is evidence for what is asked next.
func TestWhatAThreadWasTold(t *testing.T) {
	x := testIndex(t)
	in := Context{Entry: "cto.salary", Roles: []string{"cto"}, Earlier: []string{"cto.need"}, Nearly: []string{"cto.offer", "hiring.pay-gap"}}
	for _, tt := range []struct {
		entry, evidence string
		want            float64
	}{
		{"cto.need", "shown earlier", 1},
		{"cto.equity", "shown earlier", 0},
		{"cio.need", "asked earlier", 1},
		{"cio.team", "asked earlier", 0},
		{"cto.fractional", "related earlier", 1},
		{"cto.equity", "related earlier", 0},
		{"cto.equity", "related", 1},
		{"cto.fractional", "related", 0},
		{"cto.equity", "refers to just shown", 1},
		{"cto.need", "refers to just shown", 0},
		{"cto.offer", "nearly shown", 1},
		{"cto.need", "nearly shown", 0},
		{"hiring.legal", "of the family of nearly shown", 1},
		{"cto.team", "of the family of nearly shown", 0}, // of a role
		{"cto.salary", "refers to just shown", 0},
	} {
		m := x.start(Query{Text: "how long does it take", Context: in})
		m.asked = x.ask(m.p, m.q)
		if got := m.candidateEvidence(&x.entries[x.entryIndex(tt.entry)], 0, 0, 0, 0)[slices.Index(candidateNames, tt.evidence)]; got != tt.want {
			t.Errorf("%s, %s: %g, want %g", tt.entry, tt.evidence, got, tt.want)
		}
		x.pool.Put(m.scratch)
	}
}

// TestOffThread: in a thread about two roles, the comparison of one of them with another is
// about another role; what was spoken of before is not.
func TestOffThread(t *testing.T) {
	x := testIndex(t)
	off, named := slices.Index(candidateNames, "off thread"), slices.Index(candidateNames, "named before")
	for _, tt := range []struct {
		context    Context
		entry      string
		off, named float64
	}{
		{Context{Entry: "compare.cto-cio", Roles: []string{"cto", "cio"}}, "compare.cto-cio", 0, 0},
		{Context{Entry: "compare.cto-cio", Roles: []string{"cto", "cio"}}, "compare.cto-ciso", 1, 0},
		{Context{Entry: "cto.salary", Roles: []string{"cto"}}, "compare.cto-ciso", 0, 0},
		{Context{Entry: "cto.salary", Roles: []string{"cto"}}, "compare.cio-ciso", 1, 0},
		{Context{Entry: "cto.fractional", Roles: []string{"fractional-cto"}}, "cto.salary", 0, 0},
		{Context{Entry: "cto.fractional", Roles: []string{"fractional-cto"}}, "cio.salary", 1, 0},
		{Context{Entry: "cto.salary", Roles: []string{"cio", "cto"}}, "cio.red-flags", 0, 1},
		{Context{Entry: "cto.salary", Roles: []string{"cio", "cto"}}, "ciso.red-flags", 1, 0},
	} {
		m := x.start(Query{Text: "how long does it take", Context: tt.context})
		m.asked = x.ask(m.p, m.q)
		r, ok := m.asked.relation(&x.entries[x.entryIndex(tt.entry)])
		ev := m.candidateEvidence(&x.entries[x.entryIndex(tt.entry)], r, 0, 0, 0)
		if !ok || ev[off] != tt.off || ev[named] != tt.named {
			t.Errorf("after %v, %s: off thread %g, named before %g, want %g, %g", tt.context.Roles, tt.entry, ev[off], ev[named], tt.off, tt.named)
		}
		x.pool.Put(m.scratch)
	}
}
