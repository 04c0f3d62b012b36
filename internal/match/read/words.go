package read

import (
	"slices"
	"strings"
)

// Set is the words of a text as a set.
func Set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// QuestionWords are words that a question begins with: those that ask wherever they stand, and verbs
// that ask at the beginning. Lists of words that ask in some other way add to them.
const (
	QuestionWords = Interrogatives + " " + Auxiliaries

	Interrogatives = "what who whom whose how when where why which"
	Auxiliaries    = "should would could can do does did is are will"
	Contracted     = "whats hows whos wheres whens whys" // with "is"
)

// Filler reports whether a word carries no topic.
func Filler(w string) bool { return filler[w] }

// filler are words that carry no topic: what is left of a follow-up such as
// "and what about the CIO then?".
var filler = Set(`a an the and or but so then also too again ok okay hey hi hello please thanks thank is are was were be been am do does did of for to in on at with about as by from that this these those
	it its he she they them their his her him we our us you your i my me one ones what how who whom which why when where if not no yes well now just tell explain say give know want would could should can will
	there here same other another any some all more much many else instead vs versus thing things case really actually exactly`)

// MarkIT marks the word "it" as the department (upper) where capitals or the next
// word say so.
func MarkIT(ws []Word) []Word {
	for i := range ws {
		if ws[i].Text != "it" {
			continue
		}
		if ws[i].Upper && (len(ws) > 1) || i+1 < len(ws) && afterIT[ws[i+1].Text] {
			ws[i].Upper = true
		}
	}
	return ws
}

// afterIT are words before which "it" is the department.
var afterIT = Set(`department departments staff team teams strategy budget budgets spend spending cost costs support operations service services infrastructure governance
	projects project systems security people talent function organisation organization manager managers director directors chief head leader leaders leadership boss exec executive professional
	professionals specialist specialists personnel landscape estate architecture vendors vendor outsourcing landscape business investment alignment dept shop roles role jobs job career skills`)

// ordinals are the words for the first, the second … of several things.
var ordinals = []map[string]bool{Set("first 1st 1 former formers"), Set("second 2nd 2 latter latters"), Set("third 3rd 3"), Set("fourth 4th 4"), Set("fifth 5th 5")}

// IsOrdinal reports whether a word says which of several things is meant.
func IsOrdinal(w string) bool { return Ordinal(w, 0) >= 0 || w == "last" || w == "middle" }

// Ordinal is the place, from 0, that a word says among n things, or -1.
func Ordinal(w string, n int) int {
	switch {
	case w == "last":
		return n - 1
	case w == "middle" && n == 3:
		return 1
	}
	return slices.IndexFunc(ordinals, func(set map[string]bool) bool { return set[w] })
}
