package match

import (
	"strings"

	"github.com/sahilm/fuzzy"

	"rolecall/internal/corpus"
	"rolecall/internal/match/read"
)

// Completion is a suggestion while someone types.
type Completion struct {
	Entry   string // the entry to show; "" for a role
	Role    string // its role; "" for an entry without one
	Text    string // what to show
	Matched []int  // byte positions of the letters of Text that matched
	Score   int
}

// completer holds what can be completed. It is fuzzy.Source.
type completer struct {
	items []Completion
	lower []string
}

func newCompleter(c *corpus.Corpus) *completer {
	t := &completer{}
	add := func(entry, role, text string) {
		t.items = append(t.items, Completion{Entry: entry, Role: role, Text: text})
		t.lower = append(t.lower, strings.ToLower(text))
	}
	for _, r := range c.Roles {
		add("", r.ID, r.Name+" ("+r.Letters+")")
	}
	for _, e := range c.Entries {
		role := ""
		if len(e.Roles) > 0 {
			role = e.Roles[0]
		}
		add(e.ID, role, e.Question)
	}
	return t
}

func (t *completer) String(i int) string { return t.lower[i] }
func (t *completer) Len() int            { return len(t.lower) }

// Complete returns at most n questions and roles that what was typed could be the
// start of, best first. Letters must appear in order, not next to each other: "cto
// rep" finds "Who does a CTO report to?". For an empty text it returns the roles.
func (x *Index) Complete(typed string, n int) []Completion {
	typed = strings.TrimSpace(read.Clean(typed, x.lists.companies))
	if len(typed) > maxTyped {
		typed = typed[:maxTyped]
	}
	var out []Completion
	if typed == "" {
		return append(out, x.typed.items[:min(n, len(x.typed.items))]...)
	}
	for _, m := range fuzzy.FindFrom(strings.ToLower(typed), x.typed) {
		if len(out) == n {
			break
		}
		c := x.typed.items[m.Index]
		c.Matched, c.Score = m.MatchedIndexes, m.Score
		out = append(out, c)
	}
	return out
}

// maxTyped bounds the work: no title or question that people type to find one is
// longer. A choice, in bytes; questions have at most 75 characters.
const maxTyped = 60
