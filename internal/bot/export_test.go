package bot

import (
	"context"
	"time"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk"
	"rolecall/internal/bot/outbox"
)

// Hurry shortens the timing of a test's bot.
func (b *Bot) Hurry(minLifetime, pause, answerBy, drain time.Duration) {
	s := &b.timing.socket
	s.MinLifetime, s.FirstPause, s.MaxPause = minLifetime, pause, 4*pause
	b.timing.answerBy, b.timing.drain = answerBy, drain
	b.socket = b.newSocket()
}

// Watch shortens how soon the bot notices that its token is refused and that its
// workers are stuck. Zero leaves a time unchanged.
func (b *Bot) Watch(tokenCheck, stuck time.Duration) {
	if tokenCheck != 0 {
		b.timing.socket.TokenCheckInterval = tokenCheck
	}
	if stuck != 0 {
		b.timing.stuck = stuck
	}
	b.socket = b.newSocket()
}

// AskAgain changes how soon the bot asks again which pieces Slack refuses.
func (b *Bot) AskAgain(d time.Duration) { b.timing.askAgain = d }

// FillQueue pretends that n requests were accepted already.
func (b *Bot) FillQueue(n int64) { b.pool.accepted.Add(n) }

// MaxQueued is how many requests may run or wait.
const MaxQueued = maxQueued

// OfferInterval is the time between two unasked offers in a channel.
const OfferInterval = offerInterval

// RepeatWindow is how long a repeated press counts as one.
const RepeatWindow = repeatWindow

// Avoided returns the pieces that replies are drawn without.
func (b *Bot) Avoided() blockkit.Pieces { return b.out.Avoided() }

// PostMessage posts what a test draws, as every message is posted.
func (b *Bot) PostMessage(ctx context.Context, channel string, draw func(without blockkit.Pieces) blockkit.Message) error {
	_, err := b.out.PostMessage(ctx, outbox.Target{Channel: channel}, draw)
	return err
}

// WakeDesk has the desk look for what is due.
func (b *Bot) WakeDesk() { b.desk.Wake() }

// Desk is where the bot's knowledge is curated.
func (b *Bot) Desk() *desk.Desk { return b.desk }
