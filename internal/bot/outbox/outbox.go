// Package outbox makes every call to Slack's Web API. It waits for rate limits,
// retries what may be retried, and falls back to a simpler message, or to another
// way of delivery, where Slack refuses one.
//
// The bot makes one Outbox and calls its methods from many workers at once. Each
// method is named after what it sends:
//
//	PostMessage     a message that everyone in a conversation sees
//	PostEphemeral   a message that only one person in a conversation sees
//	ReplyEphemeral  the same by a response_url; ReplyInChannel, ReplaceMessage
//	                and DeleteOriginal use a response_url too
//	ReplyPrivately  reaches one person by the first way that works
//	OpenModal …     modals and the Home tab
//	CreateCanvas    a document
//	CompleteStep …  ends a step of a workflow
//
//	outbox.go      runs a call: retries and timeouts
//	limits.go      rate limits; retryafter.go reads the Retry-After header
//	send.go        one function for each Web API method; canvas.go those of canvases,
//	               step.go those of steps
//	pieces.go      drops what a workspace refuses; validate.go asks Slack about it
//	responseurl.go messages sent by a response_url
//	private.go     the ways to reach one person
//	errors.go      what Slack's errors mean
//	calls.go       counts the calls by method and result
package outbox

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Retries and timeouts. A 429 says how long to wait and is always obeyed. A 5xx
// is retried only where repeating the call does no harm. A post is never repeated
// after a 5xx or a broken connection, because Slack may have accepted it.
const (
	// maxTries and retryPause are a choice: the five tries of a call that fails
	// with a 5xx take four seconds (0.4+0.8+1.2+1.6), enough to get past a short
	// failure of one of Slack's servers, and as long as someone waits for a
	// button before pressing it again.
	maxTries   = 5
	retryPause = 400 * time.Millisecond

	// maxLimitWait is how long a call waits for a rate limit. Slack counts calls
	// per minute (its page "Rate limits"); two minutes are a choice: after that
	// nobody waits for the reply any more.
	maxLimitWait = 2 * time.Minute

	// CallTimeout is how long one call may take. A choice: Slack usually answers
	// within one second, and a bot that stops (within 20 s) can still finish a
	// call that it has just started.
	CallTimeout = 12 * time.Second

	// clientTimeout ends requests that do not go through call, such as opening a
	// socket: slack-go sets no timeout. A choice, above CallTimeout so that it
	// never ends a call first.
	clientTimeout = 15 * time.Second
)

// Options is what an Outbox needs. What it may lack is said; the rest is required.
type Options struct {
	API    *slack.Client // made by NewAPI; not for Validate and response URLs
	HTTP   *http.Client  // for response URLs, and for methods that slack-go lacks
	Token  string        // of the bot, for those methods
	URL    string        // their endpoint; "" for Slack's own
	Logger *slog.Logger

	// Without these, nobody is told.
	CountFailure func(what string) // increments the metric of one kind of failure
	OnErrorWord  func(word string) // receives the error code of each call that Slack refused
	// OnRefused receives the pieces of Block Kit that turned out to be refused here.
	OnRefused func(blockkit.Pieces)

	// Wait sleeps for d; it reports false when ctx ended first. The bot passes a
	// function that frees the worker while it sleeps.
	Wait func(ctx context.Context, d time.Duration) bool
}

// Outbox makes every call to Slack.
type Outbox struct {
	opt     Options
	avoided atomic.Uint32 // the blockkit.Pieces that messages are drawn without

	mu     sync.Mutex
	limits map[string]limit // by method and channel or user
}

// New returns an outbox.
func New(o Options) *Outbox {
	for _, f := range []*func(string){&o.CountFailure, &o.OnErrorWord} {
		if *f == nil {
			*f = func(string) {}
		}
	}
	if o.OnRefused == nil {
		o.OnRefused = func(blockkit.Pieces) {}
	}
	return &Outbox{opt: o, limits: map[string]limit{}}
}

// NewHTTP returns an HTTP client with one connection for each worker, and as many
// again for other calls: the token check, and messages that the bot is busy. count
// receives each request.
func NewHTTP(workers int, count func(Call)) *http.Client {
	return &http.Client{
		Timeout: clientTimeout,
		Transport: countingTransport{&http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true,
			MaxIdleConns: workers, MaxIdleConnsPerHost: workers, MaxConnsPerHost: 2 * workers, IdleConnTimeout: idleConnTimeout}, count},
	}
}

// idleConnTimeout is how long an unused connection stays open. A choice: a
// follow-up question usually comes within half a minute, and a new connection
// costs only a handshake.
const idleConnTimeout = 30 * time.Second

// NewAPI returns a Web API client with both tokens. url is the endpoint, "" for
// Slack's own.
func NewAPI(client *http.Client, botToken, appToken, url string) *slack.Client {
	apiClient := *client
	apiClient.Transport = retryAfterTransport{cmp.Or(client.Transport, http.DefaultTransport)}
	options := []slack.Option{slack.OptionHTTPClient(&apiClient), slack.OptionAppLevelToken(appToken)}
	if url != "" {
		options = append(options, slack.OptionAPIURL(strings.TrimSuffix(url, "/")+"/"))
	}
	return slack.New(botToken, options...)
}

// call runs f, and waits first while method is rate-limited for where (a channel
// or a user). repeatable says that repeating the call does no harm. Errors are a
// *CallError, or ctx.Err() when ctx ended while waiting.
func (o *Outbox) call(ctx context.Context, method, where string, repeatable bool, f func(context.Context) error) error {
	key := method + " " + where
	began := time.Now()
	for try := 1; ; {
		for d := o.reserve(key); d > 0; d = o.reserve(key) {
			if deadline, ok := ctx.Deadline(); time.Since(began)+d > maxLimitWait || ok && time.Until(deadline) < d {
				return &CallError{method, &slack.RateLimitedError{RetryAfter: d}}
			}
			if !o.opt.Wait(ctx, d) {
				return ctx.Err()
			}
			if !o.isLimited(key) {
				break
			}
		}
		one, cancel := context.WithTimeout(ctx, CallTimeout)
		err := f(one)
		cancel()
		if err == nil {
			return nil
		}
		limited, isRateLimit := rateLimitOf(err)
		status, isStatus := errors.AsType[slack.StatusCodeError](err)
		if word := Code(err); word != "" {
			o.opt.OnErrorWord(word)
		}
		switch {
		case ctx.Err() != nil:
			return &CallError{method, err}
		case isRateLimit:
			o.opt.CountFailure("rate-limited")
			o.setLimit(key, limited)
		case isStatus && status.Code >= 500 && repeatable && try < maxTries:
			if !o.opt.Wait(ctx, retryPause*time.Duration(try)) {
				return ctx.Err()
			}
			try++
		default:
			return &CallError{method, err}
		}
	}
}
