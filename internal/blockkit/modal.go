package blockkit

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/match"
)

// Slack's limits of views, in characters (docs.slack.dev, surfaces/modals).
const (
	MaxViewTitle = 24
	MaxMetadata  = 3000
)

// Callback ids of modals. Like action ids they must not change between releases: a
// modal may be open while the bot is updated.
const (
	CallbackAsk    = "ask_submit"
	CallbackGuide  = "guide_submit"
	CallbackReason = "reason_submit"
	CallbackShow   = "show" // modals without inputs, which are never submitted
)

// Block and action ids of inputs in modals and on the Home tab.
const (
	BlockQuestion = "question" // action id "question"
	BlockPick     = "pick"     // action id ActionRoleSearch
	BlockReason   = "reason"   // action id "reason"
	BlockNote     = "note"     // action id "note"
	BlockAsk      = "ask"      // action id ActionAsk
	BlockPicked   = "picked"   // action id ActionPick
	InputAnswer   = "answer"   // action id of a guide's question; its block id is the question's id
)

// Limits of what people type into a modal, in characters. They are choices: the
// shortest question is a role's letters, the longest a few sentences.
const (
	minQuestion = 3
	maxQuestion = 300
	maxNote     = 300
)

// Meta is the private_metadata of a modal: where it was opened and what it is
// about. Slack returns it with a submission and shows it to nobody.
type Meta struct {
	Channel     string `json:"c,omitempty"`
	Thread      string `json:"t,omitempty"` // timestamp of the message to reply to
	ResponseURL string `json:"u,omitempty"` // for a message to the person afterwards
	Ref         Ref    `json:"r,omitzero"`
}

// String encodes m in at most MaxMetadata characters. If it is longer, the question
// and the response URL are left out.
func (m Meta) String() string {
	b, err := json.Marshal(m)
	if err != nil || utf8.RuneCount(b) > MaxMetadata {
		m.Ref.Asked, m.ResponseURL = "", ""
		b, _ = json.Marshal(m) // strings only: cannot fail
	}
	return string(b)
}

// ParseMeta decodes private_metadata; for anything else it returns the zero Meta.
func ParseMeta(s string) (m Meta) {
	if json.Unmarshal([]byte(s), &m) != nil {
		return Meta{}
	}
	return m
}

// modal returns a modal view.
func modal(title, callback string, m Meta, blocks []slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, Title: plainText(Clip(title, MaxViewTitle)), Close: plainText("Close"),
		CallbackID: callback, PrivateMetadata: m.String(), Blocks: slack.Blocks{BlockSet: blocks}}
}

// AskModalData is what the question modal starts with. Every field is optional.
type AskModalData struct {
	Question        string // prefilled
	Channel, Thread string // where the answer may be posted
	ResponseURL     string
}

// AskModal asks for a question, typed or picked from the typeahead. Both inputs are
// optional for Slack; AskError says that one is needed.
func AskModal(d AskModalData) slack.ModalViewRequest {
	typed := slack.NewPlainTextInputBlockElement(plainText("For example: who does a CISO report to?"), BlockQuestion)
	typed.MaxLength, typed.FocusOnLoad = maxQuestion, true
	typed.InitialValue = Clip(d.Question, maxQuestion)
	v := modal("Ask Rolecall", CallbackAsk, Meta{Channel: d.Channel, Thread: d.Thread, ResponseURL: d.ResponseURL}, []slack.Block{
		slack.NewInputBlock(BlockQuestion, plainText("Question"), plainText("In your own words. Typing errors are fine."), typed).WithOptional(true),
		slack.NewInputBlock(BlockPick, plainText("Or pick a question or a role"), nil, search("Type to search")).WithOptional(true),
	})
	v.Submit, v.Close = plainText("Ask"), plainText("Cancel")
	return v
}

// search returns the typeahead for all questions and roles.
func search(placeholder string) *slack.SelectBlockElement {
	minQuery := 1 // a choice: suggestions from the first character on; Slack's default is 3
	s := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plainText(placeholder), ActionRoleSearch)
	s.MinQueryLength = &minQuery
	return s
}

// AskError returns the response to a submitted question modal that has an error;
// nil if the question can be answered. picked is the value of the typeahead.
func AskError(question, picked string) *slack.ViewSubmissionResponse {
	text := "That is too short to search for. Type at least three characters."
	switch n := utf8.RuneCountInString(question); {
	case picked != "" && n == 0, n >= minQuestion:
		return nil
	case n == 0:
		text = "Type a question, or pick one below."
	}
	return slack.NewErrorsViewSubmissionResponse(map[string]string{BlockQuestion: text})
}

// AnswerModal draws a reply in a modal. If v.Channel is set, the reply can be posted
// there, in v.Thread if that is set too.
func AnswerModal(r advisor.Reply, v View) slack.ModalViewRequest {
	v.Modal, v.Private = true, true
	return modal("Rolecall", CallbackShow, Meta{Channel: v.Channel, Thread: v.Thread, Ref: Ref{Reply: v.ReplyID, Entry: r.EntryID()}}, Render(r, v).Blocks)
}

// MessageModal draws a short message in a modal, for places where no message can be
// posted.
func MessageModal(m Message) slack.ModalViewRequest {
	blocks := m.Blocks
	if len(blocks) == 0 {
		blocks = []slack.Block{slack.NewSectionBlock(plainText(Clip(m.Text, MaxSectionText)), nil, nil)}
	}
	return modal("Rolecall", CallbackShow, Meta{}, blocks)
}

// Options is the response to a query of the typeahead. slack-go's own type omits an
// empty list, which Slack refuses.
type Options struct {
	Options []*slack.OptionBlockObject `json:"options"`
}

// maxOptions is how many options a menu may have (docs.slack.dev, select menu
// element).
const maxOptions = 100

// What the value of an option of the typeahead begins with, unless it is an entry id.
const (
	optionRole = "role " // and a role id
	optionAsk  = "ask "  // and a question
)

// maxOptionValue is how long the value of an option may be. Slack counts characters
// (docs.slack.dev, option object); in bytes it is shorter.
const maxOptionValue = 150

// Suggestions returns completions as options of the typeahead. The last one asks what
// was typed, since the question meant may not be among the others.
func Suggestions(list []match.Completion, typed string) Options {
	o := Options{Options: []*slack.OptionBlockObject{}}
	add := func(value, text string) {
		o.Options = append(o.Options, slack.NewOptionBlockObject(value, plainText(Clip(text, MaxButtonText)), nil))
	}
	for _, c := range list[:min(len(list), maxOptions-1)] {
		if c.Entry != "" {
			add(c.Entry, c.Text)
		} else {
			add(optionRole+c.Role, c.Text)
		}
	}
	if typed = strings.Join(strings.Fields(typed), " "); utf8.RuneCountInString(typed) >= minQuestion {
		add(optionAsk+cutAtWord(typed, maxOptionValue-len(optionAsk)), "Ask: "+typed)
	}
	return o
}

// PickedQuestion returns the question that the value of an option asks.
func PickedQuestion(value string) (question string, ok bool) {
	return strings.CutPrefix(value, optionAsk)
}

// PickedRole returns the id of the role whose card the value of an option shows.
func PickedRole(value string) (id string, ok bool) {
	return strings.CutPrefix(value, optionRole)
}

// cutAtWord returns the words of s that fit into n bytes; of a single word that does
// not, what fits.
func cutAtWord(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n+1], ' '); i > 0 {
		return s[:i]
	}
	return strings.ToValidUTF8(s[:n], "")
}
