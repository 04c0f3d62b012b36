package match

import (
	"sync"

	"rolecall/internal/corpus"
	"rolecall/internal/match/read"
	"rolecall/internal/match/suggest"
)

// Completion is a suggestion while someone types.
type Completion = suggest.Completion

// completer makes suggestions. What it suggests from is read when someone first types,
// since a process that only matches does not need it.
type completer struct {
	corpus *corpus.Corpus
	once   sync.Once
	list   *suggest.List
}

func newCompleter(c *corpus.Corpus) *completer { return &completer{corpus: c} }

// Complete returns at most n questions and roles that what was typed could mean, best
// first; see [suggest.List.For].
func (x *Index) Complete(typed string, n int) []Completion {
	t := x.typed
	t.once.Do(func() { t.list = suggest.New(t.corpus, reader{x}) })
	return t.list.For(typed, n)
}

// reader reads what is typed as the matcher reads a question.
type reader struct{ x *Index }

func (r reader) Words(text string) (cleaned string, ws []read.Word) {
	cleaned = read.Clean(text, r.x.lists.companies)
	return cleaned, read.MarkIT(read.Split(cleaned))
}

func (r reader) Correct(words []string) []string { return r.x.corrected(words) }

func (r reader) Roles(ws []read.Word, fixed []string) (out []suggest.Named) {
	for _, m := range r.x.roles.find(ws, fixed) {
		if m.other {
			continue // the name of a role we do not cover is only words
		}
		ids := []string{m.id}
		if m.letters != nil {
			ids = append([]string(nil), m.letters.Readings...)
		}
		out = append(out, suggest.Named{From: m.from, To: m.to, IDs: appendNew(ids, r.Varied(m.id)), Word: r.x.roles.variantWord(m.id)})
	}
	return out
}

func (r reader) Varied(role string) string { return r.x.roles.effective(role) }
