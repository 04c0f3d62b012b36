package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
)

// suggestPrompts offers the corpus's prompts in the agent view, as many as it shows:
// Slack refuses a call with more.
func (b *Bot) suggestPrompts(ctx context.Context, channel string) error {
	if !b.agent.Load() || channel == "" {
		return nil
	}
	var prompts []slack.AssistantThreadsPrompt
	for _, p := range b.opt.Advisor().Corpus().Home.Prompts {
		prompts = append(prompts, slack.AssistantThreadsPrompt{Title: p.Title, Message: p.Message})
	}
	if len(prompts) == 0 {
		return nil
	}
	prompts = prompts[:min(len(prompts), corpus.MaxPrompts)]
	return b.checkAgentError(b.out.SuggestPrompts(ctx, channel, "Ask about a role", prompts))
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
func (b *Bot) handleSessionStopped(ctx context.Context, p *payload.Event) error {
	b.setSessionStatus(ctx, outbox.Target{Channel: p.ChannelID(), Thread: p.Event.ThreadTS}, slack.AgentSessionStatusActive)
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
