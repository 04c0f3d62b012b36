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
	Warning bool // worth a look; does not stop the corpus from being used
}

// String is "file:line: what", as editors and terminals look for it, and below
// that "hint: how to fix it".
func (p Problem) String() string {
	if p.Hint == "" {
		return p.Summary()
	}
	return p.Summary() + "\n    hint: " + excerpt(p.Hint)
}

// Summary is "file:line: what" alone, for where the hint is shown apart.
func (p Problem) Summary() string {
	s := fmt.Sprintf("%s:%d: ", p.File, max(1, p.Line))
	if p.Warning {
		s += "warning: "
	}
	return s + excerpt(p.What)
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

// Error lists every problem, a line each, without the hints.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Summary()
	}
	return strings.Join(lines, "\n")
}

// Unwrap is every problem as an error with its hint.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = hint.New(p.Summary(), excerpt(p.Hint))
	}
	return errs
}

// Err returns those of ps that are no warnings as an error (a Problems), or nil
// when there are none.
func (ps Problems) Err() error {
	faults := slices.DeleteFunc(slices.Clone(ps), func(p Problem) bool { return p.Warning })
	if len(faults) == 0 {
		return nil
	}
	return faults
}

func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
	return ps
}
