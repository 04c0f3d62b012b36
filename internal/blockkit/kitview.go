package blockkit

import (
	"fmt"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
)

// KitModal draws one page of a kit. page counts from 0; a page out of range
// becomes the first or the last. If v.Channel is set, the kit can be posted there.
// A reply without a kit is drawn as AnswerModal does.
func KitModal(r advisor.Reply, page int, v View) slack.ModalViewRequest {
	if r.Kit == nil || r.Role == nil {
		return AnswerModal(r, v)
	}
	v.Modal, v.Private = true, true
	pages := kitPages(r.Kit)
	page = min(max(page, 0), len(pages)-1)
	b := &builder{reply: r, view: v}
	b.header(pages[page].title)
	b.kitPage(pages[page], false)
	b.quiet(fmt.Sprintf("Page %d of %d", page+1, len(pages)))
	var buttons []slack.BlockElement
	if page > 0 {
		buttons = append(buttons, b.pageButton("Back", "Back to "+pages[page-1].title, page-1))
	}
	if page+1 < len(pages) {
		next := b.pageButton("Next", "Next: "+pages[page+1].title, page+1)
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
	if page+1 == len(pages) {
		b.kitSources(r)
		b.feedback(r.EntryID())
	}
	meta := Meta{Channel: v.Channel, Thread: v.Thread, Ref: Ref{Entry: r.Role.ID, Reply: v.ReplyID, Page: page}}
	return modal("Hiring kit · "+r.Role.Letters, CallbackShow, meta, b.blocks)
}

// pageButton returns a button that opens a page of the kit. Screen readers read
// description instead of the label.
func (b *builder) pageButton(label, description string, page int) *slack.ButtonBlockElement {
	ref := b.ref(b.reply.Role.ID)
	ref.Page = page
	btn := b.button(ActionKitPage, label, ref)
	btn.AccessibilityLabel = Clip(description, MaxButtonText)
	return btn
}

// kitThread has the pages of each message in the thread under a kit. A choice:
// each message has about the length of a screen.
var kitThread = [][]int{{1, 2}, {3}, {4, 5}, {6, 7}}

// inThread says what the thread under a kit has.
const inThread = "In the thread: competencies, interview loop, questions, references, red flags, posting and offer."

// KitMessages returns a kit as messages for a channel: the first has the
// scorecard, the sources and the rating, the others belong in its thread. Render
// draws the whole kit as one message, for places without threads.
func KitMessages(r advisor.Reply, v View) []Message {
	if r.Kit == nil || r.Role == nil {
		return []Message{Render(r, v)}
	}
	pages := kitPages(r.Kit)
	first := &builder{reply: r, view: v}
	var text plain
	first.header("Hiring kit · " + r.Role.Letters)
	first.kitPage(pages[0], true)
	first.quiet(inThread)
	first.kitSources(r)
	first.foot([]slack.BlockElement{first.button(ActionRole, "Role card", first.ref(r.Role.ID))})
	first.feedback(r.EntryID())
	text.line("Hiring kit: " + r.Role.Name)
	text.kitPage(pages[0])
	text.line(inThread)
	text.line(sourceLine(r.Corpus, r.Kit.Sources, kitTail(r)))
	out := []Message{first.message(text.String())}
	for _, group := range kitThread {
		b, text := &builder{view: v}, plain{}
		for _, i := range group {
			b.kitPage(pages[i], true)
			text.kitPage(pages[i])
		}
		out = append(out, b.message(text.String()))
	}
	return out
}
