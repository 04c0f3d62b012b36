// Package bot is Rolecall's life in Slack: it receives what people do, over
// Socket Mode, acknowledges it at once, asks the advisor, and posts the reply.
//
//	socket.go     keeps one healthy connection; link.go listens at it, governor.go
//	              slows down when connections do not last, token.go watches the token
//	envelope.go   what Slack sends, decoded leniently
//	dispatch.go   acknowledge (acks.go), then hand to a bounded set of workers (pool.go)
//	outbox.go     every call to Slack: rate limits obeyed, safe retries only
//	ask.go …      the surfaces: questions, buttons, shortcuts, modals, Home
//	tell.go       reaches one person when something could not be done; reasons.go says why
//
// Text that people type is never logged. Log lines carry what was decided, not
// what was said, and no user ids.
package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
)

// Options is what a Bot needs. Advisor, Store and Logger are required.
type Options struct {
	BotToken, AppToken string
	APIURL             string // another endpoint than Slack's, for tests and proxies
	Advisor            func() *advisor.Advisor
	Store              feedback.Recorder
	Logger             *slog.Logger
	Now                func() time.Time

	Command       string        // the slash command's name, for help texts; default /rolecall
	Curators      []string      // user ids that see why a reply was chosen
	WatchChannels []string      // channels where an unasked offer may be made
	ThreadHistory bool          // follow-ups in threads need no mention (needs channels:history)
	AgentView     bool          // the app's manifest has the agent view
	Keeps         feedback.Keep // whose question text is kept, to tell people
	Retention     time.Duration // for how long, to tell people; negative forever
	Workers       int           // replies worked on at once; default 32
	Meter         Meter
}

// Meter counts what happens. Labels are names of our own, never user data.
type Meter interface {
	Replied(surface, outcome string, took time.Duration)
	Connected(n int)
	Failed(what string)
}

type noMeter struct{}

func (noMeter) Replied(string, string, time.Duration) {}
func (noMeter) Connected(int)                         {}
func (noMeter) Failed(string)                         {}

// Bot answers one workspace.
type Bot struct {
	o    Options
	log  *slog.Logger
	out  *outbox
	self string // our user id; known once whoAmI has returned
	pool *pool
	time timing

	connected atomic.Bool
	since     atomic.Int64 // when the connection began, in nanoseconds since 1970
	stormy    atomic.Bool  // the connections before it did not last
	agent     atomic.Bool  // the agent view's calls are made
	offers    offers
	presses   presses
	apologies *pool // tells people that the pool is full

	doubt        chan struct{}         // one place: the bot token may have been revoked
	tokenRefused chan error            // one place: it has been, for good
	tokenError   atomic.Pointer[error] // that it is refused, to say so
}

// Fatal is an error that trying again cannot fix; its text says what to do.
type Fatal struct{ Err error }

func (f Fatal) Error() string { return f.Err.Error() }
func (f Fatal) Unwrap() error { return f.Err }

// New checks options and returns a bot that has not connected yet.
func New(o Options) (*Bot, error) {
	if o.Advisor == nil || o.Store == nil || o.Logger == nil {
		return nil, errors.New("bot: Advisor, Store and Logger are required")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Workers <= 0 {
		o.Workers = 32
	}
	if o.Command == "" {
		o.Command = "/rolecall"
	}
	if o.Meter == nil {
		o.Meter = noMeter{}
	}
	client := &http.Client{
		Timeout: 15 * time.Second, // slack-go sets none
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true,
			MaxIdleConns: o.Workers, MaxIdleConnsPerHost: o.Workers, MaxConnsPerHost: 2 * o.Workers, IdleConnTimeout: 30 * time.Second},
	}
	b := &Bot{o: o, log: o.Logger, time: usualTiming(), doubt: make(chan struct{}, 1), tokenRefused: make(chan error, 1)}
	b.pool = newPool(o.Workers, min(maxWaiting, maxPerWorker*o.Workers), b.broke)
	b.apologies = newPool(apologyWorkers, maxApologies, b.broke)
	b.out = &outbox{api: newAPI(client, o.BotToken, o.AppToken, o.APIURL), http: client, log: o.Logger, meter: o.Meter,
		held: map[string]limit{}, doubtToken: b.doubtToken}
	b.agent.Store(o.AgentView)
	b.offers.last = map[string]time.Time{}
	return b, nil
}

// newAPI is Slack's Web API, at another endpoint than Slack's unless url is "".
func newAPI(client *http.Client, botToken, appToken, url string) *slack.Client {
	patient := *client
	patient.Transport = plainRetryAfter{cmp.Or(client.Transport, http.DefaultTransport)}
	options := []slack.Option{slack.OptionHTTPClient(&patient), slack.OptionAppLevelToken(appToken)}
	if url != "" {
		options = append(options, slack.OptionAPIURL(strings.TrimSuffix(url, "/")+"/"))
	}
	return slack.New(botToken, options...)
}

// Run connects and answers until ctx ends; then it finishes what is under way
// and returns nil. A Fatal error means that trying again cannot help.
func (b *Bot) Run(ctx context.Context) error {
	if err := b.whoAmI(ctx); err != nil {
		return err
	}
	return b.serve(ctx)
}

// fatalAuth are Web API errors that no retry fixes, with what to do. Those that
// revoke say of any call that the token as a whole is refused; the others are
// about the one call, or about the app token.
var fatalAuth = map[string]struct {
	hint    string
	revokes bool
}{
	"invalid_auth":            {"Copy the token again: Bot User OAuth Token (xoxb-) from \"OAuth & Permissions\", app-level token (xapp-) from \"Basic Information\".", true},
	"not_authed":              {"The token is empty. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN.", true},
	"account_inactive":        {"The app was removed from the workspace or its account switched off. Install it again.", true},
	"token_revoked":           {"The token was revoked. Install the app again and copy the new one.", true},
	"token_expired":           {"Switch token rotation off for the app and install it again.", true},
	"app_uninstalled":         {"The app was removed from the workspace. Install it again.", true},
	"user_removed_from_team":  {"The bot's account was removed from the workspace. Install the app again.", true},
	"team_access_not_granted": {"The app is not allowed in this workspace. Ask an admin of the organisation to grant it, then start again.", true},
	"not_allowed_token_type":  {"SLACK_APP_TOKEN must be an app-level token (xapp-), SLACK_BOT_TOKEN a bot token (xoxb-).", false},
	"missing_scope":           {"The app-level token needs the scope connections:write; the bot token those of manifest.yaml.", false},
	"forbidden_team":          {"This workspace may not use Socket Mode. Ask its admins.", false},
}

// The tokens as people know them.
const (
	botTokenName = "bot token (SLACK_BOT_TOKEN)"
	appTokenName = "app-level token (SLACK_APP_TOKEN)"
)

// drain lets what is under way finish, and says how much does not.
func (b *Bot) drain() (left int) {
	return b.pool.drain(b.time.drain) + b.apologies.drain(b.time.drain/10)
}

// fatal wraps err when it is one that retrying cannot fix; nil otherwise.
func fatal(what string, err error) error {
	if err == nil {
		return nil
	}
	if f, ok := fatalAuth[err.Error()]; ok {
		return Fatal{fmt.Errorf("Slack refuses the %s: %w\n%s", what, err, f.hint)}
	}
	return nil
}

// whoAmI asks Slack who the bot token belongs to, patiently while Slack is away.
func (b *Bot) whoAmI(ctx context.Context) error {
	for attempt := 0; ; attempt++ {
		res, err := b.out.api.AuthTestContext(ctx)
		if err == nil {
			b.self = res.UserID
			b.warnScopes(res.Header)
			return nil
		}
		if f := fatal(botTokenName, err); f != nil {
			return f
		}
		if ctx.Err() != nil {
			return nil
		}
		if away(err) {
			b.log.Warn("cannot reach Slack yet; will try again", "error", cause(err), "hint", awayHint, "attempt", attempt+1)
		} else {
			b.log.Warn("Slack does not accept the bot yet; will try again", "error", err, "attempt", attempt+1)
		}
		wait := min(time.Second<<min(attempt, 6), time.Minute)
		if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
			wait = max(wait, limited.RetryAfter)
		}
		if !pause(ctx, wait) {
			return nil
		}
	}
}

// pause waits; it reports false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// view is how a reply is drawn for someone on a surface.
func (b *Bot) view(reply, asked, user string) blockkit.View {
	return blockkit.View{Now: b.o.Now(), ReplyID: reply, Asked: asked, Keeps: b.keeps(), Explain: slices.Contains(b.o.Curators, user)}
}
