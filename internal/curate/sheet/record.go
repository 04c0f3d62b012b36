package sheet

import (
	"slices"
	"strings"

	"rolecall/internal/hint"
)

// record is a row as it stands in the file.
type record struct {
	row   int
	cells []string // without the empty ones at the end
	fault error    // why it cannot be read; cells holds its first line then
}

// maxCell is how far a quoted cell may reach, in bytes; a quote that is not closed by
// then was never meant to open one. Excel has at most 32,767 characters in a cell
// (support.microsoft.com, "Excel specifications and limits"), of up to four bytes.
const maxCell = 4 * 32767

// sampled is how many rows tell which separator a file has. A choice: enough for a title
// and some odd rows above and between the usual ones.
const sampled = 20

// split returns the rows of a file that are not empty. cut says that there are more than
// it returns.
func split(name, text string) (recs []record, cut bool) {
	// The first line of a file that Excel wrote may name the separator; Excel does not
	// count it as a row.
	if first, rest, _ := strings.Cut(text, "\n"); len(first) == len("sep=;") && strings.HasPrefix(strings.ToLower(first), "sep=") {
		return records(rest, first[len("sep=")], mostRecords)
	}
	separators := []byte(",;\t")
	if isTSV(name) {
		separators = []byte("\t;,")
	}
	sep, best := separators[0], 0
	for _, s := range separators {
		sample, _ := records(text, s, sampled)
		if fit := fitness(sample); fit > best {
			sep, best = s, fit
		}
	}
	return records(text, sep, mostRecords)
}

// mostRecords leaves room for the header, and the title above it.
const mostRecords = MaxRows + maxTitles + 1

// fitness says how well a sample of rows is divided: best with columns that we know, else
// by the number of rows with as many columns as most of them have.
func fitness(sample []record) int {
	for _, rec := range sample[:min(len(sample), maxTitles+1)] {
		if isHeader(rec) {
			return 2 * sampled
		}
	}
	counts := map[int]int{}
	best := 0
	for _, rec := range sample {
		if n := len(rec.cells); n > 1 && rec.fault == nil {
			counts[n]++
			best = max(best, counts[n])
		}
	}
	return best
}

// records divides a text into at most limit rows that are not empty.
func records(text string, sep byte, limit int) (recs []record, cut bool) {
	for row := 1; text != ""; row++ {
		cells, rest, fault := parseRecord(text, sep)
		if fault != nil {
			// The quote is a fault of this line; the next one may be sound.
			var line string
			line, rest, _ = strings.Cut(text, "\n")
			cells = []string{line}
		}
		text = rest
		for len(cells) > 0 && clean(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == 0 {
			continue
		}
		if len(recs) == limit {
			return recs, true
		}
		recs = append(recs, record{row, cells, fault})
	}
	return recs, false
}

var errQuote = hint.New("a quotation mark that opens or closes nothing", "double each one inside a cell, and put one at each end of the cell")

// parseRecord parses the row that a text begins with.
func parseRecord(text string, sep byte) (cells []string, rest string, fault error) {
	for {
		var cell string
		if strings.HasPrefix(text, `"`) {
			if cell, text, fault = quoted(text[1:], sep); fault != nil {
				return nil, "", fault
			}
		} else {
			line := text
			end := strings.IndexAny(text, string([]byte{sep, '\n'}))
			if end < 0 {
				end = len(text)
			}
			cell, text = text[:end], text[end:]
			// People put a space behind the separator, and a quotation after it.
			if spaces := len(cell) - len(strings.TrimLeft(cell, " ")); strings.HasPrefix(cell[spaces:], `"`) {
				if c, t, err := quoted(line[spaces+1:], sep); err == nil {
					cell, text = c, t
				}
			}
		}
		cells = append(cells, cell)
		if text == "" || text[0] == '\n' {
			return slices.Clip(cells), strings.TrimPrefix(text, "\n"), nil
		}
		text = text[1:]
	}
}

// quoted parses a cell from behind the quotation mark that opens it.
func quoted(text string, sep byte) (cell, rest string, fault error) {
	var b strings.Builder
	for {
		end := strings.IndexByte(text[:min(len(text), maxCell)], '"')
		if end < 0 || b.Len()+end > maxCell {
			return "", "", errQuote
		}
		b.WriteString(text[:end])
		text = text[end+1:]
		if !strings.HasPrefix(text, `"`) {
			break
		}
		b.WriteByte('"')
		text = text[1:]
	}
	text = strings.TrimLeft(text, " ")
	if text != "" && text[0] != sep && text[0] != '\n' {
		return "", "", errQuote
	}
	return b.String(), text, nil
}
