package lint

import (
	"strings"
	"testing"
	"testing/fstest"

	"rolecall/internal/corpus"
)

// TestOwnFilesMayBreakTheHouseRules: short files of a company are used, so lint only
// warns of what they lack; what cannot be shown well is still a fault.
func TestOwnFilesMayBreakTheHouseRules(t *testing.T) {
	brief := "---\nquestion: Where does the CTO park?\nlabel: Parking\nroles: [cto]\nshort: On deck 4. It is dark.\nphrasings: [cto parking]\nreviewed: 2026-11-01\n---\n- One car.\n"
	role := "id: coo\nname: Chief Operating Officer\nletters: COO\ndifference: runs the day\ntitles: [chief operations officer]\nreviewed: 2026-11-01\ncells: {purpose: {text: To run the day}}\n"
	own := fstest.MapFS{"entries/cto/parking.md": {Data: []byte(brief)}, "roles/coo.yaml": {Data: []byte(role)}}
	lint := func(layers ...corpus.Layer) (faults, warnings int) {
		c, _, err := corpus.Load(layers...)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range Corpus(c, nil, today) {
			if p.Warning {
				warnings++
			} else {
				faults++
			}
		}
		return faults, warnings
	}
	base := small(t)
	if faults, warnings := lint(corpus.Layer{Name: "knowledge", FS: base}, corpus.Layer{Name: "own", FS: own}); faults != 0 || warnings != 9 {
		t.Errorf("laid over: %d faults and %d warnings, want 0 and 9", faults, warnings)
	}
	loud := fstest.MapFS{"entries/cto/parking.md": {Data: []byte(strings.Replace(brief, "On deck 4.", "On deck 4!", 1))}}
	if faults, _ := lint(corpus.Layer{Name: "knowledge", FS: base}, corpus.Layer{Name: "own", FS: loud}); faults != 1 {
		t.Errorf("an exclamation mark laid over is %d faults, want 1", faults)
	}
	for name, f := range own {
		base[name] = f
	}
	if faults, warnings := lint(corpus.Layer{Name: "knowledge", FS: base}); faults != 9 || warnings != 0 {
		t.Errorf("in the corpus itself: %d faults and %d warnings, want 9 and 0", faults, warnings)
	}
}

// TestTheCompanysFileIsNamed where its reply to a message is at fault.
func TestTheCompanysFileIsNamed(t *testing.T) {
	loud := fstest.MapFS{"refusals.yaml": {Data: []byte("- {id: canteen, reply: Wow!}\n")}}
	if ps := Corpus(load(t, small(t), loud), nil, today); len(ps) != 1 || ps[0].File != "b/refusals.yaml" {
		t.Errorf("got %v, want the reply of the company's file", ps)
	}
}
