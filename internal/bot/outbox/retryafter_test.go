package outbox

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": time.Second, " ": time.Second, "0": time.Second, "-5": time.Second, "-9223372037": time.Second, "soon": time.Second, "NaN": time.Second, "1e300": time.Second,
		"0.2": time.Second, "1": time.Second, "1.5": 2 * time.Second, " 30 ": 30 * time.Second, "3600": time.Hour, "86400": time.Second, "2147483646": time.Second, "+3": 3 * time.Second,
		time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat): time.Second,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
	date := time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)
	if got := retryAfter(http.Header{"Retry-After": {date}}); got < 50*time.Second || got > time.Minute {
		t.Errorf("a date in a minute: %s", got)
	}
}

// An odd Retry-After costs a second, not the answer: slack-go takes none but
// whole numbers for a rate limit.
func TestOddRetryAfterIsARateLimit(t *testing.T) {
	for _, value := range []string{"", "0.5", "soon"} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", value)
			w.WriteHeader(http.StatusTooManyRequests)
		}))
		api := NewAPI(&http.Client{Transport: retryAfterTransport{http.DefaultTransport}}, "xoxb-1", "xapp-1", s.URL)
		_, err := api.AuthTestContext(t.Context())
		if wait, ok := rateLimitOf(err); !ok || wait != time.Second {
			t.Errorf("%q: %v, %s", value, err, wait)
		}
		s.Close()
	}
}
