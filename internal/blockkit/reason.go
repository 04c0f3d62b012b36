package blockkit

import "github.com/slack-go/slack"

// Reason is why a reply did not help: the id that is stored, and its text.
type Reason struct{ ID, Text string }

// ReasonModal asks why a reply did not help; m.Ref says which reply. The verdict is
// already stored, so nothing is lost if the modal is closed.
func ReasonModal(m Meta, reasons []Reason) slack.ModalViewRequest {
	var options []*slack.OptionBlockObject
	for _, r := range reasons {
		options = append(options, slack.NewOptionBlockObject(r.ID, plainText(r.Text), nil))
	}
	note := slack.NewPlainTextInputBlockElement(plainText("What should it have said?"), BlockNote)
	note.MaxLength = maxNote
	v := modal("What was wrong?", CallbackReason, m, []slack.Block{
		slack.NewInputBlock(BlockReason, plainText("Reason"), nil, slack.NewRadioButtonsBlockElement(BlockReason, options...)),
		slack.NewInputBlock(BlockNote, plainText("In a few words"), plainText("Please leave out names and anything confidential."), note).WithOptional(true),
	})
	v.Submit, v.Close = plainText("Send"), plainText("Skip")
	return v
}

// ReasonErrors returns the errors of a submitted reason by block id; nil if reason
// is one of reasons.
func ReasonErrors(reason string, reasons []Reason) map[string]string {
	for _, r := range reasons {
		if r.ID == reason {
			return nil
		}
	}
	return map[string]string{BlockReason: "Choose the reason that fits best."}
}

// Thanks thanks a person for a verdict, with a button to take it back.
func Thanks(helpful bool, ref Ref) Message {
	text := "Thank you. Noted as not helpful; the curators will see it."
	if helpful {
		text = "Thank you. Noted as helpful."
	}
	b := &builder{view: View{ReplyID: ref.Reply}}
	b.say(text)
	b.add(slack.NewActionBlock(b.id("undo"), b.button(ActionRetract, "Undo", Ref{Entry: ref.Entry, Reply: ref.Reply, Up: helpful})))
	return b.message(text)
}

// Retracted confirms that a verdict was taken back.
func Retracted() Message { return Plainly("Your rating was removed.") }
