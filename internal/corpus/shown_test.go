package corpus

import (
	"reflect"
	"testing"
	"time"
)

// TestShown counts what readers see of the small corpus.
func TestShown(t *testing.T) {
	files := small(t)
	edit{def, "sat on\n  the board [BETA]", "sat on\n  the board [BETA, ALPHA]"}.apply(t, files)
	edit{pair, "100,000 pounds", "40% more"}.apply(t, files)
	edit{pair, "2026-06-01", "2026-11-01"}.apply(t, files)
	got := load(t, files).Shown(today)
	lengths := []int{len("One of several chiefs. The executive who answers for technology (Alpha 2021).") + 2 +
		len("* Looks outwards as well as inwards (Alpha 2021).\n* In a survey of 100 British firms in 2021 40% sat on the board (Beta 2025; Alpha 2021).\n* Seldom writes code (our reading).") + 2 +
		len("Sources disagree: some place the job under the CIO (Beta 2025; Delta 2024).\n\nNext: ask which of the jobs is meant.")}
	want := Shown{
		Longest: "cto.definition", MaxLength: lengths[0], Length: got.Length, Brackets: 9.0 / 2,
		Cited: 4, Linked: 1, // our own reading is no source
		Figures:     map[string]int{"A": 1, "B": 1},
		Percentages: map[string]int{"ALPHA": 1, "BETA": 2},
		Rechecked:   1,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got.Length <= 0 || got.Length > float64(got.MaxLength) {
		t.Errorf("mean length %f with a longest of %d", got.Length, got.MaxLength)
	}
	if n := load(t, files).Shown(today.AddDate(0, 1, 0)).Rechecked; n != 0 {
		t.Errorf("%d rechecked a month later, want none", n)
	}
	if got := load(t).Shown(time.Time{}); got.Length != 0 || got.Brackets != 0 {
		t.Errorf("nothing is shown as %+v", got)
	}
}
