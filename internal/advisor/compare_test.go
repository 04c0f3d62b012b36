package advisor_test

import (
	"slices"
	"strings"
	"testing"

	"rolecall/internal/advisor"
)

func TestCompare(t *testing.T) {
	tests := []struct {
		text  string
		roles []string
		entry string
	}{
		{"cto cio", []string{"cto", "cio"}, "compare.cto-cio"},
		{"cto vs cio", []string{"cto", "cio"}, "compare.cto-cio"}, // not the vCIO
		{"CIO, CTO", []string{"cio", "cto"}, "compare.cto-cio"},
		{"the cio vs. the chief technology officer??", []string{"cio", "cto"}, "compare.cto-cio"},
		{"cheif technology officer and vp of engineering", []string{"cto", "vpe"}, "compare.cto-vpe"},
		{"cto cio ciso", []string{"cto", "cio", "ciso"}, ""},
		{"cto, cio, ciso and vpe", []string{"cto", "cio", "ciso", "vpe"}, ""},
		{"ceo field cto", []string{"ceo", "field-cto"}, ""},
		{"cto cdo", []string{"cto", "cdo"}, "compare.cto-cdo"},
	}
	for _, tt := range tests {
		r := testAdvisor(t).Compare(tt.text)
		if r.Outcome != advisor.Compared {
			t.Errorf("%q: %s for %q: %s", tt.text, r.Outcome, r.CompareError, r.Lead)
			continue
		}
		var got []string
		for _, role := range r.Comparison.Roles {
			got = append(got, role.ID)
			if !strings.Contains(strings.ToLower(r.Comparison.Short), "the "+strings.ToLower(role.Letters)+" "+strings.ToLower(role.Difference)) {
				t.Errorf("%q: the short difference %q leaves out the %s", tt.text, r.Comparison.Short, role.Letters)
			}
			if role.Reviewed.Before(r.Comparison.Reviewed) {
				t.Errorf("%q: said to be reviewed on %v, the %s was on %v", tt.text, r.Comparison.Reviewed, role.ID, role.Reviewed)
			}
		}
		if !slices.Equal(got, tt.roles) || r.EntryID() != tt.entry {
			t.Errorf("%q: %v with %q, want %v with %q", tt.text, got, r.EntryID(), tt.roles, tt.entry)
		}
		if !slices.Equal(r.Context.Roles, tt.roles) {
			t.Errorf("%q: the talk is about %v", tt.text, r.Context.Roles)
		}
		if len(r.Comparison.Sources) == 0 {
			t.Errorf("%q has no sources", tt.text)
		}
		if short := r.Comparison.Short; !strings.HasPrefix(short, "The ") || !strings.HasSuffix(short, ".") || strings.ContainsAny(short, "\n") {
			t.Errorf("%q: %q is no sentence", tt.text, short)
		}
	}
}

func TestCompareErrorsSayWhatToDo(t *testing.T) {
	tests := []struct {
		text    string
		err     string
		unknown []string
		lead    []string // parts of the helpful text
	}{
		{"", "no-roles", nil, []string{"two to four roles", "compare cto cio"}},
		{"??", "no-roles", nil, []string{"two to four roles", "compare cto cio"}},
		{"cto", "one-role", nil, []string{"CTO", "compare cto cio"}},
		{"ciso", "one-role", nil, []string{"CISO", "compare ciso cio"}},
		{"tech lead", "one-role", nil, []string{"Tech lead", "compare tech lead cto"}},
		{"cto cto", "same-role", nil, []string{"Chief Technology Officer", "compare cto cio"}},
		{"cto vs chief technology officer", "same-role", nil, []string{"Chief Technology Officer"}},
		{"cto cfo", "unknown-role", []string{"cfo"}, []string{"do not cover", "“cfo”", "CTO", "Virtual CIO"}},
		{"cto wizzard", "unknown-role", []string{"wizzard"}, []string{"“wizzard”"}},
		{"cto cio ciso cdo cpo", "too-many-roles", nil, []string{"up to 4"}},
	}
	for _, tt := range tests {
		r := testAdvisor(t).Compare(tt.text)
		if r.Outcome != advisor.BadCompare || r.CompareError != tt.err || !slices.Equal(r.Unknown, tt.unknown) {
			t.Errorf("%q: %s %q unknown %q, want %q unknown %q", tt.text, r.Outcome, r.CompareError, r.Unknown, tt.err, tt.unknown)
		}
		for _, part := range tt.lead {
			if !strings.Contains(r.Lead, part) {
				t.Errorf("%q: %q does not say %q", tt.text, r.Lead, part)
			}
		}
		if r.Comparison != nil || r.EntryID() != "" {
			t.Errorf("%q: an error that shows %q", tt.text, r.EntryID())
		}
	}
}

func TestCompareClipsWhatItDoesNotKnow(t *testing.T) {
	r := testAdvisor(t).Compare("cto " + strings.Repeat("z", 300))
	if !strings.Contains(r.Lead, strings.Repeat("z", 40)+"…”") || strings.Contains(r.Lead, strings.Repeat("z", 41)) {
		t.Errorf("the reply repeats it all: %q", r.Lead)
	}
}

// TestCompareRoles takes every pair by id: ids must survive being read as words.
func TestCompareRoles(t *testing.T) {
	a := testAdvisor(t)
	roles := a.Corpus().Roles
	pairs := 0
	for i, p := range roles {
		for _, q := range roles[i+1:] {
			pairs++
			r := a.CompareRoles([]string{q.ID, p.ID})
			if r.Outcome != advisor.Compared || len(r.Comparison.Roles) != 2 || r.Comparison.Roles[0] != q || r.Comparison.Roles[1] != p {
				t.Errorf("%s and %s: %s %s", q.ID, p.ID, r.Outcome, r.Lead)
			}
			if e := a.Corpus().CompareEntry(p.ID, q.ID); r.Entry != e {
				t.Errorf("%s and %s: entry %q", q.ID, p.ID, r.EntryID())
			}
		}
	}
	if pairs != 253 {
		t.Errorf("%d pairs of %d roles, want 253 of 23", pairs, len(roles))
	}
}

func TestRows(t *testing.T) {
	c := testAdvisor(t).Compare("cto cio").Comparison
	if first, all := c.Rows(false), c.Rows(true); len(first) != 8 || len(all) != 12 || first[0].Key != "purpose" || all[11].Key != "mistaken" {
		t.Errorf("rows: %v and %v", first, all)
	}
}
