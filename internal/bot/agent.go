package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/feedback"
)

// agentPrompts are offered when someone opens the agent view (at most four).
var agentPrompts = []slack.AssistantThreadsPrompt{
	{Title: "CTO or CIO?", Message: "What is the difference between a CTO and a CIO?"},
	{Title: "Interview in five minutes", Message: "What should I ask a CTO candidate?"},
	{Title: "Which role do we need?", Message: "Which technology leader do we need?"},
	{Title: "Side by side", Message: "compare cto vpe"},
}

// suggestPrompts offers questions in the agent view. There is no thread_ts: with
// one the call fails silently.
func (b *Bot) suggestPrompts(ctx context.Context, channel string) error {
	if !b.agent.Load() || channel == "" {
		return nil
	}
	return b.agentCall(ctx, "assistant.threads.setSuggestedPrompts", channel, func(ctx context.Context) error {
		return b.out.api.SetAssistantThreadsSuggestedPromptsContext(ctx, slack.AssistantThreadsSetSuggestedPromptsParameters{
			Title: "Ask about a role", ChannelID: channel, Prompts: agentPrompts})
	})
}

// working shows that a question is being worked on, in the agent view only. The
// returned function must be called on every path: a post does not clear it.
func (b *Bot) working(ctx context.Context, a asking) (stop func()) {
	if !b.agent.Load() || a.surface != feedback.SurfaceDM {
		return func() {}
	}
	// An answer does not wait long for its own announcement.
	soon, cancel := context.WithTimeout(ctx, 2*time.Second)
	b.sessionStatus(soon, a.at, slack.AgentSessionStatusProcessing)
	cancel()
	return func() {
		// The question's context may have ended; the status must be cleared all
		// the same.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		b.sessionStatus(ctx, a.at, slack.AgentSessionStatusActive)
	}
}

func (b *Bot) sessionStatus(ctx context.Context, at target, status string) {
	err := b.agentCall(ctx, "agents.sessions.setStatus", at.channel, func(ctx context.Context) error {
		_, err := b.out.api.SetAgentSessionStatusContext(ctx, slack.AgentSessionSetStatusParameters{
			Status: status, ChannelID: at.channel, ThreadTS: at.thread})
		return err
	})
	if err != nil {
		b.log.Info("the session's status was not set", "status", status, "error", err)
	}
}

// retitle names a session after what it was about: the entry's title, never the
// person's words.
func (b *Bot) retitle(ctx context.Context, at target, title string) {
	if !b.agent.Load() || at.thread == "" {
		return
	}
	err := b.agentCall(ctx, "agents.sessions.rename", at.channel, func(ctx context.Context) error {
		_, err := b.out.api.RenameAgentSessionContext(ctx, slack.AgentSessionRenameParameters{
			ChannelID: at.channel, ThreadTS: at.thread, Title: title})
		return err
	})
	if err != nil {
		b.log.Info("the session was not titled", "error", err)
	}
}

// sessionStopped answers the stop button: replies are instant, so there is
// nothing to stop but the status.
func (b *Bot) sessionStopped(ctx context.Context, p *eventPayload) error {
	b.sessionStatus(ctx, target{p.channel(), p.Event.ThreadTS}, slack.AgentSessionStatusActive)
	return nil
}

// agentCall makes a call of the agent view. Where the plan or the app lacks it,
// the agent calls are switched off, once, and answers go on.
func (b *Bot) agentCall(ctx context.Context, method, where string, f func(context.Context) error) error {
	if !b.agent.Load() {
		return nil
	}
	err := b.out.call(ctx, method, where, true, f)
	switch code(err) {
	case "feature_disabled", "not_authorized", "missing_scope", "unknown_method", "not_allowed_token_type":
		if b.agent.CompareAndSwap(true, false) {
			b.log.Warn("the agent view is not available here; answering without it", "error", err)
		}
		return nil
	}
	return err
}
