package prose

import "testing"

func TestADateIsNoFigure(t *testing.T) {
	for words, want := range map[string]bool{
		"Ana has led it since March 2026.":             false,
		"It is decided by Q3 2026.":                    false,
		"It is decided in Q3.":                         false,
		"It ends in 2026.":                             false,
		"The CTO reports to her from 1 May.":           false,
		"From May 1, 2027 on it is the COO.":           false,
		"From May 1st.":                                false,
		"On 26 November 2026 the board agreed.":        false,
		"On Nov. 26, 2026 the board agreed.":           false,
		"Reviewed 2026-11-26.":                         false,
		"Between 2024 and 2026 there were none.":       false,
		"From 2024 to 2026, as of 2027, end of 2028.":  false,
		"In the financial year 2026/27, from FY26 on.": false,
		"It began in mid-2025, in summer 2025.":        false,
		"It was so in the 1990s.":                      false,

		"In 2026 we had 40 engineers.":       true,
		"Since March 2026 it takes 3 weeks.": true,
		"In May 40 people left.":             true,
		"You may 20 times.":                  true,
		"It costs 2,000 in 2026.":            true,
		"Three of 2000 firms.":               true,
		"By 2026 40% will.":                  true,
		"Q3 brought 12 leavers.":             true,
		"It takes 12 weeks' notice.":         true,
	} {
		if got := IsFigure(words); got != want {
			t.Errorf("IsFigure(%q) is %v", words, got)
		}
	}
}
