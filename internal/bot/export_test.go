package bot

import "time"

// Hurry makes the governor and the acknowledgements of a test's bot quick.
func (b *Bot) Hurry(minLifetime, pause, answerBy, drain time.Duration) {
	s := &b.timing.socket
	s.MinLifetime, s.FirstPause, s.MaxPause = minLifetime, pause, 4*pause
	b.timing.answerBy, b.timing.drain = answerBy, drain
	b.socket = b.newSocket()
}

// Watch makes the bot notice soon that its token is refused, and that its
// workers are stuck. Zero leaves a time as it is.
func (b *Bot) Watch(tokenCheck, stuck time.Duration) {
	if tokenCheck != 0 {
		b.timing.socket.TokenCheckInterval = tokenCheck
	}
	if stuck != 0 {
		b.timing.stuck = stuck
	}
	b.socket = b.newSocket()
}

// Crowd pretends that n replies are under way already.
func (b *Bot) Crowd(n int64) { b.pool.accepted.Add(n) }

// MaxWaiting is how many replies may be under way.
const MaxWaiting = maxQueued

// OfferInterval is the time between two unasked offers in a channel.
const OfferInterval = offerInterval

// Pressed reports whether no press is being carried out.
func (b *Bot) Pressed() bool {
	b.presses.mu.Lock()
	defer b.presses.mu.Unlock()
	for _, l := range b.presses.last {
		if l.repeatsAt.IsZero() {
			return false
		}
	}
	return true
}

// Draining reports that no more work is taken.
func (b *Bot) Draining() bool { return b.pool.isDraining() }

// RepeatWindow is how long a repeated press counts as one.
const RepeatWindow = repeatWindow
