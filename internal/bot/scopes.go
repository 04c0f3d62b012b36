package bot

import (
	"context"
	"net/http"
	"strings"
	"time"

	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
)

// Scopes are what the plain manifest asks for; without one of them some
// surface is silent.
func Scopes() []string {
	return []string{"app_mentions:read", "chat:write", "commands", "im:history"}
}

// warnScopes says at the start what will stay silent for want of a scope: of
// the manifest's, and of those that hearing channels takes besides.
func (b *Bot) warnScopes(header http.Header) {
	if lacks := socket.MissingScopes(header, Scopes()); len(lacks) > 0 {
		b.log.Warn("the bot token lacks scopes of manifest.yaml", "missing", strings.Join(lacks, " "),
			"hint", "compare the app's manifest with manifest.yaml, then install the app again")
	}
	history := []string{"channels:history", "groups:history"}
	if listening := len(b.o.WatchChannels) > 0 || b.o.ThreadHistory; listening && len(socket.MissingScopes(header, history)) == len(history) {
		b.log.Warn("the bot does not hear the channels of ROLECALL_WATCH_CHANNELS or ROLECALL_THREAD_HISTORY", "missing", strings.Join(history, " "),
			"hint", "add the scope channels:history (private channels: groups:history) and the event message.channels (message.groups); see the README")
	}
}

// checkTimeout is how long a call of Check may take. A person waits for it at a
// shell, so it is shorter than what a call of a running bot is given.
const checkTimeout = 10 * time.Second

// Check tries both tokens without connecting.
func Check(ctx context.Context, botToken, appToken, apiURL string) socket.Checked {
	api := outbox.NewAPI(&http.Client{Timeout: checkTimeout}, botToken, appToken, apiURL)
	return socket.Check(ctx, api, Scopes())
}
