package bot

import (
	"fmt"
	"time"
)

// Connected reports whether a Socket Mode connection is open.
func (b *Bot) Connected() bool { return b.socket.Connected() }

// Ready returns nil while questions are answered; otherwise the error says why they
// are not.
func (b *Bot) Ready() error {
	if err := b.socket.Ready(); err != nil {
		return err
	}
	if d := b.pool.stuckFor(); d >= b.timing.stuck {
		return fmt.Errorf("all %d workers are busy, and no request was finished for %s", b.opt.Workers, d.Round(time.Second))
	}
	return nil
}
