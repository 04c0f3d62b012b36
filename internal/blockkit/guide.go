package blockkit

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

const guidePrefix = "guide "

// guideRef encodes a guide's answers (question id to option id) for Ref.Entry:
// "guide pain=how,size=small", sorted by id.
func guideRef(answers map[string]string) string {
	var parts []string
	for q, o := range answers {
		parts = append(parts, q+"="+o)
	}
	slices.Sort(parts)
	return guidePrefix + strings.Join(parts, ",")
}

// ParseGuideRef decodes a guide's answers from Ref.Entry; ok is false if it has
// none.
func ParseGuideRef(entry string) (answers map[string]string, ok bool) {
	rest, ok := strings.CutPrefix(entry, guidePrefix)
	if !ok {
		return nil, false
	}
	answers = map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		if q, o, found := strings.Cut(part, "="); found {
			answers[q] = o
		}
	}
	return answers, true
}

// noGuide is said where the knowledge has no guide, as a company's may.
const noGuide = "I have no guide for this here. Ask “which role do we need?” instead."

// GuideModal asks the questions of the guide "Which role do we need?". answers are
// selected at the start. m says where the result may be posted.
func GuideModal(c *corpus.Corpus, answers map[string]string, m Meta) slack.ModalViewRequest {
	g := c.WhichRole
	if g == nil {
		return MessageModal(Plainly(noGuide))
	}
	b := &builder{}
	b.say(g.Intro)
	for _, q := range g.Questions {
		var options []*slack.OptionBlockObject
		for _, o := range q.Options {
			options = append(options, slack.NewOptionBlockObject(o.ID, plainText(Clip(o.Text, MaxButtonText)), nil))
		}
		radio := slack.NewRadioButtonsBlockElement(InputAnswer, options...)
		for _, o := range options {
			if o.Value == answers[q.ID] {
				radio.InitialOption = o
			}
		}
		b.add(slack.NewInputBlock(q.ID, plainText(q.Text), nil, radio))
	}
	v := modal(g.Title, CallbackGuide, m, b.blocks)
	v.Submit, v.Close = plainText("Recommend"), plainText("Cancel")
	return v
}

// GuideErrors returns the errors of submitted answers by block id, one for each
// question without an answer; nil if there are none.
func GuideErrors(c *corpus.Corpus, answers map[string]string) map[string]string {
	if c.WhichRole == nil {
		return nil
	}
	errs := map[string]string{}
	for _, q := range c.WhichRole.Questions {
		if !slices.ContainsFunc(q.Options, func(o corpus.Option) bool { return o.ID == answers[q.ID] }) {
			errs[q.ID] = "Choose the answer that fits best."
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return errs
}

// GuideResult draws a recommendation with its reasons as a message. The Share
// button of a private view carries answers.
func GuideResult(c *corpus.Corpus, rec advisor.Recommendation, answers map[string]string, v View) Message {
	b := &builder{reply: advisor.Reply{Corpus: c}, view: v, about: guideRef(answers)}
	b.header("Recommendation: " + prose.LowerFirst(rec.Outcome.Title))
	b.say(rec.Outcome.Advice)
	because := make([]string, len(rec.Because))
	for i, s := range rec.Because {
		because[i] = prose.UpperFirst(s) + "."
	}
	title := "Why"
	if rec.Veto {
		title = "Why, whatever your other answers are"
	}
	b.bullets(title, because)
	runnerUp := runnerUpText(rec)
	b.say(runnerUp)
	tail := "A starting point for the discussion with your colleagues"
	if g := c.WhichRole; g != nil {
		b.cited(guideCredits(c, g, tail))
	}
	var buttons []slack.BlockElement
	if c.Kit(rec.Outcome.Role) != nil {
		buttons = append(buttons, b.button(ActionKit, "Hiring kit", b.ref(rec.Outcome.Role)))
	}
	for _, id := range rec.Outcome.Entries {
		if e := c.Entry(id); e != nil {
			b.reply.Related = append(b.reply.Related, e)
		}
	}
	b.foot(buttons)
	b.feedback("which-role")

	lines := []string{"Recommendation: " + prose.LowerFirst(rec.Outcome.Title), rec.Outcome.Advice, title + ":"}
	for _, s := range because {
		lines = append(lines, "• "+s)
	}
	if runnerUp != "" {
		lines = append(lines, runnerUp)
	}
	if g := c.WhichRole; g != nil {
		tail = guideCredits(c, g, tail).plain()
	}
	return b.message(strings.Join(append(lines, tail), "\n"))
}

// guideCredits are those of a recommendation, with what it is no substitute for first.
func guideCredits(c *corpus.Corpus, g *corpus.Guide, note string) credits {
	cr := credited(c, g.Sources, g.Reviewed, note)
	cr.tail = dotted(note, reviewed(g.Reviewed))
	return cr
}

// GuideResultModal draws GuideResult in a modal, which replaces the questions.
func GuideResultModal(c *corpus.Corpus, rec advisor.Recommendation, answers map[string]string, v View) slack.ModalViewRequest {
	v.Modal, v.Private = true, true
	m := Meta{Channel: v.Channel, Thread: v.Thread, Ref: Ref{Reply: v.ReplyID, Entry: "which-role"}}
	title := "Which role do we need?"
	if c.WhichRole != nil {
		title = c.WhichRole.Title
	}
	return modal(title, CallbackShow, m, GuideResult(c, rec, answers, v).Blocks)
}

// runnerUpText returns a sentence on the second best outcome, or "".
func runnerUpText(rec advisor.Recommendation) string {
	switch {
	case rec.RunnerUp == nil:
		return ""
	case rec.Veto:
		return "Once that changes, your other answers point to " + prose.LowerFirst(rec.RunnerUp.Title) + "."
	}
	return "Close behind: " + prose.LowerFirst(rec.RunnerUp.Title) + "."
}
