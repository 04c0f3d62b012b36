package match

import (
	"slices"
	"testing"

	"rolecall/internal/corpus"
)

// TestCues: the words that tell a reading of letters from the others are those that
// the others lack, whichever they are.
func TestCues(t *testing.T) {
	r := testIndex(t).roles
	for _, tt := range []struct {
		readings []string
		want     []string // of the first reading
	}{
		{[]string{"cdo", "cdigo"}, []string{"data"}},
		{[]string{"cpo", "chief-privacy-officer"}, []string{"product"}},
		{[]string{"cto", "chief-compliance-officer"}, []string{"technology"}},
		{[]string{"cio", "cdio"}, nil}, // information is in both
	} {
		if got := r.cues(&corpus.Letters{Readings: tt.readings}, tt.readings[0]); !slices.Equal(got, tt.want) {
			t.Errorf("%v: %q tell the first, want %q", tt.readings, got, tt.want)
		}
	}
}
