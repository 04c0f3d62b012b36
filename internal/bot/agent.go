package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/bot/outbox"
	"rolecall/internal/feedback"
)

// agentPrompts are offered when someone opens the agent view. Slack allows four (its
// page "assistant.threads.setSuggestedPrompts").
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
	return b.checkAgentError(b.out.SuggestPrompts(ctx, channel, "Ask about a role", agentPrompts))
}

// How long the status calls before and after an answer may take. Both are choices:
// an answer waits no longer for its status than a person would notice, and stopping
// the bot is not held up for long; Slack clears "processing" by itself after an hour
// (its page "agents.sessions.setStatus").
const (
	setStatusTimeout   = 2 * time.Second
	clearStatusTimeout = 5 * time.Second
)

// showWorking sets the session's status to processing, in the agent view only. The
// returned function clears it and must always be called: posting an answer does not.
func (b *Bot) showWorking(ctx context.Context, q question) (stop func()) {
	if !b.agent.Load() || q.surface != feedback.SurfaceDM {
		return func() {}
	}
	soon, cancel := context.WithTimeout(ctx, setStatusTimeout)
	b.setSessionStatus(soon, q.at, slack.AgentSessionStatusProcessing)
	cancel()
	return func() {
		// The status must be cleared even if the question's context has ended.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), clearStatusTimeout)
		defer cancel()
		b.setSessionStatus(ctx, q.at, slack.AgentSessionStatusActive)
	}
}

func (b *Bot) setSessionStatus(ctx context.Context, at outbox.Target, status string) {
	if !b.agent.Load() {
		return
	}
	if err := b.checkAgentError(b.out.SetSessionStatus(ctx, at, status)); err != nil {
		b.log.Info("the session's status was not set", "status", status, "error", err)
	}
}

// renameSession sets the session's title to that of the entry, never to what the
// person typed.
func (b *Bot) renameSession(ctx context.Context, at outbox.Target, title string) {
	if !b.agent.Load() || at.Thread == "" {
		return
	}
	if err := b.checkAgentError(b.out.RenameSession(ctx, at, title)); err != nil {
		b.log.Info("the session's title was not set", "error", err)
	}
}

// handleSessionStopped handles the stop button. Replies take no time, so only the
// status has to be cleared.
func (b *Bot) handleSessionStopped(ctx context.Context, p *eventPayload) error {
	b.setSessionStatus(ctx, outbox.Target{Channel: p.channel(), Thread: p.Event.ThreadTS}, slack.AgentSessionStatusActive)
	return nil
}

// checkAgentError returns err, or nil when it says that the workspace or the app has
// no agent view: then the bot goes on without it.
func (b *Bot) checkAgentError(err error) error {
	switch outbox.Code(err) {
	case "feature_disabled", "not_authorized", "missing_scope", "unknown_method", "not_allowed_token_type":
		if b.agent.CompareAndSwap(true, false) {
			b.log.Warn("the agent view is not available here; answering without it", "error", err)
		}
		return nil
	}
	return err
}
