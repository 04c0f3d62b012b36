package blockkit

import (
	"fmt"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

// KitPart is one page of a hiring kit.
type KitPart struct {
	Title string
	Lines []KitLine
}

// KitLine is one point of a page: a bold lead (may be empty), a text, and what
// stands indented under it.
type KitLine struct {
	Lead, Text string
	Under      []string
}

// KitParts are the pages of a kit in reading order: what a modal shows page by
// page and a channel gets as one message with the rest in its thread.
func KitParts(k *corpus.Kit) []KitPart {
	sc := k.Scorecard
	card := []KitLine{
		{Lead: "Mission", Text: sc.Mission},
		{Lead: "Outcomes", Under: sc.Outcomes},
		{Lead: "Must have", Under: sc.Must},
		{Lead: "Nice to have", Under: sc.Nice},
		{Lead: "Not a criterion", Under: sc.Not},
	}
	var anchors, loop, questions, flags []KitLine
	for _, c := range sc.Competencies {
		anchors = append(anchors, KitLine{Lead: c.Name, Under: []string{c.Strong, c.Fair, c.Weak}})
	}
	for _, s := range k.Loop {
		loop = append(loop, KitLine{Lead: s.Stage, Text: fmt.Sprintf("%d min, with %s. On: %s.", s.Minutes, lowerFirst(s.Who), s.Covers)})
	}
	for _, q := range k.Questions {
		questions = append(questions, KitLine{Lead: q.Ask, Text: "(" + q.Competency + ")", Under: []string{"Good: " + q.Good, "Weak: " + q.Weak}})
	}
	for _, f := range k.RedFlags {
		flags = append(flags, KitLine{Lead: f.Flag, Under: []string{"Ask: " + f.Ask}})
	}
	return []KitPart{
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

func texts(list []string) []KitLine {
	out := make([]KitLine, len(list))
	for i, s := range list {
		out[i].Text = s
	}
	return out
}

// plain is the line without its lead's weight: "Mission: …" or the bare text.
func (l KitLine) plain() string {
	switch {
	case l.Text == "":
		return l.Lead
	case l.Lead == "":
		return l.Text
	case l.Text[0] == '(':
		return l.Lead + " " + l.Text
	}
	return l.Lead + ": " + l.Text
}

func (l KitLine) section() *slack.RichTextSection {
	if l.Lead == "" {
		return slack.NewRichTextSection(textElement(l.Text, nil))
	}
	if l.Text == "" {
		return slack.NewRichTextSection(textElement(l.Lead, bold))
	}
	lead := l.Lead + ": "
	if l.Text[0] == '(' {
		lead = l.Lead + " "
	}
	return slack.NewRichTextSection(textElement(lead, bold), textElement(l.Text, nil))
}

// part draws one page as one block.
func (b *builder) part(p KitPart, titled bool) {
	var parts []slack.RichTextElement
	if titled {
		parts = append(parts, slack.NewRichTextSection(textElement(p.Title, bold)))
	}
	for _, l := range p.Lines {
		if l.Text == "" && len(l.Under) == 0 {
			continue // an empty heading of the scorecard
		}
		parts = append(parts, bulleted(0, l.section()))
		var under []slack.RichTextElement
		for _, u := range l.Under {
			under = append(under, slack.NewRichTextSection(textElement(u, nil)))
		}
		if len(under) > 0 {
			parts = append(parts, bulleted(1, under...))
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
	for _, part := range KitParts(r.Kit) {
		b.part(part, true)
	}
	b.kitSources(r)
	b.foot([]slack.BlockElement{b.button(ActionRole, "Role card", b.ref(r.Role.ID))})
	b.feedback(r.EntryID())
}

func (b *builder) kitSources(r advisor.Reply) {
	b.linked(r.Corpus, r.Kit.Sources, kitTail(r))
}

func kitTail(r advisor.Reply) string {
	return "Reviewed " + r.Kit.Reviewed.Format(dateForm) + " · " + Careful
}

func (p *plain) kit(r advisor.Reply) {
	p.line("Hiring kit: " + r.Role.Name)
	for _, part := range KitParts(r.Kit) {
		p.gap()
		p.part(part)
	}
	p.gap()
	p.line(sourceLine(r.Corpus, r.Kit.Sources, kitTail(r)))
}

func (p *plain) part(part KitPart) {
	p.line(part.Title)
	for _, l := range part.Lines {
		if l.Text == "" && len(l.Under) == 0 {
			continue
		}
		p.line("• " + l.plain())
		for _, u := range l.Under {
			p.line("   – " + u)
		}
	}
}
