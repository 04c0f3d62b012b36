package match

import (
	"regexp"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/match/linear"
)

// A facet is what an entry asks, whatever the role: cto.salary and cio.salary share
// one, and so do the general comparisons. Facets learn from the phrasings of all
// their entries together; the roles then choose the entry.

// facetOf returns an entry's facet: "r.salary", "c." for a general comparison,
// "c.seniority", or the id itself where it belongs to no role.
func facetOf(e *corpus.Entry) string {
	family, rest, _ := strings.Cut(e.ID, ".")
	switch {
	case family == "compare":
		_, finer, _ := strings.Cut(rest, ".")
		return "c." + finer
	case len(e.Roles) > 0:
		return "r." + rest
	}
	return e.ID
}

// classOf is the facet's name here for one as files name it: "r.salary" for
// "salary", "c.focus" for "compare.focus".
func classOf(facet string) string {
	if part, ok := strings.CutPrefix(facet, "compare"); ok && (part == "" || part[0] == '.') {
		return "c." + strings.TrimPrefix(part, ".")
	}
	return "r." + facet
}

// Facets of entries that answer more than one question of their kind.
const (
	pairFacet       = "p." // the one comparison of two roles
	soleFacet       = "d." // … and a facet: what a role is, where nothing else is said about its work
	definitionFacet = "r.definition"

	responsibilitiesFacet = "r.responsibilities"
)

// facetsOf returns the facet of every entry. A pair of roles with one entry, and
// an entry whose facet answers for more where another is missing, take the questions of
// several facets. They get their own, so that their phrasings do not teach others'.
func facetsOf(c *corpus.Corpus) []string {
	hasFiner := map[string]bool{}
	for _, e := range c.Entries {
		hasFiner[e.Family()] = true
	}
	out := make([]string, len(c.Entries))
	for i, e := range c.Entries {
		out[i] = facetOf(e)
		switch f := c.Facet(e.Asks()); {
		case out[i] == "c." && !hasFiner[e.ID]:
			out[i] = pairFacet
		case f != nil && f.Without != "" && c.Entry(e.Family()+"."+f.Without) == nil:
			out[i] = soleFacet + f.Name
		}
	}
	return out
}

func comparing(facet string) bool {
	return strings.HasPrefix(facet, "c.") || facet == pairFacet
}

// ways are the lessons of words/ways.txt for the facets this corpus has: wordings that
// fit any role, so that curators need not repeat them for each. They are read with the
// names of two roles, as a question is.
func (x *Index) ways() (out []linear.Lesson) {
	class, ok := 0, false
	for _, line := range x.corpus.Words(corpus.Ways) {
		facet, heading := corpus.FacetOfWay(line)
		switch {
		case heading:
			if class, ok = x.facets[facet]; !ok { // the id of an entry about no role
				class, ok = x.facets[classOf(facet)]
			}
		case ok:
			words := x.parse(x.withRoles(line), true).words
			out = append(out, linear.Lesson{Words: words, Classes: []int{class, x.inside}, Neutral: x.neutralFor(class)})
		}
	}
	return out
}

// withRoles puts the names of roles in place of R and R2.
func (x *Index) withRoles(line string) string {
	return roleLetters.ReplaceAllStringFunc(line, func(letters string) string {
		if i := len(letters) - 1; i < len(x.corpus.Roles) {
			return x.corpus.Roles[i].Name
		}
		return letters
	})
}

// roleLetters stand for roles in ways.txt.
var roleLetters = regexp.MustCompile(`\bR2?\b`)

// neutralFor returns the classes for which a way of asking for a facet is neither a
// positive nor a negative example: the entries of that facet, and the facets whose
// entries answer for it.
func (x *Index) neutralFor(class int) (out []int) {
	for i := range x.entries {
		e := &x.entries[i]
		if e.class == class {
			out = append(out, x.entry+i)
		}
		for _, n := range e.answersFor {
			if n.class == class {
				out = append(out, e.class, x.entry+i)
			}
		}
	}
	return out
}
