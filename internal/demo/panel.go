package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/demo/page"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// Panel serves the curator's panel of the demo page: why an answer was given, an entry
// to edit in the overlay, and the questions without an answer. It implements
// [page.Curator].
type Panel struct {
	Live  *curate.Live
	Store feedback.Source
	Base  corpus.Layer // the built-in knowledge
	Dir   string       // the overlay's folder
	Now   func() time.Time
}

// Explain returns what the bot would answer, and the match behind the decision. For a
// command there is no match.
func (p *Panel) Explain(_ context.Context, text string) (page.Explanation, error) {
	s := p.Live.State()
	a := advisor.New(s.Corpus, s.Index)
	r := a.Ask(advisor.Question{Text: text})
	r.Match = a.Explain(r)
	m := r.Match
	out := page.Explanation{Question: text, Outcome: string(r.Outcome), Entry: r.EntryID(), Confidence: r.Confidence, Step: r.Trace.String(), Reason: string(r.Reason), Why: r.Why()[1:],
		Normal: m.Normal, Text: blockkit.Plain(r, blockkit.View{Now: p.Now(), Full: true})}
	for _, c := range m.Corrections {
		out.Corrections = append(out.Corrections, page.Correction{From: c.From, To: c.To})
	}
	for _, role := range m.Roles {
		out.Roles = append(out.Roles, role.ID)
	}
	for _, c := range m.Candidates {
		out.Candidates = append(out.Candidates, shown(a.Corpus(), c))
	}
	return out, nil
}

func shown(c *corpus.Corpus, m match.Candidate) page.Candidate {
	out := page.Candidate{Entry: m.Entry, Chance: m.Chance, Score: m.Score, Matched: m.Matched}
	if e := c.Entry(m.Entry); e != nil {
		out.Question = e.Question
	}
	for _, f := range m.Features {
		out.Features = append(out.Features, page.Feature{Text: f.Text, Weight: f.Weight})
	}
	return out
}

// path returns the path of an entry's file within its layer.
func (p *Panel) path(e *corpus.Entry) (string, error) {
	for _, layer := range []string{curate.Folder(p.Dir).Name, p.Base.Name} {
		if rest, ok := strings.CutPrefix(e.File, layer+"/"); ok {
			return rest, nil
		}
	}
	return "", hint.New(fmt.Sprintf("%s is neither in %s nor built in", e.File, p.Dir), "it was moved or removed: reload the page")
}

// Entry returns the file of an entry for editing.
func (p *Panel) Entry(_ context.Context, id string) (page.EntryFile, error) {
	c := p.Live.State().Corpus
	var f page.EntryFile
	for _, e := range c.Entries {
		f.IDs = append(f.IDs, e.ID)
	}
	if id == "" {
		return f, nil // only the list of ids
	}
	e := c.Entry(id)
	if e == nil {
		return page.EntryFile{}, page.ErrNoEntry
	}
	rel, err := p.path(e)
	if err != nil {
		return page.EntryFile{}, err
	}
	data, err := corpus.ReadFile(curate.Folder(p.Dir).FS, rel)
	overlay := err == nil
	if errors.Is(err, fs.ErrNotExist) {
		data, err = fs.ReadFile(p.Base.FS, rel)
	}
	if err != nil {
		return page.EntryFile{}, err
	}
	f.ID, f.Source, f.Overlay, f.Path = id, string(data), overlay, filepath.Join(p.Dir, filepath.FromSlash(rel))
	return f, nil
}

// SaveEntry writes an entry to the overlay and loads it. It does not write an entry
// with problems, and ignores problems of other files.
func (p *Panel) SaveEntry(ctx context.Context, id, source string) error {
	e := p.Live.State().Corpus.Entry(id)
	if e == nil {
		return page.ErrNoEntry
	}
	rel, err := p.path(e)
	if err != nil {
		return err
	}
	if ps := p.Live.Check(rel, []byte(source)); ps.Err() != nil {
		return problemsForPage(ps)
	}
	if err := curate.Replace(filepath.Join(p.Dir, filepath.FromSlash(rel)), []byte(source)); err != nil {
		return err
	}
	var faults corpus.Problems
	if err := p.Live.Reload(ctx); err != nil && !errors.As(err, &faults) {
		return err
	}
	folder := curate.Folder(p.Dir).Name // the file of a problem with the whole folder
	faults = slices.DeleteFunc(slices.Clone(faults), func(f corpus.Problem) bool { return f.File != folder && f.File != path.Join(folder, rel) })
	if faults.Err() != nil { // for example, someone else has written it meanwhile
		return problemsForPage(faults)
	}
	return nil
}

func problemsForPage(ps corpus.Problems) error {
	r := &page.Refusal{}
	for _, p := range ps {
		r.Problems = append(r.Problems, p.String())
	}
	return r
}

// Misses lists the questions that have no answer.
func (p *Panel) Misses(ctx context.Context) ([]page.Miss, error) {
	s := p.Live.State()
	found, err := curate.GroupMisses(ctx, p.Store, s, feedback.Window{})
	if err != nil {
		return nil, err
	}
	out := []page.Miss{}
	for _, g := range found.Groups {
		if g.Now != "" {
			continue // it has an answer now
		}
		m := page.Miss{Text: g.Text, Count: g.N, Last: g.Last}
		for _, n := range g.Nearest {
			m.Nearest = append(m.Nearest, shown(s.Corpus, match.Candidate{Entry: n.Entry, Score: n.Score}))
		}
		out = append(out, m)
	}
	return out, nil
}
