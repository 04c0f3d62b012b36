package places

import (
	"strings"
	"testing"
)

// mapOf is the map of some lines.
func mapOf(t *testing.T, text string) *Map {
	t.Helper()
	m := &Map{}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimSpace(line)
		if !Form.MatchString(line) {
			t.Fatalf("%q does not have the form", line)
		}
		m.Add(line)
	}
	return m
}

func TestCovered(t *testing.T) {
	m := mapOf(t, `
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
Norway: norway
Europe = the EU, the UK, Norway
wick
`)
	for _, tt := range []struct {
		covers, area, some string
		all                bool
	}{
		{"US", "US", "", true},
		{"US UK", "Germany", "", false},
		{"EU", "Germany", "", true},
		{"Europe", "Germany", "", true}, // in the EU, which is in Europe
		{"Europe", "EU", "", true},
		{"US UK Germany", "Europe", "UK Germany", false},
		{"EU UK", "Europe", "EU UK", false},
		{"EU UK Norway", "Europe", "", true}, // all that is in it
		{"EU", "DACH", "", true},             // all that the list has of it
		{"EU", "Isles", "EU", false},         // neither in the other
		{"US", "Europe", "", false},
		{"global", "Japan", "", true},
		{"Mars", "Japan", "", false},
		{"", "Japan", "", false},
	} {
		some, all := m.Covered(strings.Fields(tt.covers), tt.area)
		if !all && strings.Join(some, " ") != tt.some || all != tt.all {
			t.Errorf("who covers %s covers %q of %s, all %v; want %q, %v", tt.covers, some, tt.area, all, tt.some, tt.all)
		}
	}
}

// TestARegionInItself: what a list says in a circle ends.
func TestARegionInItself(t *testing.T) {
	m := mapOf(t, "Alba: alba\nAlba = Albion\nAlbion: albion\nAlbion = Alba\n")
	if _, all := m.Covered([]string{"Alba"}, "Albion"); !all {
		t.Error("Albion is not in Alba")
	}
}

func TestForm(t *testing.T) {
	for line, ok := range map[string]bool{"paris": true, "new york": true, "US": true, "the UK: uk, UK, lower wick": true, "Bosnia and Herzegovina: bosnia": true,
		"the EU = Austria, the Netherlands": true, "Guinea-Bissau: bissau": true,
		"Paris": false, "U": false, "paris, berlin": false, "france: paris": false, "France: Paris": false, "France:": false, "France: ": false,
		"Europe = france": false, "Europe =": false, "France: paris,lyon": false, "France: paris, ": false, "France: paris, <!here>": false, "The <b>: b": false, "": false} {
		if Form.MatchString(line) != ok {
			t.Errorf("%q: a line of the list: %v, want %v", line, !ok, ok)
		}
	}
}
