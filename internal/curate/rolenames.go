package curate

import (
	"slices"
	"strings"
)

// RoleNames returns the names in lower case of the roles in service, also of those
// that are only recognised; none before Ready. The store keeps them in a question
// from which it removes the name of a person.
func (l *Live) RoleNames() []string {
	s := l.State()
	if s == nil {
		return nil
	}
	var all []string
	for _, r := range s.Corpus.Roles {
		all = append(all, slices.Concat([]string{r.ID, r.Letters}, r.Titles, r.Abbreviations, r.Misspellings)...)
	}
	for _, o := range s.Corpus.Others {
		all = append(all, slices.Concat([]string{o.ID, o.Letters}, o.Titles, o.Abbreviations, o.Misspellings)...)
	}
	for i, name := range all {
		all[i] = strings.ToLower(name)
	}
	return slices.DeleteFunc(all, func(name string) bool { return name == "" })
}
