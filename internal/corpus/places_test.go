package corpus

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const someCountries = `# ours
the UK: uk, london
Germany: germany, berlin
the US: US, usa
Japan: japan
DACH: dach
DACH = Germany
the EU: eu
the EU = Germany
Ireland: ireland
the EU = Ireland
Isles = Ireland, the UK
Europe: europe
Europe = the EU, the UK
wick
`

func TestPlacesLeadToCountries(t *testing.T) {
	base := small(t)
	base["words/places.txt"] = &fstest.MapFile{Data: []byte(someCountries)}
	c := load(t, base, fstest.MapFS{"words/places.txt": {Data: []byte("UK: lower wick, wick\nAtlantis: atlantis\nEurope = Atlantis\nupper wick\n")}})
	for place, want := range map[string]string{"berlin": "Germany", "uk": "UK", "eu": "EU", "US": "US", "us": "", "upper wick": "", "nowhere": "",
		"lower wick": "UK", "atlantis": "Atlantis", "wick": "UK"} { // of a company's list
		if got := c.Places.Area(place); got != want {
			t.Errorf("%q leads to %q, want %q", place, got, want)
		}
	}
	for area, want := range map[string]string{"US": "the US", "UK": "the UK", "Germany": "Germany", "Mars": "Mars"} {
		if got := c.Places.InSentence(area); got != want {
			t.Errorf("%s is written as %q, want %q", area, got, want)
		}
	}
	if names := c.Words(Places); !slices.Contains(names, "lower wick") || slices.Contains(names, "Europe") || slices.ContainsFunc(names, func(n string) bool { return strings.ContainsAny(n, ":=,") }) {
		t.Errorf("the names of places are %q", names)
	}
	if _, all := c.Places.Covered([]string{"Europe"}, "Atlantis"); !all {
		t.Error("a company's list adds nothing to a region of ours")
	}
}
