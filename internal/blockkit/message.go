// Package blockkit turns the advisor's replies into Slack's Block Kit: blocks
// for the eye and a complete plain text for screen readers and notifications.
// It does no I/O; the bot sends what it returns.
//
// Corpus text and user text never become mrkdwn: they are rich_text elements or
// plain_text, which Slack does not interpret. The plain text of a message is
// mrkdwn to Slack, so Message.Text is escaped.
package blockkit

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackutilsx"

	"rolecall/internal/advisor"
)

// Slack's limits that a reply can reach (docs.slack.dev, reference of each
// block; chat.update). In characters.
const (
	MaxButtonText  = 75
	MaxHeader      = 150
	MaxValue       = 2000
	MaxSectionText = 3000
	MaxFieldText   = 2000
	MaxUpdateText  = 4000
	MaxMessageText = 40000
)

// Message is what is sent: Text is already escaped for Slack.
type Message struct {
	Text   string
	Blocks []slack.Block
}

// View says how a reply is to be shown.
type View struct {
	Now     time.Time
	ReplyID string // ties buttons to the record of the question
	Asked   string // what the person typed; travels in the Share button only
	Private bool   // only the asker sees it: Share instead of a public thread
	Full    bool   // everything at once, no "Show more"
	All     bool   // all twelve dimensions of a comparison
	// NoTable draws comparisons as section fields, for surfaces that refuse
	// the table block.
	NoTable bool
	// NoFeedback leaves the rating out, where it cannot be pressed or makes no
	// sense (a shared copy keeps it).
	NoFeedback bool
	Keeps      Keeps // what is stored, told where the answer is about that
	Explain    bool  // curators see why the reply was chosen

	// Modal draws for a modal, which refuses tables and the native rating:
	// comparisons become section fields, the rating two ordinary buttons.
	Modal bool
	// PlainRating draws the rating as two ordinary buttons elsewhere too.
	PlainRating bool
	// Channel and Thread are where a private reply may be shared from a modal;
	// without a channel a modal offers no sharing.
	Channel, Thread string
}

// shareLabel is what the Share button of this view says; "" for no button.
func (v View) shareLabel() string {
	switch {
	case !v.Private || v.Modal && v.Channel == "":
		return ""
	case v.Thread != "":
		return "Post in thread"
	case v.Modal:
		return "Post in channel"
	}
	return "Share in channel"
}

// Action ids. They are part of messages already posted: never rename one.
const (
	ActionFeedback   = "answer_feedback"
	ActionShow       = "show_entry"      // a related question, or a topic
	ActionChoose     = "choose_entry"    // one of the choices
	ActionNoneOf     = "none_of_these"   //
	ActionMore       = "show_more"       // unfold a long answer
	ActionShare      = "share"           // post a private reply to the channel
	ActionUnshare    = "unshare"         // withdraw a shared reply
	ActionCompareAll = "compare_all"     // all twelve dimensions
	ActionCompare    = "compare_roles"   // side by side
	ActionRole       = "role_card"       //
	ActionKit        = "open_kit"        //
	ActionGuide      = "open_guide"      //
	ActionLeave      = "leave_question"  // leave a miss to the curators
	ActionTopics     = "list_topics"     //
	ActionRoleSearch = "role_search"     // the typeahead; the name is a contract
	ActionKitPage    = "kit_page"        // turn a page of a kit's modal
	ActionKitPost    = "kit_post"        // post a whole kit to the channel
	ActionDismiss    = "dismiss"         // take an unasked offer away
	ActionRetract    = "retract_verdict" //
)

// Ref is what a button carries, so that a press is understood after a restart:
// the entry (or role ids) it is about, the reply it stands under, and for Share
// the question asked.
type Ref struct {
	Entry string `json:"e,omitempty"`
	Reply string `json:"r,omitempty"`
	Asked string `json:"q,omitempty"`
	User  string `json:"u,omitempty"` // who shared, for withdrawing
	Page  int    `json:"p,omitempty"` // of a kit, from 0
	// Channel and Thread are where sharing posts, when the press cannot tell:
	// a modal has no channel, a message shortcut is about another message.
	Channel string `json:"c,omitempty"`
	Thread  string `json:"t,omitempty"`
	All     bool   `json:"a,omitempty"`
	Up      bool   `json:"up,omitempty"`
}

// String encodes r as a button value of at most MaxValue characters; a long
// question is cut to fit.
func (r Ref) String() string {
	for {
		b, err := json.Marshal(r)
		if err == nil && len(b) <= MaxValue-100 {
			return string(b)
		}
		runes := []rune(r.Asked)
		if len(runes) == 0 {
			return ""
		}
		r.Asked = string(runes[:len(runes)*3/4])
	}
}

// ParseRef reads a button value; ok is false for one that is not ours.
func ParseRef(value string) (r Ref, ok bool) {
	return r, json.Unmarshal([]byte(value), &r) == nil
}

// Render draws a reply.
func Render(r advisor.Reply, v View) Message {
	if r.EntryID() == privacyEntry && v.Keeps != (Keeps{}) {
		r.Notes = append(slices.Clone(r.Notes), "As it is set here: "+v.Keeps.text())
	}
	b := &builder{reply: r, view: v}
	switch r.Outcome {
	case advisor.Answer, advisor.Guide, advisor.Help:
		if r.Reason == advisor.ReasonTopics {
			return Topics(r.Corpus)
		}
		b.answer()
	case advisor.Choices:
		b.choices()
	case advisor.Compared:
		b.comparison()
	case advisor.RoleCard:
		b.roleCard()
	case advisor.KitPage:
		b.kit()
	default:
		b.none()
	}
	if v.Explain {
		b.explanation()
	}
	return b.message(Plain(r, v))
}

// builder gathers the blocks of one message.
type builder struct {
	reply  advisor.Reply
	view   View
	blocks []slack.Block
	ids    int
}

func (b *builder) add(blocks ...slack.Block) { b.blocks = append(b.blocks, blocks...) }

// id is a block id that is unique in the message and new with every reply.
func (b *builder) id(kind string) string {
	b.ids++
	return kind + "." + strconv.Itoa(b.ids) + "." + b.view.ReplyID
}

func (b *builder) message(plain string) Message {
	return Message{Text: escapeTo(plain, maxPlain), Blocks: b.blocks}
}

// maxPlain bounds the text of a message, escaped. A whole hiring kit fits; Slack
// cuts at MaxMessageText, and would cut an escape in two.
const maxPlain = MaxMessageText / 2

// escapeTo escapes a text and cuts it, before escaping, so that the result has
// at most n characters.
func escapeTo(s string, n int) string {
	for keep := n; ; keep = keep * 3 / 4 {
		if out := escape(clip(s, keep)); utf8.RuneCountInString(out) <= n {
			return out
		}
	}
}

func (b *builder) header(s string) {
	b.add(slack.NewHeaderBlock(plainText(clip(s, MaxHeader))))
}

// say adds a plain paragraph.
func (b *builder) say(s string) {
	if s != "" {
		b.add(slack.NewRichTextBlock(b.id("say"), slack.NewRichTextSection(textElement(s, nil))))
	}
}

// quiet adds a small grey line.
func (b *builder) quiet(s string) {
	if s != "" {
		b.add(slack.NewContextBlock(b.id("quiet"), plainText(clip(s, MaxFieldText))))
	}
}

// ref is what a button carries. Where a private reply may be shared to goes with
// every button, so that what it leads to can be shared there too.
func (b *builder) ref(entry string) Ref {
	ref := Ref{Entry: entry, Reply: b.view.ReplyID}
	if b.view.Private {
		ref.Channel, ref.Thread = b.view.Channel, b.view.Thread
	}
	return ref
}

// button is a button whose action id is unique in its block: Slack requires it,
// and the part after the dot is ignored when the press is read.
func (b *builder) button(action, label string, ref Ref) *slack.ButtonBlockElement {
	b.ids++
	full := label
	btn := slack.NewButtonBlockElement(action+"."+strconv.Itoa(b.ids), ref.String(), plainText(clip(label, MaxButtonText)))
	if utf8.RuneCountInString(full) > MaxButtonText {
		btn.AccessibilityLabel = clip(full, MaxButtonText)
	}
	return btn
}

// Action is the action id without its distinguishing tail.
func Action(id string) string {
	name, _, _ := strings.Cut(id, ".")
	return name
}

// feedback adds the pair of rating buttons, the native one where it may stand.
func (b *builder) feedback(entry string) {
	if b.view.NoFeedback {
		return
	}
	up, down := b.ref(entry), b.ref(entry)
	up.Up = true
	if b.view.Modal || b.view.PlainRating {
		yes, no := b.button(ActionFeedback, "Helpful", up), b.button(ActionFeedback, "Not helpful", down)
		yes.AccessibilityLabel, no.AccessibilityLabel = "This reply helped", "This reply did not help"
		b.add(slack.NewActionBlock(b.id("fb"), yes, no))
		return
	}
	b.add(slack.NewContextActionsBlock(b.id("fb"), slack.NewFeedbackButtonsBlockElement(ActionFeedback,
		slack.NewFeedbackButton(plainText("Helpful"), up.String()).WithAccessibilityLabel("This reply helped"),
		slack.NewFeedbackButton(plainText("Not helpful"), down.String()).WithAccessibilityLabel("This reply did not help"))))
}

func plainText(s string) *slack.TextBlockObject {
	if s == "" {
		s = " "
	}
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// escape makes text inert as mrkdwn.
func escape(s string) string { return slackutilsx.EscapeMessage(s) }

// Clip cuts a text to n characters, with an ellipsis.
func Clip(s string, n int) string { return clip(s, n) }

func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:n-1]), " ") + "…"
}

var (
	bold   = &slack.RichTextSectionTextStyle{Bold: true}
	italic = &slack.RichTextSectionTextStyle{Italic: true}
)
