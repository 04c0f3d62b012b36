package corpus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is a fault in a file of the corpus: where, what, and how to fix it.
type Problem struct {
	File    string
	Line    int
	What    string
	Hint    string
	Warning bool // worth a look; does not stop the corpus from being used
}

// String is "file:line: what (hint)".
func (p Problem) String() string {
	s := fmt.Sprintf("%s:%d: ", p.File, max(1, p.Line))
	if p.Warning {
		s += "warning: "
	}
	s += excerpt(p.What)
	if p.Hint != "" {
		s += " (" + excerpt(p.Hint) + ")"
	}
	return s
}

// maxWords is how much of a sentence is shown: what a problem quotes can be as
// long as its file, and problems are logged and posted.
const maxWords = 200

func excerpt(s string) string {
	if len(s) <= maxWords {
		return s
	}
	if r := []rune(s); len(r) > maxWords {
		return string(r[:maxWords]) + "…"
	}
	return s
}

// Problems is what Load and Lint find, as an error when any is not a warning.
type Problems []Problem

// Error lists every problem, a line each.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns ps as an error, or nil when nothing but warnings is in it.
func (ps Problems) Err() error {
	if slices.ContainsFunc(ps, func(p Problem) bool { return !p.Warning }) {
		return ps
	}
	return nil
}

func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
	return ps
}
