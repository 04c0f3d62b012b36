package outbox

import (
	"errors"
	"regexp"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Drawing draws a message without some of the pieces of Block Kit.
type Drawing func(without blockkit.Pieces) blockkit.Message

// Fixed returns the drawing of a message that has no other form.
func Fixed(m blockkit.Message) Drawing { return func(blockkit.Pieces) blockkit.Message { return m } }

// Avoid draws every message from now on without some pieces.
func (o *Outbox) Avoid(p blockkit.Pieces) { o.avoided.Or(uint32(p)) }

// AvoidOnly draws every message from now on without these pieces, and again with others.
func (o *Outbox) AvoidOnly(p blockkit.Pieces) { o.avoided.Store(uint32(p)) }

// Avoided returns the pieces that no message is drawn with.
func (o *Outbox) Avoided() blockkit.Pieces { return blockkit.Pieces(o.avoided.Load()) }

// maxPlainText is the length of the plain-text fallback, in characters. chat.update
// takes 4,000 (its page, "text"), the lowest of Slack's limits on a message's text;
// 100 characters are left for what escaping adds.
const maxPlainText = 3900

// sendDrawn sends a message. Where Slack refuses some pieces of it, it is drawn without
// them; if that is accepted, they are avoided for some hours, so that nobody waits twice.
// What Slack refuses for another reason is sent without any piece and shorter, and finally
// as plain text, which changes nothing for later messages.
func (o *Outbox) sendDrawn(draw Drawing, send func(blockkit.Message) error) error {
	without, lasting := o.Avoided(), blockkit.Pieces(0)
	m := draw(without)
	err := send(m)
	for IsFormRefused(err) {
		refused, remember := blame(err, m.Blocks)
		if refused &^= without; refused == 0 {
			return o.sendSimply(err, draw, m, send)
		}
		o.opt.Logger.Warn("Slack refused pieces of a message; sending it without them", "pieces", refused.String(), "error", err)
		without |= refused
		lasting |= remember
		m = draw(without)
		err = send(m)
	}
	if err == nil && lasting != 0 {
		o.Avoid(lasting)
		o.opt.Logger.Warn("Slack takes messages without some pieces here; they are left out from now on", "pieces", lasting.String())
		o.opt.OnRefused(lasting)
	}
	return err
}

// sendSimply sends a message that Slack refused with err, m, in the simplest forms.
func (o *Outbox) sendSimply(err error, draw Drawing, m blockkit.Message, send func(blockkit.Message) error) error {
	o.opt.Logger.Warn("Slack refused the blocks or the length of a message; sending a simpler one", "error", err)
	text := blockkit.Message{Text: blockkit.Clip(m.Text, maxPlainText)}
	if blockkit.PiecesIn(m.Blocks) != 0 || text.Text != m.Text {
		m = draw(blockkit.AllPieces)
		m.Text = blockkit.Clip(m.Text, maxPlainText)
		if err := send(m); !IsFormRefused(err) {
			return err
		}
	}
	return send(text)
}

var (
	// jsonPointer is how Slack's messages name the place of an error.
	jsonPointer = regexp.MustCompile(`\[json-pointer:([^\]]*)\]`)
	// thisMessage matches the errors that are about what one message says, such as
	// "must be less than 151 characters", and not about a piece as such.
	thisMessage = regexp.MustCompile(`(?i)characters|items|bytes|too (long|many|large)|less than|more than|fewer|exceed|maximum|twice|unique|` +
		`duplicate|empty|only_one_table`)
)

// blame returns the pieces of a refused message that are left out of it: those that
// Slack's error points at or, if it points at nothing, all newer ones. Those to remember
// are the ones that it would refuse in any message, as far as its error says.
func blame(err error, sent []slack.Block) (refused, remember blockkit.Pieces) {
	switch Code(err) {
	case "msg_too_long", "msg_blocks_too_long", "msg_blocks_too_many", "too_many_attachments":
		return 0, 0
	}
	pointed, fits := false, true
	for _, said := range reasons(err) {
		fits = fits && !thisMessage.MatchString(said)
		if at := jsonPointer.FindStringSubmatch(said); at != nil {
			pointed = true
			p := blockkit.PieceAt(sent, at[1])
			refused |= p
			if !thisMessage.MatchString(said) {
				remember |= p
			}
		}
	}
	if pointed {
		return refused, remember
	}
	newer := blockkit.PiecesIn(sent) & blockkit.NewerPieces
	if !fits {
		return newer, 0
	}
	return newer, newer
}

// reasons returns what Slack says about a refusal.
func reasons(err error) []string {
	r, _ := errors.AsType[slack.SlackErrorResponse](err)
	out := r.ResponseMetadata.Messages
	for _, e := range r.Errors {
		if e.Message != nil {
			out = append(out, *e.Message)
		}
	}
	return out
}
