package advisor

import (
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/match/read"
)

// rule is one way to decide on a reply. reply returns false where the rule does not
// apply.
type rule struct {
	name  string
	sure  bool // it needs no chance: its replies have the confidence 1
	reply func(a *Advisor, p part) (Reply, bool)
}

// Names of rules that others look at.
const (
	ruleEmpty       = "no words"
	ruleNoneOffered = "none of the choices offered"
	ruleChance      = "by its chance"
)

// rules decide, in this order: the first that applies gives the reply. Those before
// ruleChance look at what was typed, the others at the chances of the matcher. What each
// is worth: rolecall knowledge eval --without NAME.
var rules = []rule{
	{ruleEmpty, true, (*Advisor).onNoWords},
	{"for people to help with", true, (*Advisor).onForPeople},
	{"an unfair choice", true, (*Advisor).onUnfair},
	{"another language", true, (*Advisor).onForeign},
	{"one of the choices offered", true, (*Advisor).onOffered},
	{ruleNoneOffered, true, (*Advisor).onNoneOffered},
	{"the answer again", true, (*Advisor).onAgain},
	{"letters with two readings", false, (*Advisor).onLetters},
	{"exact phrasing", true, (*Advisor).onExact},
	{"a role and no more words", true, (*Advisor).onRoleOnly},
	{"the thread's question about another role", true, (*Advisor).onSameTopic},
	{"one role named twice", true, (*Advisor).onSameRole},
	{"comparison of the roles named", false, (*Advisor).onComparison},
	{"a role that is not covered", true, (*Advisor).onOtherRole},
	{"no answer for the role", false, (*Advisor).onMissing},
	{ruleChance, false, (*Advisor).onChance},
	{"choices", false, (*Advisor).onChoices},
	{"a refusal", false, (*Advisor).onRefusal},
	{"nothing near", false, (*Advisor).onNothing},
}

// Rules are the names of the rules in their order.
func Rules() []string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.name
	}
	return names
}

// Sure reports whether a rule needs no chances.
func Sure(name string) bool {
	return slices.ContainsFunc(rules, func(r rule) bool { return r.name == name && r.sure })
}

// decide applies the rules to a part of a message.
func (a *Advisor) decide(p part) Reply {
	for _, rule := range rules {
		if slices.Contains(a.without, rule.name) {
			continue
		}
		if r, ok := rule.reply(a, p); ok {
			r.Corpus, r.Match, r.Confidence = a.corpus, p.match, p.match.Confidence()
			if rule.sure {
				r.Confidence = 1
			}
			r.Trace = Trace{Rule: rule.name, Part: p.name, Text: p.query.Text, Query: p.query}
			return r
		}
	}
	return a.none(p.match, ReasonNothing, "I have nothing on that.") // only where the last rule is left out
}

// Thresholds on chances, from thresholds.json; the command of package fit chooses them.
type Thresholds struct {
	// Answer is the least chance of a question that is answered; below, choices are
	// offered. AnswerInThread is the same for what was read with its thread.
	Answer, AnswerInThread float64
	// Offer is the chance of "none of them" from which nothing is offered, where a role
	// that we cover is named; OfferWithoutRole where none is; OfferInThread in a thread.
	Offer, OfferWithoutRole, OfferInThread float64
}

func (a *Advisor) onNoWords(p part) (Reply, bool) {
	onlyThanks := !p.query.Context.Empty() && thanks(p.match.Normal)
	if p.match.Normal != "" && !onlyThanks {
		return Reply{}, false
	}
	if ref := a.corpus.Refusal(string(ReasonThanks)); ref != nil && (onlyThanks || read.IsThanks(p.text)) {
		return a.refused(p.match, ref), true
	}
	return a.help(), true
}

func (a *Advisor) onForeign(p part) (Reply, bool) {
	if !p.match.Foreign && (p.query.Context.Empty() || !asksForLanguage(p.match.Normal)) {
		return Reply{}, false
	}
	r := a.none(p.match, ReasonNotEnglish, "My answers are in English only, sorry. These topics may be near; asking again in English will find more.")
	r.Choices = a.nearest(p.match, nearestShown)
	return r, true
}

// nearestShown is how many of the nearest entries are named where none is the answer.
// A choice: more would look like an answer.
const nearestShown = 3

// onOffered is "the second one" after choices, or the role of one of them: "the CISO".
func (a *Advisor) onOffered(p part) (Reply, bool) {
	offered := p.query.Context.Offered
	i, ok := ordinal(p.match.Normal, len(offered))
	if role := p.match.RoleOnly; !ok && role != "" && p.match.Missing == "" {
		i = slices.IndexFunc(offered, func(id string) bool {
			e := a.corpus.Entry(id)
			return e != nil && len(e.Roles) == 1 && e.Roles[0] == role
		})
		ok = i >= 0
	}
	if !ok {
		return Reply{}, false
	}
	e := a.corpus.Entry(offered[i])
	if e == nil {
		return Reply{}, false
	}
	return a.because(ReasonAsked, a.answer(e, p.match)), true
}

// onNoneOffered is "none of these", after choices.
func (a *Advisor) onNoneOffered(p part) (Reply, bool) {
	if len(p.query.Context.Offered) == 0 || !deniesAll(p.match.Normal) {
		return Reply{}, false
	}
	return a.none(p.match, ReasonSmallTalk, "None of these, then. Ask it in other words; or press “None of these” under the choices, and the curators will see that an answer is missing."), true
}

// onAgain is "why?", "shorter", "where is that from": the answer just given, in another
// form; or "the 2nd point?": that part of it.
func (a *Advisor) onAgain(p part) (Reply, bool) {
	e := a.corpus.Entry(p.query.Context.Entry)
	form, ok := again(p.match.Normal)
	part := numbered(e, p.match.Normal)
	if e == nil || !ok && part == nil || p.match.ToSomeone || len(p.match.Roles) > 0 || e.Family() == "bot" && form == fuller {
		return Reply{}, false
	}
	r := a.because(ReasonAsked, a.answer(e, p.match))
	r.Brief, r.Part = part != nil || form == shorter, part
	r.Full = !r.Brief
	if r.Brief {
		r.Related = nil
	}
	return r, true
}

func (a *Advisor) onLetters(p part) (Reply, bool) {
	if !a.openLetters(p.match) {
		return Reply{}, false
	}
	return a.bothReadings(p.match)
}

func (a *Advisor) onRoleOnly(p part) (Reply, bool) {
	role := a.corpus.Role(p.match.RoleOnly)
	if role == nil || p.match.SameTopic != "" {
		return Reply{}, false
	}
	likely := !p.query.Context.Empty() && !p.match.Pointed && p.match.Missing == "" && p.match.Confidence() >= a.least(p) // "vs cto" compares it with what was shown
	if likely && p.match.Candidates[0].Entry != role.ID+".definition" {
		return Reply{}, false
	}
	r := a.because(ReasonRoleOnly, a.roleCard(role, p.match))
	if p.match.Missing != "" {
		r.Notes = append(r.Notes, a.nothingOn(p.match.Missing, p.match.Without))
	}
	return r, true
}

// nothingOn says that roles have no answer on a facet, which is called what most entries on it are.
func (a *Advisor) nothingOn(facet string, roles []string) string {
	what, called, most := "that", map[string]int{}, 0
	for _, e := range a.corpus.Entries {
		if e.Facet() == strings.TrimPrefix(facet, "r.") && len(e.Roles) == 1 && e.Label != "" {
			if called[e.Label]++; called[e.Label] > most {
				what, most = "“"+e.Label+"”", called[e.Label]
			}
		}
	}
	return "I have nothing on " + what + " for the " + a.letters(roles) + "."
}

func (a *Advisor) onExact(p part) (Reply, bool) {
	if ref := a.corpus.Refusal(p.match.Exact); ref != nil {
		return a.refused(p.match, ref), true
	}
	e := a.corpus.Entry(p.match.Exact)
	if e == nil {
		return Reply{}, false
	}
	return a.withLettersNote(a.because(ReasonExact, a.answer(e, p.match))), true
}

func (a *Advisor) onSameTopic(p part) (Reply, bool) {
	e := a.corpus.Entry(p.match.SameTopic)
	if e == nil {
		return Reply{}, false
	}
	return a.because(ReasonConfident, a.answer(e, p.match)), true
}

func (a *Advisor) onSameRole(p part) (Reply, bool) {
	if !p.match.SameRole {
		return Reply{}, false
	}
	return a.CompareRoles([]string{p.match.Roles[0].ID, p.match.Roles[0].ID}), true
}

// onComparison shows roles side by side: the question asks how they differ, and no
// entry answers it with more confidence.
func (a *Advisor) onComparison(p part) (Reply, bool) {
	m := p.match
	if !m.Comparison || len(m.Compared) < 2 {
		return Reply{}, false
	}
	var pair *corpus.Entry
	if len(m.Compared) == 2 {
		pair = a.corpus.CompareEntry(m.Compared[0], m.Compared[1])
	}
	switch {
	case pair != nil && m.OnlyCompare:
		return a.withLettersNote(a.because(ReasonConfident, a.answer(pair, m))), true
	case pair == nil && (m.OnlyCompare || m.Content == 0):
	case m.Confidence() >= a.at.Answer:
		return Reply{}, false
	}
	return a.withLettersNote(a.because(ReasonConfident, a.compareRoles(m.Compared, m))), true
}

func (a *Advisor) onOtherRole(p part) (Reply, bool) {
	ref := a.corpus.Refusal(string(ReasonOtherRole))
	if p.match.Covered > 0 || len(p.match.Others) == 0 || ref == nil {
		return Reply{}, false
	}
	return a.refused(p.match, ref), true
}

// onMissing says what the role has no answer to, and offers the nearest: "what does a CAIO earn". What
// the kin of a role that is named has on it is never told as its answer.
func (a *Advisor) onMissing(p part) (Reply, bool) {
	m := p.match
	if m.Part != "" {
		return a.onPart(p)
	}
	if len(m.Candidates) == 0 {
		return Reply{}, false
	}
	first, likely := m.Candidates[0], m.Confidence() >= a.least(p)
	ofKin := first.OfKin && !m.FollowUp && likely
	if ofKin && m.Missing == "" {
		m.Missing, m.Without = a.corpus.Entry(first.Entry).Facet(), []string{m.About}
	}
	if m.Missing == "" || !p.query.Context.Empty() && likely && !first.OffThread && !ofKin {
		return Reply{}, false
	}
	r := a.choices(m)
	r.Choices = r.Choices[:min(nearestShown, len(r.Choices))]
	if own := a.cardEntry(m.About); own != nil && !m.FollowUp && len(r.Choices) < nearestShown && !slices.Contains(r.Choices, own) {
		r.Choices = append(r.Choices, own)
	}
	r.Lead = a.nothingOn(m.Missing, m.Without) + " The nearest:"
	return r, len(r.Choices) > 0
}

// least is the least chance of an answer. In a thread it is the lower one for questions in full too: their
// chances come from the same weights.
func (a *Advisor) least(p part) float64 {
	if p.query.Context.Empty() {
		return a.at.Answer
	}
	return a.at.AnswerInThread
}

func (a *Advisor) onChance(p part) (Reply, bool) {
	if chance := p.match.Confidence(); chance < a.least(p) || chance < p.match.None {
		return Reply{}, false
	}
	e := a.corpus.Entry(p.match.Candidates[0].Entry)
	if e == nil || p.match.FollowUp && p.match.Candidates[0].OffThread {
		return Reply{}, false // an answer about a role that nobody named is offered only
	}
	r := a.withLettersNote(a.because(ReasonConfident, a.answer(a.firstListed(e, p.match.Listed), p.match)))
	if role := a.corpus.Role(p.match.About); role != nil && p.match.Candidates[0].Nearest && p.match.Facet == "" && e.ID != p.query.Context.Entry {
		r.Notes = append(r.Notes, "Nothing on exactly that for the "+prose.InSentence(role.Letters)+" yet: this is the nearest.")
	}
	return r, true
}

// firstListed is the entry on the same for the first of some roles that has one, where an entry is about one of them.
func (a *Advisor) firstListed(e *corpus.Entry, roles []string) *corpus.Entry {
	for _, role := range roles {
		if same := a.corpus.Entry(role + "." + e.Facet()); same != nil && len(e.Roles) == 1 {
			return same
		}
	}
	return e
}

// onPart offers what each of two roles has on a part of their difference, where they are compared
// only in general: "who earns more, CTO or CISO".
func (a *Advisor) onPart(p part) (Reply, bool) {
	var each []*corpus.Entry
	for _, role := range a.corpus.Entry(p.match.Candidates[0].Entry).Roles {
		e := a.corpus.Entry(role + "." + p.match.Part)
		if e == nil {
			return Reply{}, false
		}
		each = append(each, e)
	}
	if len(each) == 0 {
		return Reply{}, false
	}
	r := a.choices(p.match)
	r.Choices = append(each, r.Choices[0])
	r.Lead = "I compare the two only in general. On “" + each[0].Label + "” I have:"
	return r, true
}

// letters are what roles are called in a sentence: "CIO and CISO".
func (a *Advisor) letters(roles []string) string {
	var out []string
	for _, id := range roles {
		if r := a.corpus.Role(id); r != nil {
			out = append(out, prose.InSentence(r.Letters))
		}
	}
	return prose.List(out, "and")
}

func (a *Advisor) onChoices(p part) (Reply, bool) {
	most := a.at.OfferWithoutRole
	switch {
	case !p.query.Context.Empty():
		most = a.at.OfferInThread
	case p.match.Covered > 0:
		most = a.at.Offer
	}
	if p.match.None >= most || p.match.Confidence() < leastFirst {
		return Reply{}, false
	}
	r := a.choices(p.match)
	if names := otherRoles(p.match); len(names) > 0 { // next to one that is
		r.Lead = "I do not cover " + quoted(names) + ". " + r.Lead
	}
	return r, true
}

// onRefusal refuses what is more like a refusal's phrasings than like any entry's; where a role
// that we cover is named, only if the learner says yes to it.
func (a *Advisor) onRefusal(p part) (Reply, bool) {
	m := p.match
	if len(m.Refusals) == 0 || len(m.Candidates) > 0 && m.Candidates[0].Score >= m.Refusals[0].Score || m.Covered > 0 && m.Refusals[0].Score < 0 {
		return Reply{}, false
	}
	return a.refused(m, a.corpus.Refusal(m.Refusals[0].ID)), true
}

func (a *Advisor) onNothing(p part) (Reply, bool) {
	r := a.none(p.match, ReasonNothing, "I have nothing on that. I know roles"+a.suchAs()+": what they do, how they compare, how to hire them.")
	r.Choices = a.nearest(p.match, nearestShown)
	return r, true
}
