package match

import (
	"slices"
	"testing"

	"rolecall/internal/corpus"
)

func TestPlacesOfATextLeadToCountries(t *testing.T) {
	x := testIndex(t)
	for _, tt := range []struct {
		text string
		want []Place
	}{
		{"how much do they earn in Berlin?", []Place{{"Berlin", "Germany"}}},
		{"CTO pay: San Francisco Bay Area vs. São Paulo", []Place{{"San Francisco Bay Area", "US"}, {"São Paulo", "Brazil"}}},
		{"cto pay in the US", []Place{{"US", "US"}}},
		{"cto pay in the U.S.A. and the u.k.", []Place{{"USA", "US"}, {"UK", "UK"}}},
		{"tell us what a cto earns", nil},
		{"WHAT DOES A CTO EARN IN THE US", nil}, // nobody can tell
		{"WHAT DOES A CTO EARN IN THE USA", []Place{{"USA", "US"}}},
		{"cto pay in georgia", []Place{{"georgia", ""}}},
		{"cto pay in new mexico", []Place{{"new mexico", "US"}}},
		{"cto pay in mexico", []Place{{"mexico", "Mexico"}}},
		{"is jordan a good cto", nil}, // a person
		{"cto pay in jordan", []Place{{"jordan", "Jordan"}}},
		{"and in europe?", []Place{{"europe", "Europe"}}},
		{"what does a cto earn", nil},
		{"", nil},
	} {
		got := x.Match(Query{Text: tt.text}).Places
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q names %q, want %q", tt.text, got, tt.want)
		}
		if alone := x.Places(tt.text); !slices.Equal(alone, got) {
			t.Errorf("%q names %q, and %q in a match", tt.text, alone, got)
		}
	}
}

// TestEveryPlaceIsFound: a question about any place of the list names that place.
func TestEveryPlaceIsFound(t *testing.T) {
	x := testIndex(t)
	c, _ := testCorpus()
	for _, name := range c.Words(corpus.Places) {
		if got := x.Places("what does a cto earn in " + name); len(got) != 1 || got[0] != (Place{name, c.Places.Area(name)}) {
			t.Errorf("in %s: %q", name, got)
		}
	}
}

// TestAPlaceInAThread: a follow-up that names only a place is about what the thread was.
func TestAPlaceInAThread(t *testing.T) {
	x := testIndex(t)
	for _, text := range []string{"and in berlin?", "what about berlin", "Berlin?"} {
		r := x.Match(Query{Text: text, Context: Context{Entry: "cto.salary", Roles: []string{"cto"}}})
		if !r.FollowUp || len(r.Places) != 1 || r.Places[0].Country != "Germany" || len(r.Candidates) == 0 || r.Candidates[0].Entry != "cto.salary" {
			t.Errorf("%q: %v %q %.40v", text, r.FollowUp, r.Places, r.Candidates)
		}
	}
}
