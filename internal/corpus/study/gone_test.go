package study

import "testing"

func TestWhatIsGoneAndToldElsewhere(t *testing.T) {
	const asked = "Of 2,500 CTOs asked worldwide in 2021, 40% reported to the CEO."
	for _, tt := range []struct {
		name, after, elsewhere, source string
		notes, want                    bool
	}{
		{"dropped, and repeated", "Ours reports to the COO.", "In 2021, 40% of 2,500 CTOs asked worldwide reported to the CEO.", "IBM", false, true},
		{"changed, and repeated", "Of 2,500 CTOs asked worldwide in 2021, 44% reported to the CEO.", asked, "IBM", false, true},
		{"still said", "The CEO has 40% of them.", asked, "IBM", false, false},
		{"repeated from another source", "Ours reports to the COO.", asked, "DEL", false, false},
		{"of another role", "Ours reports to the COO.", "Of 2,500 CIOs asked worldwide in 2021, 40% reported to the CEO.", "IBM", false, false},
		{"of something else", "Ours reports to the COO.", "Of 2,500 CTOs asked worldwide in 2021, 40% write code.", "IBM", false, false},
		{"in another year", "Ours reports to the COO.", "CEO (40%, 2016)", "IBM", true, false},
		{"in note form", "Ours reports to the COO.", "CEO (40% of 2,500 worldwide, 2021); CIO or COO in some large firms", "IBM", true, true},
		{"another figure in note form", "Ours reports to the COO.", "CEO (65% worldwide, 2021)", "IBM", true, false},
		{"without a figure", "Ours reports to the COO.", "The CEO", "IBM", true, false},
	} {
		var before, after Told
		before.Add(Place{}, asked, []string{"IBM"})
		after.Add(Place{}, tt.after, nil)
		if got := NewGone(&before, &after).ToldBy(tt.elsewhere, []string{"X", tt.source}, tt.notes); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
