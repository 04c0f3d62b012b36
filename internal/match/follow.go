package match

import (
	"cmp"
	"slices"
)

// ask works out whom a question is about. A thread's context serves where the
// question leaves something out: its roles ("and how much do they earn?") or its
// topic ("what about the CIO?").
func (x *Index) ask(p *parsed, ctx Context) asked {
	a := asked{others: p.others, typed: p.roles, covered: len(p.effective)}
	a.roles = append(append([]string(nil), p.effective...), p.others...)
	for _, r := range p.roles {
		a.variant = cmp.Or(a.variant, variants[r].word)
	}
	if len(p.readings) > 1 {
		a.readings = p.readings
	}
	var talk []string
	for _, r := range ctx.Roles {
		if x.roles.roles[r] != nil {
			talk = append(talk, r)
		}
	}
	switch {
	case len(talk) == 0 && ctx.Entry == "":
	case len(a.roles) == 0 && len(talk) > 0:
		a.typed, a.fromTalk, a.followUp = talk, true, true
		for _, r := range talk {
			a.roles = appendNew(a.roles, effective(r))
		}
		a.covered = len(a.roles)
	case len(a.roles) == 1 && a.covered == 1 && p.content == 0 && ctx.Entry != "":
		x.sameTopic(&a, p, ctx, talk)
	case len(a.roles) == 1 && a.covered == 1 && len(talk) > 0 && talk[0] != a.typed[0] && x.relative(p):
		a.typed = []string{talk[0], a.typed[0]}
		a.roles = []string{effective(talk[0]), a.roles[0]}
		a.covered, a.followUp = 2, true
	}
	return a
}

// sameTopic reads "what about the CIO?" as the thread's question about the CIO.
func (x *Index) sameTopic(a *asked, p *parsed, ctx Context, talk []string) {
	i := slices.IndexFunc(x.entries, func(e indexed) bool { return e.id == ctx.Entry })
	if i < 0 {
		return
	}
	e := &x.entries[i]
	if e.comparing && len(talk) > 0 && !slices.Contains(talk, a.typed[0]) {
		a.typed = []string{talk[0], a.typed[0]}
		a.roles = []string{effective(talk[0]), a.roles[0]}
		a.covered = 2
	}
	a.facet, a.followUp = e.facet, true
}

// relative reports whether a question compares its role with something left out:
// "is the CIO paid more?", "how does it differ from a CIO".
func (x *Index) relative(p *parsed) bool {
	return slices.ContainsFunc(p.words, func(w string) bool { return relativeWords[w] })
}

var relativeWords = setOf("versus vs compare compared comparison differ differs different difference than instead both higher senior")
