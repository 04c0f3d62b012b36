package bot

import (
	"context"
	"slices"

	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
)

// forgetWords are what people say to be forgotten, normalised.
var forgetWords = []string{"forget me", "please forget me", "forget about me", "delete my data", "delete everything about me", "erase my data"}

// personal handles what somebody asks about themselves rather than about roles.
// done is true when it was such a message.
func (b *Bot) personal(ctx context.Context, a asking) (done bool, err error) {
	m, ok, err := b.forget(ctx, a)
	if !ok || err != nil {
		return ok, err
	}
	_, err = b.out.post(ctx, a.at, m)
	return true, err
}

// forget removes what is kept of a person when that is what they asked for.
func (b *Bot) forget(ctx context.Context, a asking) (m blockkit.Message, ok bool, err error) {
	if !slices.Contains(forgetWords, corpus.Normal(a.text)) {
		return m, false, nil
	}
	n, err := b.o.Store.Forget(ctx, a.user)
	if err != nil {
		return m, true, err
	}
	b.log.Info("forgot a person on their request", "records", n)
	return blockkit.Forgotten(n), true, nil
}
