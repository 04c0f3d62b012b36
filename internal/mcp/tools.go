package mcp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
	"rolecall/internal/kitfile"
	"rolecall/internal/match"
)

const (
	// maxText is how long a question may be, in characters. A choice: ten times the longest
	// of the labelled questions; more is a document and no question.
	maxText = 4000
	// maxContext is how many questions before it are read; older ones are left out. A
	// choice: a follow-up takes what it lacks from the last few.
	maxContext = 10
	// maxFound is how many entries a search returns. A choice: as many as the typeahead in
	// Slack and more than an assistant needs.
	maxFound = 10
	// leastFound is the least chance of an entry that a search returns. A choice: it is the
	// least that a choice in Slack has.
	leastFound = 0.01
)

// AskInput is what the tool ask takes.
type AskInput struct {
	Question string   `json:"question" jsonschema:"the question in the person's own words, in English; typing errors do no harm"`
	Context  []string `json:"context,omitempty" jsonschema:"for a follow-up such as 'and how much do they earn?': the questions before it in this conversation, oldest first"`
}

// CompareInput is what the tool compare takes.
type CompareInput struct {
	Roles []string `json:"roles,omitempty" jsonschema:"two to four roles by letters, name or id: CTO, vp engineering, staff-engineer"`
	Text  string   `json:"text,omitempty" jsonschema:"or the roles as someone typed them: 'CTO vs. CISO'"`
}

// KitInput is what the tool kit takes.
type KitInput struct {
	Role string `json:"role" jsonschema:"letters, name or id of the role: cto"`
}

// SearchInput is what the tool search takes.
type SearchInput struct {
	Query string `json:"query" jsonschema:"words or a question"`
}

// Kit is a hiring kit in parts; the text has all of it.
type Kit struct {
	Role         string       `json:"role"`
	Title        string       `json:"title"`
	Mission      string       `json:"mission"`
	Competencies []Competency `json:"competencies" jsonschema:"the scorecard: what to rate from 1 to 5"`
	Rounds       []Round      `json:"rounds" jsonschema:"the interview loop in its order"`
	DontAsk      []string     `json:"dont_ask" jsonschema:"questions that must not be asked"`
	Cited
}

// Competency is a line of a scorecard.
type Competency struct {
	Name     string   `json:"name"`
	Weight   int      `json:"weight,omitempty" jsonschema:"1 to 3"`
	Knockout bool     `json:"knockout,omitempty" jsonschema:"a rating under 3 ends it"`
	Ratings  []string `json:"ratings" jsonschema:"what ratings look like"`
}

// Round is a conversation with a candidate.
type Round struct {
	Name      string     `json:"name"`
	Minutes   int        `json:"minutes,omitempty"`
	Who       string     `json:"who,omitempty"`
	Questions []Interest `json:"questions"`
}

// Interest is a question of an interview.
type Interest struct {
	Ask  string `json:"ask"`
	Good string `json:"good,omitempty" jsonschema:"what a good answer sounds like"`
	Weak string `json:"weak,omitempty" jsonschema:"what a weak one sounds like"`
}

// Found is what a search returns.
type Found struct {
	Entries []FoundEntry `json:"entries" jsonschema:"best first"`
	Version string       `json:"corpus_version"`
}

// FoundEntry is an entry that a search found.
type FoundEntry struct {
	Topic
	Title string  `json:"title"`
	Short string  `json:"short"`
	URI   string  `json:"uri" jsonschema:"read it as a resource, or call ask with the question"`
	Like  float64 `json:"chance,omitempty" jsonschema:"that it answers the query, 0 to 1; none where only words agree"`
}

// addTools adds the tools. All of them only read, and know nothing but the corpus.
func (s *Server) addTools() {
	no := false
	tool := func(name, title, description string) *sdk.Tool {
		return &sdk.Tool{Name: name, Title: title, Description: description,
			Annotations: &sdk.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &no, DestructiveHint: &no}}
	}
	sdk.AddTool(s.sdk, tool("ask", "Ask Rolecall", "Answers a question about a technology-leadership role or about hiring for one (CTO, CIO, CISO, VP Engineering and related roles), from answers that people wrote and reviewed, with sources to cite. Says so where it has none."), s.ask)
	sdk.AddTool(s.sdk, tool("compare", "Compare roles", "Two to four technology-leadership roles side by side: purpose, decisions, reporting line, measures and more, with sources to cite."), s.compare)
	sdk.AddTool(s.sdk, tool("kit", "Hiring kit", "The hiring kit of a role: scorecard, interview rounds, questions with good and weak signs, case, debrief, what not to ask."), s.kit)
	sdk.AddTool(s.sdk, tool("search", "Search the entries", "Finds entries by words or by a question, best first, to read them or to ask for one."), s.search)
}

func (s *Server) ask(ctx context.Context, _ *sdk.CallToolRequest, in AskInput) (*sdk.CallToolResult, Answer, error) {
	if err := readable(append(in.Context, in.Question)...); err != nil {
		return nil, Answer{}, err
	}
	if strings.TrimSpace(in.Question) == "" {
		return nil, Answer{}, told("no question was given", `write it into "question", such as "who does a CTO report to?"`)
	}
	a := s.o.Advisor(ctx)
	var before match.Context
	for _, q := range in.Context[max(0, len(in.Context)-maxContext):] {
		before = a.Ask(advisor.Question{Text: q, Context: before}).Context
	}
	r := a.Ask(advisor.Question{Text: in.Question, Context: before})
	if r.Outcome == advisor.BadCompare {
		return nil, Answer{}, errors.New(r.Lead)
	}
	return s.reply(r)
}

func (s *Server) compare(ctx context.Context, _ *sdk.CallToolRequest, in CompareInput) (*sdk.CallToolResult, Answer, error) {
	text := strings.Join(append(in.Roles, in.Text), ", ")
	if err := readable(text); err != nil {
		return nil, Answer{}, err
	}
	r := s.o.Advisor(ctx).Compare(text)
	if r.Outcome == advisor.BadCompare {
		return nil, Answer{}, told(r.Lead, "the ids of the roles are "+roleIDs(r.Corpus))
	}
	return s.reply(r)
}

// reply is a reply as text and in parts.
func (s *Server) reply(r advisor.Reply) (*sdk.CallToolResult, Answer, error) {
	now := s.o.Now()
	out := answer(r, now)
	text := blockkit.Plain(r, blockkit.View{Now: now, Full: true, All: true})
	if len(out.Choices) > 0 {
		text += "\n\nTo get one of these, call ask with its question word for word."
	}
	return said(text + out.Cited.text()), out, nil
}

func (s *Server) kit(ctx context.Context, _ *sdk.CallToolRequest, in KitInput) (*sdk.CallToolResult, Kit, error) {
	if err := readable(in.Role); err != nil {
		return nil, Kit{}, err
	}
	a := s.o.Advisor(ctx)
	r := a.Kit(strings.TrimSpace(in.Role))
	if r.Outcome != advisor.KitPage {
		r = a.Ask(advisor.Question{Text: "kit " + in.Role})
	}
	if r.Outcome != advisor.KitPage {
		var ids []string
		for _, k := range a.Corpus().Kits {
			ids = append(ids, k.Role)
		}
		return nil, Kit{}, told("there is no hiring kit for that role", "there is one for "+strings.Join(ids, ", "))
	}
	d := kitfile.Document{Corpus: r.Corpus, Role: r.Role, Kit: r.Kit}
	out := Kit{Role: r.Role.ID, Title: d.Title(), Mission: r.Kit.Scorecard.Mission, Competencies: []Competency{}, Rounds: []Round{}, DontAsk: append([]string{}, r.Kit.DontAsk...)}
	for _, c := range r.Kit.Scorecard.Competencies {
		out.Competencies = append(out.Competencies, Competency{c.Name, c.Weight, c.Knockout, append([]string{}, kitfile.Ratings(c.Anchors)...)})
	}
	for _, stage := range kitfile.Rounds(r.Kit) {
		round := Round{Name: stage.Stage.Stage, Minutes: stage.Minutes, Who: stage.Who, Questions: []Interest{}}
		for _, q := range stage.Questions {
			round.Questions = append(round.Questions, Interest{q.Ask, q.Good, q.Weak})
		}
		out.Rounds = append(out.Rounds, round)
	}
	out.cite(r.Corpus, r.Kit.Sources, r.Kit.Reviewed)
	return said("# " + d.Title() + "\n\n" + kitfile.Markdown(d)), out, nil
}

func (s *Server) search(ctx context.Context, _ *sdk.CallToolRequest, in SearchInput) (*sdk.CallToolResult, Found, error) {
	if err := readable(in.Query); err != nil {
		return nil, Found{}, err
	}
	a, now := s.o.Advisor(ctx), s.o.Now()
	c := a.Corpus()
	out := Found{Entries: []FoundEntry{}, Version: c.Version}
	add := func(e *corpus.Entry, chance float64) {
		known := slices.ContainsFunc(out.Entries, func(f FoundEntry) bool { return f.Entry == e.ID })
		if !known && len(out.Entries) < maxFound {
			out.Entries = append(out.Entries, FoundEntry{Topic{e.ID, e.Question}, blockkit.Title(c, e), e.Short.Plain(c.Citer(e, now)), entryURI(e.ID), chance})
		}
	}
	for _, found := range a.Ask(advisor.Question{Text: in.Query}).Match.Candidates {
		if e := c.Entry(found.Entry); e != nil && found.Chance >= leastFound {
			add(e, round(found.Chance))
		}
	}
	for _, found := range a.Complete(in.Query, maxFound) { // what has the words, where no question was asked
		if e := c.Entry(cmp.Or(found.Entry, found.Role+".definition")); e != nil {
			add(e, 0)
		}
	}
	text := "Nothing here is about that."
	if len(out.Entries) > 0 {
		var lines []string
		for _, e := range out.Entries {
			lines = append(lines, "• "+e.Question+" ("+e.URI+")\n  "+e.Short)
		}
		text = strings.Join(lines, "\n")
	}
	return said(text), out, nil
}

// round keeps two decimals. A choice: more would suggest that they mean something.
func round(f float64) float64 { return float64(int(f*100+0.5)) / 100 }

// readable refuses texts that are too long to be a question.
func readable(texts ...string) error {
	for _, t := range texts {
		if n := utf8.RuneCountInString(t); n > maxText {
			return told(fmt.Sprintf("a text of %d characters is too long: at most %d are read", n, maxText), "send the question alone, without the document around it")
		}
	}
	return nil
}

// told is an error of a tool, which the assistant reads: what happened and what to do.
func told(what, todo string) error {
	return errors.New(what + "\nhint: " + todo)
}

func said(text string) *sdk.CallToolResult {
	return &sdk.CallToolResult{Content: []sdk.Content{&sdk.TextContent{Text: text}}}
}

func roleIDs(c *corpus.Corpus) string {
	var ids []string
	for _, r := range c.Roles {
		ids = append(ids, r.ID)
	}
	return strings.Join(ids, ", ")
}
