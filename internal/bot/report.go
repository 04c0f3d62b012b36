package bot

import (
	"context"
	"time"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/command"
	"rolecall/internal/feedback"
)

// PostReport posts a report that nobody asked for, such as the digest, to a channel
// that the bot is a member of.
func (b *Bot) PostReport(ctx context.Context, channel string, r feedback.Report) error {
	return b.postReport(ctx, outbox.Target{Channel: channel}, r)
}

func (b *Bot) postReport(ctx context.Context, to outbox.Target, r feedback.Report) error {
	_, err := b.out.PostMessage(ctx, to, reportDrawing(r))
	return err
}

// reportDrawing draws a report, without charts where the workspace refuses them.
func reportDrawing(r feedback.Report) outbox.Drawing {
	return func(without blockkit.Pieces) blockkit.Message { return blockkit.Report(r, without) }
}

// statsReport returns the statistics, if a question asks for them in the curators'
// channel: whoever is in it reads the digest too. Anywhere else, ok is false.
func (b *Bot) statsReport(ctx context.Context, q question) (r feedback.Report, ok bool, err error) {
	if b.opt.Stats == nil || b.opt.CuratorsChannel == "" || q.at.Channel != b.opt.CuratorsChannel {
		return feedback.Report{}, false, nil
	}
	if c, _ := command.Read(q.text); c != command.Stats {
		return feedback.Report{}, false, nil
	}
	tomorrow := b.opt.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 1) // today counts too
	r, err = feedback.Overview(ctx, b.opt.Stats, tomorrow)
	return r, true, err
}
