package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// ReplyEphemeral sends a message that only the owner of a response_url sees. thread
// puts it into a thread, "" for none.
func (o *Outbox) ReplyEphemeral(ctx context.Context, address, thread string, draw Drawing) error {
	return o.replyByURL(ctx, address, responseURLBody{ResponseType: "ephemeral", Thread: thread}, draw)
}

// ReplyInChannel sends a message that everyone sees to a response_url. It works
// in channels that the bot is not a member of.
func (o *Outbox) ReplyInChannel(ctx context.Context, address string, draw Drawing) error {
	return o.replyByURL(ctx, address, responseURLBody{ResponseType: "in_channel"}, draw)
}

// ReplaceMessage replaces the message that a response_url belongs to.
func (o *Outbox) ReplaceMessage(ctx context.Context, address string, draw Drawing) error {
	return o.replyByURL(ctx, address, responseURLBody{ReplaceOriginal: true}, draw)
}

// DeleteOriginal deletes the message that a response_url belongs to.
func (o *Outbox) DeleteOriginal(ctx context.Context, address string) error {
	return o.postToResponseURL(ctx, address, responseURLBody{DeleteOriginal: true})
}

func (o *Outbox) replyByURL(ctx context.Context, address string, body responseURLBody, draw Drawing) error {
	return o.sendDrawn(draw, func(m blockkit.Message) error {
		body.Text, body.Blocks = m.Text, m.Blocks
		return o.postToResponseURL(ctx, address, body)
	})
}

// responseURLBody is the body of a request to a response_url.
type responseURLBody struct {
	ResponseType    string        `json:"response_type,omitempty"` // ephemeral, in_channel
	ReplaceOriginal bool          `json:"replace_original"`
	DeleteOriginal  bool          `json:"delete_original,omitempty"`
	Thread          string        `json:"thread_ts,omitempty"`
	Text            string        `json:"text,omitempty"`
	Blocks          []slack.Block `json:"blocks,omitempty"`
	UnfurlLinks     bool          `json:"unfurl_links"`
	UnfurlMedia     bool          `json:"unfurl_media"`
}

// Slack answers a response_url with "ok" or a few dozen bytes of JSON. Both limits
// are choices, far above that: they keep anything else out of memory and out of
// the log.
const (
	maxResponseBytes  = 64 << 10
	maxErrorWordBytes = 100 // of a bare error code
)

// postToResponseURL uses a response_url once; Slack allows five uses in thirty
// minutes (its page "Handling user interaction"). Unlike an acknowledgement, the
// response says when blocks are refused.
func (o *Outbox) postToResponseURL(ctx context.Context, address string, f responseURLBody) error {
	if !o.ofSlack(address) {
		return errors.New("the response_url is not an address of Slack") // not quoted: it may be anyone's
	}
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode a follow-up: %w", err)
	}
	return o.call(ctx, "response_url", address, f.ReplaceOriginal || f.DeleteOriginal, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return errors.New("the response_url is not a valid address") // err would quote it
		}
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		res, err := o.opt.HTTP.Do(req)
		if broken, ok := errors.AsType[*url.Error](err); ok {
			return broken.Err // without the address: whoever has it can post with it
		}
		if err != nil {
			return err
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(io.LimitReader(res.Body, maxResponseBytes))
		if err != nil {
			return err
		}
		return responseError(res, answer)
	})
}

// ofSlack reports whether an address is one that Slack gives out: below slack.com, that of
// GovSlack, or where the Web API is, for tests and proxies; with one on this machine, anywhere
// on it. A form remembers the response_url
// of the press that opened it, and what a form sends back is not proof of where it was from:
// nobody may make the bot post to a server of their choice, or to one inside its network.
func (o *Outbox) ofSlack(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if api, err := url.Parse(o.opt.URL); err == nil && api.Host != "" && u.Scheme == api.Scheme && (u.Host == api.Host || local(u) && local(api)) {
		return true
	}
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && u.Port() == "" && (strings.HasSuffix(host, ".slack.com") || strings.HasSuffix(host, ".slack-gov.com"))
}

// local reports whether an address is on this machine.
func local(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return ip != nil && ip.IsLoopback() || u.Hostname() == "localhost"
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
		OK       *bool                  `json:"ok"`
		Error    string                 `json:"error"`
		Metadata slack.ResponseMetadata `json:"response_metadata"`
	}
	if json.Unmarshal(body, &answer) == nil && answer.OK != nil {
		if *answer.OK {
			return nil
		}
		return slack.SlackErrorResponse{Err: answer.Error, ResponseMetadata: answer.Metadata}
	}
	if res.StatusCode == http.StatusOK {
		return nil
	}
	return slack.SlackErrorResponse{Err: string(bytes.TrimSpace(body[:min(len(body), maxErrorWordBytes)]))}
}
