package config

import (
	"fmt"
	"strings"
)

// Problem is one setting that cannot be used.
type Problem struct {
	Name string // the variable
	What string // what is wrong with it
	Hint string // how to fix it
}

// Error is every problem of an environment, in the order of the settings.
type Error struct{ Problems []Problem }

func (e *Error) Error() string {
	var b strings.Builder
	if len(e.Problems) == 1 {
		b.WriteString("a setting cannot be used:")
	} else {
		fmt.Fprintf(&b, "%d settings cannot be used:", len(e.Problems))
	}
	for _, p := range e.Problems {
		fmt.Fprintf(&b, "\n  %s: %s\n      %s", p.Name, p.What, p.Hint)
	}
	return b.String()
}
