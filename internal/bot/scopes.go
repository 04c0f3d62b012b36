package bot

import (
	"net/http"
	"slices"
	"strings"
)

// Scopes are what the plain manifest asks for; without one of them some
// surface is silent.
func Scopes() []string {
	return []string{"app_mentions:read", "chat:write", "commands", "im:history"}
}

// missing are the wanted scopes that a token lacks, as far as Slack said which
// ones it has in the answer's header; nil when it said nothing.
func missing(header http.Header, wanted []string) []string {
	granted := header.Get("X-OAuth-Scopes")
	if granted == "" {
		return nil
	}
	has := strings.FieldsFunc(granted, func(r rune) bool { return r == ',' || r == ' ' })
	return slices.DeleteFunc(slices.Clone(wanted), func(s string) bool { return slices.Contains(has, s) })
}

// warnScopes says at the start what will stay silent for want of a scope: of
// the manifest's, and of those that hearing channels takes besides.
func (b *Bot) warnScopes(header http.Header) {
	if lacks := missing(header, Scopes()); len(lacks) > 0 {
		b.log.Warn("the bot token lacks scopes of manifest.yaml; install the app again", "missing", strings.Join(lacks, " "))
	}
	history := []string{"channels:history", "groups:history"}
	if listening := len(b.o.WatchChannels) > 0 || b.o.ThreadHistory; listening && len(missing(header, history)) == len(history) {
		b.log.Warn("watched channels and follow-ups without a mention need the scope channels:history (private channels: groups:history) "+
			"and the event message.channels (message.groups); see the README", "missing", strings.Join(history, " "))
	}
}
