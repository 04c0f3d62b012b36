package corpus

import (
	"slices"
	"testing"
)

func TestAKitIsReadWhole(t *testing.T) {
	k := load(t, small(t)).Kit("cto")
	c := k.Scorecard.Competencies[0]
	if want := (Anchors{"Names a favourite tool", "Names one", "Names two options", "Names most of it", "Names what was given up"}); c.Weight != 3 || !c.Knockout || c.Anchors != want {
		t.Errorf("competency %+v", c)
	}
	if q := k.Questions[0]; q.Round != "Screening" || q.Minutes != 20 || !k.Loop[2].WithoutCandidate {
		t.Errorf("question %+v in loop %+v", q, k.Loop)
	}
	if s := k.Case; s == nil || s.Title != "The costly platform" || s.Round != "Case" || s.Twist != "The largest customer leaves" || s.Anchors[0] != "A tool" || s.Plan[1] != (CaseStep{40, "You ask"}) {
		t.Errorf("case %+v", s)
	}
	for name, got := range map[string][]string{"Say who you are": k.Opening, "Say what comes next": k.Closing, "Age or family": k.DontAsk, "Knock-outs first": k.Debrief.Agenda,
		"The CEO decides and writes down why.": {k.Debrief.Rule}, "Tell us what you need to be at your best": k.Candidate, "It costs a third of revenue": k.Case.Facts} {
		if !slices.Equal(got, []string{name}) {
			t.Errorf("got %q, want %q", got, name)
		}
	}
}

// TestCandidateTime: reference calls take none of the candidate's time.
func TestCandidateTime(t *testing.T) {
	if minutes, rounds := load(t, small(t)).Kit("cto").CandidateTime(); minutes != 105 || rounds != 2 {
		t.Errorf("%d minutes in %d rounds, want 105 in 2", minutes, rounds)
	}
}

func TestAssessed(t *testing.T) {
	k := load(t, small(t)).Kit("cto")
	for round, want := range map[string][]string{"Screening": {"Trade-offs"}, "Case": {"Trade-offs"}, "References": nil} {
		if got := k.Assessed(round); !slices.Equal(got, want) {
			t.Errorf("%s assesses %q, want %q", round, got, want)
		}
	}
}
