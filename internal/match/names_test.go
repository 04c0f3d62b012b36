package match

import (
	"strings"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/internal/match/read"
)

// TestAPlaceIsAPlace: whatever the place, a question about pay there is read as
// the same question about Paris, though the place is a first name too.
func TestAPlaceIsAPlace(t *testing.T) {
	x := testIndex(t)
	c, _ := testCorpus()
	places := c.Words(corpus.Places)
	if len(places) < 400 {
		t.Fatalf("only %d places", len(places))
	}
	for _, asked := range []struct{ text, entry string }{
		{"how much does a ROLE earn in PLACE", "ROLE.salary"},
		{"ROLE salary PLACE", "ROLE.salary"},
		{"what is the salary of a ROLE in PLACE?", "ROLE.salary"},
		{"What does a ROLE near PLACE do all day", "ROLE.day-to-day"},
	} {
		for _, role := range []string{"cto", "cio"} {
			text := strings.ReplaceAll(asked.text, "ROLE", role)
			want := x.Match(Query{Text: strings.ReplaceAll(text, "PLACE", "paris")})
			if id := strings.ReplaceAll(asked.entry, "ROLE", role); top(want) != id {
				t.Errorf("%s: %s in Paris, want %s", text, top(want), id)
			}
			for _, place := range places {
				got := x.Match(Query{Text: strings.ReplaceAll(text, "PLACE", place)})
				if top(got) != top(want) || got.Confidence() != want.Confidence() || got.None != want.None {
					t.Errorf("%s in %s: %s %.2f, none %.2f, in Paris %s %.2f, none %.2f", text, place, top(got), got.Confidence(), got.None, top(want), want.Confidence(), want.None)
				}
			}
		}
	}
}

// TestANameWithEvidence: a word that is also a place or an ordinary word is a name if
// something next to it says so.
func TestANameWithEvidence(t *testing.T) {
	x := testIndex(t)
	for _, name := range []string{"jordan", "austin", "sydney", "charlotte", "chelsea", "grant", "bill", "maria"} {
		for _, text := range []string{"is NAME a good cto", "is NAME smith a good cto", "should we hire NAME as cto", "NAME smith as our cio, yes or no?",
			"rate NAME and anna for the cto job", "was NAME's work as cio any good", "did NAME do well as ciso"} {
			text = strings.ReplaceAll(text, "NAME", name)
			if p := x.parse(text, false); !p.contains(read.Set(personSlot)) {
				t.Errorf("%q is read as %q", text, p.words)
			}
		}
	}
	for _, tt := range []struct{ text, want string }{
		{"who is the cto of target", companySlot},
		{"who is the cio at meta", companySlot},
		{"meta cto", companySlot},
		{"apple's cto", companySlot},
		{"who is the cto of ibm", companySlot},
		{"is google hiring a cto", companySlot},
		{"cto salary jordan", placeSlot},
		{"what is austin like for a cto", placeSlot},
		{"is austin a good place to hire a cto", placeSlot},
		{"is austin a good city for a cto", placeSlot},
		{"is austin good for ctos", placeSlot},
		{"is london expensive for a cto", placeSlot},
		{"does paris pay ctos well", placeSlot},
		{"does austin pay ctos well", placeSlot},
		{"does chad need a cto", placeSlot},
		{"would jordan need a cto", placeSlot},
		{"is jordan cheap for hiring a ciso", placeSlot},
		{"is jordan our next cto", personSlot},
		{"is austin the right cto", personSlot},
		{"was sydney any good as ciso", personSlot},
		{"does austin work well as cto", personSlot},
		{"does jordan fit the cto role", personSlot},
		{"is austin ready to be cto", personSlot},
		{"is austin a great cio", personSlot},
		{"would sydney make a good cto", personSlot},
		{"is austin a good cto market", placeSlot},
		{"cto pay in new york", placeSlot},
		{"cto pay in york", ""},
		{"what is the target of a cto", ""},
		{"what is our target cto profile", ""},
		{"can a cto bill by the hour", ""},
		{"compare apple and orange", ""},
		{"how much slack does a cto need", ""},
		{"is a booking system a cto task", ""},
	} {
		p := x.parse(tt.text, false)
		got := ""
		for _, w := range p.words {
			if w == companySlot || w == placeSlot || w == personSlot {
				got = w
			}
		}
		if got != tt.want {
			t.Errorf("%q has %q in %q, want %q", tt.text, got, p.words, tt.want)
		}
	}
}

// TestShortTitles: "VP" alone is the VP of Engineering, and "EM" in capitals a manager.
func TestShortTitles(t *testing.T) {
	x := testIndex(t)
	for text, want := range map[string]string{"what does a vp cost": "vpe", "questions for an EM": "engineering-manager", "tell em to wait": "", "what does a vp of marketing do": "",
		"em red flags": "engineering-manager", "do we need an em": "engineering-manager", "cto or em": "cto engineering-manager", "most of em left": "", "cheif ai offcer whats that": "caio"} {
		if got := strings.Join(x.parse(text, false).roles, " "); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

// TestAnUnknownCompany: a company that no list has is not corrected to a word of ours.
func TestAnUnknownCompany(t *testing.T) {
	x := testIndex(t)
	for _, name := range []string{"mollie", "celonis", "cabify", "quantex", "marqeta", "klarna", "lumina"} {
		if p := x.parse("is the cto of "+name+" any good", false); !p.has(companySlot) {
			t.Errorf("%s is read as %q", name, p.words)
		}
	}
}
