package advisor

import (
	"cmp"
	"slices"
	"strings"

	"rolecall/internal/command"
	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/match"
	"rolecall/internal/mrkdwn"
)

// repeat makes a reply that is the answer just given a short one: the part that is asked about, or its
// first sentences. It leads on to what is nearest besides: someone who asks on has read the answer, and may
// want something else.
func (a *Advisor) repeat(r *Reply) {
	r.Brief, r.Related = true, nil
	for _, c := range r.Match.Candidates {
		if e := a.corpus.Entry(c.Entry); e != nil && e != r.Entry && c.Chance >= leastChoice && len(r.Related) < nearestShown && e.Family() != "bot" {
			r.Related = append(r.Related, e)
		}
	}
	if r.Part = a.partAbout(*r); r.Part != nil {
		r.Notes = append(r.Notes, "The nearest I have is this part of the answer above.")
	} else {
		r.Notes = append(r.Notes, "The nearest I have is the answer above, here in short.")
	}
}

// partAbout is the paragraph or item of an answer that has the words of a question: "41 percent of what"; nil
// where those are its first sentences, or none.
func (a *Advisor) partAbout(r Reply) corpus.Text {
	var parts []corpus.Text
	lines := []string{r.Entry.Short.Plain(nil)}
	r.Entry.Body.Each(func(spans []corpus.Span, _ int) {
		parts = append(parts, corpus.Text{{Spans: spans}})
		lines = append(lines, parts[len(parts)-1].Plain(nil))
	})
	if i := a.index.MostSpoken(r.Trace.Query, lines); i > 0 {
		return parts[i-1]
	}
	return nil
}

// Ask decides what to reply to a question. Commands typed as words ("compare
// cto cio", "kit cto", "help") are understood too: slash commands cannot be
// used in threads, and people type them in direct messages.
func (a *Advisor) Ask(q Question) Reply {
	text := strings.TrimSpace(mrkdwn.Plain(q.Text, func(string) string { return "someone" }))
	r, ok := a.command(text, q.Context)
	if !ok {
		r = a.read(text, q.Context)
		if c, rest := command.Read(text); c == command.Compare && rank(r) < 2 && a.comparesUnknownRole(rest) {
			r = a.Compare(rest) // not a question: it says which role is unknown
		}
		if r.Outcome == Answer && r.Entry != nil && r.Trace.Text != "" {
			// "compare them" later needs the roles named before, too.
			r.Context = a.index.Next(q.Context, r.Match, r.Entry.ID)
			a.addOthers(&r, q.Context)
			if role := a.movedTo(q.Context, r); role != nil {
				r.Notes = slices.Insert(slices.Clone(r.Notes), 0, "About the "+prose.InSentence(role.Letters)+" now.")
			}
			if r.Entry.ID == q.Context.Entry && r.Trace.Rule == ruleChance && r.Match.Content+len(r.Match.Roles) > 0 && len(r.Match.Places) == 0 {
				a.repeat(&r)
			}
		}
	}
	switch {
	case r.Outcome == Choices:
		r.Context = a.index.Next(q.Context, r.Match, a.subject(r, a.corpus.Entry(q.Context.Entry)))
		r.Context.Facet = r.Match.Missing
		for _, e := range r.Choices {
			r.Context.Offered = append(r.Context.Offered, e.ID)
			if r.Reason == ReasonTwoReadings && !slices.Contains(r.Context.Roles, e.Roles[0]) {
				r.Context.Roles = append(r.Context.Roles, e.Roles[0]) // neither is meant until one is chosen
			}
		}
	case r.Reason == ReasonDistress || r.Reason == ReasonMisconduct:
		r.Context = match.Context{} // what is asked next is not about the job
		return r
	case r.Trace.Rule == ruleNoneOffered:
		r.Context = q.Context
		r.Context.Offered = nil
		return r
	case r.Outcome == None && q.Context.Entry == "" && (len(r.Match.Roles) > 0 || q.Context.Empty()):
		r.Context = a.index.Next(q.Context, r.Match, "") // "what does a CFO earn", then "and a CTO?"
		return r
	case r.Outcome == Help || r.Context.Empty():
		r.Context = q.Context // help or a refusal does not change the subject
		return r
	}
	return a.withPlaces(r, text, q.Context)
}

// subject is the entry that the talk is about until one of the choices is taken: the last one, where it is among
// them or about the role that has no answer; or the first choice.
func (a *Advisor) subject(r Reply, last *corpus.Entry) string {
	without := r.Match.Without
	switch {
	case last != nil && len(last.Roles) > 0 && slices.Contains(r.Choices, last):
		return last.ID
	case len(without) == 0:
	case last != nil && slices.Contains(last.Roles, without[0]):
		return last.ID
	default:
		if e := a.cardEntry(without[0]); e != nil {
			return e.ID
		}
	}
	return r.Choices[0].ID
}

// addOthers leads from an answer about one role to the same about the others that are asked about, "red flags of CTO
// and CIO", or that the thread compared before, "red flags?".
func (a *Advisor) addOthers(r *Reply, before match.Context) {
	roles, asked := r.Match.Listed, len(r.Match.Listed) > 0
	if !asked && r.Role != nil && len(r.Match.Roles) == 0 && !r.Match.Pointed {
		roles = before.Roles
		if last := a.corpus.Entry(before.Entry); last != nil {
			roles = last.Roles
		}
	}
	if len(r.Entry.Roles) == 0 || !asked && !slices.Contains(roles, r.Entry.Roles[0]) {
		return
	}
	var others []*corpus.Entry
	var without []string
	for _, role := range roles {
		if slices.Contains(r.Entry.Roles, role) {
			continue
		}
		if e := a.corpus.Entry(role + "." + r.Entry.Facet()); e != nil {
			others = append(others, e)
		} else {
			without = append(without, role)
		}
	}
	if asked && r.Also == nil && len(others) > 0 { // else that is another question of the message
		r.Also, others = others[0], others[1:]
	}
	for _, e := range r.Related {
		if !slices.Contains(others, e) {
			others = append(others, e)
		}
	}
	r.Related = others[:min(len(others), MaxRelated)]
	switch {
	case !asked || len(without) == 0:
	case len(r.Entry.Roles) > 1:
		r.Notes = append(r.Notes, "This leaves out the "+a.letters(without)+": I compare two at a time on that.")
	case strings.Count(r.Entry.ID, ".") == 1: // what is below another, such as a stage, few roles have
		r.Notes = append(r.Notes, a.nothingOn(r.Entry.Facet(), without))
	}
}

// movedTo is the role that an answer is about, where a fragment in a thread moved the
// talk there from another role: "and the CIO?", "the other one"; else nil. A question
// that says in full what it asks needs no telling.
func (a *Advisor) movedTo(before match.Context, r Reply) *corpus.Role {
	fragment := r.Match.FollowUp && len(r.Match.Roles) == 0 || r.Match.SameTopic != ""
	switch {
	case !fragment || r.Role == nil || len(r.Match.Listed) > 0:
		return nil
	case len(before.Offered) > 0: // the talk was about none of the choices yet
		return nil
	case r.Trace.Query.Context.Entry != before.Entry: // the message itself says who it is about
		return nil
	}
	spoken := before.Roles
	if last := a.corpus.Entry(before.Entry); last != nil && len(last.Roles) > 0 {
		spoken = last.Roles
	}
	if len(spoken) == 0 || len(spoken) == 1 && spoken[0] == r.Role.ID {
		return nil
	}
	return r.Role
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
		r.Trace.Rule = ruleEmpty
		return r, true
	}
	c, rest := command.Read(text)
	r, ok := a.runCommand(c, rest, text, before)
	r.Trace.Rule = "command: " + string(cmp.Or(c, command.Kit))
	return r, ok
}

// runCommand carries out a command that command.Read found; ok is false where the text
// is a question nevertheless.
func (a *Advisor) runCommand(c command.Command, rest, text string, before match.Context) (r Reply, ok bool) {
	switch c {
	case command.Help:
		return a.help(), true
	case command.Topics:
		return Reply{Outcome: Help, Corpus: a.corpus, Reason: ReasonTopics}, true
	case command.More:
		if e := a.corpus.Entry(before.Entry); e != nil {
			r := a.answer(e, match.Result{})
			r.Full, r.Reason = true, ReasonAsked
			return r, true
		}
	case command.Kit:
		if r, ok := a.kitFor(rest, before); ok {
			return r, true
		}
		if len(strings.Fields(rest)) <= maxNameWords { // "kit banana"
			return a.noKit(match.Result{}), true
		}
	case command.Compare:
		switch c := a.index.Compare(rest); {
		case c.Error == match.ErrUnknownRole: // perhaps a question: "compare the pay of …"
		case c.Error == match.ErrNoRoles && rest != "":
		default:
			return a.Compare(rest), true
		}
	default:
		words := strings.Fields(corpus.Normal(text))
		if before.Facet == kitFacet && a.namesRoleOnly(text) {
			return a.kitFor(text, before) // "and for a CIO"
		}
		if len(words) <= command.MaxKitWords && (slices.Contains(words, "kit") || slices.Contains(words, "kits")) {
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
