package study

import "slices"

// Gone is what a text says on its sources, and the one in its place no longer does.
type Gone struct{ said []said }

// NewGone compares what is told before and after. A figure that is given again counts as
// told, whatever its source.
func NewGone(before, after *Told) Gone {
	var g Gone
	for _, b := range before.said {
		left := map[string][]string{}
		for sign, numbers := range b.sums {
			for _, n := range numbers {
				if !slices.ContainsFunc(after.said, func(a said) bool { return slices.Contains(a.sums[sign], n) }) {
					left[sign] = append(left[sign], n)
				}
			}
		}
		if len(left) > 0 {
			b.sums = left
			g.said = append(g.said, b)
		}
	}
	return g
}

// None reports whether all that was said is said still.
func (g Gone) None() bool { return len(g.said) == 0 }

// ToldBy reports whether words with their sources still give such a figure, from the
// same source and of the same thing. Words in note form, such as a cell's, leave out of
// what it is: there the figure and its source decide.
func (g Gone) ToldBy(words string, sources []string, notes bool) bool {
	var same []said // on one of the sources; most words have none, and need not be taken apart
	for _, b := range g.said {
		if slices.ContainsFunc(b.sources, func(id string) bool { return slices.Contains(sources, id) }) {
			same = append(same, b)
		}
	}
	if len(same) == 0 {
		return false
	}
	for _, s := range statements(words) {
		if slices.ContainsFunc(same, func(b said) bool {
			return b.shares(s) && (notes && !b.otherYears(s) || b.sameThing(s))
		}) {
			return true
		}
	}
	return false
}
