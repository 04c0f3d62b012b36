package bot

import (
	"context"
	"strings"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/bot/socket"
	"rolecall/internal/kitfile"
)

// canvasAddress is where the canvases of a workspace are read. No method returns the
// address of one, and files.info would need another scope; this is the form of Slack's own
// links, https://TEAM.slack.com/docs/T…/F….
func canvasAddress(workspace, team string) string {
	return strings.TrimSuffix(workspace, "/") + "/docs/" + team + "/"
}

// canvasRefusal says what people can do where Slack makes no canvas, by the error codes on
// the pages of canvases.create and conversations.canvases.create.
var canvasRefusal = map[string]string{
	"canvas_disabled_user_team":                    "Canvases are switched off in your workspace. Ask its admins to switch them on, or post the sections that you need.",
	"restricted_action":                            "Your workspace lets only some people and apps make canvases. Ask its admins to allow me, or post the sections that you need.",
	"free_teams_cannot_create_non_tabbed_canvases": "On Slack's free plan a canvas is always the tab of a channel. Ask for the kit in a channel that I am in, and press “Save as canvas” there.",
	"free_team_canvas_tab_already_exists":          "This channel has a canvas already, and Slack's free plan allows one. Press “Save as canvas” in another channel, or remove that canvas first.",
	"channel_canvas_already_exists":                "This channel has a canvas already. Press “Save as canvas” in another channel, or remove that canvas first.",
	"canvas_creation_failed":                       "Slack could not make the canvas. Please press again in a minute.",
	"canvas_tab_creation_failed":                   "Slack could not make the canvas. Please press again in a minute.",
	"missing_scope":                                "I may not make canvases. The person who runs me can add the scope canvases:write and install me again.",
	"channel_not_found":                            "I am not in this channel, so I cannot add a canvas to it. Invite me (type /invite and choose Rolecall), then press the button again.",
	"not_in_channel":                               "I am not in this channel, so I cannot add a canvas to it. Invite me (type /invite and choose Rolecall), then press the button again.",
}

// saveCanvas saves a kit as a canvas for the person who pressed: one of their own, or a tab
// of the channel on Slack's free plan, which has only those. The button has asked whether
// they want that.
func (b *Bot) saveCanvas(ctx context.Context, i *payload.Interaction, ref blockkit.Ref) error {
	r := b.opt.Advisor().Kit(ref.Entry)
	if r.Kit == nil || b.docs == "" {
		return b.answerStale(ctx, i)
	}
	d := kitfile.Document{Corpus: r.Corpus, Role: r.Role, Kit: r.Kit}
	canvas := outbox.Canvas{Title: d.Title(), Markdown: kitfile.Markdown(d)}
	tab := false
	id, err := b.out.CreateCanvas(ctx, canvas)
	if to := shareTarget(i, ref).Channel; outbox.Code(err) == "free_teams_cannot_create_non_tabbed_canvases" && to != "" && !strings.HasPrefix(to, "D") {
		canvas.Channel, tab = to, true
		id, err = b.out.CreateCanvas(ctx, canvas)
	}
	if err != nil {
		return canvasError(err)
	}
	if !tab {
		if err := b.out.ShareCanvas(ctx, id, i.User.ID); err != nil {
			return &explainedError{err, blockkit.Plainly("I made the canvas, but Slack did not let me share it with you. Please tell the person who runs me; until then you can post the sections that you need.")}
		}
	}
	m := blockkit.CanvasSaved(d.Title(), b.docs+id, tab)
	if b.isDirectMessage(i) { // the link is worth keeping
		_, err := b.out.PostMessage(ctx, outbox.Target{Channel: i.ChannelID(), Thread: i.ThreadID()}, outbox.Fixed(m))
		return err
	}
	return b.out.ReplyPrivately(ctx, i.Requester(), m)
}

// canvasError adds to err what the person who pressed is told.
func canvasError(err error) error {
	word := outbox.Code(err)
	why, known := canvasRefusal[word]
	if !known {
		if word == "" || outbox.IsRateLimit(err) {
			return err
		}
		why = "Slack made no canvas (" + socket.LogWord(word) + "). Please tell the person who runs me; until then you can post the sections that you need."
	}
	return &explainedError{err, blockkit.Plainly(why)}
}
