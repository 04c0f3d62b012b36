package outbox

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// plainRetryAfter makes the Retry-After of every 429 a whole number of seconds:
// slack-go reads nothing else, and takes a fraction or an empty value for an
// error that has nothing to do with rate limits, so that the call would be lost.
type plainRetryAfter struct{ http.RoundTripper }

func (t plainRetryAfter) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := t.RoundTripper.RoundTrip(r)
	if err == nil && res.StatusCode == http.StatusTooManyRequests {
		res.Header.Set("Retry-After", strconv.Itoa(int(retryAfter(res.Header)/time.Second)))
	}
	return res, err
}

// retryAfter is how long a 429 asks to wait: seconds, with or without a
// fraction, or a date (RFC 9110, 10.2.3). What is missing, past or not
// understood is one second, the least that Slack's limits ask.
func retryAfter(h http.Header) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	wait := time.Second
	if sec, err := strconv.ParseFloat(v, 64); err == nil && sec > 0 && sec < math.MaxInt32 {
		wait = time.Duration(math.Ceil(sec)) * time.Second
	} else if at, err := http.ParseTime(v); err == nil {
		wait = time.Until(at).Round(time.Second)
	}
	if wait > longestSaneWait {
		wait = time.Second
	}
	return max(wait, time.Second)
}

// longestSaneWait is the longest Retry-After that is believed. Slack's limits are
// counted by the minute, and events by the hour; a longer one would keep a
// channel silent until the next start.
const longestSaneWait = time.Hour
