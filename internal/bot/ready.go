package bot

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"rolecall/internal/bot/socket"
)

// MaxConnections is how many connections Slack allows an app.
const MaxConnections = socket.MaxConnections

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

// warnUnhandled says what a process that died has left: nobody can answer it any more.
func (b *Bot) warnUnhandled(ctx context.Context) {
	n, err := b.opt.Store.Unhandled(ctx)
	if err != nil {
		b.logStore(slog.LevelWarn, "events that nobody answered cannot be counted", err)
	}
	if n > 0 {
		b.log.Warn("events were acknowledged and never answered: a process was ended before it could", "events", n,
			"hint", "give it 30 seconds to stop, and see whether it was killed or ran out of memory")
	}
}

// Load is what the workers have to do.
type Load struct {
	Running int // requests that a worker works on
	Waiting int // accepted requests that wait: for a worker, their turn or a rate limit
	Workers int
	Room    int // how many requests may run or wait; beyond it people are told that the bot is busy
	OfApp   int // connections of the app when ours was opened, all processes together
}

// Load returns what the workers have to do now.
func (b *Bot) Load() Load {
	running := len(b.pool.workers)
	return Load{running, max(int(b.pool.accepted.Load())-running, 0), cap(b.pool.workers), int(b.pool.capacity), b.socket.OfApp()}
}
