package lint

import "testing"

func TestLintAsksOfFigures(t *testing.T) {
	const d = "k/entries/cto/definition.md:"
	quoted := func(s string) string { return ": " + s }
	refuse(t, []fault{
		one("share without a year", def, defFigure, "Of 100 British firms 40% had one [GAMMA]", d+"24: a figure without a year"+quoted("Of 100 British firms 40% had one.")),
		one("amount without a year", def, defFigure, "British firms pay £90,000 [GAMMA]", d+"24: a figure without a year"+quoted("British firms pay £90,000.")),
		one("amount in words without a year", def, defFigure, "British firms pay 90,000 pounds [GAMMA]", d+"24: a figure without a year"+quoted("British firms pay 90,000 pounds.")),
		one("year in the bracket", def, defFigure, "Of 100 British firms 40% had one [BETA]"),
		one("decade in words", def, defFigure, "Of 100 British firms 40% had one in the 2010s [GAMMA]"),
		one("said to be undated", def, defFigure, "Of 100 British firms 40% had one (undated) [GAMMA]"),
		one("said to have no date", def, defFigure, "Of 100 British firms 40% had one, a figure without a date [GAMMA]"),
		one("number of an undated source", def, defFigure, "A British firm with 40 engineers needs one [GAMMA]", d+"24: a number whose sources have no date"+quoted("A British firm with 40 engineers needs one.")),
		one("number of an undated source and a dated one", def, defFigure, "A British firm with 40 engineers needs one [GAMMA, BETA]"),
		{"share from nowhere", []edit{{def, defFigure, "Of them 40% had one [BETA]"}, country}, []string{d + "24: a figure that does not say where or of how many" + quoted("Of them 40% had one.")}},
		{"share from nowhere, with other numbers", []edit{{def, defFigure, "In the 2025 survey 40% had one after 18 months or 2021 [BETA]"}, country},
			[]string{d + "24: a figure that does not say where or of how many" + quoted("In the 2025 survey 40% had one after 18 months or 2021.")}},
		{"share of so many", []edit{{def, defFigure, "Of 1,200 asked 40% had one [BETA]"}, country}, []string{}},
		{"share of so many named", []edit{{def, defFigure, "In a poll 40% had one (1,200 chiefs) [BETA]"}, country}, []string{}},
		{"share in a country", []edit{{def, defFigure, "In Britain 40% had one [BETA]"}, country}, []string{}},
		{"share in a place of the list", []edit{{def, defFigure, "In Lower Wick 40% had one [BETA]"}, country, {"words/places.txt", "", "britain\nlower wick\n"}}, []string{}},
		{"share whose place another point on it gives", []edit{{def, defFigure, "Of them 40% had one [BETA]"}, {def, defOwn, "A British survey, says the publisher [BETA]"}, country}, []string{}},
		one("share whose source knows no country", def, defFigure, "Of them 40% had one [BETA]"),
	}, nil, nil)
}

// country gives the small corpus's survey a country.
var country = edit{"sources.yaml", `date: "2025-03", `, `date: "2025-03", country: UK, `}
