package blockkit

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/match"
)

// Slack's limits of views (docs.slack.dev, surfaces/modals), in characters.
const (
	MaxViewTitle = 24
	MaxMetadata  = 3000
)

// Callback ids of the modals that are submitted. Like action ids they outlive a
// release: a modal may be open while the bot restarts.
const (
	CallbackAsk    = "ask_submit"
	CallbackGuide  = "guide_submit"
	CallbackReason = "reason_submit"
	CallbackShow   = "show" // modals that only show; never submitted
)

// Block and action ids of the modals' inputs.
const (
	BlockQuestion = "question" // action id "question"
	BlockPick     = "pick"     // action id ActionRoleSearch
	BlockReason   = "reason"   // action id "reason"
	BlockNote     = "note"     // action id "note"
	InputAnswer   = "answer"   // action id of a guide's question; its block id is the question's id
)

// MinQuestion and MaxQuestion bound a question typed into the modal, in characters.
const (
	MinQuestion = 3
	MaxQuestion = 300
	maxNote     = 300
)

// Meta is what a modal remembers in its private_metadata: where it was opened
// from and what it is about. Only the app reads it back.
type Meta struct {
	Channel     string `json:"c,omitempty"`
	Thread      string `json:"t,omitempty"` // post under this message
	ResponseURL string `json:"u,omitempty"` // for a word to the person afterwards
	Ref         Ref    `json:"r,omitzero"`
}

// String encodes m in at most MaxMetadata characters.
func (m Meta) String() string {
	b, err := json.Marshal(m)
	if err != nil || utf8.RuneCount(b) > MaxMetadata {
		m.Ref.Asked, m.ResponseURL = "", ""
		b, _ = json.Marshal(m) // strings only: cannot fail
	}
	return string(b)
}

// ParseMeta reads private_metadata; what is not ours gives the zero Meta.
func ParseMeta(s string) (m Meta) {
	if json.Unmarshal([]byte(s), &m) != nil {
		return Meta{}
	}
	return m
}

// modal is a view with a title and what it remembers.
func modal(title, callback string, m Meta, blocks []slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, Title: plainText(clip(title, MaxViewTitle)), Close: plainText("Close"),
		CallbackID: callback, PrivateMetadata: m.String(), Blocks: slack.Blocks{BlockSet: blocks}}
}

// AskModalData is what the question modal starts with. All of it is optional.
type AskModalData struct {
	Question        string // prefilled
	Channel, Thread string // where an answer may be posted to
	ResponseURL     string
}

// AskModal asks for a question: typed, or picked from the typeahead. Both inputs
// are optional for Slack, one is needed; AskErrors says so.
func AskModal(d AskModalData) slack.ModalViewRequest {
	typed := slack.NewPlainTextInputBlockElement(plainText("For example: who does a CISO report to?"), BlockQuestion)
	typed.MaxLength, typed.FocusOnLoad = MaxQuestion, true
	typed.InitialValue = clip(d.Question, MaxQuestion)
	v := modal("Ask Rolecall", CallbackAsk, Meta{Channel: d.Channel, Thread: d.Thread, ResponseURL: d.ResponseURL}, []slack.Block{
		slack.NewInputBlock(BlockQuestion, plainText("Question"), plainText("In your own words. Typing errors are fine."), typed).WithOptional(true),
		slack.NewInputBlock(BlockPick, plainText("Or pick a question or a role"), nil, search("Type to search")).WithOptional(true),
	})
	v.Submit, v.Close = plainText("Ask"), plainText("Cancel")
	return v
}

// search is the typeahead over all questions and roles.
func search(placeholder string) *slack.SelectBlockElement {
	one := 1
	s := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plainText(placeholder), ActionRoleSearch)
	s.MinQueryLength = &one
	return s
}

// AskErrors are the inline errors of a submitted question modal by block id; nil
// when it can be answered. picked is the typeahead's value.
func AskErrors(question, picked string) map[string]string {
	switch n := utf8.RuneCountInString(question); {
	case picked != "" && n == 0, n >= MinQuestion:
		return nil
	case n == 0:
		return map[string]string{BlockQuestion: "Type a question, or pick one below."}
	}
	return map[string]string{BlockQuestion: "That is too short to search for. Type at least three characters."}
}

// AskError is AskErrors as the acknowledgement of the submission; nil when there
// is nothing to complain of.
func AskError(question, picked string) *slack.ViewSubmissionResponse {
	if e := AskErrors(question, picked); e != nil {
		return slack.NewErrorsViewSubmissionResponse(e)
	}
	return nil
}

// AnswerModal shows a reply in a modal. v.Channel and v.Thread, when known, let
// it be posted there.
func AnswerModal(r advisor.Reply, v View) slack.ModalViewRequest {
	v.Modal, v.Private = true, true
	return modal("Rolecall", CallbackShow, Meta{Channel: v.Channel, Thread: v.Thread, Ref: Ref{Reply: v.ReplyID, Entry: r.EntryID()}}, Render(r, v).Blocks)
}

// MessageModal shows a short message in a modal, where there is no conversation
// to say it in.
func MessageModal(m Message) slack.ModalViewRequest {
	blocks := m.Blocks
	if len(blocks) == 0 {
		blocks = []slack.Block{slack.NewSectionBlock(plainText(clip(m.Text, MaxSectionText)), nil, nil)}
	}
	return modal("Rolecall", CallbackShow, Meta{}, blocks)
}

// Options is the answer to the typeahead. slack-go's own type leaves an empty
// list out, which Slack refuses.
type Options struct {
	Options []*slack.OptionBlockObject `json:"options"`
}

// maxOptions is how many options Slack takes in one menu.
const maxOptions = 100

// Suggestions are completions as options of the typeahead; an option's value is
// an entry id, or "role " and a role id.
func Suggestions(list []match.Completion) Options {
	o := Options{Options: []*slack.OptionBlockObject{}}
	for _, c := range list[:min(len(list), maxOptions)] {
		value := c.Entry
		if value == "" {
			value = "role " + c.Role
		}
		o.Options = append(o.Options, slack.NewOptionBlockObject(value, plainText(clip(c.Text, MaxButtonText)), nil))
	}
	return o
}
