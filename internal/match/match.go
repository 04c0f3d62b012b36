package match

import (
	"cmp"
	"slices"
	"sync"

	"rolecall/internal/corpus"
	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// Query is what to match: a text, and what its thread was last about.
type Query struct {
	Text    string
	Context Context

	// NotExact ranks a phrasing of the corpus as if the corpus did not have it word
	// for word.
	NotExact bool
}

// Context is what a thread was last about: an entry id and role ids in the order
// they were named. The zero Context is the start of a conversation.
type Context struct {
	Entry string
	Roles []string
}

// Band says what to do with a result.
type Band int

// The bands: nothing to offer, a few candidates to choose from, one answer.
const (
	BandNone Band = iota
	BandChoices
	BandAnswer
)

// String names the band: none, choices, answer.
func (b Band) String() string {
	return [...]string{"none", "choices", "answer"}[b]
}

// Reason says why a band or a reply was chosen: one of the constants here and in
// package advisor, the id of a refusal, or an error of Comparison.
type Reason string

// Reasons for a band, apart from the ids of refusals.
const (
	ReasonExact      Reason = "exact"        // a phrasing of the corpus, word for word
	ReasonConfident  Reason = "confident"    // one entry stands out
	ReasonAmbiguous  Reason = "ambiguous"    // several entries are near
	ReasonNothing    Reason = "nothing-near" // no entry is near
	ReasonNotEnglish Reason = "not-english"
	ReasonEmpty      Reason = "empty"
	ReasonRoleOnly   Reason = "role"       // nothing but a role's name
	ReasonThanks     Reason = "thanks"     // a thumb or a heart and no word; also a refusal's id
	ReasonOtherRole  Reason = "other-role" // about a role we do not cover; also a refusal's id
)

// Result is the outcome of a match.
type Result struct {
	Normal      string // the text as it was read: lower case, corrected, roles as {id}
	Corrections []Correction
	Roles       []RoleMention // in typed order
	Letters     string        // ambiguous letters whose reading is open ("cdo")
	Readings    []string      // … and what they can mean, the usual role first
	Candidates  []Candidate   // best first, at most ten
	Confidence  float64       // the chance that the first candidate is right, 0 … 1
	Band        Band
	Reason      Reason
	Rule        Rule // what decided band and reason
	Exact       bool
	FollowUp    bool // the context was used
	Comparison  bool // it asks how roles differ; their ids are in Compared
	Compared    []string
}

// Candidate is an entry proposed for a text.
type Candidate struct {
	Entry    string
	Score    float64   // the learner's scale: 1 is a clear yes, -1 a clear no
	Matched  string    // the phrasing nearest to the text; for the first few only
	Features []Feature // what weighed most; filled by Explain alone
}

const (
	maxCandidates = 10 // of a result. A choice: what an explanation shows on one screen
	maxMatched    = 3  // of them with their nearest phrasing: as many as people are shown as choices
)

// Index ranks the entries of one corpus for texts. It never changes and may be
// used from many goroutines.
type Index struct {
	corpus  *corpus.Corpus
	lists   *lists
	roles   *recogniser
	spell   *spell.Speller
	linear  *linear
	entries []indexed
	facets  map[string]int            // facet -> class
	names   []string                  // class -> facet, refusal or entry id
	refusal int                       // first class of the refusals
	inside  int                       // the class of all entries, against all refusals
	entry   int                       // first class of the entries
	exact   map[uint64]int32          // hash of a normal text -> class of an entry or a refusal
	byRole  map[string]map[string]int // role -> facet -> entry
	pool    sync.Pool
	typed   *completer
}

// indexed is an entry as the matcher sees it.
type indexed struct {
	id         string
	facet      string
	class      int // of the facet
	roles      []string
	comparing  bool
	filler     bool // about the bot, or which role: similar to many questions and seldom meant
	answersFor []facetPenalty
	phrasings  []string
	stems      [][]int32 // feature ids of the stems of each phrasing, sorted
	lengths    []float64 // of each phrasing's stems, squared
}

// facetPenalty is another facet the entry answers for, with the penalty of doing so.
type facetPenalty struct {
	class   int
	penalty float64
}

// Match ranks the corpus for a text and decides what to do with it. It is a pure
// function: the same query gives the same result.
func (x *Index) Match(q Query) Result {
	m := x.start(q)
	defer x.pool.Put(m.scratch)
	return m.result()
}

// matching is the state of one match.
type matching struct {
	x       *Index
	q       Query
	p       *parsed
	scratch *scratch
	known   float64 // the share of the text's stems that training has seen
	asked   asked
	list    []scored // candidates, best first
	own     []int32  // the text's stems, sorted
	res     Result
	byScore bool // the scores decided, not a rule
}

// scored is a candidate before it is shown.
type scored struct {
	entry int
	score float64
}

func (x *Index) start(q Query) *matching {
	s, _ := x.pool.Get().(*scratch)
	if s == nil {
		s = &scratch{}
	}
	p := x.parseQuestion(q)
	return &matching{x: x, q: q, p: p, scratch: s, res: Result{Normal: p.exact, Corrections: p.corrections, Roles: p.shown, Letters: p.letters, Readings: p.readings}}
}

func (m *matching) result() Result {
	x, p := m.x, m.p
	if len(p.words) == 0 {
		m.res.Reason, m.res.Rule = ReasonEmpty, RuleEmpty
		if read.IsThanks(m.q.Text) && m.x.corpus.Refusal(string(ReasonThanks)) != nil {
			m.res.Reason = ReasonThanks
		}
		return m.res
	}
	m.asked = x.ask(p, m.q.Context)
	m.res.FollowUp = m.asked.followUp
	if m.asked.fromThread {
		p.addThreadSlots(len(m.asked.roles))
	}
	m.known = x.linear.score(m.scratch, p.words)
	m.rank()
	m.res.Comparison = m.compares()
	if m.res.Comparison {
		m.res.Compared = m.asked.typed
	}
	m.decide()
	m.show()
	return m.res
}

// rank scores every entry the roles allow.
func (m *matching) rank() {
	x, p := m.x, m.p
	for i := range x.entries {
		e := &x.entries[i]
		fit, ok := m.asked.fit(e)
		if !ok {
			continue
		}
		s := entryScore(m.facetScore(e), m.scratch.scores[x.entry+i])
		if e.filler && s < fillerFrom && !p.contains(botWords) {
			continue
		}
		m.list = append(m.list, scored{i, round(s + fit)})
	}
	slices.SortFunc(m.list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry))
	})
	if len(m.list) > maxCandidates {
		m.list = m.list[:maxCandidates]
	}
}

// What an entry's score is made of. The facet alone cannot tell apart entries that
// share it, the entry alone has few examples. Chosen by leaving phrasings out; on the
// golden set (2026-11-26), 0.7 and 0.3 give 87.5 % right and 2.6 % wrong, 0.8 and 0.2
// 88.0 and 3.3, 0.9 and 0.1 88.7 and 3.9.
const (
	facetWeight = 0.8
	entryWeight = 0.2
	fillerFrom  = -0.2 // from this score an entry about the bot is a candidate without a "you" in the text. A choice
)

// entryScore is the score of an entry, from that of its facet and its own.
func entryScore(facet, entry float64) float64 {
	return float64(facetWeight*facet) + float64(entryWeight*entry)
}

// round rounds to six decimals, since later ones may differ between machines.
func round(v float64) float64 {
	const digits = 1e6
	n := float64(v * digits)
	if n < 0 {
		return -float64(int64(-n+0.5)) / digits
	}
	return float64(int64(n+0.5)) / digits
}

// facetScore is the score of the entry's facet or, where that is higher, of one that
// it answers for, less its penalty.
func (m *matching) facetScore(e *indexed) float64 {
	best := m.scratch.scores[e.class]
	for _, n := range e.answersFor {
		best = max(best, m.scratch.scores[n.class]-n.penalty)
	}
	return best
}

// nearest returns the entry's phrasing that is most like the text, by the cosine of
// their stems weighted by rarity; the question itself where none shares a stem.
func (m *matching) nearest(e *indexed) string {
	lex := m.x.linear.lex
	if m.own == nil {
		m.own = make([]int32, 0, 32)
		for _, f := range m.scratch.features {
			if lex.keys[f.ID].kind() == stemKind {
				m.own = append(m.own, f.ID)
			}
		}
		slices.Sort(m.own)
	}
	best, which := 0.0, 0
	for i, ids := range e.stems {
		var dot float64
		j := 0
		for _, id := range ids {
			for j < len(m.own) && m.own[j] < id {
				j++
			}
			if j == len(m.own) {
				break
			}
			if m.own[j] == id {
				dot += float64(lex.idf[id] * lex.idf[id])
			}
		}
		// The squared cosine without the text's own length, which is the same for all.
		if dot > 0 && float64(dot*dot)/e.lengths[i] > best {
			best, which = float64(dot*dot)/e.lengths[i], i
		}
	}
	if len(e.phrasings) == 0 {
		return ""
	}
	return e.phrasings[which]
}

// show sets the candidates of the result.
func (m *matching) show() {
	m.res.Candidates = make([]Candidate, 0, len(m.list))
	for i, c := range m.list {
		e := &m.x.entries[c.entry]
		shown := Candidate{Entry: e.id, Score: c.score}
		if i < maxMatched {
			shown.Matched = m.nearest(e)
		}
		m.res.Candidates = append(m.res.Candidates, shown)
	}
}
