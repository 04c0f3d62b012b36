package outbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Fault is what Slack's method blocks.validate finds wrong in a message or a view.
type Fault struct {
	Pointer string `json:"pointer"` // JSON pointer, such as /blocks/0/text/type
	Code    string `json:"code"`
	Message string `json:"message"`
}

// ToValidate returns what Validate takes of a message: the method knows no text.
func ToValidate(m blockkit.Message) any {
	return struct {
		Blocks []slack.Block `json:"blocks"`
	}{m.Blocks}
}

// maxValidateBytes is how much of the answer of blocks.validate is read. A choice: a
// hundred times what one fault takes.
const maxValidateBytes = 64 << 10

// What Validate takes.
const (
	ValidateMessage = "message"
	ValidateView    = "view"
)

// Validate asks Slack's method blocks.validate, which posts nothing and needs no scope,
// about a payload, a message or a view. It returns the faults, none if the
// payload is accepted. slack-go 0.35 has no such call.
func (o *Outbox) Validate(ctx context.Context, what string, payload any) (faults []Fault, err error) {
	body, err := json.Marshal(map[string]any{what: payload})
	if err != nil {
		return nil, err
	}
	err = o.call(ctx, "blocks.validate", "", true, func(ctx context.Context) error {
		address := strings.TrimSuffix(cmp.Or(o.opt.URL, slack.APIURL), "/") + "/blocks.validate"
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		req.Header.Set("Authorization", "Bearer "+o.opt.Token)
		res, err := o.opt.HTTP.Do(req)
		if broken, ok := errors.AsType[*url.Error](err); ok {
			return broken.Err // without the address, as in postToResponseURL
		}
		if err != nil {
			return err
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(io.LimitReader(res.Body, maxValidateBytes))
		if err != nil {
			return err
		}
		faults, err = validated(res, answer)
		return err
	})
	return faults, err
}

// validated reads the answer of blocks.validate. A payload that is refused is not an error.
func validated(res *http.Response, body []byte) ([]Fault, error) {
	switch {
	case res.StatusCode == http.StatusTooManyRequests:
		return nil, &slack.RateLimitedError{RetryAfter: retryAfter(res.Header)}
	case res.StatusCode != http.StatusOK:
		return nil, slack.StatusCodeError{Code: res.StatusCode, Status: res.Status}
	}
	var answer struct {
		OK       bool                   `json:"ok"`
		Error    string                 `json:"error"`
		Errors   []Fault                `json:"errors"`
		Metadata slack.ResponseMetadata `json:"response_metadata"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, errors.New("the answer of blocks.validate is not JSON")
	}
	switch answer.Error {
	case "invalid_blocks", "invalid_message", "invalid_view":
		if len(answer.Errors) == 0 {
			answer.Errors = []Fault{{Code: answer.Error, Message: strings.Join(answer.Metadata.Messages, "; ")}}
		}
		return answer.Errors, nil
	}
	if !answer.OK {
		return nil, slack.SlackErrorResponse{Err: answer.Error, ResponseMetadata: answer.Metadata}
	}
	return nil, nil
}
