package match

import (
	"slices"
	"testing"
)

func TestCompare(t *testing.T) {
	x := testIndex(t)
	for _, c := range []struct {
		text  string
		roles []string
		err   string
	}{
		{"cto cio", []string{"cto", "cio"}, ""},
		{"CTO / CISO", []string{"cto", "ciso"}, ""},
		{"vp eng vs cto??", []string{"vpe", "cto"}, ""},
		{"whats the difference between a cto and a ciso", []string{"cto", "ciso"}, ""},
		{"cheif tecnology oficer vs cio", []string{"cto", "cio"}, ""},
		{"*CTO* vs `CIO` :thinking_face:", []string{"cto", "cio"}, ""},
		{"“chief technology officer” &amp; ‘chief data officer’", []string{"cto", "cdo"}, ""},
		{"cio, cto, ciso and cdo", []string{"cio", "cto", "ciso", "cdo"}, ""},
		{"CTOs and CIOs", []string{"cto", "cio"}, ""},
		{"c.t.o. against c.i.o.", []string{"cto", "cio"}, ""},
		{"head of engineering or engineering manager", []string{"engineering-director", "engineering-manager"}, ""},
		{"tech chief, IT chief", []string{"cto", "cio"}, ""},
		{"<@U0123> cto cio", []string{"cto", "cio"}, ""},
		{"fractional cto vs cto", []string{"fractional-cto", "cto"}, ""},
		{"cdo cdigo", []string{"cdo", "cdigo"}, ""},
		{"", nil, ErrNoRoles},
		{":wave:", nil, ErrNoRoles},
		{"compare", nil, ErrNoRoles},
		{"cto", []string{"cto"}, ErrOneRole},
		{"cto chief technology officer", []string{"cto"}, ErrSameRole},
		{"CTO vs cto", []string{"cto"}, ErrSameRole},
		{"cto cfo", []string{"cto"}, ErrUnknownRole},
		{"cto vs wizard", []string{"cto"}, ErrUnknownRole},
		{"wizard", nil, ErrUnknownRole},
		{"cto cio ciso cdo cpo", []string{"cto", "cio", "ciso", "cdo", "cpo"}, ErrTooManyRoles},
	} {
		got := x.Compare(c.text)
		if !slices.Equal(got.Roles, c.roles) || got.Error != c.err {
			t.Errorf("%q: got %v, want %v %s", c.text, got, c.roles, c.err)
		}
	}
}

func TestCompareNotesAmbiguousLetters(t *testing.T) {
	x := testIndex(t)
	if c := x.Compare("cdo vs cio"); len(c.Notes) != 1 || !slices.Equal(c.Roles, []string{"cdo", "cio"}) {
		t.Errorf("CDO read silently: %v %q", c, c.Notes)
	}
	if c := x.Compare("chief digital officer vs cio"); len(c.Notes) != 0 || c.Roles[0] != "cdigo" {
		t.Errorf("a spelled-out title needs no note: %v %q", c, c.Notes)
	}
	if c := x.Compare("cto vs sales gnome"); !slices.Equal(c.Unknown, []string{"sales", "gnome"}) {
		t.Errorf("unknown: %q", c.Unknown)
	}
}
