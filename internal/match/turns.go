package match

import (
	"cmp"
	"slices"

	"rolecall/internal/corpus"
	"rolecall/internal/match/compact"
	"rolecall/internal/match/linear"
)

// turn is what someone types in a thread: a line of words/follow-ups.txt after an answer.
type turn struct {
	entry  int      // that was shown
	words  []string // of the line, as it is read after that
	asked  []int    // the classes of what it asks: one for each kind of a facet
	goesOn bool     // it asks for more of what was shown
}

// turns reads the list. Each line is typed after one of the entries on what its heading says was shown;
// where it says nothing of it after any, a comparison where two roles are asked about, else another. It is never
// typed after an entry that a company adds: the vectors of those texts would take half a second.
func (x *Index) turns() (turns []turn) {
	shown, asked := map[string][]int{}, map[string][]int{} // entries and classes by facet, as files name it
	all := map[bool][]int{}                                // entries that compare, and the others
	for i, e := range x.corpus.Entries {
		name, compares := cmp.Or(e.Asks(), e.ID), x.entries[i].comparing
		if !x.corpus.IsOwn(e) {
			shown[name], all[compares] = append(shown[name], i), append(all[compares], i)
		}
		if !slices.Contains(asked[name], x.entries[i].class) {
			asked[name] = append(asked[name], x.entries[i].class)
		}
	}
	var before, now string
	for _, line := range x.corpus.Words(corpus.FollowUps) {
		if heading, ok := corpus.FacetOfWay(line); ok {
			before, now = corpus.Turn(heading)
			continue
		}
		classes, entries := asked[now], shown[before]
		if before == "" && len(classes) > 0 {
			entries = all[comparing(x.names[classes[0]])]
		}
		if len(classes) > 0 && len(entries) > 0 { // else this corpus has no such facet
			entry := x.oneOf(entries, line)
			turns = append(turns, turn{entry, x.followUp(line, entry), classes, before == now})
		}
	}
	return turns
}

// oneOf is the entry that a text is typed after. Each is that of about as many texts, and one more
// takes its share and moves no other (rendezvous hashing): else a new entry would have thousands of vectors
// computed anew, which takes a minute.
func (x *Index) oneOf(entries []int, text string) (chosen int) {
	best := uint64(0)
	for _, i := range entries {
		if h := compact.Hash(compact.Hash(compact.Offset, x.entries[i].id), text); h >= best {
			best, chosen = h, i
		}
	}
	return chosen
}

// followUp is a text as it is read after an answer: a slot stands for each role that it leaves out,
// or points at.
func (x *Index) followUp(text string, entry int) []string {
	p, roles := x.parse(text, true), x.entries[entry].roles
	if len(p.roles) == 0 {
		if _, ok := x.pointedAt(p, entry, roles); !ok {
			p.addThreadSlots(max(1, len(roles)))
		}
	}
	return p.words
}

// followUps are the lessons of turns for the words. Those that go on about what was shown are none,
// since they ask for no facet by themselves.
func (x *Index) followUps(turns []turn) (lessons []linear.Lesson) {
	for _, t := range turns {
		if !t.goesOn {
			lessons = append(lessons, linear.Lesson{Words: t.words, Classes: append(slices.Clone(t.asked), x.inside), Neutral: x.neutralFor(t.asked[0]), Below: x.entry})
		}
	}
	return lessons
}

// afterEntry is what the second opinion reads of words that follow an answer.
func (x *Index) afterEntry(entry int, words []string) string {
	return x.masked(x.parse(x.corpus.Entries[entry].Question, true).words) + " ; " + x.masked(words)
}
