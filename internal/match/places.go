package match

import (
	"cmp"
	"strings"

	"rolecall/internal/match/read"
)

// Place is a place that a text names.
type Place struct {
	Text    string // as typed
	Country string // or region, as entries name what they cover; "" where nobody can know it
}

// place is the place that some words name.
func (x *Index) place(ws []read.Word, cleaned string) Place {
	name := strings.Join(read.Texts(ws), " ")
	return Place{Text: cleaned[ws[0].Start:ws[len(ws)-1].End], Country: cmp.Or(x.corpus.Places.Area(name), x.corpus.Places.Area(strings.ToUpper(name)))}
}

// Places are the places that a text names, as a match of it returns them.
func (x *Index) Places(text string) []Place { return x.parseQuestion(Query{Text: text}).places }
