package advisor

import (
	"cmp"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/match"
)

// suchAs names a few roles, those that are compared most: " such as CTO, CIO and
// VP Engineering".
func (a *Advisor) suchAs() string {
	var names []string
	for _, p := range a.corpus.Home.Pairs {
		for _, id := range p.Roles {
			if r := a.corpus.Role(id); r != nil && len(names) < nearestShown && !slices.Contains(names, r.Letters) {
				names = append(names, r.Letters)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " such as " + prose.List(names, "and")
}

// refused is the reply of a refusal: it names the role where that is the reason, and
// offers the entries that the refusal lists.
func (a *Advisor) refused(m match.Result, ref *corpus.Refusal) Reply {
	r := a.none(m, Reason(ref.ID), ref.Reply)
	if Reason(ref.ID) == ReasonOtherRole {
		if named := otherRoles(m); len(named) > 0 {
			r.Lead = "I do not cover " + quoted(named) + ". " + ref.Reply
		}
		r.Choices = a.comparing(m)
	}
	if Reason(ref.ID) == ReasonThanks && !thanks(m.Normal) {
		r.Lead = "Noted. If that was a question, put it in a few more words and I will look."
	}
	role := ref.Role
	if ids := coveredRoles(m.Roles); len(ids) > 0 {
		role = ids[0]
	}
	for _, facet := range ref.Facets {
		if e := a.entryOn(role, facet); e != nil {
			r.Choices = append(r.Choices, e)
		}
	}
	return r
}

// comparing are the entries that compare a role which is not covered, in any reading of its letters, with one that is.
func (a *Advisor) comparing(m match.Result) (out []*corpus.Entry) {
	var roles []string
	for _, mention := range m.Roles {
		roles = append(roles, mention.ID)
		for _, l := range a.corpus.Letters {
			if strings.EqualFold(l.Letters, mention.Text) {
				roles = append(roles, l.Readings...)
			}
		}
	}
	for _, id := range a.index.Comparing(roles) {
		out = append(out, a.corpus.Entry(id))
	}
	return out[:min(nearestShown, len(out))]
}

// otherRoles are the roles named that are not covered, as typed, if questions about them are refused.
func otherRoles(m match.Result) (named []string) {
	for _, mention := range m.Roles {
		if mention.Other && slices.Contains(m.Others, mention.ID) {
			named = append(named, mention.Text)
		}
	}
	return named
}

// entryOn is a role's entry on a facet, or else that of the role it varies or of its
// kin, or nil.
func (a *Advisor) entryOn(role, facet string) *corpus.Entry {
	ids := []string{role}
	if r := a.corpus.Role(role); r != nil {
		ids = append(ids, r.VariantOf, r.Kin)
	}
	for _, id := range ids {
		if e := a.corpus.Entry(id + "." + facet); e != nil {
			return e
		}
	}
	return nil
}

// withLettersNote adds the note on how ambiguous letters were read.
func (a *Advisor) withLettersNote(r Reply) Reply {
	if r.Match.Letters == "" {
		return r
	}
	for _, l := range a.corpus.Letters {
		if l.Letters == r.Match.Letters && l.Note != "" {
			r.Notes = append(r.Notes, l.Note)
		}
	}
	return r
}

// because sets why a reply was chosen.
func (a *Advisor) because(reason Reason, r Reply) Reply {
	r.Reason = reason
	return r
}

// choices offers the best candidates: at most maxSameQuestion of one question.
func (a *Advisor) choices(m match.Result) Reply {
	asked := map[string]int{}
	var out []*corpus.Entry
	for _, c := range m.Candidates {
		e := a.corpus.Entry(c.Entry)
		if e == nil || len(out) == MaxChoices || len(out) > 0 && (c.Chance < leastChoice || e.Family() == "bot") {
			continue
		}
		q := cmp.Or(e.Asks(), e.ID)
		if asked[q]++; asked[q] <= maxSameQuestion {
			out = append(out, e)
		}
	}
	return Reply{Outcome: Choices, Choices: out, Reason: ReasonAmbiguous, Lead: "Did you mean one of these?"}
}

// maxSameQuestion is how many of the choices may ask the same of different roles.
// A choice: most are left for other questions.
const maxSameQuestion = 2

// leastFirst is the least chance of the first choice. A choice: a list of which each is
// unlikely is noise.
const leastFirst = 0.08

// leastChoice is the least chance of a choice. A choice: what is less likely makes the list
// longer and not better.
const leastChoice = 0.01

// openLetters reports whether to ask back which reading of the letters is meant. If
// other roles are named with them or the answer is about several roles, the usual
// reading is assumed and a note names the other one; and what is refused in any
// reading is refused.
func (a *Advisor) openLetters(m match.Result) bool {
	if m.Letters == "" || len(m.Readings) < 2 || len(m.Roles) > 1 {
		return false
	}
	switch e := a.corpus.Entry(m.Exact); {
	case e != nil:
		return len(e.Roles) == 1
	case m.Exact != "":
		return false
	case m.RoleOnly != "":
		return true
	case m.Confidence() >= a.at.Answer:
		e := a.corpus.Entry(m.Candidates[0].Entry)
		return e == nil || len(e.Roles) == 1
	}
	return m.None < a.at.Offer
}

// bothReadings asks back which reading of the letters is meant. It offers each
// reading's entry on the facet asked about, or else its definition; ok is false when
// fewer than two readings have one.
func (a *Advisor) bothReadings(m match.Result) (Reply, bool) {
	facet := "definition"
	if len(m.Candidates) > 0 {
		if e := a.corpus.Entry(m.Candidates[0].Entry); e != nil && len(e.Roles) == 1 {
			facet = e.Facet()
		}
	}
	var choices []*corpus.Entry
	for _, id := range m.Readings {
		e := a.corpus.Entry(id + "." + facet)
		if e == nil {
			e = a.corpus.Entry(id + ".definition")
		}
		if e != nil {
			choices = append(choices, e)
		}
	}
	if len(choices) < 2 {
		return Reply{}, false
	}
	return Reply{Outcome: Choices, Corpus: a.corpus, Match: m, Choices: choices, Reason: ReasonTwoReadings,
		Lead: strings.ToUpper(m.Letters) + " can mean more than one role. Which one do you mean?"}, true
}
