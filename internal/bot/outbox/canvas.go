package outbox

import (
	"context"

	"github.com/slack-go/slack"
)

// Canvas is a document to make in Slack.
type Canvas struct {
	Title, Markdown string
	Channel         string // whose tab it becomes; "" for a canvas on its own
}

// CreateCanvas makes a canvas and returns its id. It is never repeated: Slack may have made
// it although the answer was lost.
func (o *Outbox) CreateCanvas(ctx context.Context, c Canvas) (id string, err error) {
	err = o.call(ctx, "canvases.create", "", false, func(ctx context.Context) error {
		var options []slack.CreateCanvasOption
		if c.Channel != "" {
			options = append(options, slack.CreateCanvasOptionChannelID(c.Channel))
		}
		id, err = o.opt.API.CreateCanvasContext(ctx, c.Title, slack.DocumentContent{Type: "markdown", Markdown: c.Markdown}, options...)
		return err
	})
	return id, err
}

// ShareCanvas lets a user read and change a canvas.
func (o *Outbox) ShareCanvas(ctx context.Context, id, user string) error {
	return o.call(ctx, "canvases.access.set", id, true, func(ctx context.Context) error {
		return o.opt.API.SetCanvasAccessContext(ctx, slack.SetCanvasAccessParams{CanvasID: id, AccessLevel: "write", UserIDs: []string{user}})
	})
}
