package outbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCallsAreCounted, each try once, by a method of the code and a result of the code,
// whatever Slack answers; the caller reads the same answer.
func TestCallsAreCounted(t *testing.T) {
	for _, tt := range []struct {
		path   string
		status int
		body   string
		want   string
	}{
		{"/api/chat.postMessage", 200, `{"ok":true,"ts":"1.2"}`, "chat.postMessage ok"},
		{"/api/chat.postMessage", 200, `{"ok":false,"error":"not_in_channel"}`, "chat.postMessage refused not_in_channel"},
		{"/api/chat.postMessage", 200, `{"ok":false,"error":"told by maya"}`, "chat.postMessage refused other"},
		{"/api/chat.postMessage", 200, `{"ok":false,"error":"ratelimited"}`, "chat.postMessage 429"},
		{"/api/chat.postMessage", 429, ``, "chat.postMessage 429"},
		{"/api/views.open", 503, `<html>`, "views.open 5xx"},
		{"/api/views.open", 200, `<html>`, "views.open refused other"},
		{"/api/views.open", 200, `{"ok":true,"view":"` + strings.Repeat("x", maxCountedBytes) + `"}`, "views.open refused other"},
		{"/commands/T1/123/secret", 200, `ok`, "response_url ok"},
		{"/commands/T1/123/secret", 200, `{"ok":true}`, "response_url ok"},
		{"/commands/T1/123/secret", 404, `expired_url`, "response_url refused other"},
		{"/actions/T1/123/secret", 200, `{"ok":false,"error":"invalid_blocks"}`, "response_url refused invalid_blocks"},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(tt.status)
			io.WriteString(w, tt.body)
		}))
		var got []string
		client := NewHTTP(1, func(c Call) { got = append(got, strings.TrimSpace(c.Method+" "+c.Result+" "+c.Word)) })
		res, err := client.Get(s.URL + tt.path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err = errors.Join(err, res.Body.Close()); err != nil || string(body) != tt.body {
			t.Errorf("%s: the caller read %d bytes, %v; want %d", tt.path, len(body), err, len(tt.body))
		}
		if !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%s, %d %.40s: counted %q, want %q", tt.path, tt.status, tt.body, got, tt.want)
		}
		s.Close()
	}
}

// brokenTransport gives no answer.
type brokenTransport struct{ err error }

func (b brokenTransport) RoundTrip(*http.Request) (*http.Response, error) { return nil, b.err }

// brokenBody breaks while it is read.
type brokenBody struct{ err error }

func (b brokenBody) Read([]byte) (int, error) { return 0, b.err }
func (b brokenBody) Close() error             { return nil }
func (b brokenBody) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Body: b}, nil
}

func TestCallsWithoutAnAnswerAreCounted(t *testing.T) {
	for err, want := range map[error]string{
		context.Canceled: resultCancelled, context.DeadlineExceeded: resultTimeout, os.ErrDeadlineExceeded: resultTimeout, io.ErrUnexpectedEOF: resultNetwork,
	} {
		for _, inner := range []http.RoundTripper{brokenTransport{err}, brokenBody{err}} {
			var got string
			req := httptest.NewRequest(http.MethodPost, "https://slack.com/api/chat.update", nil)
			if _, failed := (countingTransport{inner, func(c Call) { got = c.Method + " " + c.Result + c.Word }}).RoundTrip(req); !errors.Is(failed, err) {
				t.Errorf("%T, %v: the caller got %v", inner, err, failed)
			}
			if got != "chat.update "+want {
				t.Errorf("%T, %v: counted %q, want %q", inner, err, got, want)
			}
		}
	}
}

// TestMethodsAreThoseOfTheCode: one that is missing would be counted as a response_url.
func TestMethodsAreThoseOfTheCode(t *testing.T) {
	called := []string{"apps.connections.open", "auth.test"} // by slack-go, and by package socket
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	literal := regexp.MustCompile(`"((?:[a-z]+\.)+[a-zA-Z]+)"|call\(ctx, "(response_url)"`)
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") || f == "calls.go" {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
			called = append(called, m[1]+m[2])
		}
	}
	called = slices.DeleteFunc(called, func(s string) bool { return strings.Contains(s, ".com") })
	slices.Sort(called)
	called = slices.Compact(called)
	methods := slices.Sorted(slices.Values(Methods()))
	if !slices.Equal(called, methods) {
		t.Errorf("the code calls %q\nand counts   %q", called, methods)
	}
}
