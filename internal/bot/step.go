package bot

import (
	"context"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/payload"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

// The custom step *Ask Rolecall* of manifest.workflow.yaml, with the names of its inputs
// and outputs. Workflows hold them: never change one.
const (
	StepAsk      = "ask_rolecall"
	StepQuestion = "question"
	StepRole     = "role"
	StepAnswer   = "answer"  // the whole answer, or why there is none
	StepLink     = "link"    // the first source of the answer that has an address
	StepOutcome  = "outcome" // one of advisor's, to branch on
)

const (
	emptyStepText   = "The step “Ask Rolecall” got neither a question nor a role. Edit the workflow: write a question into the step, or insert a variable that is never empty."
	unknownStepText = "This version of Rolecall does not know that step. Ask whoever runs it to update it."
	failedStepText  = "Something went wrong inside Rolecall, which is logged. Start the workflow again."
)

// handleStep runs a step of a workflow. A question without an answer is no failure: the
// steps after it would not run, and Slackbot would report an error to someone who cannot
// fix it. The step succeeds with a text that says so, and whoever makes the workflow can
// branch on the outcome. What they must fix themselves fails, with words.
func (b *Bot) handleStep(ctx context.Context, p *payload.Event) error {
	step := &p.Event.Step
	if step.Execution == "" || step.Token == "" {
		b.log.Warn("a step of a workflow came without its id or its token, and cannot be ended")
		return nil
	}
	if b.seen(ctx, p) {
		return nil
	}
	fail := func(why string) error { return b.out.FailStep(ctx, step.Token, step.Execution, why) }
	defer func() {
		if r := recover(); r != nil { // a workflow waits for a step until it has ended
			_ = fail(failedStepText)
			panic(r) // logged like any other
		}
	}()
	q := question{text: b.plainText(step.Input(StepQuestion)), surface: feedback.SurfaceWorkflow, began: b.opt.Now()}
	role := b.plainText(step.Input(StepRole))
	switch {
	case step.Function.ID != StepAsk:
		return fail(unknownStepText)
	case strings.TrimSpace(q.text+role) == "":
		return fail(emptyStepText)
	}
	r := askedByStep(b.opt.Advisor(), q.text, role)
	if strings.TrimSpace(q.text) == "" {
		q.text = role
	}
	outputs := map[string]string{StepAnswer: stepText(r, blockkit.View{Now: b.opt.Now(), Full: true}), StepOutcome: string(r.Outcome)}
	if link := firstLink(r); link != "" {
		outputs[StepLink] = link
	}
	if err := b.out.CompleteStep(ctx, step.Token, step.Execution, outputs); err != nil {
		return err
	}
	b.record(ctx, q, newReplyID(), r)
	return nil
}

// askedByStep is the reply to a question, about a role where one is given too. A role alone
// gives its scorecard, which a panel needs, or else its card.
func askedByStep(a *advisor.Advisor, text, role string) advisor.Reply {
	if strings.TrimSpace(text) != "" {
		about := match.Context{}
		if strings.TrimSpace(role) != "" {
			about.Roles = a.Ask(advisor.Question{Text: role}).Context.Roles
		}
		return a.Ask(advisor.Question{Text: text, Context: about})
	}
	if kit := a.Ask(advisor.Question{Text: "kit " + role}); kit.Outcome == advisor.KitPage && kit.Entry != nil {
		return a.Show(kit.Entry.ID)
	}
	return a.Ask(advisor.Question{Text: role})
}

// stepText is a reply as text for another step. Slack may read it as mrkdwn or not, and it
// may quote what was asked: nothing in it may become a mention.
func stepText(r advisor.Reply, v blockkit.View) string {
	text := blockkit.Plain(r, v)
	if r.Outcome == advisor.Choices {
		var b strings.Builder
		b.WriteString("Rolecall is not sure what this means. It can answer:")
		for _, e := range r.Choices {
			b.WriteString("\n• " + e.Question)
		}
		text = b.String()
	}
	return blockkit.Clip(unmentioned.Replace(text), blockkit.MaxSectionText)
}

// unmentioned takes the signs out of a text that a mention needs.
var unmentioned = strings.NewReplacer("<", "‹", ">", "›")

// firstLink is the address of the first source of a reply that has one, or "".
func firstLink(r advisor.Reply) string {
	var sources []*corpus.Source
	switch {
	case r.Comparison != nil:
		sources = r.Comparison.Sources
	case r.Outcome == advisor.RoleCard:
		for _, d := range corpus.Dimensions() {
			for _, id := range r.Role.Cells[d.Key].Sources {
				sources = append(sources, r.Corpus.Source(id))
			}
		}
	case r.Entry != nil:
		for _, id := range r.Entry.Sources {
			sources = append(sources, r.Corpus.Source(id))
		}
	}
	for _, s := range sources {
		if s != nil && s.URL != "" {
			return s.URL
		}
	}
	return ""
}
