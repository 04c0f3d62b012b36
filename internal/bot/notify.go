package bot

import (
	"context"

	"rolecall/internal/blockkit"
)

// Notify posts a message of our own accord, such as a digest, to a channel we
// are a member of.
func (b *Bot) Notify(ctx context.Context, channel string, m blockkit.Message) error {
	_, err := b.out.post(ctx, target{channel: channel}, m)
	return err
}
