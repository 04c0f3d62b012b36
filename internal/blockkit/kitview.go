package blockkit

import (
	"fmt"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
)

// KitModal shows one page of a kit; page counts from 0 and is kept in range.
// With v.Channel known the whole kit can be posted there. A reply without a kit
// is drawn as what it is.
func KitModal(r advisor.Reply, page int, v View) slack.ModalViewRequest {
	if r.Kit == nil || r.Role == nil {
		return AnswerModal(r, v)
	}
	v.Modal, v.Private = true, true
	parts := KitParts(r.Kit)
	page = min(max(page, 0), len(parts)-1)
	b := &builder{reply: r, view: v}
	b.header(parts[page].Title)
	b.part(parts[page], false)
	b.quiet(fmt.Sprintf("Page %d of %d", page+1, len(parts)))
	var buttons []slack.BlockElement
	if page > 0 {
		buttons = append(buttons, b.pageButton("Back", "Back to "+parts[page-1].Title, page-1))
	}
	if page+1 < len(parts) {
		next := b.pageButton("Next", "Next: "+parts[page+1].Title, page+1)
		next.Style = slack.StylePrimary
		buttons = append(buttons, next)
	}
	if v.Channel != "" {
		label := "Post kit to channel"
		if v.Thread != "" {
			label = "Post kit in thread"
		}
		buttons = append(buttons, b.button(ActionKitPost, label, b.ref(r.Role.ID)))
	}
	b.add(slack.NewActionBlock(b.id("turn"), buttons...))
	if page+1 == len(parts) {
		b.kitSources(r)
		b.feedback(r.EntryID())
	}
	meta := Meta{Channel: v.Channel, Thread: v.Thread, Ref: Ref{Entry: r.Role.ID, Reply: v.ReplyID, Page: page}}
	return modal("Hiring kit · "+r.Role.Letters, CallbackShow, meta, b.blocks)
}

// pageButton turns to a page; its value is the role and the page.
func (b *builder) pageButton(label, full string, page int) *slack.ButtonBlockElement {
	ref := b.ref(b.reply.Role.ID)
	ref.Page = page
	btn := b.button(ActionKitPage, label, ref)
	btn.AccessibilityLabel = clip(full, MaxButtonText)
	return btn
}

// kitThread says which pages go together in the thread under a kit.
var kitThread = [][]int{{1, 2}, {3}, {4, 5}, {6, 7}}

// KitMessages is a kit for a channel: the first message carries the scorecard,
// the sources and the rating, the others are for its thread. Where a thread
// cannot be had, Render draws it all as one.
func KitMessages(r advisor.Reply, v View) []Message {
	if r.Kit == nil || r.Role == nil {
		return []Message{Render(r, v)}
	}
	parts := KitParts(r.Kit)
	first := &builder{reply: r, view: v}
	var text plain
	first.header("Hiring kit · " + r.Role.Letters)
	first.part(parts[0], true)
	first.quiet("Competencies, loop, questions, references, red flags, posting and offer: in the thread.")
	first.kitSources(r)
	first.foot([]slack.BlockElement{first.button(ActionRole, "Role card", first.ref(r.Role.ID))})
	first.feedback(r.EntryID())
	text.line("Hiring kit: " + r.Role.Name)
	text.part(parts[0])
	text.line("Competencies, loop, questions, references, red flags, posting and offer: in the thread.")
	text.line(sourceLine(r.Corpus, r.Kit.Sources, kitTail(r)))
	out := []Message{first.message(text.String())}
	for _, group := range kitThread {
		b, text := &builder{view: v}, plain{}
		for _, i := range group {
			b.part(parts[i], true)
			text.part(parts[i])
		}
		out = append(out, b.message(text.String()))
	}
	return out
}
