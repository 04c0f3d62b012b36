package socket

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/hint"
)

// Checked is what a look at Slack found out about the tokens.
type Checked struct {
	Team, User string
	Missing    []string // of the scopes wanted, as far as Slack says which the token has
	BotToken   error    // nil when it works
	AppToken   error

	// Unreachable is set when Slack did not answer: then nothing is known of
	// the tokens, and the fields above are as empty as they began.
	Unreachable error
}

// Check tries both tokens of api without connecting: a second connection would
// take events away from a running bot.
func Check(ctx context.Context, api *slack.Client, scopes []string) Checked {
	var c Checked
	who, err := api.AuthTestContext(ctx)
	if away(err) {
		return Checked{Unreachable: unreachable(err)}
	}
	if err != nil {
		c.BotToken = explained(botToken, err)
	} else {
		c.Team, c.User = who.Team, who.User
		c.Missing = MissingScopes(who.Header, scopes)
	}
	if _, _, err := api.StartSocketModeContext(ctx); away(err) {
		return Checked{Unreachable: unreachable(err)}
	} else if err != nil {
		c.AppToken = explained(appToken, err)
	}
	return c
}

// explained adds what to do to an error that retrying cannot fix.
func explained(what string, err error) error {
	if f := fatal(what, err); f != nil {
		return f
	}
	return err
}

// awayHint is what to look at when Slack cannot be reached.
const awayHint = "is the network up? HTTPS_PROXY names a proxy, where one is needed; SLACK_API_URL is left unset outside of tests"

// away reports whether err says that Slack gave no answer, which tells nothing
// about a token.
func away(err error) bool {
	if err == nil || errors.As(err, new(slack.SlackErrorResponse)) {
		return false
	}
	return !errors.As(err, new(*slack.RateLimitedError))
}

// unreachable is err for people: what happened, and what to look at.
func unreachable(err error) error {
	return hint.With(fmt.Errorf("cannot reach Slack: %w", cause(err)), awayHint)
}

// cause is err without the method and address of the call.
func cause(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// MissingScopes are the wanted scopes that a token lacks, as far as Slack said
// which ones it has in the answer's header; nil when it said nothing.
func MissingScopes(header http.Header, wanted []string) []string {
	granted := header.Get("X-OAuth-Scopes")
	if granted == "" {
		return nil
	}
	has := strings.FieldsFunc(granted, func(r rune) bool { return r == ',' || r == ' ' })
	return slices.DeleteFunc(slices.Clone(wanted), func(s string) bool { return slices.Contains(has, s) })
}
