package advisor

import (
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/match"
	"rolecall/internal/match/read"
)

// kitFor opens the hiring kit of the role that a text names, or of the thread's
// role where the text names nothing of its own ("kit", "the kit for that role").
// ok is false for any other text: "how do I get the hiring kit" outside a thread.
func (a *Advisor) kitFor(text string, thread match.Context) (r Reply, ok bool) {
	roles := coveredRoles(a.index.Match(match.Query{Text: text}).Roles)
	if len(roles) == 0 {
		roles = a.kitByLetters(text)
	}
	if len(roles) == 0 && len(thread.Roles) > 0 && !a.namesAnotherKit(text) {
		roles = thread.Roles[len(thread.Roles)-1:]
	}
	switch {
	case len(roles) == 1:
		return a.Kit(roles[0]), true
	case text != "":
		return Reply{}, false
	}
	return a.noKit(match.Result{}), true
}

// kitFacet is what a thread is about after a kit.
const kitFacet = "kit"

// namesRoleOnly reports whether a text names one role that we cover and says no more than "and
// for that". A bare name asks for its card.
func (a *Advisor) namesRoleOnly(text string) bool {
	m := a.index.Match(match.Query{Text: text})
	return strings.Contains(m.Normal, " ") && (m.RoleOnly != "" || m.Content == 0 && len(m.Roles) == 1 && !m.Roles[0].Other && !questionStart.MatchString(text))
}

// kitByLetters returns the role with a kit whose letters are the whole text. The index
// does not find letters that are an ordinary word, such as EM.
func (a *Advisor) kitByLetters(text string) []string {
	for _, k := range a.corpus.Kits {
		if r := a.corpus.Role(k.Role); r != nil && corpus.Normal(text) == corpus.Normal(r.Letters) {
			return []string{k.Role}
		}
	}
	return nil
}

// namesAnotherKit reports whether a text holds words other than those around a
// kit: it asks for one that there may not be, such as "kit banana".
func (a *Advisor) namesAnotherKit(text string) bool {
	return slices.ContainsFunc(a.index.Compare(text).Unknown, func(w string) bool { return !aroundKit[w] })
}

// aroundKit are words of asking for a kit that match.Index.Compare takes for the
// names of roles.
var aroundKit = read.Set("kit kits hiring get open see find have need use show send give download contents contain")

// noKit is the reply that says which hiring kits there are.
func (a *Advisor) noKit(m match.Result) Reply {
	names := make([]string, 0, len(a.corpus.Kits))
	for _, k := range a.corpus.Kits {
		if r := a.corpus.Role(k.Role); r != nil {
			names = append(names, r.Letters)
		}
	}
	if len(names) == 0 {
		return a.none(m, ReasonNoKit, "There is no hiring kit here yet.")
	}
	return a.none(m, ReasonNoKit, "There is a hiring kit for "+prose.List(names, "and")+". Name one, for example: kit "+strings.ToLower(names[0])+".")
}
