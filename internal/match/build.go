package match

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"rolecall/internal/corpus"
	"rolecall/internal/hint"
	"rolecall/internal/match/compact"
	"rolecall/internal/match/encoder"
	"rolecall/internal/match/linear"
	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// New learns the corpus and builds its index, which takes a few seconds; Restore
// builds it from weights that were learned before. The only error is a corpus without
// entries.
func New(c *corpus.Corpus) (*Index, error) { return Learn(c, &Memory{}) }

// Memory remembers what was computed for a learning; see [encoder.Memory].
type Memory = encoder.Memory

// Learn is New for a corpus of which most was learned before, with the same memory.
func Learn(c *corpus.Corpus, m *Memory) (*Index, error) {
	if c == nil || len(c.Entries) == 0 {
		return nil, hint.New("match: the corpus has no entries", "is knowledge/entries empty?")
	}
	return learnIndex(c, nil, m), nil
}

// maxLearned is the largest number of classes that is trained; above it BM25 alone
// ranks, since training time grows with the square of the corpus. A choice: some
// 80 CPU seconds there, from the 1.4 for 257 classes on 2026-11-26.
const maxLearned = 2000

// learnIndex trains on the corpus without the phrasings for which out returns true,
// given their place in the order of lessons; with a nil out, on all of them.
func learnIndex(c *corpus.Corpus, out func(lesson int) bool, m *Memory) *Index {
	x := newIndex(c)
	texts := x.lessons(out)
	turns := x.turns()
	all := slices.Concat(x.ways(), x.followUps(turns), texts)
	x.spell = spell.New(x.vocabulary(all))
	alike := make(chan *likeness)
	go func() { alike <- x.learnLikeness(texts, turns, m) }() // at the same time as the words, on another core
	x.linear = linear.Learn(all, len(x.names), c.Words(corpus.Concepts), len(x.names) <= maxLearned)
	x.likeness = <-alike
	return x
}

// newIndex lays out classes and entries; nothing is learned yet.
func newIndex(c *corpus.Corpus) *Index {
	lists := newLists(c)
	x := &Index{corpus: c, lists: lists, roles: newRecogniser(c, lists.plain), facets: map[string]int{}, byRole: map[string]map[string]int{}}
	facets := facetsOf(c)
	for i := range c.Entries {
		f := facets[i]
		if _, ok := x.facets[f]; !ok {
			x.facets[f] = len(x.names)
			x.names = append(x.names, f)
		}
	}
	x.refusal = len(x.names)
	for _, r := range c.Refusals {
		x.names = append(x.names, r.ID)
	}
	x.inside = len(x.names)
	x.names = append(x.names, "inside")
	x.entry = len(x.names)
	for i, e := range c.Entries {
		x.names = append(x.names, e.ID)
		f := facets[i]
		in := indexed{id: e.ID, facet: f, class: x.facets[f], comparing: comparing(f), filler: e.Family() == "bot" || e.ID == "which-role"}
		if pair := x.compared(e); in.comparing && (len(e.Roles) != 1 || slices.Contains(pair, x.roles.effective(e.Roles[0]))) {
			in.roles = pair
		} else { // of one role, such as the CDIO below compare.cio-cdigo
			in.comparing = false
			for _, r := range e.Roles {
				in.roles = appendNew(in.roles, x.roles.effective(r))
			}
		}
		x.entries = append(x.entries, in)
		for _, r := range in.roles {
			if !in.comparing {
				if x.byRole[r] == nil {
					x.byRole[r] = map[string]int{}
				}
				if _, taken := x.byRole[r][f]; !taken {
					x.byRole[r][f] = i
				}
			}
		}
	}
	for i := range x.entries {
		x.entries[i].answersFor = x.facetPenalties(&x.entries[i], c.Entries[i])
	}
	x.typed = sync.OnceValue(x.readTyped)
	x.answers = sync.OnceValue(x.readAnswers)
	f, err := readFusion(fused)
	if err != nil {
		panic(err) // cannot happen: it is compiled in, and a test reads it
	}
	x.fusion = f
	return x
}

// compared returns the two roles a comparison's id names ("compare.cio-cfo");
// one of them may be a role we otherwise refuse. Letters with several readings mean the
// first whose name the question says: "compare.ciso-cso" is about security.
func (x *Index) compared(e *corpus.Entry) []string {
	pair, _, _ := strings.Cut(strings.TrimPrefix(e.ID, "compare."), ".")
	for i := range len(pair) {
		if pair[i] == '-' && x.isRole(pair[:i]) && x.isRole(pair[i+1:]) {
			return []string{x.reading(pair[:i], e.Question), x.reading(pair[i+1:], e.Question)}
		}
	}
	return e.Roles
}

// reading is the role that letters mean in a question.
func (x *Index) reading(letters, question string) string {
	l := x.roles.letters[letters]
	if l == nil {
		return letters
	}
	for _, id := range l.Readings {
		if strings.Contains(question, x.roles.name(id)) {
			return id
		}
	}
	return letters
}

func (x *Index) isRole(id string) bool {
	return x.roles.roles[id] != nil || x.roles.others[id] != nil
}

// facetPenalties lists the facets that an entry answers for apart from its own, with
// their penalties.
func (x *Index) facetPenalties(e *indexed, of *corpus.Entry) []facetPenalty {
	own := map[string]bool{}
	answers := x.answersFor(e, of)
	if e.facet == pairFacet {
		if x.roles.isBoss(e.roles[0]) || x.roles.isBoss(e.roles[1]) { // reporting to the CEO is the reporting line's question
			answers = nil
		}
	} else {
		for _, r := range e.roles {
			for f := range x.byRole[r] {
				own[f] = true
			}
		}
		if len(e.roles) == 1 && len(own) == 1 { // all that there is on a role says what it is: "what is a CPTO"
			answers[definitionFacet], answers[responsibilitiesFacet] = 0, 0
		}
	}
	var out []facetPenalty
	for class, f := range x.names[:x.refusal] { // in a fixed order
		penalty, ok := answers[f]
		if e.facet == pairFacet && strings.HasPrefix(f, "c.") {
			penalty, ok = 0, true
		}
		if ok && !own[f] {
			out = append(out, facetPenalty{class, penalty})
		}
	}
	return out
}

// answersFor are the classes an entry answers for, with their penalties: its own
// list, or that of its facet.
func (x *Index) answersFor(e *indexed, of *corpus.Entry) map[string]float64 {
	penalties := of.AnswersFor
	if f := x.corpus.Facet(of.Asks()); penalties == nil && f != nil && (f.Without == "" || e.facet == soleFacet+f.Name) {
		penalties = f.AnswersFor
	}
	out := map[string]float64{}
	for facet, penalty := range penalties {
		out[classOf(facet)] = penalty
	}
	return out
}

// lessons are the training texts with their classes: every phrasing teaches its
// facet and its entry, every refusal's phrasing its refusal.
func (x *Index) lessons(out func(lesson int) bool) (texts []linear.Lesson) {
	n := 0
	skip := func() bool { n++; return out != nil && out(n-1) }
	for i, e := range x.corpus.Entries {
		in := &x.entries[i]
		var neutral []int
		for _, n := range in.answersFor {
			neutral = append(neutral, n.class)
		}
		for _, t := range e.Texts() {
			if skip() {
				continue
			}
			p := x.parse(t, true)
			x.remember(p.exact, x.entry+i)
			texts = append(texts, linear.Lesson{Words: p.words, Classes: []int{in.class, x.inside, x.entry + i}, Neutral: neutral})
		}
	}
	for i, r := range x.corpus.Refusals {
		for _, t := range r.Phrasings {
			if skip() {
				continue
			}
			p := x.parse(t, true)
			if slices.ContainsFunc(p.roles, func(id string) bool { return x.roles.others[id] != nil || slices.Contains(x.corpus.Covered, id) }) {
				continue // it refuses a role that this corpus has: the company's own
			}
			x.remember(p.exact, x.refusal+i)
			texts = append(texts, linear.Lesson{Words: p.words, Classes: []int{x.refusal + i}, Outside: true})
		}
	}
	x.sortExact()
	return texts
}

// remember adds a text to those that match exactly.
func (x *Index) remember(exact string, class int) {
	if exact != "" {
		x.exact = append(x.exact, exactText{compact.Hash(compact.Offset, exact), int32(class)})
	}
}

// sortExact makes what was remembered ready for exactly; a text that two classes have
// belongs to the first.
func (x *Index) sortExact() {
	slices.SortStableFunc(x.exact, func(a, b exactText) int { return cmp.Compare(a.hash, b.hash) })
	x.exact = slices.CompactFunc(x.exact, func(a, b exactText) bool { return a.hash == b.hash })
}

// vocabulary is what the speller corrects to: the words of the lessons, of the names of
// roles, which are misspelt most often, and of the thesaurus.
func (x *Index) vocabulary(texts []linear.Lesson) ([]string, map[string]int) {
	words, freq := spell.WithoutMisspellings(linear.Vocabulary(texts))
	titles := func(lists ...[]string) {
		for _, list := range lists {
			for _, t := range list {
				for _, w := range read.Split(t) {
					if freq[w.Text] == 0 {
						words = append(words, w.Text)
					}
					freq[w.Text]++
				}
			}
		}
	}
	for _, r := range x.corpus.Roles {
		titles(r.Titles, r.Abbreviations, []string{r.Name})
	}
	for _, o := range x.corpus.Others {
		titles(o.Titles, o.Abbreviations, []string{o.Name})
	}
	titles([]string{pointing})
	for _, line := range x.corpus.Words(corpus.Concepts) {
		_, concept, _ := strings.Cut(line, ":")
		titles([]string{strings.ReplaceAll(concept, "_", " ")})
	}
	return words, freq
}
