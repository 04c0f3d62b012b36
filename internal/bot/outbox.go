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
	"strconv"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Retrying. Slack's 429 names the wait and is always obeyed; a 5xx is retried
// only where doing the thing twice does no harm. A post is never repeated after
// a 5xx or a broken connection: Slack may have taken it.
const (
	maxTries    = 5
	maxHold     = 2 * time.Minute // longer than this nobody waits for a reply
	retryPause  = 400 * time.Millisecond
	callTimeout = 12 * time.Second
)

// outbox makes every call to Slack.
type outbox struct {
	api   *slack.Client
	http  *http.Client
	log   *slog.Logger
	meter Meter

	mu   sync.Mutex
	held map[string]time.Time // method and channel -> not before
}

// call runs f, holding back while method is rate-limited for where (a channel
// or a user). repeatable says that doing it twice is harmless.
func (o *outbox) call(ctx context.Context, method, where string, repeatable bool, f func(context.Context) error) error {
	key := method + " " + where
	for try := 1; ; try++ {
		if d := o.hold(key); d > 0 && !idle(ctx, d) {
			return ctx.Err()
		}
		one, cancel := context.WithTimeout(ctx, callTimeout)
		err := f(one)
		cancel()
		if err == nil {
			return nil
		}
		limited, isLimit := errors.AsType[*slack.RateLimitedError](err)
		status, isStatus := errors.AsType[slack.StatusCodeError](err)
		switch {
		case try >= maxTries || ctx.Err() != nil:
			return fmt.Errorf("%s: %w", method, err)
		case isLimit:
			o.meter.Failed("rate-limited")
			if limited.RetryAfter > maxHold {
				return fmt.Errorf("%s: %w", method, err)
			}
			o.setHold(key, limited.RetryAfter)
		case isStatus && status.Code >= 500 && repeatable:
			if !idle(ctx, retryPause*time.Duration(try)) {
				return ctx.Err()
			}
		default:
			return fmt.Errorf("%s: %w", method, err)
		}
	}
}

// hold is how long key must still wait.
func (o *outbox) hold(key string) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	until, ok := o.held[key]
	if !ok {
		return 0
	}
	d := time.Until(until)
	if d <= 0 {
		delete(o.held, key)
	}
	return d
}

func (o *outbox) setHold(key string, d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held[key] = time.Now().Add(d + 50*time.Millisecond)
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

// openView opens a modal. A trigger is good for three seconds and one use.
func (o *outbox) openView(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	return o.call(ctx, "views.open", "", false, func(ctx context.Context) error {
		_, err := o.api.OpenViewContext(ctx, trigger, v)
		return err
	})
}

// pushView opens a modal on top of the one that is open.
func (o *outbox) pushView(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
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
func (o *outbox) respond(ctx context.Context, url string, f followUp) error {
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode a follow-up: %w", err)
	}
	return o.call(ctx, "response_url", url, f.ReplaceOriginal || f.DeleteOriginal, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return fmt.Errorf("response_url: %w", err)
		}
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		res, err := o.http.Do(req)
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
		sec, err := strconv.Atoi(res.Header.Get("Retry-After"))
		if err != nil {
			sec = 1
		}
		return &slack.RateLimitedError{RetryAfter: time.Duration(sec) * time.Second}
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

// code is the Slack error word in err, "" when it is another kind of error.
func code(err error) string {
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return r.Err
	}
	return ""
}
