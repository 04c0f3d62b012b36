package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/bot/outbox"
	"rolecall/internal/feedback"
)

// agentPrompts are offered when someone opens the agent view (at most four).
var agentPrompts = []slack.AssistantThreadsPrompt{
	{Title: "CTO or CIO?", Message: "What is the difference between a CTO and a CIO?"},
	{Title: "Interview in five minutes", Message: "What should I ask a CTO candidate?"},
	{Title: "Which role do we need?", Message: "Which technology leader do we need?"},
	{Title: "Side by side", Message: "compare cto vpe"},
}

// suggestPrompts offers questions in the agent view.
func (b *Bot) suggestPrompts(ctx context.Context, channel string) error {
	if !b.agent.Load() || channel == "" {
		return nil
	}
	return b.agentCall(b.out.SuggestPrompts(ctx, channel, "Ask about a role", agentPrompts))
}

// How long the calls around an answer may take; both are choices. An answer does
// not wait for its own announcement longer than a person would notice, and the
// bot's end not long for the clearing of one: Slack itself does away with
// "processing" after an hour (its page "agents.sessions.setStatus").
const (
	announceFor = 2 * time.Second
	clearFor    = 5 * time.Second
)

// working shows that a question is being worked on, in the agent view only. The
// returned function must be called on every path: a post does not clear it.
func (b *Bot) working(ctx context.Context, a asking) (stop func()) {
	if !b.agent.Load() || a.surface != feedback.SurfaceDM {
		return func() {}
	}
	soon, cancel := context.WithTimeout(ctx, announceFor)
	b.setSessionStatus(soon, a.at, slack.AgentSessionStatusProcessing)
	cancel()
	return func() {
		// The question's context may have ended; the status must be cleared all
		// the same.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), clearFor)
		defer cancel()
		b.setSessionStatus(ctx, a.at, slack.AgentSessionStatusActive)
	}
}

func (b *Bot) setSessionStatus(ctx context.Context, at outbox.Target, status string) {
	if !b.agent.Load() {
		return
	}
	if err := b.agentCall(b.out.SetSessionStatus(ctx, at, status)); err != nil {
		b.log.Info("the session's status was not set", "status", status, "error", err)
	}
}

// renameSession names a session after what it was about: the entry's title, never
// the person's words.
func (b *Bot) renameSession(ctx context.Context, at outbox.Target, title string) {
	if !b.agent.Load() || at.Thread == "" {
		return
	}
	if err := b.agentCall(b.out.RenameSession(ctx, at, title)); err != nil {
		b.log.Info("the session was not titled", "error", err)
	}
}

// sessionStopped answers the stop button: replies are instant, so there is
// nothing to stop but the status.
func (b *Bot) sessionStopped(ctx context.Context, p *eventPayload) error {
	b.setSessionStatus(ctx, outbox.Target{Channel: p.channel(), Thread: p.Event.ThreadTS}, slack.AgentSessionStatusActive)
	return nil
}

// agentCall looks at the error of a call of the agent view. Where the plan or the
// app lacks it, the agent calls are switched off, once, and answers go on.
func (b *Bot) agentCall(err error) error {
	switch outbox.Code(err) {
	case "feature_disabled", "not_authorized", "missing_scope", "unknown_method", "not_allowed_token_type":
		if b.agent.CompareAndSwap(true, false) {
			b.log.Warn("the agent view is not available here; answering without it", "error", err)
		}
		return nil
	}
	return err
}
