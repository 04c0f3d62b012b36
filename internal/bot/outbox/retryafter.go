package outbox

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfterTransport makes the Retry-After of every 429 a whole number of
// seconds. slack-go reads nothing else: it treats a fraction or an empty value as
// an error that has nothing to do with rate limits, and the call would be lost.
type retryAfterTransport struct{ http.RoundTripper }

func (t retryAfterTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := t.RoundTripper.RoundTrip(r)
	if err == nil && res.StatusCode == http.StatusTooManyRequests {
		res.Header.Set("Retry-After", strconv.Itoa(int(retryAfter(res.Header)/time.Second)))
	}
	return res, err
}

// retryAfter returns how long a 429 asks to wait: seconds, with or without a
// fraction, or a date (RFC 9110, 10.2.3). A value that is missing, in the past or
// not understood counts as one second, the shortest wait that Slack asks for.
func retryAfter(h http.Header) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	wait := minRetryAfter
	if sec, err := strconv.ParseFloat(v, 64); err == nil && sec > 0 && sec < math.MaxInt32 {
		wait = time.Duration(math.Ceil(sec)) * time.Second
	} else if at, err := http.ParseTime(v); err == nil {
		wait = time.Until(at).Round(time.Second)
	}
	if wait > maxRetryAfter {
		wait = minRetryAfter
	}
	return max(wait, minRetryAfter)
}

// minRetryAfter is the shortest wait: Slack sends whole seconds (its page "Rate
// limits").
const minRetryAfter = time.Second

// maxRetryAfter is the longest Retry-After that is accepted. Slack counts calls
// per minute and events per hour (its page "Rate limits"), so a longer one is a
// mistake, and would keep a channel silent until the bot is restarted.
const maxRetryAfter = time.Hour
