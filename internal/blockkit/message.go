// Package blockkit draws the advisor's replies as messages and views in Slack's
// Block Kit. Each message also has a complete plain text, which screen readers and
// notifications use. The package does no I/O; the bot sends what it returns.
//
// Text from the corpus and from users is not mrkdwn: it is in rich_text or plain_text
// elements, which Slack does not interpret. Slack reads the plain text of a message
// as mrkdwn, so Message.Text is escaped. A kit in containers is mrkdwn where its text has
// none of the marks of that, and otherwise plain_text.
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

// Slack's limits that a reply can reach, in characters (docs.slack.dev: reference of
// each block and element, chat.update, chat.postMessage).
const (
	MaxButtonText  = 75
	MaxHeader      = 150
	MaxValue       = 2000
	MaxSectionText = 3000
	MaxFieldText   = 2000
	MaxUpdateText  = 4000
	MaxMessageText = 40000
)

// Message is a message for Slack. Text is already escaped.
type Message struct {
	Text   string
	Blocks []slack.Block
}

// View says how a reply is drawn.
type View struct {
	Now     time.Time
	ReplyID string // connects the buttons with the record of the question
	Asked   string // what the person typed; only buttons of private replies carry it
	Private bool   // only the asker sees the reply, and can share it
	Full    bool   // the whole answer, without "Show more"
	All     bool   // all dimensions of a comparison
	// Without are the pieces of Slack to do without: a comparison without Table is section
	// fields, a rating without FeedbackPiece two buttons.
	Without Pieces
	// Canvas: the bot may make canvases, so a kit can be saved as one.
	Canvas bool
	// NoFeedback leaves out the rating, where it cannot be used.
	NoFeedback bool
	Keeps      Keeps // the settings for storing, added to the answer about privacy
	Tell       bool  // who gets no answer can wait for one: someone can write it, and text is kept
	// Explain: a curator alone sees the reply. Row, which stands under it then, is what they
	// can do with its entry; a reply without an entry says why it was chosen instead.
	Explain bool
	Row     func(entry string) slack.Block

	// Modal draws for a modal, in which Slack allows neither tables nor
	// feedback_buttons: comparisons become section fields, the rating two buttons.
	Modal bool
	// Channel and Thread are where a private reply can be shared. Without a channel
	// a modal has no Share button.
	Channel, Thread string
}

// shareLabel returns the label of the Share button; "" for no button.
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

// Action ids. Messages that are already posted contain them: never change one.
const (
	ActionFeedback   = "answer_feedback"
	ActionShow       = "show_entry"      // a related question, or a topic
	ActionChoose     = "choose_entry"    // one of the choices
	ActionNoneOf     = "none_of_these"   // none of the choices
	ActionMore       = "show_more"       // unfold a long answer
	ActionSources    = "sources"         // list all sources; scripts rely on its label
	ActionShare      = "share"           // post a private reply to the channel
	ActionUnshare    = "unshare"         // withdraw a shared reply
	ActionCompareAll = "compare_all"     // all rows of a comparison
	ActionCompare    = "compare_roles"   // side by side
	ActionRole       = "role_card"       // open a role's card
	ActionKit        = "open_kit"        // open a hiring kit
	ActionGuide      = "open_guide"      // open the guide
	ActionLeave      = "leave_question"  // send a miss to the curators; only in messages of earlier versions
	ActionTell       = "cur_tell"        // tell me when there is an answer; package desk handles it
	ActionTopics     = "list_topics"     // list all topics
	ActionRoleSearch = "role_search"     // the typeahead; scripts rely on the name
	ActionKitPage    = "kit_page"        // show another page in a kit's modal
	ActionKitPost    = "kit_post"        // post a whole kit in the channel
	ActionKitSection = "kit_section"     // post one part of a kit in the channel
	ActionKitCanvas  = "kit_canvas"      // save a kit as a canvas
	ActionDismiss    = "dismiss"         // remove an offer
	ActionRetract    = "retract_verdict" // take a rating back
	ActionAsk        = "ask_typed"       // ask what was typed on the Home tab: its field and its button
	ActionPick       = "pick_roles"      // pick roles on the Home tab, read by the next one
	// ActionComparePicked compares the roles that were picked.
	ActionComparePicked = "compare_picked"
)

// Ref is the value of a button. It has all that is needed to handle a press, also
// after a restart of the bot.
type Ref struct {
	Entry string `json:"e,omitempty"` // an entry id, role ids, or a word and an id ("kit cto")
	Reply string `json:"r,omitempty"` // id of the reply that the button belongs to
	Asked string `json:"q,omitempty"` // the question, for sharing
	User  string `json:"u,omitempty"` // who shared the reply and may withdraw it
	Part  string `json:"k,omitempty"` // of a kit: the key of a page
	// Channel and Thread are where a reply is shared if the press does not say so: a
	// modal has no channel, and a message shortcut refers to another message.
	Channel string `json:"c,omitempty"`
	Thread  string `json:"t,omitempty"`
	All     bool   `json:"a,omitempty"`  // all dimensions of a comparison
	Up      bool   `json:"up,omitempty"` // the rating is "Helpful"
}

// maxRef is the longest Ref in bytes. A choice: it leaves a margin below MaxValue.
const maxRef = MaxValue - 100

// String encodes r as the value of a button, in at most maxRef bytes. A question
// that is too long is cut.
func (r Ref) String() string {
	for {
		b, err := json.Marshal(r)
		if err == nil && len(b) <= maxRef {
			return string(b)
		}
		runes := []rune(r.Asked)
		if len(runes) == 0 {
			return ""
		}
		r.Asked = string(runes[:len(runes)*3/4])
	}
}

// option encodes r as the value of a menu's option, which is shorter than a button's. What
// does not fit is left out: then the answer can be shared where the menu was used.
func (r Ref) option() string {
	if value := r.String(); len(value) <= maxOptionValue {
		return value
	}
	return Clip(r.Entry, maxOptionValue)
}

// ParseRef decodes the value of a button; ok is false if it is not a Ref.
func ParseRef(value string) (r Ref, ok bool) {
	return r, json.Unmarshal([]byte(value), &r) == nil
}

// Render draws a reply as a message.
func Render(r advisor.Reply, v View) Message {
	if r.EntryID() == privacyEntry && v.Keeps != (Keeps{}) {
		r.Notes = append(slices.Clone(r.Notes), "Current settings: "+v.Keeps.text())
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
		b.curate()
	}
	return b.message(Plain(r, v))
}

// builder collects the blocks of one message or view.
type builder struct {
	reply  advisor.Reply
	view   View
	blocks []slack.Block
	ids    int
	// sources is how many sources there are, if the line of sources leaves some out.
	sources int
	// about is what Share and the sources are about; "" is the reply.
	about string
}

func (b *builder) add(blocks ...slack.Block) { b.blocks = append(b.blocks, blocks...) }

// id returns a block id that is unique in the message and new for every reply, as
// Slack requires.
func (b *builder) id(kind string) string {
	b.ids++
	return kind + "." + strconv.Itoa(b.ids) + "." + b.view.ReplyID
}

func (b *builder) message(plain string) Message {
	return Message{Text: escapeTo(plain, maxPlain), Blocks: b.blocks}
}

// maxPlain is the longest escaped text of a message, in characters. A choice: a
// whole hiring kit fits, and it is well below MaxMessageText, where Slack cuts the
// text, even in the middle of an escape.
const maxPlain = MaxMessageText / 2

// escapeTo escapes a text. It cuts the text before that, so that the result has at
// most n characters and ends with a whole escape.
func escapeTo(s string, n int) string {
	for keep := n; ; keep = keep * 3 / 4 {
		if out := escape(Clip(s, keep)); utf8.RuneCountInString(out) <= n {
			return out
		}
	}
}

func (b *builder) header(s string) {
	b.add(slack.NewHeaderBlock(plainText(Clip(s, MaxHeader))))
}

// say adds a paragraph without formatting.
func (b *builder) say(s string) {
	if s != "" {
		b.add(slack.NewRichTextBlock(b.id("say"), slack.NewRichTextSection(textElement(s, nil))))
	}
}

// quiet adds a small grey line.
func (b *builder) quiet(s string) {
	if s != "" {
		b.add(slack.NewContextBlock(b.id("quiet"), plainText(Clip(s, MaxFieldText))))
	}
}

// ref returns the Ref of a button. In a private reply it has the channel too, so
// that the reply to the press can be shared there.
func (b *builder) ref(entry string) Ref {
	ref := Ref{Entry: entry, Reply: b.view.ReplyID}
	if b.view.Private {
		ref.Channel, ref.Thread = b.view.Channel, b.view.Thread
	}
	return ref
}

// button returns a button. Slack requires that action ids are unique in a block, so
// they end with a dot and a number, which Action removes.
func (b *builder) button(action, label string, ref Ref) *slack.ButtonBlockElement {
	b.ids++
	btn := slack.NewButtonBlockElement(action+"."+strconv.Itoa(b.ids), ref.String(), plainText(Clip(label, MaxButtonText)))
	if utf8.RuneCountInString(label) > MaxButtonText {
		btn.AccessibilityLabel = Clip(label, MaxButtonText)
	}
	return btn
}

// Action returns an action id without the number that makes it unique.
func Action(id string) string {
	name, _, _ := strings.Cut(id, ".")
	return name
}

// feedback adds the rating: Slack's feedback_buttons, or two ordinary buttons where
// those are not allowed.
func (b *builder) feedback(entry string) {
	if b.view.NoFeedback {
		return
	}
	up, down := b.ref(entry), b.ref(entry)
	up.Up = true
	if !b.can(FeedbackPiece) {
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

// escape escapes text so that Slack does not interpret it as mrkdwn.
func escape(s string) string { return slackutilsx.EscapeMessage(s) }

// singleLine returns s on one line, cut to n characters.
func singleLine(s string, n int) string { return Clip(strings.Join(strings.Fields(s), " "), n) }

// Clip cuts a text to n characters, n > 0; the last one is then an ellipsis.
func Clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:n-1]), " ") + "…"
}

var (
	bold   = &slack.RichTextSectionTextStyle{Bold: true}
	italic = &slack.RichTextSectionTextStyle{Italic: true}
)
