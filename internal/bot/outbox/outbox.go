// Package outbox makes every call to Slack's Web API: it sends, waits for rate
// limits, and falls back to a simpler form or another way where Slack refuses one.
//
// The bot makes one Outbox and calls its methods from many workers at once. There
// is one verb for each thing that is sent:
//
//	PostMessage     a message that everyone in a conversation sees
//	PostEphemeral   one that only one person in it sees
//	ReplyEphemeral  the same by a response_url; ReplyInChannel, ReplaceMessage and
//	                DeleteOriginal use one too
//	ReplyPrivately  reaches one person by the first of all ways that works
//	OpenModal …     modals and the Home tab
//
//	outbox.go      calls: what is retried
//	limits.go      rate limits: whose turn it is; retryafter.go reads Slack's word
//	send.go        one method of Slack's each; responseurl.go for response URLs
//	private.go     the ways to one person
//	errors.go      what Slack's answers mean
package outbox

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// Retrying. Slack's 429 names the wait and is always obeyed; a 5xx is retried
// only where doing the thing twice does no harm. A post is never repeated after
// a 5xx or a broken connection: Slack may have taken it.
const (
	// maxTries and retryPause spread the tries of a call that fails with 5xx over
	// four seconds (0.4+0.8+1.2+1.6), which bridges the moment that a machine of
	// Slack's takes to be replaced; people wait no longer for a button to act.
	maxTries   = 5
	retryPause = 400 * time.Millisecond

	// maxHold is how long a call waits for a rate limit: two of the minutes by
	// which Slack counts (its page "Rate limits"). Nobody waits longer for a reply.
	maxHold = 2 * time.Minute

	// CallTimeout is how long one call may take. Slack answers within one second
	// as a rule; the outbox's HTTP client gives up later still (clientTimeout).
	CallTimeout = 12 * time.Second

	// clientTimeout is for whatever has no time limit of its own: slack-go sets none.
	clientTimeout = 15 * time.Second
)

// Options is what an Outbox needs; all of it is required.
type Options struct {
	API    *slack.Client // made by NewAPI
	HTTP   *http.Client  // for response URLs
	Logger *slog.Logger

	Count  func(what string) // counts a failure, by a name of our own
	Failed func(word string) // is told Slack's error word for each call that failed
	// Wait waits; it reports false when ctx ended first. The bot's lets others use
	// the worker meanwhile.
	Wait func(ctx context.Context, d time.Duration) bool
}

// Outbox makes every call to Slack.
type Outbox struct {
	o Options

	mu   sync.Mutex
	held map[string]limit // by method and channel
}

// New returns an outbox.
func New(o Options) *Outbox { return &Outbox{o: o, held: map[string]limit{}} }

// NewHTTP is an HTTP client for as many calls at once as there are workers, and
// as many again for what is called beside them: the token's check, and telling
// people that there is too much work.
func NewHTTP(workers int) *http.Client {
	return &http.Client{
		Timeout: clientTimeout,
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true,
			MaxIdleConns: workers, MaxIdleConnsPerHost: workers, MaxConnsPerHost: 2 * workers, IdleConnTimeout: idleConn},
	}
}

// idleConn is how long a connection is kept for the next call: a choice, at the
// pace of a question and its follow-up. A new one costs a handshake and no more.
const idleConn = 30 * time.Second

// NewAPI is Slack's Web API, at another endpoint than Slack's unless url is "".
func NewAPI(client *http.Client, botToken, appToken, url string) *slack.Client {
	patient := *client
	patient.Transport = plainRetryAfter{cmp.Or(client.Transport, http.DefaultTransport)}
	options := []slack.Option{slack.OptionHTTPClient(&patient), slack.OptionAppLevelToken(appToken)}
	if url != "" {
		options = append(options, slack.OptionAPIURL(strings.TrimSuffix(url, "/")+"/"))
	}
	return slack.New(botToken, options...)
}

// call runs f, holding back while method is rate-limited for where (a channel
// or a user). repeatable says that doing it twice is harmless.
func (o *Outbox) call(ctx context.Context, method, where string, repeatable bool, f func(context.Context) error) error {
	key := method + " " + where
	began := time.Now()
	for try := 1; ; {
		for d := o.turn(key); d > 0; d = o.turn(key) {
			if deadline, ok := ctx.Deadline(); time.Since(began)+d > maxHold || ok && time.Until(deadline) < d {
				return &CallError{method, &slack.RateLimitedError{RetryAfter: d}}
			}
			if !o.o.Wait(ctx, d) {
				return ctx.Err()
			}
			if !o.limited(key) {
				break
			}
		}
		one, cancel := context.WithTimeout(ctx, CallTimeout)
		err := f(one)
		cancel()
		if err == nil {
			return nil
		}
		limited, isLimit := limitOf(err)
		status, isStatus := errors.AsType[slack.StatusCodeError](err)
		if word := Code(err); word != "" {
			o.o.Failed(word)
		}
		switch {
		case ctx.Err() != nil:
			return &CallError{method, err}
		case isLimit:
			o.o.Count("rate-limited")
			o.hold(key, limited)
		case isStatus && status.Code >= 500 && repeatable && try < maxTries:
			if !o.o.Wait(ctx, retryPause*time.Duration(try)) {
				return ctx.Err()
			}
			try++
		default:
			return &CallError{method, err}
		}
	}
}
