package bot

import "time"

// Hurry makes the governor and the acknowledgements of a test's bot quick.
func (b *Bot) Hurry(shortLife, pause, answerBy, drain time.Duration) {
	b.time.shortLife, b.time.firstPause, b.time.longestPause = shortLife, pause, 4*pause
	b.time.answerBy, b.time.drain = answerBy, drain
}

// Watch makes the bot notice soon that Slack is silent, that its token is
// refused, and that its workers are stuck. Zero leaves a time as it is.
func (b *Bot) Watch(silence, tokenCheck, stuck time.Duration) {
	for _, set := range []struct {
		of *time.Duration
		to time.Duration
	}{{&b.time.silence, silence}, {&b.time.tokenCheck, tokenCheck}, {&b.time.stuck, stuck}} {
		if set.to != 0 {
			*set.of = set.to
		}
	}
}

// Crowd pretends that n replies are under way already.
func (b *Bot) Crowd(n int64) { b.pool.waiting.Add(n) }

// MaxWaiting is how many replies may be under way.
const MaxWaiting = maxWaiting

// OfferEvery is the time between two unasked offers in a channel.
const OfferEvery = offerEvery

// Held is how many rate limits are remembered.
func (b *Bot) Held() int {
	b.out.mu.Lock()
	defer b.out.mu.Unlock()
	return len(b.out.held)
}

// Pressed reports whether no press is being carried out.
func (b *Bot) Pressed() bool {
	b.presses.mu.Lock()
	defer b.presses.mu.Unlock()
	for _, l := range b.presses.last {
		if l.over.IsZero() {
			return false
		}
	}
	return true
}

// Draining reports that no more work is taken.
func (b *Bot) Draining() bool { return b.pool.draining() }

// RepeatWindow is how long a repeated press counts as one.
const RepeatWindow = repeatWindow
