package bot

import (
	"context"
	"net/http"
	"time"
)

// Checked is what a look at Slack found out about the tokens.
type Checked struct {
	Team, User string
	Missing    []string // of Scopes, as far as Slack says which the token has
	BotToken   error    // nil when it works
	AppToken   error
}

// Check tries both tokens without connecting: a second connection would take
// events away from a running bot.
func Check(ctx context.Context, botToken, appToken, apiURL string) Checked {
	api := newAPI(&http.Client{Timeout: 10 * time.Second}, botToken, appToken, apiURL)
	var c Checked
	who, err := api.AuthTestContext(ctx)
	if err != nil {
		c.BotToken = explained("bot token (SLACK_BOT_TOKEN)", err)
	} else {
		c.Team, c.User = who.Team, who.User
		c.Missing = missing(who.Header, Scopes())
	}
	if _, _, err := api.StartSocketModeContext(ctx); err != nil {
		c.AppToken = explained("app-level token (SLACK_APP_TOKEN)", err)
	}
	return c
}

// explained adds what to do to an error that retrying cannot mend.
func explained(what string, err error) error {
	if f := fatal(what, err); f != nil {
		return f
	}
	return err
}
