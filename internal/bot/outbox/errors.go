package outbox

import (
	"errors"
	"time"

	"github.com/slack-go/slack"
)

// Code returns Slack's error code in err, "" when it is another kind of error.
func Code(err error) string {
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return r.Err
	}
	return ""
}

// IsRateLimit reports whether err says that we call too often.
func IsRateLimit(err error) bool {
	_, limited := rateLimitOf(err)
	return limited
}

// rateLimitOf returns how long a response asks us to wait, if it says that we
// call too often: with a 429 or, from a response_url and some methods, with an
// error code.
func rateLimitOf(err error) (time.Duration, bool) {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return max(limited.RetryAfter, callInterval), true
	}
	switch Code(err) {
	case "ratelimited", "rate_limited":
		return callInterval, true
	}
	return 0, false
}

// CallError is a failed call to Slack: the method and the cause.
type CallError struct {
	method string
	err    error
}

func (e *CallError) Error() string { return e.method + ": " + e.err.Error() }
func (e *CallError) Unwrap() error { return e.err }

// IsFormRefused reports whether Slack refused the blocks or the length of a
// message or view. A simpler or shorter one may be accepted.
func IsFormRefused(err error) bool {
	switch Code(err) {
	case "invalid_blocks", "invalid_attachments", "invalid_blocks_format", "msg_blocks_too_many", "msg_blocks_too_long", "msg_too_long",
		"block_mismatch", "too_many_attachments", "invalid_arguments":
		return true
	}
	return false
}
