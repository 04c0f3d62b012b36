package match

import "fmt"

// Errors of a comparison that cannot be made.
const (
	ErrNoRoles      = "no-roles"
	ErrOneRole      = "one-role"
	ErrSameRole     = "same-role"
	ErrUnknownRole  = "unknown-role"
	ErrTooManyRoles = "too-many-roles"
)

// maxCompared is how many roles fit a table on a phone.
const maxCompared = 4

// Comparison is what the slash command was asked to compare.
type Comparison struct {
	Roles   []string // role ids in the order typed, each once
	Error   string   // "" or one of the Err constants
	Unknown []string // names we know are roles and do not cover, or do not know
	Notes   []string // how ambiguous letters were read
}

// Compare finds the roles to compare in what was typed after the command.
// Ambiguous letters mean their usual role; a note names the other reading.
func (x *Index) Compare(text string) Comparison {
	cleaned := clean(text, x.lists.companies)
	ws := markIT(split(cleaned))
	fixed := make([]string, len(ws))
	for i := range ws {
		fixed[i] = x.fix(ws, i)
	}
	var c Comparison
	mentions := x.roles.find(ws, fixed)
	has := func(w string) bool {
		for i := range ws {
			if fixed[i] == w {
				return true
			}
		}
		return false
	}
	named := make([]bool, len(ws))
	for _, m := range mentions {
		for i := m.from; i < m.to; i++ {
			named[i] = true
		}
		if open := x.roles.resolve(&m, has); len(open) > 1 && m.letters.Note != "" {
			c.Notes = appendNew(c.Notes, m.letters.Note)
		}
		if m.other {
			c.Unknown = appendNew(c.Unknown, cleaned[ws[m.from].start:ws[m.to-1].end])
			continue
		}
		c.Roles = appendNew(c.Roles, m.id)
	}
	for i, w := range ws {
		if !named[i] && !comparisonWords[fixed[i]] && !filler[fixed[i]] {
			c.Unknown = appendNew(c.Unknown, w.text)
		}
	}
	switch {
	case len(c.Roles) > maxCompared:
		c.Error = ErrTooManyRoles
	case len(c.Roles) >= 2 && len(otherNames(mentions)) == 0:
		c.Unknown = nil // the rest was chatter
	case len(c.Unknown) > 0:
		c.Error = ErrUnknownRole
	case len(c.Roles) == 1 && len(mentions) > 1:
		c.Error = ErrSameRole
	case len(c.Roles) == 1:
		c.Error = ErrOneRole
	case len(c.Roles) == 0:
		c.Error = ErrNoRoles
	}
	return c
}

func otherNames(ms []mention) (ids []string) {
	for _, m := range ms {
		if m.other {
			ids = append(ids, m.id)
		}
	}
	return ids
}

// comparisonWords stand around the roles of a comparison.
var comparisonWords = setOf(`compare compared comparing comparison versus vs difference differences differ differs different distinguish between against
	role roles side table job jobs title titles show contrast please both two three four better difference position positions like`)

// String describes the comparison, for logs of tests.
func (c Comparison) String() string { return fmt.Sprintf("%v %s %v", c.Roles, c.Error, c.Unknown) }
