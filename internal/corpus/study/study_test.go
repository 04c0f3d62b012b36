package study

import "testing"

func TestRivals(t *testing.T) {
	const asked = "Of 2,500 CTOs asked worldwide in 2021, 40% reported to the CEO."
	for _, test := range []struct {
		name, a, b, want string
	}{
		{"another share", asked, "In 2021, 44% of 2,500 CTOs worldwide reported to the CEO.", "40%, 44%"},
		{"in words", asked, "Of 2,500 CTOs worldwide, 44 per cent report to the CEO (2021).", "40%, 44%"},
		{"the same share", asked, "In 2021, 40% of 2,500 CTOs worldwide reported to the CEO.", ""},
		{"a share of something else", asked, "Of 2,500 CTOs asked worldwide in 2021, 88% advised the board.", ""},
		{"of another role", asked, "Of 2,500 CIOs asked worldwide in 2021, 65% reported to the CEO.", ""},
		{"in another year", asked, "Of 2,500 CTOs asked worldwide in 2016, 31% reported to the CEO.", ""},
		{"the year is in one of them only", asked, "Of 2,500 CTOs asked worldwide, 44% reported to the CEO.", "40%, 44%"},
		{"a range from it", "A CTO's code takes 70–90% of the time.", "A CTO's code takes 70% of the time.", ""},
		{"another range", "A CTO's code takes 70–90% of the time.", "A CTO's code takes 30-50% of the time.", "70%, 30%"},
		{"another sum", "The US median was $171,200 for all managers of information systems.", "The US median was 169,510 USD for all managers of information systems.", "$171200, $169510"},
		{"a sum of thousands", "The search costs $90,000 in fees.", "The search costs 90,000 dollars in fees.", ""},
		{"a sum and a share", "The US median was $171,200 for all managers.", "The US median grew 15% for all managers.", ""},
		{"another number asked", "Of 662 IT leaders asked, many do.", "It was a survey of 911 IT leaders.", "662 IT leaders, 911 IT leaders"},
		{"another number of others asked", "Of 662 IT leaders asked, many do.", "Of 249 business leaders asked, some do.", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, b := statements(test.a), statements(test.b)
			if len(a) != 1 || len(b) != 1 {
				t.Fatalf("%d and %d statements, want one each", len(a), len(b))
			}
			if got := both(a[0], b[0]); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			if turned := both(b[0], a[0]); (turned == "") != (test.want == "") {
				t.Errorf("the other way round: %q", turned)
			}
		})
	}
}

func both(a, b statement) string {
	mine, theirs := a.rivals(b)
	if mine == "" {
		mine, theirs = a.otherAsked(b)
	}
	if mine == "" {
		return ""
	}
	return mine + ", " + theirs
}

func TestEachSentenceWithFiguresIsAStatement(t *testing.T) {
	if got := statements("CTOs: 40% report to the CEO. Not all say so. Of the CIOs 65% do."); len(got) != 2 {
		t.Errorf("%d statements, want 2", len(got))
	}
}
