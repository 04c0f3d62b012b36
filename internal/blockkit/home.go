package blockkit

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// HomeData is what the Home tab shows. Only Corpus is needed.
type HomeData struct {
	Corpus *corpus.Corpus
	Top    []*corpus.Entry // the entries asked about most, most asked first
	Recent []string        // the user's own last questions, if stored; not shown as markup
	Keeps  Keeps           // what is stored
	Now    time.Time
	Curate []slack.Block // the section of curators, drawn; nil for everyone else
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
	b := &builder{view: View{Now: d.Now}}
	b.header("Rolecall")
	b.search(d.Corpus)
	b.add(d.Curate...)        // what waits for a curator comes before what they know
	b.header("Compare roles") // before the stages, which are long on a phone
	b.compare(d.Corpus)
	b.header("By hiring stage")
	for _, s := range d.Corpus.Home.Stages {
		b.stage(d.Corpus, s)
	}
	b.home(d)
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: "home", Blocks: slack.Blocks{BlockSet: b.blocks}}
}

// search adds a field for a question in one's own words, and the menu of roles. A menu
// could not be the field: it asks with its last option only, cuts a question at 150 bytes,
// and offers nothing when the bot is slow. Enter asks; so does the button, since a phone's
// keyboard may have no Enter.
func (b *builder) search(c *corpus.Corpus) {
	typed := slack.NewPlainTextInputBlockElement(plainText("For example: who does a CISO report to?"), ActionAsk)
	typed.MaxLength = maxQuestion
	typed.DispatchActionConfig = &slack.DispatchActionConfig{TriggerActionsOn: []string{"on_enter_pressed"}}
	field := slack.NewInputBlock(BlockAsk, plainText("Your question about a role"), nil, typed)
	field.DispatchAction = true
	ask := b.button(ActionAsk, "Ask", Ref{})
	ask.Style = slack.StylePrimary
	b.add(field, slack.NewActionBlock("home.search", ask, roleMenu(c)))
}

// compare adds a menu to pick roles from, and a button for each usual pair.
func (b *builder) compare(c *corpus.Corpus) {
	var buttons []slack.BlockElement
	if options := roleOptions(c, func(r *corpus.Role) string { return r.ID }); len(options) > 1 {
		pick := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plainText("Pick roles"), ActionPick, options...)
		pick.WithMaxSelectedItems(match.MaxCompared)
		b.add(slack.NewSectionBlock(plainText("Two to four roles:"), nil, slack.NewAccessory(pick), slack.SectionBlockOptionBlockID(BlockPicked)))
		buttons = append(buttons, b.button(ActionComparePicked, "Compare", Ref{}))
	}
	for _, p := range c.Home.Pairs {
		if label := pairLabel(c, p); label != "" {
			buttons = append(buttons, b.button(ActionCompare, label, Ref{Entry: strings.Join(p.Roles, " ")}))
		}
	}
	b.actions("compare", buttons)
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
	b.quiet(d.Keeps.text() + " Ratings are stored under a code instead of your name.")
	b.actions("privacy", []slack.BlockElement{b.button(ActionShow, "More on privacy", Ref{Entry: privacyEntry}),
		b.button(ActionShow, "How to use me", Ref{Entry: "bot.help"}), b.button(ActionTopics, "All topics", Ref{}), search("Find a topic")})
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

// maxStageButtons is how many links of a stage are buttons; of more, all but the first
// are in a menu. A choice: three short ones are a line or two on a phone.
const maxStageButtons = 3

// stage draws one stage; what a link leads to may have been left out for a fault.
func (b *builder) stage(c *corpus.Corpus, s *corpus.HomeStage) {
	var shown []slack.BlockElement
	menus := map[string][]*slack.OptionBlockObject{} // by action: a menu has only one
	for _, l := range s.Links {
		action, to, help := linkTo(c, l)
		switch {
		case action == "":
		case len(shown) < maxStageButtons:
			btn := b.button(action, l.Label, to)
			btn.AccessibilityLabel = help
			shown = append(shown, btn)
		default:
			menus[action] = append(menus[action], slack.NewOptionBlockObject(to.String(), plainText(Clip(l.Label, MaxButtonText)), nil))
		}
	}
	if len(shown) == 0 {
		return
	}
	for _, action := range slices.Sorted(maps.Keys(menus)) {
		b.ids++
		shown = append(shown, slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText(moreLinks[action]), action+"."+strconv.Itoa(b.ids), menus[action]...))
	}
	b.title(s.Name, s.Help)
	b.actions("stage", shown)
}

// moreLinks are the names of a stage's menus, by what their options open.
var moreLinks = map[string]string{ActionKit: "More kits", ActionShow: "More answers", ActionGuide: "More guides"}

// linkTo returns the action of a link and where it leads, with its question in full if
// it has one; "" if it leads nowhere.
func linkTo(c *corpus.Corpus, l corpus.Link) (action string, to Ref, help string) {
	switch e := c.Entry(l.Entry); {
	case l.Guide != "" && c.WhichRole != nil:
		return ActionGuide, Ref{Entry: l.Guide}, ""
	case l.Kit != "" && c.Kit(l.Kit) != nil:
		return ActionKit, Ref{Entry: l.Kit}, ""
	case e != nil:
		return ActionShow, Ref{Entry: e.ID}, Clip(e.Question, MaxButtonText)
	}
	return "", Ref{}, ""
}

// roleMenu is a menu of the roles that opens a role's card. The values of its
// options are Refs, like those of buttons.
func roleMenu(c *corpus.Corpus) *slack.SelectBlockElement {
	options := roleOptions(c, func(r *corpus.Role) string { return Ref{Entry: r.ID}.String() })
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText("Browse by role"), ActionRole, options...)
}

// roleOptions returns an option for each role.
func roleOptions(c *corpus.Corpus, value func(*corpus.Role) string) (options []*slack.OptionBlockObject) {
	for _, r := range c.Roles[:min(len(c.Roles), maxOptions)] {
		options = append(options, slack.NewOptionBlockObject(value(r), plainText(Clip(r.Name+lettersOf(r), MaxButtonText)), nil))
	}
	return options
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
