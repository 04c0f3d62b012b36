package advisor

import (
	"cmp"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/mrkdwn"
)

// roleCardWords is the most words of a question without an answer that is taken for
// the name of a role: "vcio", "the field cto role". A choice: 3 and 6 give the same
// figures on the golden set (2026-11-26).
const roleCardWords = 4

// Ask decides what to reply to a question. Commands typed as words ("compare
// cto cio", "kit cto", "help") are understood too: slash commands cannot be
// used in threads, and people type them in direct messages.
func (a *Advisor) Ask(q Question) Reply {
	text := strings.TrimSpace(mrkdwn.Plain(q.Text, nil))
	r, ok := a.command(text, q.Context)
	if !ok {
		part := a.read(text, q.Context)
		m := part.match
		r = a.decide(part.text, m)
		if c, rest := ReadCommand(text); c == CommandCompare && r.Outcome == None && a.comparesUnknownRole(rest) {
			r = a.Compare(rest) // not a question: it says which role is unknown
		}
		r.Trace.Rule, r.Trace.Text, r.Trace.Part, r.Trace.query = r.Match.Rule, part.query.Text, part.name, part.query
		if part.note != "" {
			r.Notes = append(r.Notes, part.note)
		}
		if r.Outcome == Answer && r.Entry != nil {
			// "compare them" later needs the roles named before, too.
			r.Context = a.index.Next(q.Context, m, r.Entry.ID)
		}
	}
	if r.Outcome == Help || len(r.Context.Roles) == 0 && r.Context.Entry == "" {
		r.Context = q.Context // help, a refusal or a choice does not change the subject
	}
	return r
}

// maxNameWords is the most words after "compare" or "kit" that are taken for names
// only: two names with or without a word between them. A choice: some longer texts
// are questions, or name a person.
const maxNameWords = 3

// comparesUnknownRole reports whether a comparison names a role that we know and one
// that we do not, in so few words that it cannot be a question.
func (a *Advisor) comparesUnknownRole(rest string) bool {
	c := a.index.Compare(rest)
	return c.Error == match.ErrUnknownRole && len(c.Roles) > 0 && len(strings.Fields(rest)) <= maxNameWords
}

// command carries out a command typed as words. Requests to delete data or to say
// what is stored are the caller's to handle, who knows the asker; here they are
// questions. ok is false where the text is a question.
func (a *Advisor) command(text string, before match.Context) (Reply, bool) {
	if text == "" {
		r := a.help()
		r.Trace.Step = stepEmpty
		return r, true
	}
	c, rest := ReadCommand(text)
	r, ok := a.runCommand(c, rest, text, before)
	r.Trace.Step = "command: " + string(cmp.Or(c, CommandKit))
	return r, ok
}

// runCommand carries out a command that ReadCommand found; ok is false where the text
// is a question nevertheless.
func (a *Advisor) runCommand(c Command, rest, text string, before match.Context) (r Reply, ok bool) {
	switch c {
	case CommandHelp:
		return a.help(), true
	case CommandTopics:
		return Reply{Outcome: Help, Corpus: a.corpus, Reason: ReasonTopics}, true
	case CommandMore:
		if e := a.corpus.Entry(before.Entry); e != nil {
			r := a.answer(e, match.Result{Reason: ReasonAsked})
			r.Full = true
			return r, true
		}
	case CommandKit:
		if r, ok := a.kitFor(rest, before); ok {
			return r, true
		}
		if len(strings.Fields(rest)) <= maxNameWords { // "kit banana"
			return a.noKit(match.Result{}), true
		}
	case CommandCompare:
		switch c := a.index.Compare(rest); {
		case c.Error == match.ErrUnknownRole: // perhaps a question: "compare the pay of …"
		case c.Error == match.ErrNoRoles && rest != "":
		default:
			return a.Compare(rest), true
		}
	default:
		words := strings.Fields(corpus.Normal(text))
		if len(words) <= maxKitWords && (slices.Contains(words, "kit") || slices.Contains(words, "kits")) {
			return a.kitFor(text, before)
		}
	}
	return Reply{}, false
}

// coveredRoles returns the ids of the roles that we cover.
func coveredRoles(roles []match.RoleMention) []string {
	var ids []string
	for _, r := range roles {
		if !r.Other {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// help is the reply with the help page.
func (a *Advisor) help() Reply {
	if e := a.corpus.Entry("bot.help"); e != nil {
		r := a.answer(e, match.Result{})
		r.Reason = ReasonAsked
		return r
	}
	return Reply{Outcome: Help, Corpus: a.corpus, Reason: ReasonAsked}
}

// decide turns a ranking into a reply, with the rule that decided in its trace.
func (a *Advisor) decide(text string, m match.Result) Reply {
	r, step := a.decision(text, m)
	return withStep(step, r)
}

// decision is decide with the rule apart.
func (a *Advisor) decision(text string, m match.Result) (r Reply, step string) {
	if a.showsComparison(text, m) {
		return a.withLettersNote(a.compareRoles(m.Compared, m)), "comparison of the roles named"
	}
	if a.openLetters(m) {
		if r, ok := a.bothReadings(m); ok {
			return r, "letters with two readings"
		}
	}
	if id, ok := onlyRole(m); ok {
		return a.roleCard(a.corpus.Role(id), m), "role card"
	}
	switch m.Band {
	case match.BandAnswer:
		if e := a.corpus.Entry(m.Candidates[0].Entry); e != nil {
			return a.withLettersNote(a.answer(e, m)), "answer"
		}
	case match.BandChoices:
		if near := a.nearest(m, MaxChoices); len(near) > 0 {
			return Reply{Outcome: Choices, Corpus: a.corpus, Match: m, Choices: near, Reason: m.Reason, Lead: "Did you mean one of these?"}, "choices"
		}
	}
	if ref := a.corpus.Refusal(string(m.Reason)); ref != nil {
		return a.refused(m, ref), "refusal: " + ref.ID
	}
	switch m.Reason {
	case match.ErrSameRole:
		return a.CompareRoles([]string{m.Roles[0].ID, m.Roles[0].ID}), "one role named twice"
	case match.ReasonEmpty:
		return a.help(), stepEmpty
	case match.ReasonNotEnglish:
		r := a.none(m, m.Reason, "My answers are in English only, sorry. These topics may be near; asking again in English will find more.")
		r.Choices = a.nearest(m, MaxChoices)
		return r, "another language"
	}
	r = a.none(m, match.ReasonNothing, "I have nothing on that. I know roles"+a.suchAs()+": what they do, how they compare, how to hire them.")
	r.Choices = a.nearest(m, MaxChoices)
	return r, "nothing near"
}

// suchAs names a few roles, those that are compared most: " such as CTO, CIO and
// VP Engineering".
func (a *Advisor) suchAs() string {
	const few = 3 // enough to see what kind of thing is meant
	var names []string
	for _, p := range a.corpus.Home.Pairs {
		for _, id := range p.Roles {
			if r := a.corpus.Role(id); r != nil && len(names) < few && !slices.Contains(names, r.Letters) {
				names = append(names, r.Letters)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " such as " + list(names, "and")
}

// refused is the reply of a refusal: it names the role where that is the reason, and
// offers the entries that the refusal lists.
func (a *Advisor) refused(m match.Result, ref *corpus.Refusal) Reply {
	r := a.none(m, Reason(ref.ID), ref.Reply)
	if Reason(ref.ID) == match.ReasonOtherRole {
		var named []string
		for _, mention := range m.Roles {
			if mention.Other {
				named = append(named, mention.Text)
			}
		}
		if len(named) > 0 {
			r.Lead = "I do not cover " + quoted(named) + ". " + ref.Reply
		}
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

// comparisonBelow is the confidence of the best entry below which roles without an
// entry of their own on the comparison are shown side by side instead of choices. A
// choice: 0.3 and 0.5 give the same figures on the golden set (2026-11-26).
const comparisonBelow = 0.4

// bareWords is the most words of a question that is read like the text of the slash
// command: "vcio vs it director", "cto cio and vp of engineering". A choice: 5 and 9
// give the same figures on the golden set (2026-11-26).
const bareWords = 7

// showsComparison reports whether the reply shows roles side by side: the question
// asks how they differ, and no entry answers it with more confidence. Where the best
// candidate is a narrower question about the pair, choices are offered instead.
func (a *Advisor) showsComparison(text string, m match.Result) bool {
	if !m.Comparison || len(m.Compared) < 2 {
		return false
	}
	var pair *corpus.Entry
	if len(m.Compared) == 2 {
		pair = a.corpus.CompareEntry(m.Compared[0], m.Compared[1])
	}
	bare := // roles and "vs", nothing else
		pair == nil && !m.Exact && len(strings.Fields(text)) <= bareWords && a.index.Compare(text).Error == ""
	switch {
	case m.Band == match.BandNone, len(m.Candidates) == 0, bare:
		return true
	case m.Band == match.BandAnswer:
		return false
	case pair == nil:
		return m.Reason == match.ReasonConfident || m.Confidence < comparisonBelow
	}
	return m.Candidates[0].Entry == pair.ID || !strings.HasPrefix(m.Candidates[0].Entry, pair.ID+".")
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

// openLetters reports whether to ask back which reading of the letters is meant. If
// other roles are named with them or the answer is about several roles, the usual
// reading is assumed and a note names the other one; and a question that is refused
// in any reading is refused.
func (a *Advisor) openLetters(m match.Result) bool {
	if m.Letters == "" || len(m.Readings) < 2 || len(m.Roles) > 1 || m.Reason == match.ReasonNotEnglish {
		return false
	}
	if m.Band == match.BandAnswer {
		e := a.corpus.Entry(m.Candidates[0].Entry)
		return e == nil || len(e.Roles) == 1
	}
	return m.Band != match.BandNone || a.corpus.Refusal(string(m.Reason)) == nil
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

// onlyRole returns the role of a question that names one role and nothing else, or so
// little else that the role's card is the best reply.
func onlyRole(m match.Result) (string, bool) {
	if len(m.Roles) != 1 || m.Roles[0].Other || m.FollowUp {
		return "", false
	}
	role := m.Roles[0]
	if m.Reason == match.ReasonRoleOnly {
		return role.ID, true
	}
	if m.Band != match.BandNone || m.Reason != match.ReasonNothing {
		return "", false
	}
	return role.ID, len(strings.Fields(m.Normal)) <= roleCardWords
}

// list joins words as "a, b and c".
func list(words []string, and string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " " + and + " " + words[n-1]
	}
}
