package match

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rolecall/internal/match/compact"
	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// Correction is a word the speller changed.
type Correction struct{ From, To string }

// parsed is a text as it was read: slots in the place of roles, other words
// corrected.
type parsed struct {
	words       []string  // what the classifier sees: corrected words, slots for roles
	exact       string    // the words with role ids in their slots: equal texts ask the same
	uncorrected string    // the same as it was typed
	mentions    []mention // in typed order
	shown       []RoleMention
	roles       []string // distinct covered role ids in typed order
	effective   []string // the same with variants replaced: fractional-cto is a cto
	others      []string // distinct ids of roles to refuse
	letters     string   // the first abbreviation whose reading is open, such as "cdo"
	readings    []string // … and the ids of the roles it can mean
	corrections []Correction
	places      []Place // in typed order
	content     int     // words that are neither roles nor filler
	unknown     int     // words of spell.MinLength letters or more that are in neither corpus nor English
	listed      bool    // several roles are named side by side: "CTO, CIO and CISO"
	bare        bool    // nothing but a role's name and an article
	staff       bool    // it names a job that is no officer's: "software developer"
	foreign     bool    // it is in another language
	asks        bool    // it has the form of a question
	calls       bool    // it mentions someone: "@tim read this"
}

// Slots replace roles and names in the words.
const (
	roleSlot    = "xrole" // xrole, xrole2, xrole3 for the distinct roles of a text
	otherSlot   = "xother"
	companySlot = "xcompany"
	personSlot  = "xperson"
	placeSlot   = "xplace"
	techWord    = "infotech" // the department IT, as opposed to "it"
)

// isSlot reports whether a word is the slot of a role we cover.
func isSlot(w string) bool { return strings.HasPrefix(w, roleSlot) }

// parse reads a text. training keeps every word as it is: what a curator wrote
// defines the vocabulary.
func (x *Index) parse(text string, training bool) *parsed {
	return x.parseWith(text, reading{training: training})
}

// reading is how a text is read.
type reading struct {
	training   bool       // every word is kept as it is
	translated bool       // words of other languages are translated
	spoken     [][]string // the roles that were spoken of, which letters may mean: those of the last answer, then those of the thread
}

// parseQuestion parses what someone typed. Unless it is a phrasing of the corpus, it
// is parsed without its opener, and translated by the glossary where it is in
// another language.
func (x *Index) parseQuestion(q Query) *parsed {
	if m := notThis.FindStringSubmatch(q.Text); m != nil && !q.Context.Empty() {
		q.Text = m[1]
		return x.parseQuestion(q)
	}
	as := reading{spoken: [][]string{q.Context.Roles}}
	if e := x.corpus.Entry(q.Context.Entry); e != nil {
		as.spoken = [][]string{e.Roles, q.Context.Roles}
	}
	p := x.parseWith(q.Text, as)
	if _, ok := x.exactly(q, p); ok {
		p.foreign = false // the corpus speaks that language
		return p
	}
	if rest, ok := read.WithoutOpener(q.Text, x.lists.openers); ok {
		if r := x.parseWith(rest, as); len(r.mentions) == len(p.mentions) { // "hey CIOs, …" says who
			p = r
		}
	}
	if p.foreign {
		as.translated = true
		p = x.parseWith(q.Text, as)
		p.foreign = true
	}
	return p
}

var (
	interjections = read.Set("ok okay alright cool hm hmm lol haha oh ah")
	goingOn       = read.Set("then so well but") // … after one of these
)

// exactly returns the class of the entry or the refusal that has a text word for word.
func (x *Index) exactly(q Query, p *parsed) (class int, ok bool) {
	if q.NotExact {
		return 0, false
	}
	for _, text := range []string{p.exact, p.uncorrected} { // a phrasing may have a word that is corrected elsewhere
		h := compact.Hash(compact.Offset, text)
		at, found := slices.BinarySearchFunc(x.exact, h, func(e exactText, h uint64) int { return cmp.Compare(e.hash, h) })
		if found {
			return int(x.exact[at].class), true
		}
	}
	return 0, false
}

func (x *Index) parseWith(text string, as reading) *parsed {
	cleaned := read.Clean(text, x.lists.companies)
	ws := read.MarkIT(read.Split(cleaned))
	if !as.training {
		ws = read.WithoutOtherScripts(ws)
	}
	p := &parsed{calls: strings.ContainsRune(text, '@') && someone.MatchString(text)}
	fixed := read.Texts(ws)
	if !as.training {
		fixed = x.corrected(fixed)
	}
	for i, w := range ws {
		if english := read.Translation(w.Text); as.translated && english != "" {
			fixed[i] = english
		}
	}
	p.asks = strings.Contains(text, "?") || asksInWords(fixed)
	p.mentions = x.roles.find(ws, fixed)
	if from, to, role := notMeant(p.mentions, ws, fixed, cleaned); role != "" && !as.training {
		ws, fixed = slices.Delete(ws, from, to), slices.Delete(fixed, from, to)
		p.mentions = x.roles.find(ws, fixed)
	}
	p.foreign = !as.training && x.otherLanguage(ws, p.mentions, fixed)
	p.read(x, ws, fixed, cleaned, as.spoken)
	p.listed = len(p.effective) > 1 && listed(p.mentions, fixed)
	p.mask(x, ws, fixed, cleaned, as.training)
	return p
}

// asksInWords reports whether words ask: with one that hardly ever tells, or by the verb at the beginning. Of 2,762
// messages in threads (knowledge/dev), 5 in 100 of those ask for nothing, and 22 in 100 of the rest: 30 where such a verb comes later.
func asksInWords(words []string) bool {
	begins := true
	for _, w := range words {
		if interrogative[w] || begins && auxiliary[w] {
			return true
		}
		begins = begins && (interjections[w] || goingOn[w] || linking[w])
	}
	return false
}

var (
	someone       = regexp.MustCompile(`(?:^|\s)<?@[\pL\pN]`)
	interrogative = read.Set(read.Interrogatives + " " + read.Contracted)
	auxiliary     = read.Set(read.Auxiliaries + " was were has have had may must")
	linking       = read.Set("and or also n")
)

// listed reports whether no more than "and a" is between the roles that we cover.
func listed(mentions []mention, fixed []string) bool {
	end := -1
	for _, m := range mentions {
		if m.other {
			continue
		}
		if end >= 0 && slices.ContainsFunc(fixed[end:m.from], func(w string) bool { return !linking[w] && !determiners[w] }) {
			return false
		}
		end = m.to
	}
	return true
}

// corrected corrects the words of a text that are no names, in place; while the index learns, it knows none.
func (x *Index) corrected(words []string) []string {
	for i, w := range words {
		if x.spell != nil && !x.lists.isName(w) {
			beside, next := x.linear.Beside(words, i), words[i+1:min(i+2, len(words))]
			words[i] = x.spell.Correct(w, func(word string) bool {
				return beside(word) || x.roles.inTitles(word) && slices.ContainsFunc(append(words[max(0, i-1):i:i], next...), x.roles.inTitles)
			})
		}
	}
	return words
}

// read sorts the roles mentioned into those we cover, those we refuse and others.
func (p *parsed) read(x *Index, ws []read.Word, fixed []string, cleaned string, spoken [][]string) {
	has := func(w string) bool {
		return slices.Contains(fixed, w) || slices.ContainsFunc(ws, func(typed read.Word) bool { return typed.Text == w })
	}
	for i := range p.mentions {
		m := &p.mentions[i]
		if open := x.roles.resolve(m, has, spoken); len(open) > 0 && p.letters == "" {
			p.letters, p.readings = m.letters.Letters, open
		}
		x.readBeside(m, p.mentions)
		p.shown = append(p.shown, RoleMention{ID: m.id, Text: cleaned[ws[m.from].Start:ws[m.to-1].End], Other: m.other})
		if m.other {
			if officerLike(*m, fixed) {
				p.others = appendNew(p.others, m.id)
			} else {
				p.staff = true
			}
			continue
		}
		p.roles = appendNew(p.roles, m.id)
		p.effective = appendNew(p.effective, x.roles.effective(m.id))
	}
	// Others report to a boss, who is asked about last: "when should a CEO hire a CIO".
	slices.SortStableFunc(p.effective, func(a, b string) int { return cmp.Compare(truth(x.roles.isBoss(a)), truth(x.roles.isBoss(b))) })
}

// readBeside reads letters of a role that we do not cover as the reading that is compared with
// another role of the text: the CSO beside a CISO is about security.
func (x *Index) readBeside(m *mention, all []mention) {
	if m.letters == nil || !m.other {
		return
	}
	for _, id := range m.letters.Readings {
		if slices.ContainsFunc(all, func(o mention) bool { return x.pair(x.roles.effective(o.id), id) >= 0 }) {
			m.id = id
			return
		}
	}
}

// notMeant are the words by which a text says which role it does not mean, beside another that it does: "for a CIO
// (not a CTO!)", "not for the CTO but for the CIO", "sorry, CIO not CTO"; not "why a CIO, not a CTO".
func notMeant(mentions []mention, ws []read.Word, fixed []string, cleaned string) (from, to int, role string) {
	if len(mentions) != 2 || mentions[0].id == mentions[1].id || wordList(fixed).contains(weighing) || wordList(fixed).contains(compareWords) {
		return 0, 0, ""
	}
	other := func(w string) bool { return !read.Filler(w) && !echoing[w] }
	nothingElse := !slices.ContainsFunc(fixed[:mentions[0].from], other) && !slices.ContainsFunc(fixed[mentions[1].to:], other)
	for _, m := range mentions {
		from, to = m.from-1, m.to
		for from > 0 && (determiners[fixed[from]] || prepositions[fixed[from]]) {
			from--
		}
		if from < 0 || fixed[from] != "not" {
			continue
		}
		if to < len(fixed) && fixed[to] == "but" {
			return from, to + 1, m.id
		}
		if from > 0 && ws[from-1].End >= ws[from].Start { // "isn't a CTO"
			continue
		}
		if nothingElse || from == 0 || strings.ContainsAny(cleaned[ws[from-1].End:ws[from].Start], ",;:(–—-") {
			return from, to, m.id
		}
	}
	return 0, 0, ""
}

// weighing are words with which "a CIO, not a CTO" asks about both.
var weighing = read.Set("why is are was")

// ownJob reports whether words end with what someone says before their own job: "i am data
// scientist", "i am since 6 years system administrator". Nothing is asked about that.
func ownJob(before []string) bool {
	i := len(before) - 1
	for i > 0 && len(before)-i < ownJobWords && (read.Filler(before[i]) || beforeJob[before[i]] || strings.Trim(before[i], "0123456789") == "") && before[i] != "am" {
		i--
	}
	return i > 0 && before[i] == "am" && before[i-1] == "i"
}

// ownJobWords is how far from a job "i am" may be. A choice: "since more than six years now".
const ownJobWords = 6

var beforeJob = read.Set("since years year currently senior junior working more than only still")

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// mask sets the words that the classifier sees, with slots for roles and names.
func (p *parsed) mask(x *Index, ws []read.Word, fixed []string, cleaned string, training bool) {
	var exact, uncorrected []string
	next := 0
	p.bare = len(p.mentions) == 1
	r := nameFinder{x: x, mentions: p.mentions, ws: ws, fixed: fixed, training: training}
	for i := 0; i < len(ws); i++ {
		if next < len(p.mentions) && p.mentions[next].from == i {
			m := p.mentions[next]
			exact, uncorrected = append(exact, "{"+m.id+"}"), append(uncorrected, "{"+m.id+"}")
			p.words = p.slot(x, m, ws, fixed)
			i = m.to - 1
			next++
			continue
		}
		w, f := ws[i], fixed[i]
		exact, uncorrected = append(exact, f), append(uncorrected, w.Text)
		if w.Text == "it" && w.Upper {
			p.words = append(p.words, techWord)
			p.content++
			p.bare = false
			continue
		}
		r.at, r.next = i, next
		if slot, n := r.name(); slot != "" {
			p.words = append(p.words, slot)
			p.bare = false
			if slot == placeSlot {
				p.content++
				p.places = append(p.places, x.place(ws[i:i+n], cleaned))
			}
			exact = append(exact, fixed[i+1:i+n]...)
			for _, more := range ws[i+1 : i+n] {
				uncorrected = append(uncorrected, more.Text)
			}
			i += n - 1
			continue
		}
		if f != w.Text {
			p.corrections = append(p.corrections, Correction{w.Text, f})
		}
		p.words = append(p.words, f)
		p.bare = p.bare && aroundRole[f]
		if !read.Filler(f) {
			p.content++
			if !training && len(f) >= spell.MinLength && !x.spell.Known(f) {
				p.unknown++
			}
		}
	}
	p.exact, p.uncorrected = strings.Join(exact, " "), strings.Join(uncorrected, " ")
}

// slot returns the words with the slot of a role mention added.
func (p *parsed) slot(x *Index, m mention, ws []read.Word, fixed []string) []string {
	if m.other {
		if officerLike(m, fixed) {
			return append(p.words, otherSlot, "x"+m.id)
		}
		return append(p.words, fixed[m.from:m.to]...) // ordinary staff: the words say what it is about
	}
	words, role := p.words, x.roles.effective(m.id)
	n := 1
	for n <= len(p.effective) && p.effective[n-1] != role {
		n++
	}
	if word := x.roles.variantWord(m.id); word != "" {
		words = append(words, word)
	}
	if n == 1 {
		return append(words, roleSlot)
	}
	words = append(words, roleSlot+strconv.Itoa(n))
	if x.roles.isBoss(role) {
		words = append(words, "x"+role)
	}
	return words
}

// aroundRole are words that add nothing to a role's name: "OK, let's talk about
// CISOs".
var aroundRole = read.Set(`a an the and or what how about please tell me more on just only info role roles ok okay let us talk speak discuss hey hi hello so now well thanks i we want to know would like some information on regarding`)

// officerLike reports whether a role we do not cover is like those we do: "CFO",
// "head of sales". Questions about it are refused. Other staff ("software
// developer") may be mentioned in a question that we answer.
func officerLike(m mention, fixed []string) bool {
	const maxAbbreviation = 4 // letters. A choice: longer names in others.yaml are words ("tester")
	if ownJob(fixed[:m.from]) {
		return false
	}
	return m.to == m.from+1 && m.letters != nil || len(fixed[m.from]) <= maxAbbreviation && m.to == m.from+1 || officer[fixed[m.from]] || officer[fixed[m.to-1]]
}

var officer = read.Set("chief officer head director president vp")
