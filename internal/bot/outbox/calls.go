package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"path"
	"slices"
)

// What became of a call.
const (
	resultOK        = "ok"
	resultRefused   = "refused" // with an error code
	resultLimited   = "429"
	resultServer    = "5xx"
	resultTimeout   = "timeout"
	resultNetwork   = "network"   // no answer for another reason: no route, a broken connection
	resultCancelled = "cancelled" // we ended it ourselves
)

// Results returns every result that a call is counted under.
func Results() []string {
	return []string{resultOK, resultRefused, resultLimited, resultServer, resultTimeout, resultNetwork, resultCancelled}
}

// otherWord stands for every error code that Words lacks, so that Slack cannot make new
// values of a label.
const otherWord = "other"

// Words returns every word that refusals are counted under: the error codes for which an
// operator or a curator can do something, those that say what a workspace lacks, and
// "other". A choice.
func Words() []string {
	return []string{
		otherWord, "account_inactive", "invalid_auth", "missing_scope", "token_revoked",
		"channel_not_found", "is_archived", "message_not_found", "not_in_channel", "restricted_action",
		"expired_trigger_id", "hash_conflict", "invalid_blocks", "msg_too_long", "unknown_method",
	}
}

// responseURL is the "method" of calls to a response_url.
const responseURL = "response_url"

// Methods returns every method that the bot calls.
func Methods() []string {
	return []string{
		responseURL,
		"agents.sessions.rename", "agents.sessions.setStatus", "apps.connections.open", "assistant.threads.setSuggestedPrompts",
		"auth.teams.list", "auth.test", "blocks.validate", "canvases.access.set", "canvases.create",
		"chat.delete", "chat.getPermalink", "chat.postEphemeral", "chat.postMessage", "chat.update",
		"views.open", "views.publish", "views.push", "views.update",
	}
}

// maxCountedBytes is how much of an answer is read to see what became of the call. A
// choice: four times the largest view that Slack takes, which it sends back.
const maxCountedBytes = 1 << 20

// countingTransport counts every request by its method and what became of it. It sees
// what no caller sees: the tries of one call, and those of slack-go itself.
type countingTransport struct {
	http.RoundTripper
	count func(Call)
}

// Call is a request to Slack as it is counted: each value is one of those that Methods,
// Results and Words return.
type Call struct {
	Method, Result string
	Word           string // why it was refused; "" if it was not
}

func (t countingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	method := path.Base(r.URL.Path)
	if !slices.Contains(Methods(), method) {
		method = responseURL // whose last part is different each time, and secret
	}
	res, err := t.RoundTripper.RoundTrip(r)
	if err != nil {
		t.count(Call{Method: method, Result: unanswered(err)})
		return res, err
	}
	head, err := io.ReadAll(io.LimitReader(res.Body, maxCountedBytes))
	if err != nil {
		res.Body.Close()
		t.count(Call{Method: method, Result: unanswered(err)})
		return nil, err
	}
	res.Body = &counted{io.MultiReader(bytes.NewReader(head), res.Body), res.Body}
	result, word := answered(res.StatusCode, head, method == responseURL)
	t.count(Call{method, result, word})
	return res, nil
}

// counted is a body that was read, and is read again.
type counted struct {
	io.Reader
	io.Closer
}

// unanswered returns the result of a call without an answer.
func unanswered(err error) string {
	slow, ok := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		return resultCancelled
	case errors.Is(err, context.DeadlineExceeded), ok && slow.Timeout():
		return resultTimeout
	}
	return resultNetwork
}

// answered returns the result of a call with an answer, and the word with which it was
// refused. A response_url may answer with a bare word.
func answered(status int, body []byte, bare bool) (result, word string) {
	switch {
	case status == http.StatusTooManyRequests:
		return resultLimited, ""
	case status >= 500:
		return resultServer, ""
	}
	var answer struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil && bare {
		answer.OK, answer.Error = status == http.StatusOK, string(bytes.TrimSpace(body))
	}
	switch {
	case answer.OK:
		return resultOK, ""
	case answer.Error == "ratelimited", answer.Error == "rate_limited":
		return resultLimited, ""
	case slices.Contains(Words(), answer.Error):
		return resultRefused, answer.Error
	}
	return resultRefused, otherWord
}
