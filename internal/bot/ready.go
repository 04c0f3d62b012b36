package bot

import (
	"errors"
	"fmt"
	"time"
)

// Connected reports whether a Socket Mode connection is open.
func (b *Bot) Connected() bool { return b.connected.Load() }

// Ready is nil while questions are answered; otherwise it says why they are not.
func (b *Bot) Ready() error {
	if err := b.tokenError.Load(); err != nil {
		return *err
	}
	if !b.Connected() {
		return errors.New("not connected to Slack")
	}
	if b.stormy.Load() && time.Since(time.Unix(0, b.since.Load())) < b.time.shortLife {
		return errors.New("Slack closes connections as soon as they begin")
	}
	if d := b.pool.stuckFor(); d >= b.time.stuck {
		return fmt.Errorf("all %d workers are busy, and nobody has been answered for %s", b.o.Workers, d.Round(time.Second))
	}
	return nil
}
