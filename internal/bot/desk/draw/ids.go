package draw

import (
	"encoding/json"

	"rolecall/internal/blockkit"
	"rolecall/internal/curate/entryform"
)

// Action ids. Messages that are already posted contain them: never change one. Buttons end
// with a dot and a number, which [blockkit.Action] removes.
const (
	ActionQuestion  = "cur_question"  // "See the question"
	ActionMeans     = "cur_means"     // "It means…"
	ActionWrite     = "cur_write"     // "Write an answer" to a miss
	ActionColleague = "cur_colleague" // "Ask a colleague"
	ActionNotOurs   = "cur_not_ours"  // "Not ours"
	ActionRefused   = "cur_refused"   // "See the questions" that were refused

	ActionReply   = "cur_reply"   // a colleague's "Write an answer"
	ActionDecline = "cur_decline" // a colleague's "I can't"

	ActionDraft     = "cur_draft"      // "See and edit"
	ActionAccept    = "cur_accept"     // "Accept"
	ActionAcceptAll = "cur_accept_all" // "Accept all"
	ActionReject    = "cur_reject"     // "Not this"

	ActionEdit    = "cur_edit"     // "Edit"
	ActionTrue    = "cur_true"     // "Still true"
	ActionHistory = "cur_history"  // "History"
	ActionWhy     = "cur_why"      // "Why this answer"
	ActionGive    = "cur_give"     // "Give to someone else"
	ActionBack    = "cur_back"     // "Back to this version"
	ActionBuiltIn = "cur_built_in" // "Back to the built-in answer"
	ActionPreview = "cur_preview"  // "Preview", in the form of an entry
	ActionResume  = "cur_resume"   // "Go on with it": one's own draft
	ActionAfresh  = "cur_afresh"   // "Start again"

	ActionTell = blockkit.ActionTell // "Tell me when there is an answer"
)

// Typeaheads, which ask the bot for their options.
const (
	ActionMeansPick = "cur_means_pick" // entries
	ActionSources   = "cur_sources"    // sources
)

// Callback ids of modals.
const (
	CallbackShow      = "cur_show" // modals that are never submitted
	CallbackMeans     = "cur_means_submit"
	CallbackColleague = "cur_colleague_submit"
	CallbackEntry     = "cur_entry_submit" // a new entry, an edit or a draft: its Ref says which
	CallbackReply     = "cur_reply_submit"
	CallbackTell      = "cur_tell_submit"
	CallbackGive      = "cur_give_submit"
)

// Block ids of inputs; those of an entry's form are the values of [entryform.Field]. The
// action id of an input is [ActionOf] its block id, unless it is named here.
const (
	BlockPick         = "cur_pick"          // action id ActionMeansPick
	BlockWords        = "cur_words"         // the wording to add
	BlockPerson       = "cur_person"        // the colleague, or a new owner
	BlockChannel      = "cur_channel"       // a new owner
	BlockAsk          = "cur_ask"           // words to a colleague
	BlockOwnerChannel = "cur_owner_channel" // next to entryform.FieldOwner
	BlockMayAsk       = "cur_may_ask"       // checked: MayAsk
)

// MayAsk is the value of the checkbox "A colleague may be asked, without my name".
const MayAsk = "yes"

// ActionOf returns the action id of the input in a block of a form.
func ActionOf[B ~string](block B) string {
	if len(block) > 4 && block[:4] == "cur_" {
		return string(block)
	}
	return "cur_" + string(block)
}

// Ref is what a button or a form is about: the value of the one, the private_metadata of
// the other. It holds ids and no text, so that nothing of a question stays in a message
// when the question is forgotten.
type Ref struct {
	Miss    string `json:"m,omitempty"` // a group of missed questions
	Entry   string `json:"e,omitempty"`
	Draft   string `json:"d,omitempty"`
	Request string `json:"q,omitempty"` // to a colleague
	Reply   string `json:"r,omitempty"` // of the bot, to which the question belongs
	Week    string `json:"w,omitempty"` // the day after the seven days that refusals are of: 2026-11-23
	// Version is the one to go back to, or of a form the one that it was opened with.
	Version string `json:"v,omitempty"`
	// Channel and TS name the message that a form was opened from, and URL its
	// response_url: a submission has none of them.
	Channel string `json:"c,omitempty"`
	TS      string `json:"t,omitempty"`
	URL     string `json:"u,omitempty"`
}

// String encodes r. Ids are far shorter than what a button's value takes.
func (r Ref) String() string {
	b, _ := json.Marshal(r) // strings only: cannot fail
	return string(b)
}

// ParseRef decodes the value of a button or the private_metadata of a form; ok is false if
// it is not a Ref.
func ParseRef(s string) (r Ref, ok bool) { return r, json.Unmarshal([]byte(s), &r) == nil }

// Form is a submitted view: what was typed into an input, or picked from it.
type Form interface {
	Text(block, action string) string
	Picked(block, action string) []string
}

// text returns what a field of a form holds.
func text[B ~string](f Form, block B) string { return f.Text(string(block), ActionOf(block)) }

// Text returns what was typed into, or picked in, one of the blocks above.
func Text(f Form, block string) string {
	if block == BlockPick {
		return f.Text(block, ActionMeansPick)
	}
	return text(f, block)
}

// NewOwner returns the person or channel that was picked in a form that asks for either;
// a person where both were picked.
func NewOwner(f Form) string {
	if person := Text(f, BlockPerson); person != "" {
		return person
	}
	return Text(f, BlockChannel)
}

// MayAskColleague reports whether the asker agreed to it.
func MayAskColleague(f Form) bool {
	picked := f.Picked(BlockMayAsk, ActionOf(BlockMayAsk))
	return len(picked) == 1 && picked[0] == MayAsk
}

// fieldOf is the block id of a field in the form of an entry.
func fieldOf(f entryform.Field) string { return string(f) }
