package match

import (
	"strings"

	"rolecall/internal/corpus"
)

// A facet is what an entry asks, without of whom: cto.salary and cio.salary share
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

func comparing(facet string) bool { return strings.HasPrefix(facet, "c.") }

// nearby says which of its facets a role answers with when it has no entry of the
// facet asked for: what a VP of Engineering does stands in what one is. The
// number is the price, in the unit of a score.
var nearby = map[string]map[string]float64{
	"r.definition": {"r.responsibilities": 0, "r.day-to-day": 0.05, "r.types": 0.15, "r.need": 0.15, "r.history": 0.15, "r.team": 0.2, "r.skills": 0.15, "r.reporting-line": 0.2},
	"r.career":     {"r.career-path": 0, "r.experience": 0, "r.education": 0.05, "r.certifications": 0.05, "r.salary": 0, "r.skills": 0.1, "r.outlook": 0.15},
}
