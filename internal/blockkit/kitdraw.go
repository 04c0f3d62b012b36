package blockkit

import (
	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus/prose"
)

// leadAndText returns the lead with what separates it from the text, and the text.
func (l kitLine) leadAndText() (lead, text string) {
	switch {
	case l.lead == "" || l.text == "":
		return l.lead, l.text
	case l.text[0] == '(':
		return l.lead + " ", l.text
	}
	return l.lead + ": ", l.text
}

func (l kitLine) section() *slack.RichTextSection {
	var elements []slack.RichTextSectionElement
	lead, text := l.leadAndText()
	if lead != "" {
		elements = append(elements, textElement(lead, bold))
	}
	if text != "" || lead == "" {
		elements = append(elements, textElement(text, nil))
	}
	return slack.NewRichTextSection(elements...)
}

// kitPage draws a page as one block, and a button to where one reads on.
func (b *builder) kitPage(p kitPage, withTitle bool) {
	var parts []slack.RichTextElement
	if withTitle {
		parts = append(parts, slack.NewRichTextSection(textElement(p.title, bold)))
	}
	if p.note != "" {
		parts = append(parts, slack.NewRichTextSection(textElement(p.note, italic)))
	}
	for _, l := range p.lines {
		if l.isEmpty() {
			continue
		}
		if l.head != "" {
			parts = append(parts, slack.NewRichTextSection(textElement(l.head, bold)))
		}
		parts = append(parts, bulleted(0, l.section()))
		var subpoints []slack.RichTextElement
		for _, s := range l.subpoints {
			subpoints = append(subpoints, slack.NewRichTextSection(textElement(s, nil)))
		}
		if len(subpoints) > 0 {
			parts = append(parts, bulleted(1, subpoints...))
		}
	}
	b.add(slack.NewRichTextBlock(b.id("part"), parts...))
	if p.more != nil {
		b.actions("more", []slack.BlockElement{b.button(ActionShow, p.more.Question, b.ref(p.more.ID))})
	}
}

func (p *plain) kitPage(page kitPage) {
	p.line(page.title)
	p.line(page.note)
	for _, l := range page.lines {
		if l.isEmpty() {
			continue
		}
		p.line(l.head)
		lead, text := l.leadAndText()
		p.line("• " + lead + text)
		for _, s := range l.subpoints {
			p.line("   – " + s)
		}
	}
	if page.more != nil {
		p.line("More: " + page.more.Question)
	}
}

// kit draws a kit in short, then each part of it folded. Without containers it shows the
// scorecard and the loop, and its button opens the rest, which is more than ten screens of
// a phone.
func (b *builder) kit() {
	r := b.reply
	b.header("Hiring kit · " + r.Role.Letters)
	if b.can(Container) {
		b.kitInShort()
		for _, p := range kitPages(r) {
			b.kitPart(p)
		}
		b.kitSources(r)
		b.foot(append(b.canvasButton(), b.button(ActionRole, "Role card", b.ref(r.Role.ID))))
		b.feedback(r.EntryID())
		return
	}
	var rest []kitPage
	for _, p := range kitPages(r) {
		if p.first || p.message == 0 {
			b.kitPage(p, true)
		} else {
			rest = append(rest, p)
		}
	}
	if len(rest) > 0 {
		b.quiet("In the kit: " + pageNames(rest) + ".")
	}
	b.kitSources(r)
	open := b.pageButton("Open the kit", "Open the kit", kitPages(r)[0])
	open.Style = slack.StylePrimary
	own := append([]slack.BlockElement{open}, b.canvasButton()...)
	b.foot(append(own, b.button(ActionRole, "Role card", b.ref(r.Role.ID))))
	b.feedback(r.EntryID())
}

const saveAsCanvas = "Save as canvas"

// canvasButton is the button that saves the kit as a canvas, if the bot may make one. It
// asks first: whoever sees a kit alone may not want all of the channel to read it, and
// whether Slack would make a tab shows only once it has.
func (b *builder) canvasButton() []slack.BlockElement {
	if !b.view.Canvas {
		return nil
	}
	save := b.button(ActionKitCanvas, saveAsCanvas, b.ref(b.reply.Role.ID))
	save.Confirm = slack.NewConfirmationBlockObject(plainText("Save this kit as a canvas?"),
		plainText("Only you will see the canvas until you share it. On Slack's free plan it is a tab of this channel instead, which everyone here can read."),
		plainText(saveAsCanvas), plainText("Cancel"))
	return []slack.BlockElement{save}
}

// pageNames is "competencies, interview loop and offer".
func pageNames(pages []kitPage) string {
	names := make([]string, len(pages))
	for i, p := range pages {
		names[i] = prose.LowerFirst(p.title)
	}
	return prose.List(names, "and")
}

func (b *builder) kitSources(r advisor.Reply) {
	b.cited(kitCredits(r))
}

func kitCredits(r advisor.Reply) credits {
	return credited(r.Corpus, r.Kit.Sources, r.Kit.Reviewed, noLegalAdvice)
}

func (p *plain) kit(r advisor.Reply) {
	p.line("Hiring kit: " + r.Role.Name + lettersOf(r.Role))
	for _, page := range kitPages(r) {
		p.gap()
		p.kitPage(page)
	}
	p.gap()
	p.line(kitCredits(r).plain())
}
