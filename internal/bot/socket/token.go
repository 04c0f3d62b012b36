package socket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/hint"
)

// Fatal is an error that trying again cannot fix; its hint says what to do.
type Fatal struct{ Err error }

func (f Fatal) Error() string { return f.Err.Error() }
func (f Fatal) Unwrap() error { return f.Err }

// The tokens, as errors call them.
const (
	botToken = "bot token (SLACK_BOT_TOKEN)"
	appToken = "app-level token (SLACK_APP_TOKEN)"
)

// fatalAuth are errors of auth.test and apps.connections.open that no retry fixes,
// with what to do; docs.slack.dev/reference/methods lists them on the pages of
// both. wholeToken means that the token is refused for every call; the others
// concern only one call, or the app token.
var fatalAuth = map[string]struct {
	hint       string
	wholeToken bool
}{
	"invalid_auth":            {"copy the token again: Bot User OAuth Token (xoxb-) from \"OAuth & Permissions\", app-level token (xapp-) from \"Basic Information\"", true},
	"not_authed":              {"the token is empty: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN", true},
	"account_inactive":        {"the app was removed from the workspace or its account switched off: install it again", true},
	"token_revoked":           {"the token was revoked: install the app again and copy the new one", true},
	"token_expired":           {"switch token rotation off for the app and install it again", true},
	"app_uninstalled":         {"the app was removed from the workspace: install it again", true},
	"user_removed_from_team":  {"the bot's account was removed from the workspace: install the app again", true},
	"team_access_not_granted": {"the app is not allowed in this workspace: ask an admin of the organisation to grant it, then start again", true},
	"not_allowed_token_type":  {"SLACK_APP_TOKEN must be an app-level token (xapp-), SLACK_BOT_TOKEN a bot token (xoxb-)", false},
	"missing_scope":           {"the app-level token needs the scope connections:write; the bot token those of manifest.yaml", false},
	"forbidden_team":          {"this workspace may not use Socket Mode: ask its admins", false},

	// What only an admin of the workspace can change.
	"org_login_required":        {"the workspace is being moved into an Enterprise organisation: ask its admins when that is done, then start again", true},
	"two_factor_setup_required": {"the workspace asks for two-factor sign-in: whoever installed the app sets it up, or an admin installs the app again; then start again", true},
	"accesslimited":             {"the workspace takes calls from some networks only: ask an admin to allow this machine's address, then start again", false},
	"enterprise_is_restricted":  {"the app may not work in the Enterprise organisation as a whole: ask an admin to install it in one workspace, then start again", false},
	"access_denied":             {"ask an admin of the workspace whether the app is still approved, then start again", false},
}

// fatal wraps err when it is one that retrying cannot fix; nil otherwise.
func fatal(what string, err error) error {
	if err == nil {
		return nil
	}
	if f, ok := fatalAuth[err.Error()]; ok {
		return Fatal{hint.With(fmt.Errorf("the %s is refused by Slack: %w", what, err), f.hint)}
	}
	return nil
}

// maxWhoAmIDoublings bounds the pause between two tries of WhoAmI: 1 s doubled six
// times is above MaxPause, which then applies. A choice.
const maxWhoAmIDoublings = 6

// WhoAmI asks Slack who the bot token belongs to, and retries until Slack answers.
// The error is a Fatal; both results are nil when ctx ended first.
func (c *Conn) WhoAmI(ctx context.Context) (*slack.AuthTestResponse, error) {
	for attempt := 0; ; attempt++ {
		res, err := c.opt.API.AuthTestContext(ctx)
		if err == nil {
			return res, nil
		}
		if f := fatal(botToken, err); f != nil {
			return nil, f
		}
		if ctx.Err() != nil {
			return nil, nil
		}
		if isUnanswered(err) {
			c.log.Warn("cannot reach Slack yet; will try again", "error", withoutAddress(err), "hint", networkHint, "attempt", attempt+1)
		} else {
			c.log.Warn("Slack does not accept the bot yet; will try again", "error", err, "attempt", attempt+1,
				"hint", "docs.slack.dev/reference/methods/auth.test says what the error means")
		}
		wait := min(time.Second<<min(attempt, maxWhoAmIDoublings), c.opt.Timing.MaxPause)
		if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
			wait = max(wait, limited.RetryAfter)
		}
		if !Sleep(ctx, wait) {
			return nil, nil
		}
	}
}

// watchToken checks at intervals, and when RecheckToken is called, whether Slack
// still accepts the bot token; if Slack refuses it for good, the connection ends.
// Slack does not always end it, since it was opened with the app token.
func (c *Conn) watchToken(ctx context.Context) {
	tick := time.NewTicker(c.opt.Timing.TokenCheckInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.recheck:
		case <-tick.C:
		}
		if err := c.checkToken(ctx); err != nil {
			c.tokenError.Store(&err)
			if !Sleep(ctx, c.opt.Timing.TokenRecheckDelay) || ctx.Err() != nil {
				return
			}
			if err = c.checkToken(ctx); err == nil {
				c.tokenError.Store(nil)
				continue
			}
			select {
			case c.tokenRefused <- err:
			case <-ctx.Done():
			}
			return
		}
	}
}

// checkTimeout is how long one check of the token may take: as long as any call to
// Slack (the outbox's CallTimeout).
const checkTimeout = 12 * time.Second

// checkToken returns an error when Slack refuses the bot token for good. An
// unanswered call is not an error, since it says nothing about the token.
func (c *Conn) checkToken(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	_, err := c.opt.API.AuthTestContext(ctx)
	return fatal(botToken, err)
}

// RecheckToken has the bot token checked soon.
func (c *Conn) RecheckToken() {
	select {
	case c.recheck <- struct{}{}:
	default: // a check is due already
	}
}

// CallFailed receives the error code of every call that Slack refused. If the code
// means that the token as a whole is refused, the token is checked.
func (c *Conn) CallFailed(word string) {
	if fatalAuth[word].wholeToken {
		c.RecheckToken()
	}
}
