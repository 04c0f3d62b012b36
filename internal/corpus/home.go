package corpus

import (
	"fmt"
	"slices"
	"strings"
)

// Home is what the Home tab offers: stages of a hire, pairs of roles to compare, and
// families of entries that have their own heading in the list of topics; and what the
// agent view offers when it is opened.
type Home struct {
	Stages  []*HomeStage
	Pairs   []Pair
	Topics  []*Topic
	Prompts []Prompt
}

// HomeStage is one step of a hire with what helps in it.
type HomeStage struct {
	ID, Name, Help string
	Links          []Link

	File string
	Line int
}

// Link leads to an entry, the kit of a role, or a guide: one of the three is set.
type Link struct {
	Entry, Kit, Guide string
	Label             string
	Line              int
}

// Pair is the ids of two roles.
type Pair struct {
	Roles []string

	File string
	Line int
}

// Topic is a heading for a family of entries.
type Topic struct {
	Family, Name string

	File string
	Line int
}

// Prompt is a button of the agent view and the question that it asks.
type Prompt struct {
	Title, Message string

	File string
	Line int
}

// MaxPrompts is how many prompts the agent view shows (docs.slack.dev,
// assistant.threads.setSuggestedPrompts); with more, Slack shows none.
const MaxPrompts = 4

// Limits of Slack (docs.slack.dev, Block Kit reference: actions block, views): an
// actions block holds 25 buttons, a Home tab 100 blocks, of which a stage takes two;
// the other 40 are for the rest of the tab.
const (
	maxLinks  = 25
	maxPairs  = 25
	maxStages = 30
)

// whichRole is the one guide there is.
const whichRole = "which-role"

// homeFile merges a file: a stage or topic replaces the one with its id, the pairs
// replace all pairs and the prompts all prompts, since their order matters.
func (l *loader) homeFile(p string, data []byte) {
	file := l.shownName(p)
	var raw struct {
		Stages []struct {
			ID, Name, Help str
			Links          []struct{ Entry, Kit, Guide, Label str }
		}
		Pairs  [][]str
		Topics []struct{ Family, Name str }

		Prompts []struct{ Title, Message str }
	}
	if !l.decode(file, data, &raw) {
		return
	}
	home := &l.c.Home
	for _, s := range raw.Stages {
		stage := &HomeStage{ID: l.required(file, s.ID, "id"), Name: l.required(file, s.Name, "name"), Help: s.Help.Text, File: file, Line: s.ID.Line}
		for _, r := range s.Links {
			link := Link{Entry: r.Entry.Text, Kit: r.Kit.Text, Guide: r.Guide.Text, Label: l.required(file, r.Label, "label"), Line: r.Label.Line}
			if n := len(strings.Fields(link.Entry + " " + link.Kit + " " + link.Guide)); n != 1 {
				l.report(file, link.Line, fmt.Sprintf("link %q leads to %d places", link.Label, n), "name one of entry, kit and guide")
			}
			stage.Links = append(stage.Links, link)
		}
		if l.once("stage", stage.ID, file, stage.Line) {
			put(&home.Stages, stage, func(o *HomeStage) bool { return o.ID == stage.ID })
		}
	}
	if raw.Pairs != nil {
		home.Pairs = nil
	}
	for _, roles := range raw.Pairs {
		pair := Pair{Roles: unique(texts(roles)), File: file}
		if len(roles) > 0 {
			pair.Line = roles[0].Line
		}
		if n := len(pair.Roles); n != 2 {
			l.report(file, pair.Line, fmt.Sprintf("a pair of %d roles", n), "name two")
			continue
		}
		home.Pairs = append(home.Pairs, pair)
	}
	if raw.Prompts != nil {
		home.Prompts = nil
	}
	for _, p := range raw.Prompts {
		home.Prompts = append(home.Prompts, Prompt{Title: l.required(file, p.Title, "title"), Message: l.required(file, p.Message, "message"), File: file, Line: p.Title.Line})
	}
	for _, t := range raw.Topics {
		topic := &Topic{Family: l.required(file, t.Family, "family"), Name: l.required(file, t.Name, "name"), File: file, Line: t.Family.Line}
		if l.once("family", topic.Family, file, topic.Line) {
			put(&home.Topics, topic, func(o *Topic) bool { return o.Family == topic.Family })
		}
	}
}

// home checks limits and links.
func (l *loader) home() {
	h := l.c.Home
	for i, s := range h.Stages {
		l.fits(s.File, s.Line, "name", s.Name, MaxQuestion)
		l.fits(s.File, s.Line, "help", s.Help, MaxKitText)
		if len(s.Links) > maxLinks {
			l.report(s.File, s.Line, fmt.Sprintf("stage %q has %d links, at most %d", s.ID, len(s.Links), maxLinks), "keep those that people press")
		}
		if i == maxStages {
			l.report(s.File, s.Line, fmt.Sprintf("%d stages, at most %d", len(h.Stages), maxStages), "a Home tab holds no more")
		}
		for _, link := range s.Links {
			l.fits(s.File, link.Line, "label", link.Label, MaxLabel)
			if link.Kit != "" && l.c.Kit(link.Kit) == nil && !l.isMissing("kit", func(id string) bool { return id == link.Kit }) {
				l.blame(s.File, link.Line, fmt.Sprintf("there is no kit for %q", link.Kit), "write guides/kit-"+link.Kit+".yaml, or remove the link")
			}
			if link.Guide != "" && (link.Guide != whichRole || l.c.WhichRole == nil && !l.isMissing("guide", func(string) bool { return true })) {
				l.blame(s.File, link.Line, fmt.Sprintf("there is no guide %q", link.Guide), "the one guide is "+whichRole)
			}
		}
	}
	for i, p := range h.Pairs {
		if i == maxPairs {
			l.report(p.File, p.Line, fmt.Sprintf("%d pairs, at most %d", len(h.Pairs), maxPairs), "keep those asked for most")
		}
	}
	for i, p := range h.Prompts {
		l.fits(p.File, p.Line, "title", p.Title, MaxQuestion)
		l.fits(p.File, p.Line, "message", p.Message, MaxPhrasing)
		if i == MaxPrompts {
			l.report(p.File, p.Line, fmt.Sprintf("%d prompts, at most %d", len(h.Prompts), MaxPrompts), "keep those asked for most")
		}
	}
	for _, t := range h.Topics {
		l.fits(t.File, t.Line, "name", t.Name, MaxLabel)
		if !l.hasFamily(t.Family) {
			l.blame(t.File, t.Line, fmt.Sprintf("no entry is of the family %q", t.Family), "a family is the folder of an entry: hiring of hiring.offer")
		}
	}
}

// hasFamily reports whether an entry is of a family, or would be without a fault.
func (l *loader) hasFamily(family string) bool {
	of := func(id string) bool { return strings.HasPrefix(id, family+".") || id == family }
	return slices.ContainsFunc(l.c.Entries, func(e *Entry) bool { return of(e.ID) }) || l.isMissing("entry", of)
}

// Partner is the role that a role is compared with most: in the first pair of the Home tab that has it, or else
// the first role of the first pair; or "" where there are no pairs.
func (c *Corpus) Partner(role string) string {
	for _, p := range c.Home.Pairs {
		switch role {
		case p.Roles[0]:
			return p.Roles[1]
		case p.Roles[1]:
			return p.Roles[0]
		}
	}
	if len(c.Home.Pairs) > 0 {
		return c.Home.Pairs[0].Roles[0]
	}
	return ""
}
