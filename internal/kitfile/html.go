package kitfile

import (
	_ "embed"
	"html/template"
	"slices"
	"strings"

	"rolecall/internal/corpus"
)

//go:embed page.html
var form string

// sheet is a round as it is printed: on a page of its own, with room to write.
type sheet struct {
	Round
	Number, Of int
	Scales     []scale
	Calls      []string // what to ask a referee, in the round of the reference calls
}

// scale is what a competency looks like at each rating, from the best down.
type scale struct {
	corpus.Competency
	Cells []rating
}

type rating struct {
	Rating int
	Text   string
}

// titled is a list under a heading.
type titled struct {
	Title string
	Lines []string
}

func scaleOf(c corpus.Competency) scale {
	s := scale{Competency: c}
	for i, t := range slices.Backward(c.Anchors[:]) {
		s.Cells = append(s.Cells, rating{i + 1, t})
	}
	return s
}

func scales(list []corpus.Competency) []scale {
	out := make([]scale, len(list))
	for i, c := range list {
		out[i] = scaleOf(c)
	}
	return out
}

// HTML writes the whole kit and its scoresheet as one page that needs nothing else.
func HTML(d Document) (string, error) {
	t, err := template.New("page").Funcs(template.FuncMap{
		"importance": Importance, "described": described, "scales": scales, "ratings": Ratings,
		"join": strings.Join, "people": TimeAndPeople, "redFlagsNote": func() string { return RedFlagsNote },
		"list":   func(title string, lines []string) titled { return titled{title, lines} },
		"weight": func(name string) string { return Importance(d.competency(name)) },
		"rates":  d.rates,
	}).Parse(form)
	if err != nil {
		return "", err
	}
	rounds := Rounds(d.Kit)
	sheets := make([]sheet, len(rounds))
	for i, r := range rounds {
		sheets[i] = sheet{Round: r, Number: i + 1, Of: len(rounds), Scales: scales(r.Rated)}
		if r.Case != nil {
			sheets[i].Scales = append(sheets[i].Scales, scaleOf(corpus.Competency{Name: "The case as a whole", Anchors: r.Case.Anchors}))
		}
		if d.asksReferences(r) {
			sheets[i].Calls = d.Kit.References
		}
	}
	var out strings.Builder
	err = t.Execute(&out, map[string]any{"Title": d.Title(), "Letters": d.Role.Letters, "Note": d.note(), "Kit": d.Kit, "Total": Total(d.Kit), "HowRated": HowRated(d.Kit.Scorecard),
		"Sheets": sheets, "Sources": d.sources()})
	return out.String(), err
}
