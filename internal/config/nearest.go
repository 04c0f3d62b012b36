package config

import (
	"slices"
	"strings"
)

// maxTypos is how many changed letters count as a typing error in any name. A
// choice: two are a swapped pair of letters. In a ROLECALL_ name, which is
// certainly one of Rolecall's, a quarter of the letters may be wrong.
const maxTypos = 2

// unknownSettings returns a warning for each variable that looks like one of
// Rolecall's settings but is not. environ has the form of os.Environ; only names
// are shown. A SLACK_ variable may belong to another program, so it gets a
// warning only if it is a likely typing error.
func unknownSettings(environ []string) []Problem {
	var known []string
	for _, v := range Variables() {
		known = append(known, v.Name)
	}
	var warnings []Problem
	for _, kv := range environ {
		name, _, _ := strings.Cut(kv, "=")
		isOurs := strings.HasPrefix(name, "ROLECALL_")
		if slices.Contains(known, name) || !isOurs && !strings.HasPrefix(name, "SLACK_") {
			continue
		}
		const what = "is not a setting and has no effect"
		best, typos := nearest(name, known)
		switch {
		case typos <= maxTypos || isOurs && typos <= len(name)/4:
			warnings = append(warnings, Problem{name, what, "did you mean " + best + "?"})
		case isOurs:
			warnings = append(warnings, Problem{name, what, "`rolecall serve --help` lists the settings"})
		}
	}
	slices.SortFunc(warnings, func(a, b Problem) int { return strings.Compare(a.Name, b.Name) })
	return warnings
}

// nearest returns the name with the smallest distance from s; the first of them.
func nearest(s string, names []string) (name string, d int) {
	d = len(s) + 1
	for _, n := range names {
		if dn := distance(s, n); dn < d {
			name, d = n, dn
		}
	}
	return name, d
}

// distance is the Levenshtein distance of two strings, in bytes: the number of
// bytes to insert, remove or change to turn a into b.
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
