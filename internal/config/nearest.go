package config

import (
	"slices"
	"strings"
)

// strangers warns of variables that look like ours and are not. environ is as
// os.Environ gives it; only names are shown. A ROLECALL_ name is always meant
// for us; a SLACK_ one may belong to another program, so only a slip of the
// pen (two letters at most) is told.
func strangers(environ []string) []Problem {
	var known []string
	for _, v := range Variables() {
		known = append(known, v.Name)
	}
	var warnings []Problem
	for _, kv := range environ {
		name, _, _ := strings.Cut(kv, "=")
		ours := strings.HasPrefix(name, "ROLECALL_")
		if slices.Contains(known, name) || !ours && !strings.HasPrefix(name, "SLACK_") {
			continue
		}
		const what = "is not a setting and has no effect"
		best, d := nearest(name, known)
		switch {
		case d <= 2 || ours && d <= len(name)/4:
			warnings = append(warnings, Problem{name, what, "did you mean " + best + "?"})
		case ours:
			warnings = append(warnings, Problem{name, what, "`rolecall serve --help` lists the settings"})
		}
	}
	slices.SortFunc(warnings, func(a, b Problem) int { return strings.Compare(a.Name, b.Name) })
	return warnings
}

// nearest is the first of names with the fewest changes from s.
func nearest(s string, names []string) (name string, changes int) {
	changes = len(s) + 1
	for _, n := range names {
		if d := distance(s, n); d < changes {
			name, changes = n, d
		}
	}
	return name, changes
}

// distance counts the letters to insert, remove or change to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
