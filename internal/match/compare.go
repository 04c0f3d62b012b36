package match

import (
	"slices"

	"rolecall/internal/match/read"
)

// Errors of a comparison that cannot be made.
const (
	ErrNoRoles      = "no-roles"
	ErrOneRole      = "one-role"
	ErrSameRole     = "same-role"
	ErrUnknownRole  = "unknown-role"
	ErrTooManyRoles = "too-many-roles"
)

// MaxCompared is how many roles fit side by side on a phone. A choice.
const MaxCompared = 4

// Comparison is what the slash command was asked to compare.
type Comparison struct {
	Roles   []string // role ids in the order typed, each once
	Error   string   // "" or one of the Err constants
	Unknown []string // as typed: roles that we do not cover, and words that name none
	Notes   []string // how ambiguous letters were read
}

// Compare finds the roles to compare in what was typed after the command.
// Ambiguous letters mean their usual role; a note names the other reading.
func (x *Index) Compare(text string) Comparison {
	cleaned := read.Clean(text, x.lists.companies)
	ws := read.MarkIT(read.Split(cleaned))
	fixed := x.corrected(read.Texts(ws))
	var c Comparison
	mentions := x.roles.find(ws, fixed)
	has := func(w string) bool { return slices.Contains(fixed, w) }
	named := make([]bool, len(ws))
	for _, m := range mentions {
		for i := m.from; i < m.to; i++ {
			named[i] = true
		}
		if open := x.roles.resolve(&m, has, nil); len(open) > 1 && m.letters.Note != "" {
			c.Notes = appendNew(c.Notes, m.letters.Note)
		}
		if m.other {
			c.Unknown = appendNew(c.Unknown, cleaned[ws[m.from].Start:ws[m.to-1].End])
			continue
		}
		c.Roles = appendNew(c.Roles, m.id)
	}
	for i, w := range ws {
		if !named[i] && !comparisonWords[fixed[i]] && !read.Filler(fixed[i]) {
			c.Unknown = appendNew(c.Unknown, w.Text)
		}
	}
	switch {
	case len(c.Roles) > MaxCompared:
		c.Error = ErrTooManyRoles
	case len(c.Roles) >= 2 && !slices.ContainsFunc(mentions, func(m mention) bool { return m.other }):
		c.Unknown = nil // the other words are not meant as roles
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

// comparisonWords are words around the roles of a comparison.
var comparisonWords = read.Set(`compare compared comparing comparison versus vs difference differences differ differs different distinguish between against
	role roles side table job jobs title titles show contrast please both two three four better difference position positions like`)
