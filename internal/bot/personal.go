package bot

import (
	"context"
	"errors"
	"slices"

	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
)

// forgetWords are what people say to be forgotten, normalised.
var forgetWords = []string{"forget me", "please forget me", "forget about me", "delete my data", "delete everything about me", "erase my data",
	"forget me please", "remove my data", "please delete my data"}

// storedWords are what people say to learn what is kept, normalised. Longer
// questions get the entry on privacy; these get the setting in force.
var storedWords = []string{"what do you store", "what do you store about me", "what do you keep", "what do you keep about me",
	"what is stored", "what is stored about me", "privacy"}

// personal handles what somebody asks about themselves rather than about roles.
// done is true when it was such a message.
func (b *Bot) personal(ctx context.Context, a asking) (done bool, err error) {
	m, ok, err := b.aboutThemselves(ctx, a)
	if !ok || err != nil {
		return ok, err
	}
	_, err = b.out.post(ctx, a.at, m)
	return true, err
}

// aboutThemselves is the reply to somebody who asks about what is kept of them;
// ok is false for any other question.
func (b *Bot) aboutThemselves(ctx context.Context, a asking) (m blockkit.Message, ok bool, err error) {
	if slices.Contains(storedWords, corpus.Normal(a.text)) {
		return blockkit.Stored(string(b.o.Keeps)), true, nil
	}
	return b.forget(ctx, a)
}

// forget removes what is kept of a person when that is what they asked for.
func (b *Bot) forget(ctx context.Context, a asking) (m blockkit.Message, ok bool, err error) {
	if !slices.Contains(forgetWords, corpus.Normal(a.text)) {
		return m, false, nil
	}
	f, err := b.o.Store.Forget(ctx, a.user)
	if err == nil && !f.Rewritten {
		err = errors.New("the records of a person were removed, but the file could not be rewritten without them yet")
	}
	if err != nil {
		return m, true, err
	}
	b.log.Info("forgot a person on their request", "records", f.Records)
	return blockkit.Forgotten(f.Records), true, nil
}
