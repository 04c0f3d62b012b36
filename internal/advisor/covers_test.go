package advisor

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/knowledge"
)

// placed is the advisor on our corpus and a company's, which adds places and an entry.
var placed = sync.OnceValues(func() (*Advisor, error) {
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS}, corpus.Layer{Name: "company", FS: fstest.MapFS{
		"words/places.txt": {Data: []byte("Germany: lower wick\nAtlantis: atlantis\nEurope = Atlantis\nupper wick\n")},
		"entries/cto/parking.md": {Data: []byte(`---
question: What does a CTO pay for parking?
label: Parking
roles: [cto]
kind: pay
covers: [Atlantis]
short: Nothing.
phrasings: [parking fee of a cto]
related: [cto.salary]
reviewed: 2026-11-22
owner: us
---
- They swim [OWN].

**Next:** swim.
`)}}})
	if err != nil {
		return nil, err
	}
	x, err := match.New(c)
	if err != nil {
		return nil, err
	}
	return New(c, x), nil
})

func placedAdvisor(t *testing.T) *Advisor {
	t.Helper()
	a, err := placed()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnAnswerAboutOtherCountriesSaysSoFirst(t *testing.T) {
	a := placedAdvisor(t)
	const (
		cto  = ": these are from the US and the UK."
		cio  = ": these are from the US, the UK and Germany."
		ciso = ": these are from the US, Canada, France and Australia."
	)
	for _, tt := range []struct{ entry, asked, note string }{
		{"cto.salary", "how much do they earn in berlin", "No figure for Germany here" + cto},
		{"cto.salary", "CTO pay, Deutschland", "No figure for Germany here" + cto},
		{"cto.salary", "how much do they earn", ""},
		{"cto.salary", "how much do they earn in London", ""},
		{"cto.salary", "how much do they earn in scotland?", ""},
		{"cto.salary", "how much do they earn in the bay area", ""},
		{"cto.salary", "how much do they earn in the U.S.", ""},
		{"cto.salary", "how much do they earn in the US", ""},
		{"cto.salary", "pay us in tokyo", "No figure for Japan here" + cto}, // no country
		{"cto.salary", "berlin or london", ""},                              // one is covered
		{"cto.salary", "berlin or munich or tokyo", "No figure for Germany or Japan here" + cto},
		{"cto.salary", "holland and the emirates", "No figure for the Netherlands here" + cto},
		{"cto.salary", "cto pay in europe", "For Europe I have figures from the UK only."},
		{"cto.salary", "cto pay EMEA", "For EMEA I have figures from the UK only."},
		{"cto.salary", "cto pay in the eu", "No figure for the EU here" + cto},
		{"cto.salary", "cto pay dach", "No figure for DACH here" + cto},
		{"cto.salary", "cto pay in north america", "For North America I have figures from the US only."},
		{"cto.salary", "cto pay in europe or japan", "No figure for Japan here" + cto},
		{"cto.salary", "cto pay in georgia", "These figures are from the US and the UK."}, // which one?
		{"cto.salary", "cto pay in upper wick", "These figures are from the US and the UK."},
		{"cto.salary", "cto pay in lower wick", "No figure for Germany here" + cto},
		{"cio.salary", "cio pay in lower wick", ""},
		{"cio.salary", "cio pay in europe", "For Europe I have figures from the UK and Germany only."},
		{"cio.salary", "cio pay dach", "For DACH I have figures from Germany only."},
		{"cio.salary", "cio pay in tokyo", "No figure for Japan here" + cio},
		{"ciso.salary", "ciso pay in london", "No figure for the UK here" + ciso},
		{"compare.cto-cio.salary", "who earns more in india, a cto or a cio", "No figure for India here" + cto},
		{"cto.parking", "parking in atlantis", ""},
		{"cto.parking", "parking in berlin", "No figure for Germany here: these are from Atlantis."},
		{"cto.parking", "parking in europe", "For Europe I have figures from Atlantis only."},
		{"regulation.duties", "which rules apply in spain", ""}, // in the EU
		{"regulation.duties", "which rules apply in brazil", "Nothing on Brazil here: this is about the EU, the US and the UK."},
		{"regulation.duties", "which rules apply in north america", "For North America I have this on the US only."},
		{"regulation.duties", "which rules apply in georgia", "This is about the EU, the US and the UK."},
		{"cto.coding", "do ctos code in berlin", ""}, // no figures of any country
	} {
		r := a.ShowFor(tt.entry, Question{Text: tt.asked})
		if got := strings.Join(r.Notes, "|"); r.EntryID() != tt.entry || got != tt.note {
			t.Errorf("%s, asked %q: %q, want %q", r.EntryID(), tt.asked, got, tt.note)
		}
	}
}

// TestANoteFollowsWhatAnEntryCovers: no entry that names what it covers is silent about a
// country elsewhere, and none has a note about a country that it covers.
func TestANoteFollowsWhatAnEntryCovers(t *testing.T) {
	a := placedAdvisor(t)
	seen := 0
	for _, e := range a.Corpus().Entries {
		if len(e.Covers) == 0 {
			continue
		}
		seen++
		for _, area := range a.Corpus().Places.Areas() {
			some, all := a.Corpus().Places.Covered(e.Covers, area)
			note := placeNote(a.Corpus(), e, []match.Place{{Country: area}})
			switch {
			case all != (note == ""), len(some) > 0 && !strings.HasPrefix(note, "For "):
				t.Errorf("%s covers %q, asked about %s: %q", e.ID, e.Covers, area, note)
			case slices.Contains(e.Covers, area) && note != "":
				t.Errorf("%s covers %s and says %q", e.ID, area, note)
			}
		}
		for _, area := range []string{"Japan", "Brazil"} {
			if note := placeNote(a.Corpus(), e, []match.Place{{Country: area}}); !strings.Contains(note, area) && !slices.Contains(e.Covers, area) {
				t.Errorf("%s says %q of %s", e.ID, note, area)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d entries say what they cover", seen)
	}
}

// TestTheNoteComesWithAQuestion: where only a part of the message, or of the talk, names
// the place too.
func TestTheNoteComesWithAQuestion(t *testing.T) {
	a := placedAdvisor(t)
	const note = "No figure for Germany here: these are from the US and the UK."
	pay := match.Context{Entry: "cto.salary", Roles: []string{"cto"}}
	berlin := match.Context{Entry: "cto.salary", Roles: []string{"cto"}, Places: []string{"Germany"}}
	offered := match.Context{Offered: []string{"cio.salary", "cto.salary"}, Roles: []string{"cio", "cto"}, Places: []string{"Germany"}}
	for _, tt := range []struct {
		text    string
		context match.Context
		want    string
		places  string // of the talk after it
	}{
		{"what does a cto earn", match.Context{}, "", ""},
		{"I am in Berlin. What does a CTO earn?", match.Context{}, note, "Germany"},
		{"and in berlin?", pay, note, "Germany"},
		{"and in london?", berlin, "", "UK"},
		{"shorter", berlin, note, "Germany"},
		{"more", berlin, note, "Germany"},
		{"is half of that paid", berlin, "The nearest I have is this part of the answer above.", "Germany"}, // which has the note
		{"the second one", offered, note, "Germany"},
		{"the first one", offered, "", "Germany"},
		{"and for a cio?", berlin, "About the CIO now.", "Germany"}, // whose figures are from Germany too
		{"what does a cto earn", berlin, "", ""},                    // a question of its own
	} {
		r := a.Ask(Question{Text: tt.text, Context: tt.context})
		if got := strings.Join(r.Notes, "|"); r.Outcome != Answer || got != tt.want || strings.Join(r.Context.Places, " ") != tt.places {
			t.Errorf("%q: %s %s says %q, want %q; it talks of %q", tt.text, r.Outcome, r.EntryID(), got, tt.want, r.Context.Places)
		}
	}
	if r := a.ShowFor("cto.salary", Question{Context: berlin}); len(r.Notes) != 1 || r.Notes[0] != note || len(r.Context.Places) != 1 {
		t.Errorf("a choice made in a talk of Germany: %q %q", r.Notes, r.Context.Places)
	}
	if r := a.Ask(Question{Text: "thanks", Context: berlin}); len(r.Context.Places) != 1 {
		t.Errorf("thanks changes what the talk is about: %q", r.Context.Places)
	}
}
