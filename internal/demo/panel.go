package demo

import (
	"context"
	"strings"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/demo/page"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

// Panel serves the curator's panel of the demo page: why an answer was given, the
// questions without an answer, and the same forms as in Slack, which write in the same
// room. It implements [page.Curator].
type Panel struct {
	Live  *curate.Live
	Room  *curate.Room
	Store feedback.Source
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

// colleague is the origin of a draft that its author was asked for; the author is named then.
const colleague = "colleague"

// maxNear is how many entries a miss names. A choice: as many as its card in Slack.
const maxNear = 3

// Work lists the questions that have no answer and the answers to accept.
func (p *Panel) Work(ctx context.Context) (page.Work, error) {
	misses, err := p.misses(ctx)
	if err != nil {
		return page.Work{}, err
	}
	drafts, err := p.drafts(ctx)
	out := page.Work{Misses: misses, Drafts: []page.Draft{}}
	for _, d := range drafts {
		out.Drafts = append(out.Drafts, page.Draft{Ref: draw.Ref{Draft: d.ID}.String(), Question: d.Fields.Question, Short: d.Fields.Short, From: strings.TrimPrefix(d.Origin, colleague), By: d.By})
	}
	return out, err
}

// drafts are the answers that anybody may accept: what someone's own previews keep in
// Slack, under an id with "own/", is theirs.
func (p *Panel) drafts(ctx context.Context) (out []curate.Draft, err error) {
	all, err := p.Room.Drafts(ctx)
	for _, d := range all {
		if !strings.HasPrefix(d.ID, "own/") {
			out = append(out, d)
		}
	}
	return out, err
}

func (p *Panel) misses(ctx context.Context) ([]page.Miss, error) {
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
		for _, n := range g.Nearest[:min(len(g.Nearest), maxNear)] {
			m.Nearest = append(m.Nearest, page.Near{Entry: n.Entry, Title: blockkit.Title(s.Corpus, s.Corpus.Entry(n.Entry))})
		}
		out = append(out, m)
	}
	return out, nil
}
