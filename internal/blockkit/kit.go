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
	Lines []string
}

// KitParts are the pages of a kit in reading order: what a modal shows page by
// page and a channel gets as one message with the rest in its thread.
func KitParts(k *corpus.Kit) []KitPart {
	sc := k.Scorecard
	card := append([]string{"Mission: " + sc.Mission}, numbered("Outcome", sc.Outcomes)...)
	card = append(card, prefixed("Must: ", sc.Must)...)
	card = append(card, prefixed("Nice to have: ", sc.Nice)...)
	card = append(card, prefixed("Not a criterion: ", sc.Not)...)
	var anchors, loop, questions, flags []string
	for _, c := range sc.Competencies {
		anchors = append(anchors, fmt.Sprintf("%s. %s %s %s", c.Name, c.Strong, c.Fair, c.Weak))
	}
	for _, s := range k.Loop {
		loop = append(loop, fmt.Sprintf("%s, %d min, with %s: %s", s.Stage, s.Minutes, s.Who, s.Covers))
	}
	for _, q := range k.Questions {
		questions = append(questions, fmt.Sprintf("%s: %s Good: %s Weak: %s", q.Competency, q.Ask, q.Good, q.Weak))
	}
	for _, f := range k.RedFlags {
		flags = append(flags, f.Flag+" Ask: "+f.Ask)
	}
	return []KitPart{
		{"Scorecard", card},
		{"Competencies, rated 1 to 5", anchors},
		{"Interview loop", loop},
		{"Questions", questions},
		{"Reference checks", k.References},
		{"Red flags: a reason to ask again", flags},
		{"Posting outline", k.Posting},
		{"Offer", k.Offer},
	}
}

func numbered(word string, list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fmt.Sprintf("%s %d: %s", word, i+1, s)
	}
	return out
}

func prefixed(p string, list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = p + s
	}
	return out
}

// kit draws a whole kit as one message.
func (b *builder) kit() {
	r := b.reply
	b.header("Hiring kit · " + r.Role.Letters)
	for _, part := range KitParts(r.Kit) {
		b.bullets(part.Title, part.Lines)
	}
	b.linked(r.Corpus, r.Kit.Sources, "Reviewed "+r.Kit.Reviewed.Format("2 Jan 2006")+" · "+Careful)
	b.foot([]slack.BlockElement{b.button(ActionRole, "Role card", b.ref(r.Role.ID))})
	b.feedback(r.EntryID())
}

func (p *plain) kit(r advisor.Reply) {
	p.line("Hiring kit: " + r.Role.Name)
	for _, part := range KitParts(r.Kit) {
		p.gap()
		p.line(part.Title)
		for _, l := range part.Lines {
			p.line("• " + l)
		}
	}
	p.gap()
	p.line(sourceLine(r.Corpus, r.Kit.Sources, "Reviewed "+r.Kit.Reviewed.Format("2 Jan 2006")+" · "+Careful))
}
