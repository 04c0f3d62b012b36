package outbox

import (
	"context"

	"github.com/slack-go/slack"
)

// CompleteStep ends a step of a workflow with its outputs. token is that of the execution.
func (o *Outbox) CompleteStep(ctx context.Context, token, execution string, outputs map[string]string) error {
	return o.endStep(ctx, "functions.completeSuccess", token, func(ctx context.Context, api *slack.Client) error {
		return api.FunctionCompleteSuccessContext(ctx, execution, slack.FunctionCompleteSuccessRequestOptionOutput(outputs))
	})
}

// FailStep ends a step, and the workflow with it; Slackbot sends why to whoever started it.
func (o *Outbox) FailStep(ctx context.Context, token, execution, why string) error {
	return o.endStep(ctx, "functions.completeError", token, func(ctx context.Context, api *slack.Client) error {
		return api.FunctionCompleteErrorContext(ctx, execution, why)
	})
}

// endStep makes a call that ends a step. It may be repeated: a step ends once, and what is
// not running any more (docs.slack.dev, functions.completeSuccess) has ended.
func (o *Outbox) endStep(ctx context.Context, method, token string, end func(context.Context, *slack.Client) error) error {
	api := NewAPI(o.opt.HTTP, token, "", o.opt.URL)
	err := o.call(ctx, method, "", true, func(ctx context.Context) error { return end(ctx, api) })
	if Code(err) == "execution_not_in_running_state" {
		return nil
	}
	return err
}
