package bot

import (
	"context"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
)

// personal answers what someone asks about themselves rather than about roles:
// what is kept of them, or to be forgotten. done is true when it was that.
func (b *Bot) personal(ctx context.Context, a asking) (done bool, err error) {
	command, _ := advisor.ReadCommand(a.text)
	if command == advisor.CommandForget && a.surface == feedback.SurfaceChannel {
		// Said before everybody, and perhaps by way of a joke.
		return true, b.out.ReplyPrivately(ctx, a.waiting(), blockkit.ForgetElsewhere())
	}
	m, ok := b.aboutThemselves(ctx, a)
	if !ok {
		return false, nil
	}
	_, err = b.out.PostMessage(ctx, a.at, m, nil)
	return true, err
}

// aboutThemselves is the reply to someone who asks about what is kept of them;
// ok is false for any other question.
func (b *Bot) aboutThemselves(ctx context.Context, a asking) (m blockkit.Message, ok bool) {
	switch command, _ := advisor.ReadCommand(a.text); command {
	case advisor.CommandStored:
		return blockkit.Stored(b.keeps()), true
	case advisor.CommandForget:
		return b.forget(ctx, a.user), true
	}
	return blockkit.Message{}, false
}

// keeps are the settings in force, to tell people what is kept of them.
func (b *Bot) keeps() blockkit.Keeps {
	return blockkit.Keeps{Questions: string(b.o.Keeps), For: b.o.Retention}
}

// forget removes what is kept of a person, and says what became of it.
func (b *Bot) forget(ctx context.Context, user string) blockkit.Message {
	gone, err := b.o.Store.Forget(ctx, user)
	switch {
	case err != nil:
		b.o.Meter.Failed("forget")
		b.log.Error("a person could not be forgotten", "error", err)
		why := storeTrouble(err)
		if why == "" {
			why = "something broke on my side"
		}
		return blockkit.NotForgotten(why)
	case !gone.Rewritten:
		b.o.Meter.Failed("forget")
		b.log.Error("records of a person are removed, but the file could not be rewritten yet; it will be tried again", "records", gone.Records)
	default:
		b.log.Info("forgot a person on their request", "records", gone.Records)
	}
	return blockkit.Forgotten(gone.Records, gone.Rewritten)
}
