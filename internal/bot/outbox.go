package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Retrying. Slack's 429 names the wait and is always obeyed; a 5xx is retried
// only where doing the thing twice does no harm. A post is never repeated after
// a 5xx or a broken connection: Slack may have taken it.
const (
	maxTries    = 5               // of a call that fails with 5xx
	maxHold     = 2 * time.Minute // longer than this nobody waits for a reply
	turnEvery   = time.Second     // between calls that waited for the same limit
	retryPause  = 400 * time.Millisecond
	callTimeout = 12 * time.Second
	triggerLife = 3 * time.Second // of a trigger_id
)

// outbox makes every call to Slack.
type outbox struct {
	api   *slack.Client
	http  *http.Client
	log   *slog.Logger
	meter Meter

	doubtToken func() // has the bot token checked: an answer says that it may be refused

	mu   sync.Mutex
	held map[string]limit // method and channel
}

// limit is what is known of a rate limit that Slack told us of.
type limit struct {
	until time.Time // nothing before this: Slack's word
	next  time.Time // the next free turn; those who wait go one after the other
}

// call runs f, holding back while method is rate-limited for where (a channel
// or a user). repeatable says that doing it twice is harmless.
func (o *outbox) call(ctx context.Context, method, where string, repeatable bool, f func(context.Context) error) error {
	key := method + " " + where
	began := time.Now()
	for try := 1; ; {
		for d := o.turn(key); d > 0; d = o.turn(key) {
			if deadline, ok := ctx.Deadline(); time.Since(began)+d > maxHold || ok && time.Until(deadline) < d {
				return &callError{method, &slack.RateLimitedError{RetryAfter: d}}
			}
			if !idle(ctx, d) {
				return ctx.Err()
			}
			if !o.limited(key) {
				break
			}
		}
		one, cancel := context.WithTimeout(ctx, callTimeout)
		err := f(one)
		cancel()
		if err == nil {
			return nil
		}
		limited, isLimit := limitOf(err)
		status, isStatus := errors.AsType[slack.StatusCodeError](err)
		if fatalAuth[code(err)].revokes {
			o.doubtToken()
		}
		switch {
		case ctx.Err() != nil:
			return &callError{method, err}
		case isLimit:
			o.meter.Failed("rate-limited")
			o.limit(key, limited)
		case isStatus && status.Code >= 500 && repeatable && try < maxTries:
			if !idle(ctx, retryPause*time.Duration(try)) {
				return ctx.Err()
			}
			try++
		default:
			return &callError{method, err}
		}
	}
}

// limitOf is how long an answer asks us to wait, where it says that we call too
// often: with a 429, or (response_url, some methods) with a word.
func limitOf(err error) (time.Duration, bool) {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return max(limited.RetryAfter, turnEvery), true
	}
	switch code(err) {
	case "ratelimited", "rate_limited":
		return turnEvery, true
	}
	return 0, false
}

// callError is a call to Slack that failed: the method and why.
type callError struct {
	method string
	err    error
}

func (e *callError) Error() string { return e.method + ": " + e.err.Error() }
func (e *callError) Unwrap() error { return e.err }

// turn is how long a call under key must wait, 0 for not at all. Calls that
// must wait get their turns one after the other: all at once they would run
// into the same limit again.
func (o *outbox) turn(key string) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	l, ok := o.held[key]
	if !ok {
		return 0
	}
	d := time.Until(l.next)
	if d <= 0 {
		delete(o.held, key)
		return 0
	}
	o.held[key] = limit{until: l.until, next: l.next.Add(turnEvery)}
	return d
}

// limited reports that Slack's word forbids a call under key now.
func (o *outbox) limited(key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Until(o.held[key].until) > 0
}

// limit notes Slack's word on a key, and forgets limits that are over.
func (o *outbox) limit(key string, d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	for k, l := range o.held {
		if l.next.Before(now) {
			delete(o.held, k)
		}
	}
	until := now.Add(d + 50*time.Millisecond)
	o.held[key] = limit{until, until} // those whose turn comes before take a new one
}

// target is where a message goes.
type target struct {
	channel string
	thread  string // timestamp of the thread's root; "" for none
}

// post sends a message and returns its timestamp.
func (o *outbox) post(ctx context.Context, to target, m blockkit.Message) (ts string, err error) {
	err = o.call(ctx, "chat.postMessage", to.channel, false, func(ctx context.Context) error {
		opts := []slack.MsgOption{slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...),
			slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()}
		if to.thread != "" {
			opts = append(opts, slack.MsgOptionTS(to.thread))
		}
		_, ts, err = o.api.PostMessageContext(ctx, to.channel, opts...)
		return err
	})
	return ts, err
}

// whisper sends a message that only user sees.
func (o *outbox) whisper(ctx context.Context, to target, user string, m blockkit.Message) error {
	return o.call(ctx, "chat.postEphemeral", to.channel, true, func(ctx context.Context) error {
		opts := []slack.MsgOption{slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...)}
		if to.thread != "" {
			opts = append(opts, slack.MsgOptionTS(to.thread))
		}
		_, err := o.api.PostEphemeralContext(ctx, to.channel, user, opts...)
		return err
	})
}

// remove deletes a message of ours.
func (o *outbox) remove(ctx context.Context, channel, ts string) error {
	return o.call(ctx, "chat.delete", channel, true, func(ctx context.Context) error {
		_, _, err := o.api.DeleteMessageContext(ctx, channel, ts)
		return err
	})
}

// permalink is the address of a message, "" when Slack will not say.
func (o *outbox) permalink(ctx context.Context, channel, ts string) string {
	var link string
	err := o.call(ctx, "chat.getPermalink", channel, true, func(ctx context.Context) (err error) {
		link, err = o.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: channel, Ts: ts})
		return err
	})
	if err != nil {
		o.log.Info("no permalink", "error", err)
	}
	return link
}

// openView opens a modal. A trigger is good for three seconds and one use, so
// no rate limit is waited for that lasts longer.
func (o *outbox) openView(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, triggerLife)
	defer cancel()
	return o.call(ctx, "views.open", "", false, func(ctx context.Context) error {
		_, err := o.api.OpenViewContext(ctx, trigger, v)
		return err
	})
}

// pushView opens a modal on top of the one that is open.
func (o *outbox) pushView(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(ctx, triggerLife)
	defer cancel()
	return o.call(ctx, "views.push", "", false, func(ctx context.Context) error {
		_, err := o.api.PushViewContext(ctx, trigger, v)
		return err
	})
}

// updateView replaces a modal that is open.
func (o *outbox) updateView(ctx context.Context, id, hash string, v slack.ModalViewRequest) error {
	return o.call(ctx, "views.update", id, true, func(ctx context.Context) error {
		_, err := o.api.UpdateViewContext(ctx, v, "", hash, id)
		return err
	})
}

// publishHome shows a user's Home tab. hash guards against overwriting a newer
// one; "" publishes regardless.
func (o *outbox) publishHome(ctx context.Context, user, hash string, v slack.HomeTabViewRequest) error {
	return o.call(ctx, "views.publish", user, true, func(ctx context.Context) error {
		req := slack.PublishViewContextRequest{UserID: user, View: v}
		if hash != "" {
			req.Hash = &hash
		}
		_, err := o.api.PublishViewContext(ctx, req)
		return err
	})
}

// followUp is what is sent to a response_url.
type followUp struct {
	ResponseType    string        `json:"response_type,omitempty"` // ephemeral, in_channel
	ReplaceOriginal bool          `json:"replace_original"`
	DeleteOriginal  bool          `json:"delete_original,omitempty"`
	Thread          string        `json:"thread_ts,omitempty"`
	Text            string        `json:"text,omitempty"`
	Blocks          []slack.Block `json:"blocks,omitempty"`
	UnfurlLinks     bool          `json:"unfurl_links"`
	UnfurlMedia     bool          `json:"unfurl_media"`
}

// respond sends to a response_url (five uses in thirty minutes). Unlike an
// acknowledgement it says when blocks are refused.
func (o *outbox) respond(ctx context.Context, address string, f followUp) error {
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode a follow-up: %w", err)
	}
	return o.call(ctx, "response_url", address, f.ReplaceOriginal || f.DeleteOriginal, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return errors.New("not an address") // the error would quote it
		}
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		res, err := o.http.Do(req)
		if broken, ok := errors.AsType[*url.Error](err); ok {
			return broken.Err // without the address, which lets anyone answer
		}
		if err != nil {
			return err
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
		if err != nil {
			return err
		}
		return responseError(res, answer)
	})
}

// responseError reads Slack's answer to a response_url: "ok", or JSON with an
// error, or a bare error word.
func responseError(res *http.Response, body []byte) error {
	switch {
	case res.StatusCode == http.StatusTooManyRequests:
		return &slack.RateLimitedError{RetryAfter: retryAfter(res.Header)}
	case res.StatusCode >= 500:
		return slack.StatusCodeError{Code: res.StatusCode, Status: res.Status}
	}
	var answer struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &answer) == nil && answer.OK != nil {
		if *answer.OK {
			return nil
		}
		return slack.SlackErrorResponse{Err: answer.Error}
	}
	if res.StatusCode == http.StatusOK {
		return nil
	}
	return slack.SlackErrorResponse{Err: string(bytes.TrimSpace(body[:min(len(body), 100)]))}
}
