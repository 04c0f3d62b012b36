package blockkit

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/corpus"
)

// HomeData is what the Home tab shows. Only Corpus is needed.
type HomeData struct {
	Corpus  *corpus.Corpus
	Command string          // the slash command's name; default /rolecall
	Top     []*corpus.Entry // the entries asked about most, most asked first
	Recent  []string        // the user's own last questions, if stored; not shown as markup
	Keeps   Keeps           // what is stored
	Now     time.Time
}

// Limits of the lists on the Home tab. They are choices: with five of each, the topics
// below are visible on a phone without much scrolling.
const (
	MaxTop       = 5   // entries
	MaxRecent    = 5   // questions
	maxRecentLen = 150 // characters of a question: about a line
)

// Home draws the Home tab.
func Home(d HomeData) slack.HomeTabViewRequest {
	if d.Command == "" {
		d.Command = "/rolecall"
	}
	b := &builder{view: View{Now: d.Now}}
	b.header("Rolecall")
	b.say("Short, sourced answers about technology-leadership roles: what they do, how they differ, how to hire them.")
	b.add(slack.NewActionBlock("home.search", search("Search or ask a question"), roleMenu(d.Corpus)))
	b.header("By hiring stage")
	for _, s := range d.Corpus.Home.Stages {
		b.stage(d.Corpus, s)
	}
	b.header("Compare roles")
	var buttons []slack.BlockElement
	for _, p := range d.Corpus.Home.Pairs {
		if label := pairLabel(d.Corpus, p); label != "" {
			buttons = append(buttons, b.button(ActionCompare, label, Ref{Entry: strings.Join(p.Roles, " ")}))
		}
	}
	b.actions("compare", buttons)
	b.quiet("To compare others, type " + d.Command + " compare and two to four roles, in any channel.")
	b.home(d)
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: "home", Blocks: slack.Blocks{BlockSet: b.blocks}}
}

// home adds the parts that depend on the workspace and the person.
func (b *builder) home(d HomeData) {
	if len(d.Top) > 0 {
		b.header("Asked most")
		var buttons []slack.BlockElement
		for _, e := range d.Top[:min(len(d.Top), MaxTop)] {
			buttons = append(buttons, b.button(ActionShow, e.Question, Ref{Entry: e.ID}))
		}
		b.actions("top", buttons)
	}
	if len(d.Recent) > 0 {
		b.header("Your last questions")
		var lines []string
		for _, q := range d.Recent[:min(len(d.Recent), MaxRecent)] {
			lines = append(lines, singleLine(q, maxRecentLen))
		}
		b.bullets("", lines)
	}
	b.header("What I store")
	b.say(d.Keeps.text() + " Ratings are stored under a code instead of your name.")
	b.actions("privacy", []slack.BlockElement{b.button(ActionShow, "More on privacy", Ref{Entry: privacyEntry}),
		b.button(ActionShow, "How to use me", Ref{Entry: "bot.help"}), b.button(ActionTopics, "All topics", Ref{})})
	b.quiet(edition(d.Corpus, d.Now))
}

// edition says how large the corpus is and how much of it is due for review.
func edition(c *corpus.Corpus, now time.Time) string {
	stale := 0
	for _, e := range c.Entries {
		if e.Stale(now) {
			stale++
		}
	}
	s := fmt.Sprintf("%d answers on %d roles · edition %s", len(c.Entries), len(c.Roles), c.Version)
	if stale > 0 {
		s += fmt.Sprintf(" · %d due for review", stale)
	}
	return s
}

// title adds a line with a bold name and an explanation after it.
func (b *builder) title(name, help string) {
	b.add(slack.NewRichTextBlock(b.id("title"), slack.NewRichTextSection(textElement(name+"  ", bold), textElement(help, nil))))
}

func (b *builder) actions(kind string, buttons []slack.BlockElement) {
	if len(buttons) > 0 {
		b.add(slack.NewActionBlock(b.id(kind), buttons...))
	}
}

// stage draws one stage; what a link leads to may have been left out for a fault.
func (b *builder) stage(c *corpus.Corpus, s *corpus.HomeStage) {
	var buttons []slack.BlockElement
	for _, l := range s.Links {
		switch e := c.Entry(l.Entry); {
		case l.Guide != "" && c.WhichRole != nil:
			buttons = append(buttons, b.button(ActionGuide, l.Label, Ref{Entry: l.Guide}))
		case l.Kit != "" && c.Kit(l.Kit) != nil:
			buttons = append(buttons, b.button(ActionKit, l.Label, Ref{Entry: l.Kit}))
		case e != nil:
			btn := b.button(ActionShow, l.Label, Ref{Entry: e.ID})
			btn.AccessibilityLabel = Clip(e.Question, MaxButtonText)
			buttons = append(buttons, btn)
		}
	}
	if len(buttons) == 0 {
		return
	}
	b.title(s.Name, s.Help)
	b.actions("stage", buttons)
}

// roleMenu is a menu of the roles that opens a role's card. The values of its
// options are Refs, like those of buttons.
func roleMenu(c *corpus.Corpus) *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	for _, r := range c.Roles[:min(len(c.Roles), maxOptions)] {
		options = append(options, slack.NewOptionBlockObject(Ref{Entry: r.ID}.String(), plainText(Clip(r.Name+lettersOf(r), MaxButtonText)), nil))
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText("Browse by role"), ActionRole, options...)
}

// pairLabel is "CTO and CIO"; "" when the corpus lacks one of them.
func pairLabel(c *corpus.Corpus, p corpus.Pair) string {
	var roles []*corpus.Role
	for _, id := range p.Roles {
		r := c.Role(id)
		if r == nil {
			return ""
		}
		roles = append(roles, r)
	}
	return roleTitle(roles)
}
