package match

import (
	"rolecall/internal/match/read"
	"rolecall/internal/match/suggest"
)

// Completion is a suggestion while someone types.
type Completion = suggest.Completion

// Complete returns at most n questions and roles that what was typed could mean, best
// first; see [suggest.List.For].
func (x *Index) Complete(typed string, n int) []Completion {
	return x.typed().For(typed, n)
}

// readTyped reads what is suggested from, when someone first types: a process that only matches does not need it.
func (x *Index) readTyped() *suggest.List { return suggest.New(x.corpus, reader{x}) }

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
