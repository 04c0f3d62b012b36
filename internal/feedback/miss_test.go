package feedback

import (
	"testing"
	"time"
)

// TestWhatCountsAsAMiss: a comparison that could not be made and a missing kit are
// misses that a new entry or role would answer; a refusal is not.
func TestWhatCountsAsAMiss(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		outcome         Outcome
		reason          Reason
		missed, refused bool
		text            map[Keep]string
	}{
		{"answer", "confident", false, false, map[Keep]string{KeepAll: "zebra"}},
		{"comparison", "asked", false, false, map[Keep]string{KeepAll: "zebra"}},
		{"none", "", true, false, map[Keep]string{KeepAll: "zebra", KeepMisses: "zebra"}},
		{"none", "nothing-near", true, false, map[Keep]string{KeepAll: "zebra", KeepMisses: "zebra"}},
		{"none", "no-kit", true, false, map[Keep]string{KeepAll: "zebra", KeepMisses: "zebra"}},
		{"none", "live-fact", true, true, map[Keep]string{KeepAll: "zebra", KeepMisses: "zebra"}},
		{"none", "named-person", true, true, nil},
		{"error", "unknown role", true, false, map[Keep]string{KeepAll: "zebra", KeepMisses: "zebra"}},
		{"error", "", true, false, map[Keep]string{KeepAll: "zebra", KeepMisses: "zebra"}},
		{"choices", "ambiguous", true, false, map[Keep]string{KeepAll: "zebra", KeepMisses: "zebra"}},
	} {
		for _, keep := range []Keep{KeepNone, KeepMisses, KeepAll} {
			asked := Asked{Reply: "r", User: "U1", Surface: SurfaceDM, Outcome: tt.outcome, Reason: tt.reason, Question: "zebra"}
			counter, record, recorded := Policy{Keep: keep, Key: NewKey()}.Asked(asked, now)
			sum := NewSummary()
			sum.Add(Counted{counter, 1})
			stats := sum.Stats()
			want := Counts{Asked: 1}
			switch {
			case tt.outcome == "choices":
				want.Choices, want.Missed = 1, 1
			case tt.missed:
				want.Missed = 1
			default:
				want.Answered = 1
			}
			if tt.refused {
				want.Refused = 1
			}
			if stats.Counts != want {
				t.Errorf("%s %s: counted %+v, want %+v", tt.outcome, tt.reason, stats.Counts, want)
			}
			if recorded != (tt.missed || keep == KeepAll) {
				t.Errorf("%s %s, keep %s: recorded %v", tt.outcome, tt.reason, keep, recorded)
			}
			if q := record.Report(Hash{}, now); q.Text != tt.text[keep] || q.Missed() != tt.missed || q.Refused() != tt.refused {
				t.Errorf("%s %s, keep %s: kept %+v", tt.outcome, tt.reason, keep, q)
			}
		}
	}
}

// TestNothingTellsOfDistress: neither a record nor a counter says that someone was
// told who helps, whatever is kept of other questions.
func TestNothingTellsOfDistress(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	asked := Asked{Reply: "r", User: "U1", Surface: SurfaceDM, Outcome: OutcomeNone, Reason: ReasonDistress, Question: "zebra", Nearest: []Near{{Entry: "cto.coding"}}, Rule: "exact phrasing", Time: now}
	for _, keep := range []Keep{KeepNone, KeepMisses, KeepAll} {
		for _, asked.Reason = range []Reason{ReasonDistress, ReasonMisconduct} {
			counter, _, recorded := Policy{Keep: keep, Key: NewKey()}.Asked(asked, now)
			if want := (Counter{Day: day(now), Kind: countAsked, Surface: SurfaceDM, What: string(OutcomeAnswer)}); counter != want || recorded {
				t.Errorf("keep %s: %s is counted %+v, recorded %v", keep, asked.Reason, counter, recorded)
			}
		}
	}
}
