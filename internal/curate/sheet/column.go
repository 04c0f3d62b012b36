package sheet

import (
	"fmt"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/hint"
)

// column is what a column holds.
type column string

const (
	colQuestion  column = "question"
	colAnswer    column = "answer"
	colPhrasings column = "other ways to ask"
	colShort     column = "short"
	colPoints    column = "points"
	colNext      column = "next"
	colSource    column = "source"
	colTitle     column = "source title"
	colOwner     column = "owner"
	colReviewed  column = "reviewed"
	colRole      column = "role"
	colID        column = "id"
)

// Columns are the names of the columns that are read.
func Columns() (out []string) {
	for _, col := range []column{colQuestion, colAnswer, colPhrasings, colShort, colPoints, colNext, colSource, colTitle, colOwner, colReviewed, colRole, colID} {
		out = append(out, string(col))
	}
	return out
}

// headers are the words for each column, as corpus.Normal, in English and German.
var headers = map[column][]string{
	colQuestion: {"question", "questions", "question s", "q", "the question", "question text", "main question",
		"frage", "fragen", "die frage"},
	colAnswer: {"answer", "answers", "answer s", "a", "the answer", "answer text", "full answer", "long answer", "response", "reply",
		"antwort", "antworten", "die antwort", "antworttext"},
	colPhrasings: {"other ways", "other ways to ask", "ways to ask", "phrasing", "phrasings", "other phrasings", "alternative", "alternatives", "alternative question",
		"alternative questions", "other questions", "alternate question", "alternate questions", "synonym", "synonyms", "variant", "variants", "variation", "variations", "also asked as",
		"andere fragen", "alternative frage", "alternative fragen", "weitere fragen", "varianten", "variante", "synonyme", "formulierungen", "andere formulierungen"},
	colShort:    {"short", "short answer", "summary", "in short", "kurz", "kurzantwort", "kurze antwort", "kurzfassung", "zusammenfassung"},
	colPoints:   {"point", "points", "key points", "bullets", "bullet points", "details", "punkt", "punkte", "stichpunkte"},
	colNext:     {"next", "next step", "next steps", "nächster schritt", "nächste schritte"},
	colSource:   {"source", "sources", "source url", "source link", "url", "urls", "link", "links", "reference", "references", "quelle", "quellen", "verweis"},
	colTitle:    {"source title", "source name", "title of the source", "link title", "quellentitel", "titel der quelle", "name der quelle"},
	colOwner:    {"owner", "answer owner", "responsible", "maintainer", "verantwortlich", "verantwortliche", "verantwortlicher", "zuständig", "ansprechpartner"},
	colReviewed: {"reviewed", "reviewed on", "review date", "last reviewed", "date", "updated", "last updated", "verified", "datum", "geprüft", "geprüft am", "stand", "aktualisiert"},
	colRole:     {"role", "roles", "category", "rolle", "rollen", "kategorie"},
	colID:       {"id", "topic", "topic id", "entry"},
}

// one are the columns of which a spreadsheet has one; of the others all are read.
var one = []column{colAnswer, colShort, colNext, colID}

// columnOf is the column with that header: "Alternative 2" is one of the alternatives.
func columnOf(header string) (column, bool) {
	h := strings.TrimRight(corpus.Normal(clean(header)), "0123456789 ")
	for col, words := range headers {
		if slices.Contains(words, h) {
			return col, true
		}
	}
	return "", false
}

func isHeader(rec record) bool { return rec.has(colQuestion) && rec.has(colAnswer) }

func (rec record) has(want column) bool {
	return rec.fault == nil && slices.ContainsFunc(rec.cells, func(cell string) bool {
		col, _ := columnOf(cell)
		return col == want
	})
}

// lettered reports whether a row has only single letters, which name no columns unless
// both of q and a are there.
func (rec record) lettered() bool {
	return !slices.ContainsFunc(rec.cells, func(cell string) bool { return len(clean(cell)) > 1 })
}

// columns says what each column of a spreadsheet holds.
type columns struct {
	of      []column // "" for one that is not read
	headers []string // nil without a header
}

// maxTitles is how many rows with one cell may stand above the header. A choice: a title
// and what it says of the date or the author.
const maxTitles = 3

const nameColumns = "name the columns in the first row, at least “question” and “answer”"

// findColumns finds the header, and returns the rows below it. Without a header, two
// columns are questions and answers.
func findColumns(recs []record) (columns, []record, error) {
	if len(recs) == 0 {
		return columns{}, nil, hint.New("the spreadsheet is empty", nameColumns)
	}
	for i, rec := range recs[:min(len(recs), maxTitles+1)] {
		if isHeader(rec) {
			return named(rec), recs[i+1:], nil
		}
		if len(rec.cells) != 1 {
			break
		}
	}
	for _, missing := range [][2]column{{colAnswer, colQuestion}, {colQuestion, colAnswer}} {
		if recs[0].has(missing[0]) && !recs[0].lettered() {
			return columns{}, nil, hint.New(fmt.Sprintf("the first row names a column for the %s and none for the %s", missing[0], missing[1]), nameColumns)
		}
	}
	widths, usual := map[int]int{}, 0
	for _, rec := range recs {
		if rec.fault == nil {
			widths[len(rec.cells)]++
			if n := widths[len(rec.cells)]; n > widths[usual] || n == widths[usual] && len(rec.cells) > usual {
				usual = len(rec.cells)
			}
		}
	}
	if usual != 2 {
		return columns{}, nil, hint.New(fmt.Sprintf("cannot tell the columns: the first row names none, and most rows have %d", usual), nameColumns)
	}
	return columns{of: []column{colQuestion, colAnswer}}, recs, nil
}

func named(header record) columns {
	cols := columns{headers: header.cells}
	for _, cell := range header.cells {
		col, _ := columnOf(cell)
		if slices.Contains(one, col) && slices.Contains(cols.of, col) {
			col = ""
		}
		cols.of = append(cols.of, col)
	}
	return cols
}

// unused are the headers of the columns that hold something and are not read.
func (c columns) unused(recs []record) (out []string) {
	for i, col := range c.of {
		if col == "" && slices.ContainsFunc(recs, func(rec record) bool { return i < len(rec.cells) && clean(rec.cells[i]) != "" }) {
			name := shorten(c.headers[i])
			if name == "" {
				name = fmt.Sprintf("column %d", i+1)
			}
			out = append(out, name)
		}
	}
	return out
}

// texts are the cells of a column that hold something, as people see them.
func (c columns) texts(rec record, want column) (out []string) {
	for i, col := range c.of {
		if col == want && i < len(rec.cells) {
			if s := clean(rec.cells[i]); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// text is the first of texts; of a row that cannot be read, its first line.
func (c columns) text(rec record, want column) string {
	if rec.fault != nil {
		return rec.cells[0]
	}
	for _, s := range c.texts(rec, want) {
		return s
	}
	return ""
}

// check returns what is wrong with a row as a whole.
func (c columns) check(rec record) error {
	switch {
	case rec.fault != nil:
		return rec.fault
	case len(rec.cells) > len(c.of):
		return hint.New(fmt.Sprintf("the row has %d cells for %d columns", len(rec.cells), len(c.of)), "a text with the separator in it needs quotation marks at both ends")
	case c.headers != nil && isHeader(rec):
		return hint.New("the header again", "remove the row")
	}
	return nil
}
