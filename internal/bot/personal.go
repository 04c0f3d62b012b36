package bot

import (
	"context"
	"errors"
	"log/slog"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/command"
	"rolecall/internal/feedback"
)

// answerPersonal answers a request about the person's own data: what is stored, or
// to be forgotten. done is false for any other question.
func (b *Bot) answerPersonal(ctx context.Context, q question) (done bool, err error) {
	c, _ := command.Read(q.text)
	if c == command.Forget && q.surface == feedback.SurfaceChannel {
		// Everyone can read it, and it may be a joke.
		return true, b.out.ReplyPrivately(ctx, q.requester(), blockkit.ForgetElsewhere())
	}
	m, ok := b.personalReply(ctx, q)
	if !ok {
		return false, nil
	}
	_, err = b.out.PostMessage(ctx, q.at, outbox.Fixed(m))
	return true, err
}

// personalReply returns the reply to a request about the person's own data; ok is
// false for any other question.
func (b *Bot) personalReply(ctx context.Context, q question) (m blockkit.Message, ok bool) {
	switch c, _ := command.Read(q.text); c {
	case command.Stored:
		return blockkit.Stored(b.keeps(), b.own(ctx, q)), true
	case command.Forget:
		return b.forget(ctx, q.user), true
	}
	return blockkit.Message{}, false
}

// keeps returns the current settings of what is stored, for replies.
func (b *Bot) keeps() blockkit.Keeps {
	k := blockkit.Keeps{Questions: string(b.opt.Keeps), For: feedback.Retention{Questions: b.opt.Retention}.WithDefaults().Questions}
	if b.desk != nil {
		k.Kept = b.desk.Kept()
	}
	return k
}

// own counts what a person has at the desk: nothing where others read it.
func (b *Bot) own(ctx context.Context, q question) blockkit.Own {
	if b.desk == nil || q.surface == feedback.SurfaceChannel {
		return blockkit.Own{}
	}
	own, err := b.desk.Own(ctx, q.user)
	if err != nil {
		b.logStore(slog.LevelWarn, "what a person has at the curators' desk cannot be counted", err)
	}
	return own
}

// forget removes everything stored about a person and returns the reply.
func (b *Bot) forget(ctx context.Context, user string) blockkit.Message {
	gone, err := b.opt.Store.Forget(ctx, user)
	if b.desk != nil {
		b.desk.Forget(user)
	}
	switch {
	case errors.Is(err, feedback.ErrAway):
		b.opt.Meter.Failed("forget")
		return blockkit.Plainly(blockkit.AwayText)
	case err != nil:
		b.opt.Meter.Failed("forget")
		b.log.Error("the data of a person could not be removed", "error", err)
		why := storeErrorText(err)
		if why == "" {
			why = "something broke on my side"
		}
		return blockkit.NotForgotten(why)
	case !gone.Erased && !gone.Elsewhere:
		b.opt.Meter.Failed("forget")
		b.log.Error("the records of a person are removed, but the store's file could not be rewritten yet; this is retried", "records", gone.Records)
	default:
		b.log.Info("removed the data of a person on their request", "records", gone.Records)
	}
	return blockkit.Forgotten(gone)
}
