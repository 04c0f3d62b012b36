package bot

import (
	"fmt"
	"time"
)

// Connected reports whether a Socket Mode connection is open.
func (b *Bot) Connected() bool { return b.socket.Connected() }

// Ready is nil while questions are answered; otherwise it says why they are not.
func (b *Bot) Ready() error {
	if err := b.socket.Ready(); err != nil {
		return err
	}
	if d := b.pool.stuckFor(); d >= b.time.stuck {
		return fmt.Errorf("all %d workers are busy, and nobody has been answered for %s", b.o.Workers, d.Round(time.Second))
	}
	return nil
}
