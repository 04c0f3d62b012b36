package blockkit

import (
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
)

// KitModal draws one page of a kit. part is its key; without it, or if the kit has it no
// longer, the first page is drawn. If v.Channel is set, the kit can be posted there.
// A reply without a kit is drawn as AnswerModal does.
func KitModal(r advisor.Reply, part string, v View) slack.ModalViewRequest {
	if r.Kit == nil || r.Role == nil {
		return AnswerModal(r, v)
	}
	v.Modal, v.Private = true, true
	pages := kitPages(r)
	page := max(pageOf(pages, part), 0)
	b := &builder{reply: r, view: v}
	b.header(pages[page].title)
	b.kitPage(pages[page], false)
	b.quiet(fmt.Sprintf("Page %d of %d", page+1, len(pages)))
	var buttons []slack.BlockElement
	if page > 0 {
		buttons = append(buttons, b.pageButton("Back", "Back to "+pages[page-1].title, pages[page-1]))
	}
	if page+1 < len(pages) {
		next := b.pageButton("Next", "Next: "+pages[page+1].title, pages[page+1])
		next.Style = slack.StylePrimary
		buttons = append(buttons, next)
	}
	if v.Channel != "" {
		ref := b.ref(r.Role.ID)
		ref.Part = pages[page].key
		buttons = append(buttons, b.button(ActionKitSection, "Post this section", ref))
		label := "Post kit to channel"
		if v.Thread != "" {
			label = "Post kit in thread"
		}
		buttons = append(buttons, b.button(ActionKitPost, label, b.ref(r.Role.ID)))
	}
	buttons = append(buttons, b.canvasButton()...)
	if len(pages) > 1 {
		buttons = append(buttons, b.pageMenu(pages, page))
	}
	b.actions("turn", buttons)
	if page+1 == len(pages) {
		b.linked(kitCredits(r))
		b.feedback(r.EntryID())
	}
	meta := Meta{Channel: v.Channel, Thread: v.Thread, Ref: Ref{Entry: r.Role.ID, Reply: v.ReplyID, Part: pages[page].key}}
	return modal("Hiring kit · "+r.Role.Letters, CallbackShow, meta, b.blocks)
}

// pageOf returns where the page of that key is; -1 if it is not among them.
func pageOf(pages []kitPage, key string) int {
	return slices.IndexFunc(pages, func(p kitPage) bool { return p.key == key })
}

// pageButton returns a button that opens a page of the kit. Screen readers read
// description instead of the label.
func (b *builder) pageButton(label, description string, p kitPage) *slack.ButtonBlockElement {
	ref := b.ref(b.reply.Role.ID)
	ref.Part = p.key
	btn := b.button(ActionKitPage, label, ref)
	btn.AccessibilityLabel = Clip(description, MaxButtonText)
	return btn
}

// pageMenu is a menu of the other pages: an interviewer has one page in mind, and not the
// next. An option says only the page, since the value of one is short: the kit and where to
// post it are in the modal's Meta.
func (b *builder) pageMenu(pages []kitPage, shown int) *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	for i, p := range pages {
		if i != shown {
			options = append(options, slack.NewOptionBlockObject(Ref{Part: p.key}.String(), plainText(p.title), nil))
		}
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText("Go to page"), ActionKitPage, options...)
}

// KitMessages returns a kit as messages for a channel: the first has the
// scorecard, the sources and the rating, the others belong in its thread. Render
// draws a kit as one message that opens it, for places without threads.
func KitMessages(r advisor.Reply, v View) []Message {
	if r.Kit == nil || r.Role == nil {
		return []Message{Render(r, v)}
	}
	pages := kitPages(r)
	start := slices.IndexFunc(pages, func(p kitPage) bool { return p.message > 0 })
	if start < 0 {
		return []Message{Render(r, v)}
	}
	inThread := "In the thread: " + pageNames(pages[start:]) + "."
	first := &builder{reply: r, view: v}
	var text plain
	first.header("Hiring kit · " + r.Role.Letters)
	text.line("Hiring kit: " + r.Role.Name + lettersOf(r.Role))
	for _, p := range pages[:start] {
		first.kitPage(p, true)
		text.kitPage(p)
	}
	first.quiet(inThread)
	text.line(inThread)
	first.kitSources(r)
	text.line(kitCredits(r).plain())
	first.foot([]slack.BlockElement{first.button(ActionRole, "Role card", first.ref(r.Role.ID))})
	first.feedback(r.EntryID())
	out := []Message{first.message(text.String())}
	for len(pages[start:]) > 0 {
		b, text, n := &builder{view: v}, plain{}, pages[start].message
		for ; start < len(pages) && pages[start].message == n; start++ {
			b.kitPage(pages[start], true)
			text.kitPage(pages[start])
		}
		out = append(out, b.message(text.String()))
	}
	return out
}
