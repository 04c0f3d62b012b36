package corpus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rolecall/internal/hint"
)

// Problem is a fault in a file of the corpus: where, what, and how to fix it.
type Problem struct {
	File    string
	Line    int
	What    string
	Hint    string
	Warning bool // it does not stop the corpus from being used
	Folder  bool // File is the whole folder, which has no lines
}

// String is "file:line: what", a form that editors and terminals recognise, and on the
// next line "hint: how to fix it".
func (p Problem) String() string {
	if p.Hint == "" {
		return p.Summary()
	}
	return p.Summary() + "\n    hint: " + shorten(p.Hint, maxMessage)
}

// Summary is "file:line: what" without the hint, or "folder: what".
func (p Problem) Summary() string {
	s := fmt.Sprintf("%s:%d: ", p.File, max(1, p.Line))
	if p.Folder {
		s = p.File + ": "
	}
	if p.Warning {
		s += "warning: "
	}
	return s + shorten(p.What, maxMessage)
}

// How many characters of a text a problem shows, which can quote as much as a whole
// file: problems are logged and posted. A choice: a message of two or three lines, and
// within it a quotation of less than one.
const (
	maxMessage = 200
	maxQuote   = 60
)

// Quote is a text as problems quote it: cut where it is long.
func Quote(s string) string { return shorten(s, maxQuote) }

// shorten cuts a text to a number of characters.
func shorten(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}

// Problems are what Load and package lint find. It is an error type: see Err.
type Problems []Problem

// Error lists every problem on a line of its own, without the hints.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Summary()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns every problem as an error with its hint.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = hint.New(p.Summary(), shorten(p.Hint, maxMessage))
	}
	return errs
}

// Err returns the problems that are not warnings as an error (a Problems), or nil when
// there are none.
func (ps Problems) Err() error {
	faults := slices.DeleteFunc(slices.Clone(ps), func(p Problem) bool { return p.Warning })
	if len(faults) == 0 {
		return nil
	}
	return faults
}

// Sorted sorts the problems by file, line and words, and returns them.
func (ps Problems) Sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
	return ps
}
