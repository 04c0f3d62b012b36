// Package sheet reads a spreadsheet of questions and answers, as a .csv or .tsv file,
// into drafts of entries. It does no I/O and changes nothing: what cannot be taken is
// listed with its row and the reason, and whoever accepts a draft is told what was
// changed on the way.
//
// text.go turns bytes into text, record.go text into rows, column.go finds the columns,
// cell.go cleans a cell, markdown.go reads the Markdown of an answer, answer.go divides
// it into the fields of a form, source.go finds where it comes from.
package sheet

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/parser"

	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/hint"
)

const (
	// MaxRows and MaxBytes bound a spreadsheet. A choice: twenty times the entries of the
	// built-in corpus; more is a database, which nobody will read draft by draft.
	MaxRows  = 5000
	MaxBytes = 10 << 20
	// MaxAnswer is how many characters an answer may have. A choice: more than four times
	// what is shown, which nobody can cut in a form; such a text is a page to link to.
	MaxAnswer = 5000
)

// Result is what became of a spreadsheet. Each of its Rows is the row of one draft, one
// of its Joined rows, or rejected.
type Result struct {
	Drafts   []Draft
	Rejected []Row
	Unused   []string // headers of columns that were not read
	Rows     int      // rows with something in them, without the header
}

// Draft is an answer that a curator can accept.
type Draft struct {
	Row    int   // as a spreadsheet program numbers it: the header is row 1
	Joined []int // further rows with the same answer, whose questions are phrasings here
	Fields entryform.Fields
	Notes  []string // what to look at before it is accepted
}

// Row is a row that was not taken.
type Row struct {
	Row          int
	Reason, Hint string
	Question     string // shortened
}

// Read reads a spreadsheet. name is the file's, which ends in .csv or .tsv; c is the
// corpus that the answers would join.
func Read(name string, data []byte, c *corpus.Corpus) (Result, error) {
	text, err := decode(name, data)
	if err != nil {
		return Result{}, err
	}
	recs, cut := split(name, text)
	cols, recs, err := findColumns(recs)
	if err != nil {
		return Result{}, err
	}
	if cut || len(recs) > MaxRows {
		return Result{}, hint.New(fmt.Sprintf("the spreadsheet has more than %d rows", MaxRows), "split it into several files")
	}
	r := newReader(c, cols)
	r.withoutCategories(recs)
	for _, rec := range recs {
		r.read(rec)
	}
	return Result{Drafts: r.drafts(), Rejected: r.rejected, Unused: r.cols.unused(recs), Rows: len(recs)}, nil
}

// reader collects what is read of one spreadsheet.
type reader struct {
	corpus   *corpus.Corpus
	cols     columns
	parser   parser.Parser
	known    map[string]string // what the corpus is asked, as corpus.Normal, to the entry's id
	found    []*found
	answers  map[string]*found // by what sameAnswer returns
	asked    map[string]*found // by corpus.Normal of a question
	rejected []Row
}

// found is a draft whose questions are still being collected.
type found struct {
	Draft
	questions []string
	rivals    []int // rows that ask the same and have another answer
}

func newReader(c *corpus.Corpus, cols columns) *reader {
	r := &reader{corpus: c, cols: cols, parser: newMarkdown(), known: map[string]string{}, answers: map[string]*found{}, asked: map[string]*found{}}
	for _, e := range c.Entries {
		for _, p := range e.Phrasings {
			r.known[corpus.Normal(p.Text)] = e.ID
		}
	}
	for _, e := range c.Entries { // a question outranks another entry's phrasing
		r.known[corpus.Normal(e.Question)] = e.ID
	}
	return r
}

// withoutCategories leaves out columns named as roles that have none in them: categories
// of another kind.
func (r *reader) withoutCategories(recs []record) {
	for i, col := range r.cols.of {
		if col == colRole && !slices.ContainsFunc(recs, func(rec record) bool {
			return i < len(rec.cells) && slices.ContainsFunc(commas.Split(clean(rec.cells[i]), -1), func(name string) bool { return r.role(name) != "" })
		}) {
			r.cols.of[i] = ""
		}
	}
}

// read takes a row, or rejects it.
func (r *reader) read(rec record) {
	if err := r.take(rec); err != nil {
		r.rejected = append(r.rejected, Row{rec.row, err.Error(), hint.Of(err), shorten(r.cols.text(rec, colQuestion))})
	}
}

func (r *reader) take(rec record) error {
	if err := r.cols.check(rec); err != nil {
		return err
	}
	asked, notes, err := r.questions(rec)
	if err != nil {
		return err
	}
	f, err := r.fields(rec)
	if err != nil {
		return err
	}
	f.Notes = append(notes, f.Notes...)
	key := sameAnswer(r.cols.text(rec, colAnswer), f)
	same := r.answers[key]
	if other := r.asked[corpus.Normal(asked[0])]; other != nil && other != same {
		other.rivals = append(other.rivals, rec.row)
		return hint.New(fmt.Sprintf("row %d asks the same and has another answer", other.Row), "keep one of the two, or say in the question what is different")
	}
	if same == nil {
		same = f
		r.found = append(r.found, f)
		r.answers[key] = f
	} else {
		same.Joined = append(same.Joined, rec.row)
		for _, n := range f.Notes {
			if !slices.Contains(same.Notes, n) {
				same.Notes = append(same.Notes, n)
			}
		}
	}
	for _, q := range asked {
		switch other := r.asked[corpus.Normal(q)]; other {
		case nil:
			r.asked[corpus.Normal(q)] = same
			same.questions = append(same.questions, q)
		case same:
		default:
			same.Notes = append(same.Notes, fmt.Sprintf("row %d asks %q too: it is left out here", other.Row, q))
		}
	}
	return nil
}

// sameAnswer is what two rows have in common that are one entry.
func sameAnswer(text string, f *found) string {
	words := strings.Fields(text)
	if len(words) == 1 { // "Yes" answers many questions, and joins none
		words = append(words, strconv.Itoa(f.Row))
	}
	return strings.Join(words, " ") + "\x00" + f.Fields.Role + "\x00" + f.Fields.ID
}

// drafts completes what was found with its questions.
func (r *reader) drafts() (out []Draft) {
	for _, f := range r.found {
		for _, q := range f.questions {
			switch n := utf8.RuneCountInString(q); {
			case f.Fields.Question == "" && n <= corpus.MaxQuestion:
				f.Fields.Question = q
			default:
				f.Fields.Phrasings = append(f.Fields.Phrasings, q)
			}
		}
		switch first := f.questions[0]; {
		case f.Fields.Question == "":
			f.note("shorten the question: it has %d characters, at most %d; it is kept as a phrasing", utf8.RuneCountInString(first), corpus.MaxQuestion)
		case f.Fields.Question != first:
			f.note("shorten the question, or keep the next one: the first has %d characters, at most %d, and is kept as a phrasing", utf8.RuneCountInString(first), corpus.MaxQuestion)
		}
		if len(f.Joined) > 0 {
			f.note("has the same answer, so that what it asks is a phrasing here: %s", rows(f.Joined))
		}
		if len(f.rivals) > 0 {
			f.note("not taken, since they ask the same and have another answer: %s", rows(f.rivals))
		}
		r.override(f)
		out = append(out, f.Draft)
	}
	return out
}

// rows names rows in their order.
func rows(numbers []int) string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = fmt.Sprintf("row %d", n)
	}
	return strings.Join(out, ", ")
}

func (f *found) note(format string, args ...any) {
	f.Notes = append(f.Notes, fmt.Sprintf(format, args...))
}

// override says which entry a draft would take the place of, or share a phrasing with.
func (r *reader) override(f *found) {
	for i, q := range f.questions {
		switch id := r.known[corpus.Normal(q)]; {
		case id == "" || id == f.Fields.ID:
		case i == 0 && f.Fields.ID == "":
			f.Fields.ID = id
		default:
			f.note("%s is asked %q too", id, q)
		}
	}
	e := r.corpus.Entry(f.Fields.ID)
	if e == nil {
		return
	}
	f.note("would override %s", e.ID)
	// It is still found by what people ask.
	for _, p := range append([]corpus.Phrasing{{Text: e.Question}}, e.Phrasings...) {
		if !slices.ContainsFunc(f.questions, func(q string) bool { return corpus.Normal(q) == corpus.Normal(p.Text) }) {
			f.Fields.Phrasings = append(f.Fields.Phrasings, p.Text)
		}
	}
}
