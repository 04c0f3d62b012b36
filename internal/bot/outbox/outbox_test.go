package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// fakeSlack answers each method with the answers it is given, one after the
// other, and then with success. It notes what was called.
type fakeSlack struct {
	mu      sync.Mutex
	answers map[string][]string // by method: an error word, or a 5xx status
	calls   []string
	bodies  []string
}

func (f *fakeSlack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	method := strings.TrimPrefix(r.URL.Path, "/")
	f.mu.Lock()
	f.calls, f.bodies = append(f.calls, method), append(f.bodies, string(body))
	answer := ""
	if queue := f.answers[method]; len(queue) > 0 {
		answer, f.answers[method] = queue[0], queue[1:]
	}
	f.mu.Unlock()
	switch {
	case answer == "":
		_, _ = io.WriteString(w, `{"ok":true,"ts":"1.1","channel":"C1"}`)
	case strings.HasPrefix(answer, "5"):
		w.WriteHeader(http.StatusServiceUnavailable)
	case strings.HasPrefix(answer, "{"):
		_, _ = io.WriteString(w, answer)
	default:
		fmt.Fprintf(w, `{"ok":false,"error":%q}`, answer)
	}
}

// fast is an outbox on a fake Slack that waits for nothing. failed are the error
// words that the calls met.
func fast(t *testing.T, answers map[string][]string) (o *Outbox, f *fakeSlack, failed *[]string, url string) {
	t.Helper()
	f, failed = &fakeSlack{answers: answers}, &[]string{}
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	o = New(Options{API: NewAPI(s.Client(), "xoxb-1", "xapp-1", s.URL), HTTP: s.Client(), Token: "xoxb-1", URL: s.URL, Logger: slog.New(slog.DiscardHandler),
		CountFailure: func(string) {}, OnErrorWord: func(word string) { *failed = append(*failed, word) },
		OnRefused: func(p blockkit.Pieces) { *failed = append(*failed, "refused "+p.String()) },
		Wait:      func(ctx context.Context, _ time.Duration) bool { return ctx.Err() == nil }})
	return o, f, failed, s.URL + "/response"
}

var (
	hello = blockkit.Message{Text: "hello", Blocks: []slack.Block{slack.NewDividerBlock()}}
	inC1  = Target{Channel: "C1", Thread: "1.0"}
	// rated is a message with a piece that is not new, and a form without it.
	rated = func(without blockkit.Pieces) blockkit.Message {
		if without&blockkit.FeedbackPiece != 0 {
			return blockkit.Message{Text: "simple", Blocks: hello.Blocks}
		}
		return blockkit.Message{Text: "hello", Blocks: blockkit.PieceSample(blockkit.FeedbackPiece).Blocks}
	}
)

// What Slack refuses is sent in a simpler form, then as plain text, then without
// a thread where there are none; a post is never repeated after a 5xx.
func TestPostMessage(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers []string
		want    []string // a part of each body
		code    string
		fails   bool
	}{
		{"taken", nil, []string{"hello"}, "", false},
		{"blocks refused", []string{"invalid_blocks"}, []string{"hello", "simple"}, "", false},
		{"and the simpler ones", []string{"invalid_blocks", "msg_too_long"}, []string{"hello", "simple", "text=hello"}, "", false},
		{"no threads", []string{"restricted_action_non_threadable_channel"}, []string{"thread_ts", "hello"}, "", false},
		{"not allowed", []string{"is_archived"}, []string{"hello"}, "is_archived", true},
		{"5xx", []string{"503"}, []string{"hello"}, "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			o, f, failed, _ := fast(t, map[string][]string{"chat.postMessage": test.answers})
			ts, err := o.PostMessage(t.Context(), inC1, rated)
			if Code(err) != test.code || (err != nil) != test.fails || !test.fails && ts != "1.1" {
				t.Errorf("%q, %v", ts, err)
			}
			if test.fails && !errors.As(err, new(*CallError)) {
				t.Errorf("%v does not say which call failed", err)
			}
			if len(f.bodies) != len(test.want) {
				t.Fatalf("%d calls, want %d", len(f.bodies), len(test.want))
			}
			for i, want := range test.want {
				if !strings.Contains(f.bodies[i], want) {
					t.Errorf("call %d: no %q in %s", i, want, f.bodies[i])
				}
			}
			if test.code != "" && !slices.Contains(*failed, test.code) {
				t.Errorf("the error code %s was not reported: %q", test.code, *failed)
			}
		})
	}
}

// One person is reached by the first way that works.
func TestReplyPrivately(t *testing.T) {
	const url = "response_url"
	for _, test := range []struct {
		name        string
		requester   Requester
		refused     []string
		want        []string
		undelivered bool
	}{
		{"nobody waits", Requester{At: inC1}, nil, nil, true},
		{"by the response_url", Requester{User: "U1", ResponseURL: url, At: inC1, Trigger: "t"}, nil, []string{"response"}, false},
		{"in a modal over the modal", Requester{User: "U1", ResponseURL: url, Trigger: "t", InModal: true}, nil, []string{"views.push"}, false},
		{"in a modal", Requester{User: "U1", Trigger: "t"}, nil, []string{"views.open"}, false},
		{"in the thread", Requester{User: "U1", At: inC1}, nil, []string{"chat.postEphemeral"}, false},
		{"in the channel", Requester{User: "U1", At: inC1}, []string{"chat.postEphemeral"}, []string{"chat.postEphemeral", "chat.postEphemeral"}, false},
		{"in a direct message", Requester{User: "U1", ResponseURL: url, At: inC1}, []string{"response", "chat.postEphemeral", "chat.postEphemeral"},
			[]string{"response", "chat.postEphemeral", "chat.postEphemeral", "chat.postMessage"}, false},
		{"not at all", Requester{User: "U1"}, []string{"chat.postMessage"}, []string{"chat.postMessage"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			answers := map[string][]string{}
			for _, method := range test.refused {
				answers[method] = append(answers[method], "no_permission")
			}
			o, f, _, address := fast(t, answers)
			if test.requester.ResponseURL != "" {
				test.requester.ResponseURL = address
			}
			if err := o.ReplyPrivately(t.Context(), test.requester, hello); errors.Is(err, ErrNotDelivered) != test.undelivered {
				t.Errorf("%v", err)
			}
			if !slices.Equal(f.calls, test.want) {
				t.Errorf("called %q, want %q", f.calls, test.want)
			}
		})
	}
}

// Calls that may be repeated are retried after a 5xx, at most maxTries times.
func TestRepeatableCalls(t *testing.T) {
	for _, test := range []struct{ refused, want int }{{2, 3}, {maxTries + 3, maxTries}} {
		o, f, _, _ := fast(t, map[string][]string{"chat.postEphemeral": slices.Repeat([]string{"503"}, test.refused)})
		if err := o.PostEphemeral(t.Context(), inC1, "U1", hello); (err != nil) != (test.refused >= maxTries) {
			t.Errorf("refused %d times: %v", test.refused, err)
		}
		if len(f.calls) != test.want {
			t.Errorf("refused %d times: %d calls, want %d", test.refused, len(f.calls), test.want)
		}
	}
}

// Slack names a limit with a 429 or, in some methods and response URLs, a word.
func TestLimitsByAWord(t *testing.T) {
	for word, want := range map[string]bool{"ratelimited": true, "rate_limited": true, "is_archived": false, "": false} {
		if got := IsRateLimit(slack.SlackErrorResponse{Err: word}); got != want {
			t.Errorf("%q is a limit: %v", word, got)
		}
	}
}

// Those who wait for one limit go one after the other, no sooner than Slack's
// word; one that is over is forgotten, and nobody waits longer than maxLimitWait.
func TestTurnsAtALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := New(Options{Logger: slog.New(slog.DiscardHandler), CountFailure: func(string) {}, OnErrorWord: func(string) {},
			Wait: func(_ context.Context, d time.Duration) bool { time.Sleep(d); return true }})
		began := time.Now()
		var mu sync.Mutex
		var at []time.Duration
		refused := false
		call := func() error {
			return o.call(t.Context(), "chat.postMessage", "C1", false, func(context.Context) error {
				mu.Lock()
				defer mu.Unlock()
				if !refused {
					refused = true
					return &slack.RateLimitedError{RetryAfter: 3 * time.Second}
				}
				at = append(at, time.Since(began).Round(time.Second))
				return nil
			})
		}
		var all sync.WaitGroup
		all.Go(func() { _ = call() })
		synctest.Wait()
		for range 2 {
			all.Go(func() { _ = call() })
		}
		all.Wait()
		if want := []time.Duration{3 * time.Second, 4 * time.Second, 5 * time.Second}; !slices.Equal(at, want) {
			t.Errorf("called at %v, want %v", at, want)
		}
		if len(o.limits) > 1 {
			t.Errorf("%d limits are remembered of one channel", len(o.limits))
		}
		time.Sleep(time.Minute)
		o.setLimit("chat.update C2", time.Second)
		if len(o.limits) != 1 {
			t.Errorf("%d limits are remembered when one is in force", len(o.limits))
		}
		o.setLimit("chat.postMessage C1", maxLimitWait+time.Second)
		if err := call(); !IsRateLimit(err) {
			t.Errorf("with a limit that nobody waits for: %v", err)
		}
	})
}
