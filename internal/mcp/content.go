package mcp

import (
	"slices"
	"strings"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/kitfile"
)

// Answer is a reply in parts. Lists are never null, so that a client needs no check.
type Answer struct {
	Outcome string   `json:"outcome" jsonschema:"answer, choices, comparison, role, guide, kit, help or none"`
	Reason  string   `json:"reason,omitempty" jsonschema:"why this outcome, such as exact, confident, ambiguous, nothing-near, or the kind of what is not answered"`
	Entry   string   `json:"entry,omitempty" jsonschema:"id of the entry shown, such as cto.salary; rolecall://entry/ID reads it again"`
	Title   string   `json:"title,omitempty" jsonschema:"role and topic"`
	Asks    string   `json:"question,omitempty" jsonschema:"the question that this answers: compare it with what was asked"`
	Short   string   `json:"short,omitempty" jsonschema:"the answer in one or two sentences; with outcome none or choices, what to tell the person"`
	Points  []string `json:"points" jsonschema:"the rest of the answer, each with its citations in brackets"`
	Rows    []Row    `json:"rows,omitempty" jsonschema:"of a comparison: what each role is in one respect"`
	Next    string   `json:"next,omitempty" jsonschema:"what to do with it"`
	Notes   []string `json:"notes" jsonschema:"how the question was read, and caveats; pass them on"`
	Cited
	Choices []Topic `json:"choices" jsonschema:"with outcome choices, what may have been meant; with none, what is near. Call ask with a question word for word"`
	Related []Topic `json:"related" jsonschema:"what is often asked next"`
}

// Row is one respect in which roles are compared.
type Row struct {
	Label string `json:"label"`
	Cells []Cell `json:"cells"`
}

// Cell is what a role is in one respect.
type Cell struct {
	Role string `json:"role"`
	Text string `json:"text"`
}

// Cited is what a citation needs.
type Cited struct {
	Sources  []Source `json:"sources" jsonschema:"cite them with publisher, year and address"`
	Reviewed string   `json:"reviewed,omitempty" jsonschema:"day of the last review, as in 2026-11-26"`
	Overdue  string   `json:"overdue,omitempty" jsonschema:"set where the review is overdue: pass it on"`
	Version  string   `json:"corpus_version" jsonschema:"of the knowledge that this is from"`
}

// Source is a publication that an answer cites.
type Source struct {
	Cite      string `json:"cite" jsonschema:"as the text cites it"`
	Title     string `json:"title"`
	Publisher string `json:"publisher,omitempty"`
	Year      string `json:"year,omitempty" jsonschema:"of the data; none where it is undated"`
	Country   string `json:"country,omitempty" jsonschema:"of the data"`
	URL       string `json:"url,omitempty"`
	Grade     string `json:"grade,omitempty" jsonschema:"A official or first-hand, to D someone who sells"`
}

// Topic is an entry that can be asked for.
type Topic struct {
	Entry    string `json:"entry"`
	Question string `json:"question"`
}

// answer is a reply in parts.
func answer(r advisor.Reply, now time.Time) Answer {
	out := Answer{Outcome: string(r.Outcome), Reason: string(r.Reason), Entry: r.EntryID(), Points: []string{}, Notes: append([]string{}, r.Notes...),
		Cited: Cited{Sources: []Source{}, Version: r.Corpus.Version}, Choices: topics(r.Choices), Related: topics(r.Related)}
	switch {
	case r.Outcome == advisor.Compared:
		out.compared(r)
	case r.Outcome == advisor.RoleCard:
		out.card(r, now)
	case r.Outcome == advisor.KitPage:
		d := kitfile.Document{Corpus: r.Corpus, Role: r.Role, Kit: r.Kit}
		out.Title, out.Short = d.Title(), r.Kit.Scorecard.Mission
		out.Next = "Call kit with role " + r.Role.ID + " for the whole kit."
		out.cite(r.Corpus, r.Kit.Sources, r.Kit.Reviewed)
	case r.Entry != nil:
		out.entry(r.Corpus, r.Entry, now)
	default:
		out.Short = r.Lead
	}
	if r.Also != nil {
		out.Notes = append(out.Notes, "A second question was asked too; ask it on its own: "+r.Also.Question)
	}
	return out
}

// entry adds an entry.
func (a *Answer) entry(c *corpus.Corpus, e *corpus.Entry, now time.Time) {
	cite := c.Citer(e, now)
	a.Title, a.Asks, a.Short = blockkit.Title(c, e), e.Question, e.Short.Plain(cite)
	e.Body.Each(func(spans []corpus.Span, _ int) {
		text := prose.Plain(spans, cite)
		if next, ok := strings.CutPrefix(text, "Next: "); ok {
			a.Next = next
		} else {
			a.Points = append(a.Points, text)
		}
	})
	a.cite(c, e.Sources, e.Reviewed)
	if e.Stale(now) {
		a.Overdue = overdue(e)
	}
	if e.Kind.Careful() {
		a.Notes = append(a.Notes, "General information, not legal advice.")
	}
}

func overdue(e *corpus.Entry) string {
	return "Review overdue since " + e.Due().Format(time.DateOnly) + ": check before relying on it."
}

// compared adds roles side by side.
func (a *Answer) compared(r advisor.Reply) {
	var names, ids []string
	for _, role := range r.Comparison.Roles {
		names = append(names, role.Letters)
		for _, d := range corpus.Dimensions() {
			ids = append(ids, role.Cells[d.Key].Sources...)
		}
	}
	a.Title, a.Short = strings.Join(names, " and ")+" compared", r.Comparison.Short
	for _, d := range r.Comparison.Rows(true) {
		row := Row{Label: d.Label}
		for _, role := range r.Comparison.Roles {
			if text := role.Cells[d.Key].Text; text != "" {
				row.Cells = append(row.Cells, Cell{role.ID, text})
			}
		}
		if len(row.Cells) > 0 {
			a.Rows = append(a.Rows, row)
		}
	}
	a.cite(r.Corpus, ids, r.Comparison.Reviewed)
}

// card adds a role's card.
func (a *Answer) card(r advisor.Reply, now time.Time) {
	a.Title = r.Role.Name
	var ids []string
	if r.Entry != nil {
		a.Short, ids = r.Entry.Short.Plain(r.Corpus.Citer(r.Entry, now)), r.Entry.Short.Cites()
	}
	for _, d := range corpus.Dimensions() {
		if cell, ok := r.Role.Cells[d.Key]; ok {
			a.Points, ids = append(a.Points, d.Label+": "+cell.Text), append(ids, cell.Sources...)
		}
	}
	a.cite(r.Corpus, ids, r.Role.Reviewed)
}

// cite adds sources by their ids, each once, as they are in what was reviewed on a day. Our
// own reading is none that could be looked up.
func (c *Cited) cite(of *corpus.Corpus, ids []string, reviewed time.Time) {
	c.Version, c.Reviewed, c.Sources = of.Version, reviewed.Format(time.DateOnly), []Source{}
	for i, id := range ids {
		s := of.SourceOn(id, reviewed)
		if s == nil || id == corpus.Own || slices.Contains(ids[:i], id) {
			continue
		}
		year := ""
		if month, ok := s.Month(); ok {
			year = month.Format("2006")
		}
		c.Sources = append(c.Sources, Source{Cite: s.Cite, Title: s.Title, Publisher: s.Publisher, Year: year, Country: s.Country, URL: s.URL, Grade: s.Grade})
	}
}

// text lists the sources for a client that reads only text.
func (c Cited) text() string {
	var b strings.Builder
	for _, s := range c.Sources {
		b.WriteString("\n• " + s.Cite + ": " + s.Title)
		if s.Publisher != "" {
			b.WriteString(", " + s.Publisher)
		}
		if s.URL != "" {
			b.WriteString(", " + s.URL)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\n\nSources to cite:" + b.String()
}

func topics(list []*corpus.Entry) []Topic {
	out := []Topic{}
	for _, e := range list {
		out = append(out, Topic{e.ID, e.Question})
	}
	return out
}
