package suggest

import (
	"maps"
	"slices"
	"strings"

	"github.com/kljensen/snowball/english"

	"rolecall/internal/corpus"
	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// item is a question or a role's card, with what it is found by.
type item struct {
	Completion
	roles  []string  // ids of roles, the one that a variant varies too
	about  int       // how many roles it is about
	texts  [][]int32 // words apart from the names of roles; texts that are shown come first
	shown  int       // how many of the texts are
	narrow float64   // how far it is behind equals: for its role and the length of its question
}

// roleName is a name of a role, as it is typed.
type roleName struct{ text, role string }

// maxHidden is the longest phrasing, in words, that an entry is found by. A choice:
// people who type to find something type few words, and long phrasings hold stories.
const maxHidden = 8

// read lists what can be suggested, and returns the words of each item's texts.
func (t *List) read(c *corpus.Corpus) (texts [][][]string) {
	roles := slices.Clone(c.Roles)
	entries := map[string]int{}
	for _, e := range c.Entries {
		if len(e.Roles) > 0 {
			entries[e.Roles[0]]++
		}
	}
	slices.SortStableFunc(roles, func(a, b *corpus.Role) int { return entries[b.ID] - entries[a.ID] })
	rank := map[string]int{}
	var titles []roleName // after the names and letters of all roles
	for i, r := range roles {
		rank[r.ID] = i
		t.items = append(t.items, item{Completion: Completion{Role: r.ID, Text: r.Name + " (" + r.Letters + ")"},
			roles: []string{r.ID}, about: 1, shown: 2, narrow: step * float64(i)})
		var list [][]string
		for j, name := range slices.Concat([]string{r.Name, r.Letters}, r.Titles, r.Abbreviations) {
			_, found := t.reader.Words(name)
			ws := read.Texts(found)
			list = append(list, ws)
			if n := (roleName{strings.Join(ws, " "), r.ID}); j < 2 {
				t.names = append(t.names, n)
			} else {
				titles = append(titles, n)
			}
		}
		texts = append(texts, list)
	}
	t.names = append(t.names, titles...)
	t.cards = len(roles)
	for _, e := range c.Entries {
		it := item{Completion: Completion{Entry: e.ID, Text: e.Question}, about: len(e.Roles), shown: 3}
		for _, r := range e.Roles {
			it.roles = appendTo(appendTo(it.roles, r), t.reader.Varied(r))
		}
		if strings.HasPrefix(e.ID, "compare.") {
			it.about = max(it.about, 2) // one may be a role we do not cover
		}
		question := t.withoutRoles(e.Question, it.roles)
		for _, w := range question {
			if !read.Filler(w) {
				it.narrow += step
			}
		}
		it.narrow += float64(2 * step * float64(strings.Count(e.ID, ".")))
		if len(e.Roles) > 0 {
			it.Role = e.Roles[0]
			it.narrow += float64(step * float64(rank[e.Roles[0]]+len(e.Roles)-1))
		}
		list := [][]string{question, t.withoutRoles(e.Label, it.roles), t.withoutRoles(strings.ReplaceAll(e.Facet(), "-", " "), it.roles)}
		for _, p := range e.Phrasings {
			if ws := t.withoutRoles(p.Text, it.roles); len(ws) <= maxHidden {
				list = append(list, ws)
			}
		}
		t.items, texts = append(t.items, it), append(texts, list)
	}
	return texts
}

// withoutRoles are the words of a text without the names of some roles; the word for
// what is special about a variant stays.
func (t *List) withoutRoles(text string, roles []string) (words []string) {
	_, found := t.reader.Words(text)
	ws := read.Texts(found)
	at := 0
	for _, m := range t.reader.Roles(found, ws) {
		if !slices.ContainsFunc(m.IDs, func(id string) bool { return slices.Contains(roles, id) }) {
			continue
		}
		words = append(words, ws[at:m.From]...)
		if m.Word != "" {
			words = append(words, m.Word)
		}
		at = m.To
	}
	return append(words, ws[at:]...)
}

// learn builds the vocabulary of the items' texts, with the lines of the thesaurus.
func (t *List) learn(texts [][][]string, concepts []string) {
	for _, list := range texts {
		for _, ws := range list {
			t.words = append(t.words, ws...)
		}
	}
	slices.Sort(t.words)
	t.words = slices.Clone(slices.Compact(t.words)) // without the room for repeated words
	beginnings := map[string]int{}
	for i, list := range texts {
		for j, ws := range list {
			ids := make([]int32, len(ws))
			for k, w := range ws {
				id, _ := slices.BinarySearch(t.words, w)
				ids[k] = int32(id)
				for n := spell.MinLength - 1; n <= len(w) && j < t.items[i].shown; n++ {
					beginnings[w[:n]]++
				}
			}
			t.items[i].texts = append(t.items[i].texts, ids)
		}
	}
	t.speller = spell.New(slices.Sorted(maps.Keys(beginnings)), beginnings)
	t.concepts = map[string][]int32{}
	for _, line := range concepts {
		_, words, _ := strings.Cut(line, ":")
		g := t.group(asConcept)
		for w := range strings.FieldsSeq(words) { // a phrase is no word, so its key is never looked up
			if s := stemOf(w); !slices.Contains(t.concepts[s], g) {
				t.concepts[s] = append(t.concepts[s], g)
			}
		}
	}
	stems := map[string]int32{}
	for _, w := range t.words {
		t.content = append(t.content, !read.Filler(w))
		s := stemOf(w)
		if _, ok := stems[s]; !ok {
			stems[s] = t.group(near)
		}
		t.groupsOf = append(t.groupsOf, append(slices.Clone(t.conceptsOf(w)), stems[s]))
	}
}

// group adds a group of words.
func (t *List) group(worth float64) int32 {
	t.groups = append(t.groups, worth)
	return int32(len(t.groups) - 1)
}

// conceptsOf are the groups of a word's concepts. Words without a topic have none.
func (t *List) conceptsOf(w string) []int32 {
	if read.Filler(w) {
		return nil
	}
	return t.concepts[stemOf(w)]
}

func stemOf(w string) string { return english.Stem(w, false) }

// isName reports whether a text is a listed name of a role.
func (t *List) isName(text string) bool {
	return slices.ContainsFunc(t.names, func(n roleName) bool { return n.text == text })
}

// startOf are the roles that have a name which begins with text, the one with the
// most entries first. A letter is the start of too much.
func (t *List) startOf(text string) (ids []string) {
	if len(text) < 2 {
		return nil
	}
	for _, n := range t.names {
		if strings.HasPrefix(n.text, text) {
			ids = appendTo(ids, n.role)
		}
	}
	return ids
}

// appendTo appends s unless the list has it.
func appendTo(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
