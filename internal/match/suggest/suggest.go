// Package suggest finds the questions and roles that someone may mean who is still
// typing. It rates words against words, with github.com/sahilm/fuzzy, and knows
// nothing of what the matcher has learned.
package suggest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"rolecall/internal/corpus"
	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// Completion is a suggestion while someone types.
type Completion struct {
	Entry   string // the entry to show; "" for a role
	Role    string // its role; "" for an entry without one
	Text    string // what to show
	Matched []int  // byte positions of the letters of Text that matched
}

// Reader reads texts as the matcher does.
type Reader interface {
	// Words cuts a text into words; they are at their places in cleaned.
	Words(text string) (cleaned string, ws []read.Word)
	// Correct corrects misspelt words in place, and returns them.
	Correct(words []string) []string
	// Roles returns the roles we cover that words name, in order. fixed holds the
	// words corrected.
	Roles(ws []read.Word, fixed []string) []Named
	// Varied returns the role that a role is a variant of, or the role itself.
	Varied(role string) string
}

// Named is a role that words From to To name.
type Named struct {
	From, To int
	IDs      []string // what the name can mean, the usual role first
	Word     string   // what is special about a variant: "fractional"
}

// List is what can be suggested. It may be used from many goroutines.
type List struct {
	reader   Reader
	items    []item // the roles' cards first
	cards    int
	names    []roleName
	words    []string           // the vocabulary, sorted
	content  []bool             // of each word: it carries a topic
	groupsOf [][]int32          // of each word: its stem and its concepts
	groups   []float64          // what the words of a group are worth for each other
	concepts map[string][]int32 // of each stem: the groups of its concepts
	speller  *spell.Speller     // corrects to the beginnings of words that are shown
}

// New returns the list of a corpus.
func New(c *corpus.Corpus, r Reader) *List {
	t := &List{reader: r}
	t.learn(t.read(c), c.Words(corpus.Concepts))
	return t
}

// maxTyped bounds the work: no title or question that people type to find one is
// longer. A choice, in bytes; questions have at most 75 characters.
const maxTyped = 60

// For returns at most n questions and roles that what was typed could mean, best
// first. Words may be in any order, misspelt, unfinished or other words for the same
// thing; a role may be named by its letters or by a title. For an empty text it
// returns the roles.
func (t *List) For(typed string, n int) []Completion {
	if len(typed) > maxTyped {
		typed = typed[:maxTyped]
	}
	cleaned, ws := t.reader.Words(typed)
	var out []Completion
	if strings.TrimSpace(cleaned) == "" {
		for i := range min(n, t.cards) {
			out = append(out, t.items[i].Completion)
		}
		return out
	}
	if len(ws) == 0 {
		return nil
	}
	readings := t.readings(cleaned, ws)
	type ranked struct {
		item  int
		score float64
	}
	var found []ranked
	for i := range t.items {
		var best float64
		for j := range readings {
			best = max(best, readings[j].score(t, &t.items[i]))
		}
		if best > 0 {
			found = append(found, ranked{i, best})
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	for _, f := range found[:min(n, len(found))] {
		c := t.items[f.item].Completion
		c.Matched = readings[0].matched(t, c.Text)
		out = append(out, c)
	}
	return out
}

// reading is one way to read what was typed: the roles that it names, each as the ids
// it can stand for, and the other words.
type reading struct {
	roles     [][]string
	words     []typedWord
	names     []string // the words of the roles, for highlighting
	loose     bool     // a name is not a listed one, or was only begun
	wordsOnly bool     // for entries about no role
}

// typedWord is a word that someone typed.
type typedWord struct {
	forms   []string  // as typed, spelled out, corrected
	weight  float64   // among the words of the text
	quality []float64 // how well it fits each word of the vocabulary, 0 … 1
}

// readings are the ways to read a text: with the roles that it names in full; with
// what its last words may be the beginning of ("vp eng", "chief inf"); and, where a
// role's name is not a listed one ("technology leader"), as words alone.
func (t *List) readings(text string, ws []read.Word) []reading {
	fixed, typed := t.reader.Correct(read.Texts(ws)), make([]typedWord, len(ws))
	for i, w := range ws {
		if begun := t.speller.Correct(w.Text, nil); begun != w.Text {
			fixed[i] = begun
		}
		forms := []string{w.Text}
		if i == 0 || ws[i-1].Start != w.Start {
			forms = appendTo(forms, strings.ToLower(text[w.Start:w.End])) // "r" is read as "are", but may be the beginning of "report"
		}
		if fixed[i] != w.Text {
			forms = append(forms, fixed[i])
		}
		typed[i] = t.typedWord(forms, fixed[i] != w.Text)
	}
	var full reading
	var others []reading
	at := 0
	begins := func(i int) {
		if ids := t.startOf(strings.Join(fixed[i:], " ")); len(ids) > 0 {
			others = append(others, reading{roles: append(slices.Clone(full.roles), ids), words: append(slices.Clone(full.words), typed[at:i]...), loose: true})
		}
	}
	for _, m := range t.reader.Roles(ws, fixed) {
		if m.To < len(ws) {
			begins(m.From) // "chief information sec"
		}
		full.words = append(full.words, typed[at:m.From]...)
		full.names = append(full.names, fixed[m.From:m.To]...)
		full.roles = append(full.roles, m.IDs)
		if m.Word != "" {
			full.words = append(full.words, t.typedWord([]string{m.Word}, false))
		}
		at, full.loose = m.To, full.loose || m.To > m.From+1 && !t.isName(strings.Join(fixed[m.From:m.To], " "))
	}
	for i := at; i < len(ws); i++ {
		begins(i)
	}
	full.words = append(full.words, typed[at:]...)
	if full.loose {
		others = append(others, reading{words: typed, wordsOnly: true})
	}
	all := append([]reading{full}, others...)
	for i := range all { // what weighs most first, which soon tells that a text does not fit
		slices.SortStableFunc(all[i].words, func(a, b typedWord) int { return cmp.Compare(b.weight, a.weight) })
	}
	return all
}

// What a match is worth, from 0 to 1. All are choices, of which the order matters and
// hardly the size, except asConcept and perWord: with 0.75 or 0.78, or with 0.04 or
// 0.06, one to five things are not where complete_test.go wants them (2026-11-26).
const (
	near      = 0.95  // the beginning or the stem of a word; a phrasing, which is not shown
	corrected = 0.85  // a corrected word; an entry about more roles than were named
	asConcept = 0.76  // another word for the same thing
	far       = 0.7   // a word with letters left out; an entry of no role, or of one whose name is loose
	least     = 0.6   // of what was typed must be found: both of two words, two of three
	asFiller  = 0.25  // what a word without a topic counts for, "what" or "the"
	perWord   = 0.05  // less for each word of a text that was not typed
	step      = 0.005 // less for what decides between equals
)

// weightOf is the weight of a word among those of a text.
func weightOf(w string) float64 {
	if read.Filler(w) {
		return asFiller
	}
	return 1
}

// typedWord rates the vocabulary for a word that was typed; the last of its forms may
// be a correction.
func (t *List) typedWord(forms []string, fixed bool) typedWord {
	w := typedWord{forms: forms, weight: weightOf(forms[0]), quality: make([]float64, len(t.words))}
	groups := make([]float64, len(t.groups))
	for i, form := range forms {
		worth := 1.0
		if fixed && i == len(forms)-1 {
			worth = corrected
		}
		t.rate(w.quality, form, worth)
		for _, g := range t.conceptsOf(form) {
			groups[g] = max(groups[g], worth*asConcept)
		}
	}
	for id, q := range w.quality {
		if q <= far || len(forms[0]) < spell.MinLength-1 && q < 1 {
			continue // a letter or two begin words for everything
		}
		for _, g := range t.groupsOf[id] {
			groups[g] = max(groups[g], q*t.groups[g])
		}
	}
	for id := range w.quality {
		for _, g := range t.groupsOf[id] {
			w.quality[id] = max(w.quality[id], groups[g])
		}
	}
	return w
}

// rate rates the words with the first letter of form, which people rarely mistype.
func (t *List) rate(quality []float64, form string, worth float64) {
	from, _ := slices.BinarySearch(t.words, form[:1])
	to, _ := slices.BinarySearch(t.words, form[:1]+"\xff") // after every word with that byte
	direct := false
	found := fuzzy.FindNoSort(form, t.words[from:to])
	for _, m := range found {
		if rest, ok := strings.CutPrefix(m.Str, form); ok {
			direct = true
			like := 1.0
			if rest != "" {
				like = max(far, near-float64(2*step*float64(len(rest))))
			}
			quality[from+m.Index] = max(quality[from+m.Index], worth*like)
		}
	}
	if direct || len(form) < spell.MinLength {
		return
	}
	for _, m := range found {
		if 2*len(form) > len(m.Str) && m.Score > 0 { // more than half of its letters, most of them together
			quality[from+m.Index] = max(quality[from+m.Index], worth*far)
		}
	}
}

// score rates an item; 0 is not offered.
func (r *reading) score(t *List, it *item) float64 {
	fit := r.fit(it)
	if fit == 0 {
		return 0
	}
	best := 0.0
	for i, text := range it.texts {
		worth := r.overlap(t, text)
		if i >= it.shown && worth < 1 { // word for word, it is as good as the question
			worth *= near
		}
		if best = max(best, worth); best == 1 {
			break
		}
	}
	if best == 0 {
		return 0
	}
	return float64(fit*best) - it.narrow
}

// fit rates the roles of an item: 0 where it lacks one that was named.
func (r *reading) fit(it *item) float64 {
	fit, card := 1.0, it.Entry == ""
	switch {
	case r.wordsOnly && len(it.roles) > 0:
		return 0
	case r.wordsOnly:
		return corrected
	case len(r.roles) == 0:
		return 1
	case card && (len(r.roles) > 1 || len(r.words) > 0), len(it.roles) == 0 && len(r.words) == 0:
		return 0
	case len(it.roles) == 0:
		fit = far
	default:
		for _, ids := range r.roles {
			i := slices.IndexFunc(ids, func(id string) bool { return slices.Contains(it.roles, id) })
			if i < 0 {
				return 0
			}
			fit -= float64(2 * step * float64(i))
		}
	}
	switch {
	case card:
		return 1 + fit // before any entry
	case it.about > len(r.roles):
		fit *= corrected
	}
	if r.loose {
		fit *= far
	}
	return fit
}

// overlap rates a text: the share of what was typed that it has, less a little for
// each of its words that was not typed.
func (r *reading) overlap(t *List, text []int32) float64 {
	if len(r.words) == 0 {
		return 1
	}
	var typed, has float64
	for i := range r.words {
		typed += r.words[i].weight
	}
	rest := typed
	for i := range r.words {
		w := &r.words[i]
		best := 0.0
		for _, id := range text {
			best = max(best, w.quality[id])
		}
		has += float64(w.weight * best)
		if rest -= w.weight; has+rest < least*typed {
			return 0
		}
	}
	left := 0
	for _, id := range text {
		if t.content[id] && !slices.ContainsFunc(r.words, func(w typedWord) bool { return w.quality[id] >= far }) {
			left++
		}
	}
	return has / typed * (1 - float64(perWord*float64(left)))
}

// matched are the positions of the letters of text that were typed.
func (r *reading) matched(t *List, text string) (at []int) {
	for _, w := range read.Split(text) {
		word := strings.ToLower(text[w.Start:w.End])
		id, known := slices.BinarySearch(t.words, w.Text)
		best := ""
		for _, name := range r.names {
			if name == word {
				best = word
			}
		}
		for _, typed := range r.words {
			for _, form := range typed.forms {
				if known && typed.quality[id] >= far && len(form) > len(best) && strings.HasPrefix(word, form) {
					best = form
				}
			}
		}
		for i := range len(best) {
			at = append(at, w.Start+i)
		}
	}
	return at
}
