package outbox

import (
	"errors"
	"time"

	"github.com/slack-go/slack"
)

// Code is the Slack error word in err, "" when it is another kind of error.
func Code(err error) string {
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return r.Err
	}
	return ""
}

// IsLimit reports that Slack says that we call too often.
func IsLimit(err error) bool {
	_, limited := limitOf(err)
	return limited
}

// limitOf is how long an answer asks us to wait, where it says that we call too
// often: with a 429, or (response_url, some methods) with a word.
func limitOf(err error) (time.Duration, bool) {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return max(limited.RetryAfter, turnEvery), true
	}
	switch Code(err) {
	case "ratelimited", "rate_limited":
		return turnEvery, true
	}
	return 0, false
}

// CallError is a call to Slack that failed: the method and why.
type CallError struct {
	method string
	err    error
}

func (e *CallError) Error() string { return e.method + ": " + e.err.Error() }
func (e *CallError) Unwrap() error { return e.err }

// refusedForm reports that Slack would not take a message as it is: its blocks
// or its length. A simpler or shorter form may do.
func refusedForm(err error) bool {
	switch Code(err) {
	case "invalid_blocks", "invalid_attachments", "invalid_blocks_format", "msg_blocks_too_many", "msg_blocks_too_long", "msg_too_long",
		"block_mismatch", "too_many_attachments", "invalid_arguments":
		return true
	}
	return false
}
