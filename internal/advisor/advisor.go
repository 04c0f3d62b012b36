// Package advisor decides what to reply to a question: an answer, choices, a
// comparison, a role card, a guide, help, or an honest "nothing on that".
//
// It alone decides, by one ordered table of rules (rules.go): package match says how a
// text is read and how likely each entry is, or none. The first rule that applies gives the
// reply. Those before "by its chance" look at what was typed, those from there on
// at the chances: an answer from one threshold on, choices while "none" is not too likely,
// else a refusal or nothing. The thresholds are in thresholds.json; the command
// internal/eval/fit chooses them. What a rule is worth: rolecall knowledge eval --without
// RULE; figures of the whole are in match/doc.go.
//
// Before the table: what is a command (ask.go, package command), and which part of a
// message is the question (story.go). A reply's Trace names the rule. The package knows
// neither Slack nor a database: the same question gets the same reply everywhere.
package advisor

import (
	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// Outcome is the kind of a reply. The values are part of `ask --json`.
type Outcome string

// The outcomes.
const (
	Answer     Outcome = "answer"
	Choices    Outcome = "choices"
	Compared   Outcome = "comparison"
	RoleCard   Outcome = "role"
	Guide      Outcome = "guide"
	KitPage    Outcome = "kit"
	Help       Outcome = "help"
	None       Outcome = "none"
	BadCompare Outcome = "error" // a comparison that cannot be made; see Reply.CompareError
)

// MaxChoices is how many candidates an unsure reply offers in addition to "none of
// these". A choice: three to five were measured, each more finds the right one for
// about half a point of the questions.
const MaxChoices = 5

// MaxRelated is how many related questions an answer shows. A choice: knowledge/
// README.md asks curators for up to three.
const MaxRelated = 3

// Question is what a person typed, and what the same conversation was about before.
type Question struct {
	Text    string
	Context match.Context
}

// Reply is what was decided. Which fields are set follows from Outcome; Corpus is
// always set to the one it was decided on, so that rendering cites from the same.
type Reply struct {
	Outcome    Outcome
	Corpus     *corpus.Corpus
	Match      match.Result
	Entry      *corpus.Entry   // what is shown: the answer, or the entry behind a comparison, role card or guide
	Choices    []*corpus.Entry // best first
	Comparison *Comparison
	Role       *corpus.Role
	Kit        *corpus.Kit
	Related    []*corpus.Entry
	Lead       string        // the first line, in plain text: why there is no answer, or a question back
	Notes      []string      // plain lines on how the question was read
	Full       bool          // show the whole answer at once, as "more" asks
	Brief      bool          // show its first sentences only, as "shorter" asks …
	Part       corpus.Text   // … or in their place this part of it
	Also       *corpus.Entry // the answer to the second question of the message, or nil
	Reason     Reason        // why this outcome

	Trace      Trace   // how it was decided
	Confidence float64 // the chance that an answer is right, 0 … 1; 1 where a rule is sure

	CompareError string   // one of match's Err constants, such as one-role, or ""
	Unknown      []string // the words taken for roles that we do not know

	// Context is what the conversation is about after this reply.
	Context match.Context
}

// EntryID is the id of what was shown, or "". For a role card it is always
// ROLE.definition, so that scripts see one form.
func (r Reply) EntryID() string {
	switch {
	case r.Outcome == RoleCard && r.Role != nil:
		return r.Role.ID + ".definition"
	case r.Entry != nil:
		return r.Entry.ID
	}
	return ""
}

// InShort is what a brief reply shows of its entry.
func (r Reply) InShort() corpus.Text {
	if r.Part != nil {
		return r.Part
	}
	return r.Entry.Short
}

// Advisor decides over one corpus. It is immutable and safe for concurrent use;
// a reload creates a new one.
type Advisor struct {
	corpus  *corpus.Corpus
	index   *match.Index
	at      Thresholds
	without []string // rules that are left out
}

// New returns an advisor on a corpus and the index built from it.
func New(c *corpus.Corpus, x *match.Index) *Advisor {
	at, err := readThresholds(chosen)
	if err != nil {
		panic(err) // cannot happen: it is compiled in, and a test reads it
	}
	return &Advisor{corpus: c, index: x, at: at}
}

// At returns an advisor with other thresholds.
func (a *Advisor) At(t Thresholds) *Advisor {
	b := *a
	b.at = t
	return &b
}

// Without returns an advisor that leaves some rules out, to measure what they are worth.
func (a *Advisor) Without(rules ...string) *Advisor {
	b := *a
	b.without = rules
	return &b
}

// Corpus returns the corpus it decides over.
func (a *Advisor) Corpus() *corpus.Corpus { return a.corpus }

// Complete returns at most n entries and roles to offer while someone types, best
// first.
func (a *Advisor) Complete(typed string, n int) []match.Completion {
	return a.index.Complete(typed, n)
}

// Show is the reply that shows one entry, as when a choice or a related
// question is selected. Its outcome is None when there is no such entry (any more).
func (a *Advisor) Show(id string) Reply {
	e := a.corpus.Entry(id)
	if e == nil {
		return named(a.none(match.Result{}, ReasonGone, "That answer has been renamed or removed since. Ask the question again."))
	}
	return named(a.answer(e, match.Result{}))
}

// Role is the reply with the card of a role.
func (a *Advisor) Role(id string) Reply {
	r := a.corpus.Role(id)
	if r == nil {
		return named(a.none(match.Result{}, ReasonGone, "I have no card for that role."))
	}
	return named(a.roleCard(r, match.Result{}))
}

// Kit is the reply with the hiring kit of a role.
func (a *Advisor) Kit(role string) Reply {
	k, r := a.corpus.Kit(role), a.corpus.Role(role)
	if k == nil || r == nil {
		return named(a.noKit(match.Result{}))
	}
	return named(Reply{Outcome: KitPage, Corpus: a.corpus, Kit: k, Role: r, Reason: ReasonAsked, Entry: a.corpus.Entry(role + ".scorecard"),
		Context: match.Context{Facet: kitFacet, Roles: []string{role}}})
}

// answer is the reply that shows an entry.
func (a *Advisor) answer(e *corpus.Entry, m match.Result) Reply {
	r := Reply{Outcome: Answer, Corpus: a.corpus, Match: m, Entry: e,
		Related: a.related(e), Context: match.Context{Entry: e.ID, Roles: e.Roles}}
	if len(e.Roles) == 1 {
		r.Role = a.corpus.Role(e.Roles[0])
	}
	switch e.ID {
	case "which-role":
		r.Outcome = Guide
	case "bot.help":
		r.Outcome = Help
	}
	return r
}

// Continue is a reply that was chosen by name in a thread: what was spoken of before is not forgotten.
func (a *Advisor) Continue(before match.Context, r Reply) Reply {
	if r.Entry != nil {
		places := r.Context.Places
		r.Context = a.index.Next(before, r.Match, r.Entry.ID)
		r.Context.Places = places
	}
	return r
}

// related are the first MaxRelated entries that an entry names as related.
func (a *Advisor) related(e *corpus.Entry) []*corpus.Entry {
	var out []*corpus.Entry
	for _, id := range e.Related {
		if rel := a.corpus.Entry(id); rel != nil && len(out) < MaxRelated {
			out = append(out, rel)
		}
	}
	return out
}

// roleCard is the reply that shows a role's card.
func (a *Advisor) roleCard(role *corpus.Role, m match.Result) Reply {
	r := Reply{Outcome: RoleCard, Corpus: a.corpus, Match: m, Role: role,
		Entry: a.cardEntry(role.ID), Context: match.Context{Roles: []string{role.ID}}}
	if r.Entry != nil {
		r.Related, r.Context.Entry = a.related(r.Entry), r.Entry.ID
	}
	return r
}

// cardEntry is the entry whose short answer begins a role's card: its definition, or
// the first entry that is about that role only, or nil.
func (a *Advisor) cardEntry(role string) *corpus.Entry {
	if e := a.corpus.Entry(role + ".definition"); e != nil {
		return e
	}
	for _, e := range a.corpus.Entries {
		if len(e.Roles) == 1 && e.Roles[0] == role {
			return e
		}
	}
	return nil
}

// none is the reply that shows nothing; lead says why.
func (a *Advisor) none(m match.Result, reason Reason, lead string) Reply {
	return Reply{Outcome: None, Corpus: a.corpus, Match: m, Reason: reason, Lead: lead}
}

// nearest are the entries of the first n candidates.
func (a *Advisor) nearest(m match.Result, n int) []*corpus.Entry {
	var out []*corpus.Entry
	for _, c := range m.Candidates {
		if e := a.corpus.Entry(c.Entry); e != nil && len(out) < n {
			out = append(out, e)
		}
	}
	return out
}
