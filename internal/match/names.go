package match

import (
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// lists are the corpus's lists of names and words, as sets. Companies and people
// appear in questions about particular people ("who is the CTO of …"), which we
// refuse; places appear in any question. Like roles they become slots, so that a few
// phrasings teach all of them.
type lists struct {
	companies, people, plain, openers map[string]bool
	places                            map[string]bool // whole names: "new york"; "US" where only capitals are one
	placeWords                        map[string]bool // the words of all of them
	longest                           int             // words of the longest place
}

func newLists(c *corpus.Corpus) *lists {
	set := func(list corpus.List) map[string]bool {
		m := map[string]bool{}
		for _, w := range c.Words(list) {
			m[w] = true
		}
		return m
	}
	l := &lists{companies: set(corpus.Companies), people: set(corpus.People), plain: set(corpus.Plain), openers: set(corpus.Openers),
		places: set(corpus.Places), placeWords: map[string]bool{}}
	l.people[read.Mentioned] = true
	for p := range l.places {
		ws := strings.Fields(p)
		l.longest = max(l.longest, len(ws))
		for _, w := range ws {
			l.placeWords[w] = true
		}
	}
	return l
}

// isName reports whether a word is in one of the lists, so that the speller does not
// change it.
func (l *lists) isName(w string) bool { return l.companies[w] || l.people[w] || l.placeWords[w] }

// company is the company that a word names, with or without the s of "googles cto".
func (l *lists) company(w string) (string, bool) {
	for _, name := range []string{w, strings.TrimSuffix(w, "s")} {
		if l.companies[name] {
			return name, true
		}
	}
	return "", false
}

// nameFinder finds the names of companies, people and places in a text, one word
// after the other; at is the word it looks at.
type nameFinder struct {
	x        *Index
	mentions []mention
	ws       []read.Word
	fixed    []string
	training bool // unknown words are not names then: nothing is known yet
	at       int
	next     int // the first mention at or after at
}

// name returns the slot of the name that begins at the word, or "", and how many
// words the name has. A word of one list is a name. One of two lists, or of a list
// and the ordinary words, is a company or a person only where something next to it
// says so; else it is a place, or just a word.
func (r *nameFinder) name() (slot string, words int) {
	l, w := r.x.lists, r.ws[r.at].Text
	place := r.place()
	company, isCompany := l.company(w)
	person, possessive := w, false
	if s, ok := strings.CutSuffix(w, "s"); ok && !l.people[w] && l.people[s] && r.apostrophe() {
		person, possessive = s, true
	}
	switch {
	case place > 1:
		return placeSlot, place
	case isCompany && !l.plain[company] && place == 0, isCompany && r.nextToRole():
		return companySlot, 1
	case l.people[person] && !l.plain[person] && place == 0, l.people[person] && (possessive || r.asPerson()):
		return personSlot, 1
	case place > 0:
		return placeSlot, place
	case r.unknownCompany():
		return companySlot, 1
	}
	return "", 1
}

// place is how many words the name of the place that begins here has, or 0.
func (r *nameFinder) place() int {
	l, end := r.x.lists, len(r.ws)
	if r.ws[r.at].Upper && l.places[strings.ToUpper(r.ws[r.at].Text)] {
		return 1
	}
	if !l.placeWords[r.ws[r.at].Text] {
		return 0
	}
	for _, m := range r.mentions {
		if m.from > r.at {
			end = min(end, m.from)
		}
	}
	for n := min(l.longest, end-r.at); n > 0; n-- {
		if l.places[strings.Join(read.Texts(r.ws[r.at:r.at+n]), " ")] {
			return n
		}
	}
	return 0
}

// apostrophe reports whether the word was typed with one: "jordan's".
func (r *nameFinder) apostrophe() bool { return r.ws[r.at].End-r.ws[r.at].Start > len(r.ws[r.at].Text) }

// word is the corrected word at an offset from the current one, or "".
func (r *nameFinder) word(offset int) string {
	if i := r.at + offset; i >= 0 && i < len(r.fixed) {
		return r.fixed[i]
	}
	return ""
}

// nextToRole reports whether the word is where the name of a company is next to a
// role: "the CTO of target", "target's cto", "target cto"; not "the target cto".
func (r *nameFinder) nextToRole() bool {
	after := companyBefore[r.word(-1)] && r.next > 0 && r.mentions[r.next-1].to >= r.at-2
	before := r.next < len(r.mentions) && r.mentions[r.next].from == r.at+1 && !determiners[r.word(-1)]
	return after || before
}

// unknownCompany reports whether the word is in neither corpus nor English and is
// where the name of a company would be. So the list of companies need not be
// complete.
func (r *nameFinder) unknownCompany() bool {
	const minLetters = 3 // a choice: shorter words are letters and chat spellings
	w, speller := r.ws[r.at].Text, r.x.spell
	if r.training || len(w) < minLetters || speller == nil || speller.Known(r.fixed[r.at]) || r.fixed[r.at] != w {
		return false
	}
	after := companyBefore[r.word(-1)] && r.next > 0 && r.mentions[r.next-1].to >= r.at-2
	before := r.next < len(r.mentions) && r.mentions[r.next].from == r.at+1 && len(w) >= spell.MinLength
	return after || before
}

// asPerson reports whether something next to the word says that it names a person: another
// name, or a verb that asks about one.
func (r *nameFinder) asPerson() bool {
	l := r.x.lists
	sure := func(offset int) bool {
		w := r.word(offset)
		return l.people[w] && !l.plain[w] && !l.placeWords[w]
	}
	switch before := r.word(-1); {
	case sure(-1), sure(1), pairing[before] && sure(-2), pairing[r.word(1)] && sure(2):
		return true
	case before == "is" || before == "was":
		return !asksOfThings[r.word(-2)] && (r.place() == 0 || r.judged()) // "what is austin like", "how much is sydney"
	case auxiliaries[before]:
		return r.place() == 0 || r.judged()
	default:
		return personBefore[before]
	}
}

// judged reports whether what follows the word is said of people: "… a good cto", "…
// make a cto", "… do well as cto", "… fit for the cto role"; not "… a good place to
// hire a cto", "… pay ctos well". Where no role follows, it is: we judge nobody.
func (r *nameFinder) judged() bool {
	if r.next >= len(r.mentions) {
		return true
	}
	m := r.mentions[r.next]
	between := r.fixed[r.at+1 : max(r.at+1, m.from)]
	after := ""
	if m.to < len(r.fixed) {
		after = r.fixed[m.to]
	}
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(between, func(w string) bool { return set[w] })
	}
	switch {
	case placeNouns[after]:
		return false
	case has(asRole), jobNouns[after] && r.fixed[m.from-1] == "the":
		return true
	}
	return len(between) > 0 && (determiners[between[0]] || between[0] == "make") && !has(prepositions)
}

// English words around a name.
var (
	companyBefore = read.Set("of at for from")
	determiners   = read.Set("a an the our my your their this that no any")
	personBefore  = read.Set("hire promote fire trust interview named called mr mrs ms dr")
	auxiliaries   = read.Set("did does has had will would should")
	asRole        = read.Set("as be become becoming being")
	prepositions  = read.Set("for to of in at with where near")
	jobNouns      = read.Set("role job post position seat")
	placeNouns    = read.Set("market hub city town place location")
	pairing       = read.Set("and or versus")
	asksOfThings  = read.Set("what much how")
)
