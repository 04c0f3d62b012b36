package socket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/bot/install"
	"rolecall/internal/hint"
)

// Checked is the result of Check.
type Checked struct {
	Team, User string
	Installed  string   // what kind of installation the bot token is of
	Whole      bool     // of a whole organisation
	Missing    []string // wanted scopes that the token lacks, if Slack says which it has
	Optional   []string // optional scopes that it has
	BotToken   error    // nil when it works
	AppToken   error    // nil when it works

	// Unreachable is set when Slack did not answer: then nothing is known about
	// the tokens, and all other fields are empty.
	Unreachable error
}

// Check tries both tokens of api without opening a socket: a second connection
// would receive events in place of a running bot.
func Check(ctx context.Context, api *slack.Client, scopes, optional []string) Checked {
	var c Checked
	who, err := api.AuthTestContext(ctx)
	if isUnanswered(err) {
		return Checked{Unreachable: unreachableError(err)}
	}
	if err != nil {
		c.BotToken = withHint(botToken, err)
	} else {
		c.Team, c.User = cmp.Or(who.Team, "the organisation"), who.User
		in := install.Of(who.TeamID, who.EnterpriseID, install.Options{})
		c.Whole = in.Whole()
		c.Installed, c.BotToken = installed(ctx, api, in)
		c.Missing = MissingScopes(who.Header, scopes)
		for _, scope := range optional {
			if HasScope(who.Header, scope) {
				c.Optional = append(c.Optional, scope)
			}
		}
	}
	if _, _, err := api.StartSocketModeContext(ctx); isUnanswered(err) {
		return Checked{Unreachable: unreachableError(err)}
	} else if err != nil {
		c.AppToken = withHint(appToken, err)
	}
	return c
}

// maxWorkspaces is how many workspaces are named. A choice: nobody reads the names of more.
const maxWorkspaces = 20

// installed says what kind of installation a bot token is of. An organisation's that
// reaches none of its workspaces is an error: nobody can use the bot.
func installed(ctx context.Context, api *slack.Client, in *install.Installation) (string, error) {
	switch {
	case !in.Whole() && in.Organisation() == "":
		return "installed in one workspace (" + in.Workspace() + ")", nil
	case !in.Whole():
		return fmt.Sprintf("installed in one workspace (%s) of an Enterprise organisation (%s)", in.Workspace(), in.Organisation()), nil
	}
	whole := "installed for a whole Enterprise organisation (" + in.Organisation() + ")"
	teams, more, err := api.ListTeamsContext(ctx, slack.ListTeamsParameters{Limit: maxWorkspaces})
	if err != nil {
		return whole + "; Slack does not say in which workspaces: " + withoutAddress(err).Error(), nil
	}
	if len(teams) == 0 {
		return "", hint.New("the app is "+whole+", but in none of its workspaces",
			"an admin of the organisation adds it: Slack's organisation settings, Integrations, Installed apps, Add to more workspaces")
	}
	names := make([]string, len(teams))
	for i, t := range teams {
		names[i] = t.Name
	}
	whole += ", in " + strings.Join(names, ", ")
	if more != "" {
		whole += " and more"
	}
	return whole, nil
}

// withHint adds what to do to an error that retrying cannot fix.
func withHint(what string, err error) error {
	if f := fatal(what, err); f != nil {
		return f
	}
	return err
}

// networkHint says what to check when Slack cannot be reached.
const networkHint = "is the network up? HTTPS_PROXY names a proxy, where one is needed; SLACK_API_URL is left unset outside of tests"

// isUnanswered reports whether err means that Slack gave no answer, so that
// nothing is known about the token.
func isUnanswered(err error) bool {
	if err == nil || errors.As(err, new(slack.SlackErrorResponse)) {
		return false
	}
	return !errors.As(err, new(*slack.RateLimitedError))
}

// unreachableError returns err with what to check.
func unreachableError(err error) error {
	return hint.With(fmt.Errorf("cannot reach Slack: %w", withoutAddress(err)), networkHint)
}

// withoutAddress returns err without the method and address of the call.
func withoutAddress(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// MissingScopes returns the wanted scopes that a token lacks, by the response
// header in which Slack lists those it has; nil when there is no such header.
func MissingScopes(header http.Header, wanted []string) []string {
	granted := header.Get("X-OAuth-Scopes")
	if granted == "" {
		return nil
	}
	has := strings.FieldsFunc(granted, func(r rune) bool { return r == ',' || r == ' ' })
	return slices.DeleteFunc(slices.Clone(wanted), func(s string) bool { return slices.Contains(has, s) })
}

// HasScope reports whether Slack says that a token has a scope; without the header that
// lists them, that is not known and false.
func HasScope(header http.Header, scope string) bool {
	return header.Get("X-OAuth-Scopes") != "" && len(MissingScopes(header, []string{scope})) == 0
}
