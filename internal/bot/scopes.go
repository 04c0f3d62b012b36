package bot

import (
	"context"
	"net/http"
	"strings"
	"time"

	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
)

// Scopes returns the scopes of manifest.yaml; without one of them a part of the bot
// does not work.
func Scopes() []string {
	return []string{"app_mentions:read", "chat:write", "commands", "im:history"}
}

// CanvasScope is the optional scope of manifest.yaml; with it a kit can be saved as a canvas.
const CanvasScope = "canvases:write"

// warnScopes logs at the start which scopes are missing: those of the manifest, and
// those that reading channels needs.
func (b *Bot) warnScopes(header http.Header) {
	if lacks := socket.MissingScopes(header, Scopes()); len(lacks) > 0 {
		b.log.Warn("the bot token lacks scopes of manifest.yaml", "missing", strings.Join(lacks, " "),
			"hint", "compare the app's manifest with manifest.yaml, then install the app again")
	}
	history := []string{"channels:history", "groups:history"}
	if listening := len(b.opt.WatchChannels) > 0 || b.opt.ThreadHistory; listening && len(socket.MissingScopes(header, history)) == len(history) {
		b.log.Warn("the bot receives no messages for ROLECALL_WATCH_CHANNELS or ROLECALL_THREAD_HISTORY", "missing", strings.Join(history, " "),
			"hint", "add the scope channels:history (private channels: groups:history) and the event message.channels (message.groups); see .github/docs/slack.md")
	}
}

// checkTimeout is how long a call of Check may take. A choice: someone waits for it
// at a shell, so it is shorter than outbox.CallTimeout.
const checkTimeout = 10 * time.Second

// Check tries both tokens without opening a socket.
func Check(ctx context.Context, botToken, appToken, apiURL string) socket.Checked {
	api := outbox.NewAPI(&http.Client{Timeout: checkTimeout}, botToken, appToken, apiURL)
	return socket.Check(ctx, api, Scopes(), []string{CanvasScope})
}
