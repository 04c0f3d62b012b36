package bot

import (
	"fmt"
	"time"
)

// Connected reports whether a Socket Mode connection is open.
func (b *Bot) Connected() bool { return b.socket.Connected() }

// Ready returns nil while questions are answered and what people do is stored; otherwise
// the error says why not.
func (b *Bot) Ready() error {
	if err := b.socket.Ready(); err != nil {
		return err
	}
	if d := b.pool.stuckFor(); d >= b.timing.stuck {
		return fmt.Errorf("all %d workers are busy, and no request was finished for %s", b.opt.Workers, d.Round(time.Second))
	}
	return b.opt.Store.Available() // without it questions are answered, some twice perhaps, and nothing can be saved
}

// Load is what the workers have to do.
type Load struct {
	Running int // requests that a worker works on
	Waiting int // accepted requests that wait: for a worker, their turn or a rate limit
	Workers int
	Room    int // how many requests may run or wait; beyond it people are told that the bot is busy
}

// Load returns what the workers have to do now.
func (b *Bot) Load() Load {
	running := len(b.pool.workers)
	return Load{running, max(int(b.pool.accepted.Load())-running, 0), cap(b.pool.workers), int(b.pool.capacity)}
}
