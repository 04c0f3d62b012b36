package blockkit

import (
	"fmt"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

// kitPage is a page of a hiring kit.
type kitPage struct {
	title string
	lines []kitLine
}

// kitLine is a point of a page: a bold lead, a text, and subpoints. Each may be
// empty; without text and subpoints the line is not shown.
type kitLine struct {
	lead, text string
	subpoints  []string
}

func (l kitLine) isEmpty() bool { return l.text == "" && len(l.subpoints) == 0 }

// kitPages returns the pages of a kit in reading order. A modal shows one at a
// time; kitThread says how a channel gets them.
func kitPages(k *corpus.Kit) []kitPage {
	sc := k.Scorecard
	card := []kitLine{
		{lead: "Mission", text: sc.Mission},
		{lead: "Outcomes", subpoints: sc.Outcomes},
		{lead: "Must have", subpoints: sc.Must},
		{lead: "Nice to have", subpoints: sc.Nice},
		{lead: "Not a criterion", subpoints: sc.Not},
	}
	var anchors, loop, questions, flags []kitLine
	for _, c := range sc.Competencies {
		anchors = append(anchors, kitLine{lead: c.Name, subpoints: []string{c.Strong, c.Fair, c.Weak}})
	}
	for _, s := range k.Loop {
		loop = append(loop, kitLine{lead: s.Stage, text: fmt.Sprintf("%d min, with %s. On: %s.", s.Minutes, lowerFirst(s.Who), s.Covers)})
	}
	for _, q := range k.Questions {
		questions = append(questions, kitLine{lead: q.Ask, text: "(" + q.Competency + ")", subpoints: []string{"Good: " + q.Good, "Weak: " + q.Weak}})
	}
	for _, f := range k.RedFlags {
		flags = append(flags, kitLine{lead: f.Flag, subpoints: []string{"Ask: " + f.Ask}})
	}
	return []kitPage{
		{"Scorecard", card},
		{"Competencies, rated 5 to 1", anchors},
		{"Interview loop", loop},
		{"Interview questions", questions},
		{"Reference checks", texts(k.References)},
		{"Red flags: reasons to ask again", flags},
		{"Posting outline", texts(k.Posting)},
		{"Offer", texts(k.Offer)},
	}
}

func texts(list []string) []kitLine {
	out := make([]kitLine, len(list))
	for i, s := range list {
		out[i].text = s
	}
	return out
}

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

// kitPage draws a page as one block.
func (b *builder) kitPage(p kitPage, withTitle bool) {
	var parts []slack.RichTextElement
	if withTitle {
		parts = append(parts, slack.NewRichTextSection(textElement(p.title, bold)))
	}
	for _, l := range p.lines {
		if l.isEmpty() {
			continue
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
	if len(parts) > 0 {
		b.add(slack.NewRichTextBlock(b.id("part"), parts...))
	}
}

// kit draws a whole kit as one message.
func (b *builder) kit() {
	r := b.reply
	b.header("Hiring kit · " + r.Role.Letters)
	for _, p := range kitPages(r.Kit) {
		b.kitPage(p, true)
	}
	b.kitSources(r)
	b.foot([]slack.BlockElement{b.button(ActionRole, "Role card", b.ref(r.Role.ID))})
	b.feedback(r.EntryID())
}

func (b *builder) kitSources(r advisor.Reply) {
	b.linked(r.Corpus, r.Kit.Sources, kitTail(r))
}

func kitTail(r advisor.Reply) string {
	return "Reviewed " + r.Kit.Reviewed.Format(dateFormat) + " · " + noLegalAdvice
}

func (p *plain) kit(r advisor.Reply) {
	p.line("Hiring kit: " + r.Role.Name)
	for _, page := range kitPages(r.Kit) {
		p.gap()
		p.kitPage(page)
	}
	p.gap()
	p.line(sourceLine(r.Corpus, r.Kit.Sources, kitTail(r)))
}

func (p *plain) kitPage(page kitPage) {
	p.line(page.title)
	for _, l := range page.lines {
		if l.isEmpty() {
			continue
		}
		lead, text := l.leadAndText()
		p.line("• " + lead + text)
		for _, s := range l.subpoints {
			p.line("   – " + s)
		}
	}
}
