package advisor

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rolecall/internal/command"
	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/match"
)

// Comparison is two to four roles side by side.
type Comparison struct {
	Roles    []*corpus.Role // in the order typed
	Short    string         // the difference in one line
	Entry    *corpus.Entry  // the compare.* entry of a pair, or nil
	Sources  []*corpus.Source
	Reviewed time.Time // the oldest review among the roles
}

// Rows are the dimensions to show: the default ones, or all.
func (c *Comparison) Rows(all bool) []corpus.Dimension {
	return slices.DeleteFunc(corpus.Dimensions(), func(d corpus.Dimension) bool { return !all && !d.Default })
}

// Compare reads the text of the slash command ("cto cio", "vp eng vs cto??") and
// compares the roles named. If they cannot be compared, the outcome is BadCompare and
// Lead says what to do.
func (a *Advisor) Compare(text string) Reply {
	trace := Trace{Rule: "command: " + string(command.Compare)}
	c := a.index.Compare(text)
	if c.Error != "" {
		return Reply{Trace: trace, Outcome: BadCompare, Corpus: a.corpus, CompareError: c.Error, Unknown: c.Unknown,
			Reason: Reason(c.Error), Lead: a.compareError(c), Context: match.Context{Roles: c.Roles}}
	}
	r := a.because(ReasonAsked, a.compareRoles(c.Roles, match.Result{}))
	r.Notes, r.Trace = append(r.Notes, c.Notes...), trace
	return r
}

// CompareRoles compares roles by id, in that order.
func (a *Advisor) CompareRoles(ids []string) Reply {
	return a.Compare(strings.Join(ids, " "))
}

// compareRoles is the reply that shows roles side by side.
func (a *Advisor) compareRoles(ids []string, m match.Result) Reply {
	side := &Comparison{}
	for _, id := range ids {
		if r := a.corpus.Role(id); r != nil && len(side.Roles) < match.MaxCompared {
			side.Roles = append(side.Roles, r)
		}
	}
	var parts []string
	for i, r := range side.Roles {
		parts = append(parts, fmt.Sprintf("the %s %s", r.Letters, r.Difference))
		if i == 0 || r.Reviewed.Before(side.Reviewed) {
			side.Reviewed = r.Reviewed
		}
		for _, d := range corpus.Dimensions() {
			for _, id := range r.Cells[d.Key].Sources {
				if s := a.corpus.Source(id); s != nil && !slices.Contains(side.Sources, s) {
					side.Sources = append(side.Sources, s)
				}
			}
		}
	}
	side.Short = prose.UpperFirst(strings.Join(parts, "; ")) + "."
	r := Reply{Outcome: Compared, Corpus: a.corpus, Match: m, Comparison: side, Context: match.Context{Roles: ids}}
	if len(ids) == 2 {
		if side.Entry = a.corpus.CompareEntry(ids[0], ids[1]); side.Entry != nil {
			r.Entry, r.Related, r.Context.Entry = side.Entry, a.related(side.Entry), side.Entry.ID
		}
	}
	return r
}

// compareError says why a comparison cannot be made and what to type instead.
func (a *Advisor) compareError(c match.Comparison) string {
	try := "" // a comparison that the Home tab offers
	if pairs := a.corpus.Home.Pairs; len(pairs) > 0 {
		try = "Try: compare " + strings.Join(pairs[0].Roles, " ")
	}
	switch c.Error {
	case match.ErrOneRole:
		name, second := c.Roles[0], cmp.Or(a.corpus.Partner(c.Roles[0]), "another")
		if r := a.corpus.Role(name); r != nil {
			name = r.Letters
		}
		return fmt.Sprintf("That names one role, %s. Name a second one, for example: compare %s %s", name, strings.ToLower(name), second)
	case match.ErrSameRole:
		name := c.Roles[0]
		if r := a.corpus.Role(name); r != nil {
			name = r.Name
		}
		return fmt.Sprintf("Those are two names of one role, %s. %s", name, try)
	case match.ErrUnknownRole:
		verb := "know"
		if m := a.index.Match(match.Query{Text: c.Unknown[0]}); len(m.Roles) == 1 && m.Roles[0].Other {
			verb = "cover"
		}
		return fmt.Sprintf("I do not %s the role %s. I can compare %s.", verb, quoted(c.Unknown), a.roleNames())
	case match.ErrTooManyRoles:
		return fmt.Sprintf("I compare up to %d roles at a time. %s", match.MaxCompared, try)
	}
	return "Name two to four roles. " + try
}

// roleNames lists the roles: C-level ones by their letters, others by name.
func (a *Advisor) roleNames() string {
	var letters, names []string
	for _, r := range a.corpus.Roles {
		if strings.HasPrefix(r.Letters, "C") && len(r.Letters) <= len("CDIO") {
			letters = append(letters, r.Letters)
		} else {
			names = append(names, r.Name)
		}
	}
	return prose.List(append(letters, names...), "and")
}

// quoted lists words in quotes, each cut to maxQuoted letters.
func quoted(words []string) string {
	q := make([]string, len(words))
	for i, w := range words {
		if r := []rune(w); len(r) > maxQuoted {
			w = string(r[:maxQuoted]) + "…"
		}
		q[i] = "“" + w + "”"
	}
	return prose.List(q, "or")
}

// maxQuoted is how many letters of what someone typed are repeated. A choice: longer
// than any title.
const maxQuoted = 40
