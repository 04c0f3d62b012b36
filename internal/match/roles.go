package match

import (
	"cmp"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// Named returns the ids of the roles we cover that a text of any length names, in
// typed order, each as often as it is named. Misspellings are not corrected, since
// the text may be long.
func (x *Index) Named(text string) []string {
	ws := read.MarkIT(read.SplitAll(read.Clean(text, x.lists.companies)))
	var ids []string
	for _, m := range x.roles.find(ws, read.Texts(ws)) {
		if !m.other {
			ids = append(ids, m.id)
		}
	}
	return ids
}

// RoleMention is a role found in a text.
type RoleMention struct {
	ID    string // a role id, or with Other the id of a role we only know to refuse
	Text  string // as typed
	Other bool
}

// mention is a role found at words from:to.
type mention struct {
	id       string
	from, to int
	other    bool
	letters  *corpus.Letters // set when the word is an abbreviation with several readings
}

// recogniser finds roles by their names: a trie over the words of every title,
// abbreviation and known misspelling, and a small grammar for titles that people
// invent ("the top data person").
type recogniser struct {
	roles   map[string]*corpus.Role
	others  map[string]*corpus.Other
	letters map[string]*corpus.Letters
	plain   map[string]bool   // words that are no role's name by themselves, unless in capitals: "EM"
	fields  map[string]string // what a role is at the top of -> its id
	words   map[string]int32
	edges   map[edge]int32
	ends    map[int32]string // node -> role or other id
	nodes   int32
}

// edge leads from a node of the trie to the next one, by a word.
type edge struct{ node, word int32 }

func newRecogniser(c *corpus.Corpus, plain map[string]bool) *recogniser {
	r := &recogniser{plain: plain, roles: map[string]*corpus.Role{}, others: map[string]*corpus.Other{}, letters: map[string]*corpus.Letters{}, fields: map[string]string{}, words: map[string]int32{}, edges: map[edge]int32{}, ends: map[int32]string{}}
	for _, l := range c.Letters {
		r.letters[strings.ToLower(l.Letters)] = l
	}
	for _, x := range c.Roles { // roles first: where a name is in both lists, the role is meant
		r.roles[x.ID] = x
		r.add(x.ID, x.Titles, x.Abbreviations, x.Misspellings, []string{x.Name, x.Letters, x.Plural})
		for _, f := range x.Fields {
			if f != "" { // which is what follows a text's last word
				r.fields[f] = cmp.Or(r.fields[f], x.ID) // the first role keeps it, as with names
			}
		}
	}
	for _, x := range c.Others {
		r.others[x.ID] = x
		r.add(x.ID, x.Titles, x.Abbreviations, x.Misspellings, []string{x.Name})
	}
	for _, l := range c.Letters {
		if len(l.Readings) > 0 {
			r.add(l.Readings[0], []string{l.Letters})
		}
	}
	return r
}

// add enters names; the first role to claim a name keeps it.
func (r *recogniser) add(id string, lists ...[]string) {
	for _, list := range lists {
		for _, name := range list {
			ws := read.Split(read.Clean(name, nil))
			if len(ws) == 0 || ws[0].Text == "versus" {
				continue // "v cio" would take the "v" of every "cto v cio"
			}
			var node int32
			for _, w := range ws {
				node = r.child(node, w.Text)
			}
			if r.ends[node] == "" {
				r.ends[node] = id
			}
		}
	}
}

// child is the node that a word leads to; it is added where there is none.
func (r *recogniser) child(node int32, w string) int32 {
	id, ok := r.words[w]
	if !ok {
		id = int32(len(r.words)) + 1
		r.words[w] = id
	}
	e := edge{node, id}
	next, ok := r.edges[e]
	if !ok {
		r.nodes++
		next = r.nodes
		r.edges[e] = next
	}
	return next
}

// inTitles reports whether a word is part of the name of a role.
func (r *recogniser) inTitles(word string) bool { return r.words[word] != 0 }

func (r *recogniser) step(node int32, w string) (next int32, ok bool) {
	id, ok := r.words[w]
	if !ok {
		return 0, false
	}
	next, ok = r.edges[edge{node, id}]
	return next, ok
}

// find returns the roles named by ws in order, longest name first at each place.
// fixed holds the spelling-corrected forms of ws; a form as typed wins over its
// correction.
func (r *recogniser) find(ws []read.Word, fixed []string) []mention {
	var out []mention
	for i := 0; i < len(ws); {
		m, ok := r.mentionAt(ws, fixed, i)
		if !ok {
			i++
			continue
		}
		out = append(out, m)
		i = m.to
	}
	return out
}

// mentionAt looks for a role name that starts at word i.
func (r *recogniser) mentionAt(ws []read.Word, fixed []string, i int) (mention, bool) {
	best := mention{}
	var node int32
	for j := i; j < len(ws); j++ {
		next, ok := r.stepWord(node, ws[j].Text, fixed[j])
		if !ok {
			break
		}
		node = next
		if id := r.ends[node]; id != "" && (j > i || ws[i].Upper || !r.plain[ws[i].Text] || r.roles[id] != nil && r.beginsName(ws, i)) {
			best = mention{id: id, from: i, to: j + 1}
		}
	}
	if best.to == 0 {
		best = r.dottedLetters(ws, i)
	}
	if best.to == 0 {
		best = r.inventedTitle(ws, fixed, i)
	}
	if best.to == 0 {
		return best, false
	}
	best.other = r.others[best.id] != nil && r.roles[best.id] == nil
	if best.to == best.from+1 {
		w := ws[best.from].Text
		if best.letters = r.letters[w]; best.letters == nil {
			best.letters = r.letters[strings.TrimSuffix(w, "s")]
		}
	}
	return best, true
}

// beginsName reports whether word i is where the name of a role often begins: "an em", "em red flags"; not "tell em".
func (r *recogniser) beginsName(ws []read.Word, i int) bool {
	return ws[i].End-ws[i].Start == len(ws[i].Text) && (i == 0 || beforeName[ws[i-1].Text])
}

var beforeName = read.Set("a an the our and or versus for as please pls hey hi ok so")

// stepWord walks one word: as typed, without a plural s, as corrected.
func (r *recogniser) stepWord(node int32, typed, corrected string) (int32, bool) {
	if next, ok := r.step(node, typed); ok {
		return next, true
	}
	if s, ok := strings.CutSuffix(typed, "s"); ok && len(s) > 1 {
		if next, ok := r.step(node, s); ok {
			return next, true
		}
	}
	if corrected != typed {
		return r.stepWord(node, corrected, corrected)
	}
	return 0, false
}

// dottedLetters reads "c t o", which is what "C.T.O." is after splitting.
func (r *recogniser) dottedLetters(ws []read.Word, i int) mention {
	const maxDotted = 5 // a choice: one more than ours have ("c.a.i.o.")
	var b strings.Builder
	for j := i; j < len(ws) && j < i+maxDotted && len(ws[j].Text) == 1; j++ {
		b.WriteString(ws[j].Text)
		if node, ok := r.step(0, b.String()); ok && j > i && r.ends[node] != "" {
			if j+1 == len(ws) || len(ws[j+1].Text) > 1 {
				return mention{id: r.ends[node], from: i, to: j + 1}
			}
		}
	}
	return mention{}
}

// The grammar of invented titles: one of a role's fields, and a word that says
// "the first among those". These are words of English, not of the domain.
var (
	topAfter  = read.Set("boss chief head honcho supremo leader exec executive guru")                               // tech boss
	topBefore = read.Set("chief top highest senior")                                                                // top tech person
	topPerson = read.Set("person people guy man woman one officer executive exec leader job position seat manager") // … who it describes
	ofWords   = read.Set("of for")
)

// inventedTitle finds a title of that grammar at word i.
func (r *recogniser) inventedTitle(ws []read.Word, fixed []string, i int) mention {
	form := func(j int) string {
		if j < len(ws) {
			return fixed[j]
		}
		return ""
	}
	role := func(j int) string {
		if form(j) == "it" && !ws[j].Upper && (j == 0 || !topBefore[form(j-1)]) && !topAfter[form(j+1)] {
			return ""
		}
		return r.fields[form(j)]
	}
	switch {
	case topBefore[form(i)] && role(i+1) != "" && topPerson[form(i+2)]: // top tech person, chief digital one
		return mention{id: role(i + 1), from: i, to: i + 3}
	case form(i) == "chief" && role(i+1) != "": // the chief technology of …
		return mention{id: role(i + 1), from: i, to: i + 2}
	case role(i) != "" && topAfter[form(i+1)] && (i == 0 || form(i-1) != "non"): // tech boss
		return mention{id: role(i), from: i, to: i + 2}
	case form(i) == "boss" && ofWords[form(i+1)] && role(i+2) != "": // boss of technology
		return mention{id: role(i + 2), from: i, to: i + 3}
	case form(i) == "c" && form(i+1) == "level" && form(i+2) == "for" && role(i+3) != "": // c-level for data
		return mention{id: role(i + 3), from: i, to: i + 4}
	case form(i) == "in" && form(i+1) == "charge" && form(i+2) == "of" && role(i+3) != "": // person in charge of it
		return mention{id: role(i + 3), from: i, to: i + 4}
	}
	return mention{}
}

// resolve decides between the readings of ambiguous letters by the other words
// of the text: "CDO … digital"; or by the one that was spoken of. Where nothing decides and more than
// one reading is a role we cover, it returns those readings.
func (r *recogniser) resolve(m *mention, has func(string) bool, spoken [][]string) (open []string) {
	if m.letters == nil {
		return nil
	}
	var covered []string
	for _, id := range m.letters.Readings {
		if r.roles[id] != nil {
			covered = append(covered, id)
		}
		for _, cue := range r.cues(m.letters, id) {
			if has(cue) {
				m.id, m.other = id, r.roles[id] == nil
				return nil
			}
		}
	}
	if len(covered) < 2 || m.other {
		return nil
	}
	for _, roles := range spoken {
		of := slices.DeleteFunc(slices.Clone(covered), func(id string) bool { return !slices.Contains(roles, id) })
		if len(of) == 1 {
			m.id = of[0]
			return nil
		}
	}
	return covered
}

// cues are the words of a reading's name that tell it from the other readings.
// Short words decide nothing.
func (r *recogniser) cues(l *corpus.Letters, id string) []string {
	var out []string
	for _, w := range read.Split(r.name(id)) {
		shared := len(w.Text) < spell.MinLength
		for _, other := range l.Readings {
			shared = shared || other != id && slices.ContainsFunc(read.Split(r.name(other)), func(o read.Word) bool { return o.Text == w.Text })
		}
		if !shared {
			out = append(out, w.Text)
		}
	}
	return out
}

// effective is the role whose entries answer for a role: for a variant the role
// that it varies (the CTO for a fractional CTO), else the role itself.
func (r *recogniser) effective(id string) string {
	if x := r.roles[id]; x != nil && x.VariantOf != "" {
		return x.VariantOf
	}
	return id
}

// variantWord is the word for what is special about a variant, or "".
func (r *recogniser) variantWord(id string) string {
	if x := r.roles[id]; x != nil {
		return x.VariantWord
	}
	return ""
}

// kin is the role whose entries are offered where a role has none, or "".
func (r *recogniser) kin(id string) string {
	if x := r.roles[id]; x != nil {
		return x.Kin
	}
	return ""
}

// isBoss reports whether a role is one that others report to.
func (r *recogniser) isBoss(id string) bool { return r.roles[id] != nil && r.roles[id].Boss }

func (r *recogniser) name(id string) string {
	if x := r.roles[id]; x != nil {
		return x.Name
	}
	if x := r.others[id]; x != nil {
		return x.Name
	}
	return id
}
