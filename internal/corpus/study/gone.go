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

// ToldBy reports whether words with their sources still give such a figure, from the
// same source and of the same thing. Words in note form, such as a cell's, leave out of
// what it is: there the figure and its source decide.
func (g Gone) ToldBy(words string, sources []string, notes bool) bool {
	for _, s := range statements(words) {
		for _, b := range g.said {
			same := slices.ContainsFunc(b.sources, func(id string) bool { return slices.Contains(sources, id) })
			if same && b.shares(s) && (notes && !b.otherYears(s) || b.sameThing(s)) {
				return true
			}
		}
	}
	return false
}
