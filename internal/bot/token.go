package bot

import (
	"context"
	"time"
)

// watchToken asks now and then, and when something suggests it, whether Slack
// still takes the bot token; one refused for good ends the bot. A token that is
// revoked does not always end the connection, which belongs to the app token.
func (b *Bot) watchToken(ctx context.Context) {
	tick := time.NewTicker(b.time.tokenCheck)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.doubt:
		case <-tick.C:
		}
		if err := b.checkToken(ctx); err != nil {
			b.tokenError.Store(&err)
			if !pause(ctx, b.time.tokenSure) || ctx.Err() != nil {
				return
			}
			if err = b.checkToken(ctx); err == nil {
				b.tokenError.Store(nil)
				continue
			}
			select {
			case b.tokenRefused <- err:
			case <-ctx.Done():
			}
			return
		}
	}
}

// checkToken is an error when Slack refuses the bot token for good. That Slack
// is away says nothing.
func (b *Bot) checkToken(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := b.out.api.AuthTestContext(ctx)
	return fatal(botTokenName, err)
}

// doubtToken has the bot token checked soon.
func (b *Bot) doubtToken() {
	select {
	case b.doubt <- struct{}{}:
	default: // it will be
	}
}
