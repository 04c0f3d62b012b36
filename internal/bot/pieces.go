package bot

import (
	"context"
	"errors"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
)

// maxRefused is how many refusals of pieces wait to be stored. A choice: there are five
// pieces, each is refused once, and more than one request at a time may notice.
const maxRefused = 16

// keepRefused finds out in the background which pieces of Block Kit the workspace
// refuses, and stores what turns out while the bot runs, until stop is called. Nothing
// waits for it: until it is known, a message that is refused is sent a second time.
func (b *Bot) keepRefused(ctx context.Context, team string) (stop func()) {
	finding, cancel := context.WithCancel(ctx)
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		b.loadRefused(finding, team)
		b.askForPieces(finding)
		ctx := context.WithoutCancel(ctx) // requests that still run may be refused too
		for {
			select {
			case p := <-b.refused:
				b.storeRefused(ctx, team, p)
			case <-end:
				for len(b.refused) > 0 { // nothing comes any more
					b.storeRefused(ctx, team, <-b.refused)
				}
				return
			}
		}
	}()
	return func() { cancel(); close(end); <-ended }
}

// onRefused receives pieces that the outbox avoids from now on.
func (b *Bot) onRefused(p blockkit.Pieces) {
	select {
	case b.refused <- p:
	default: // the store is very slow; the next start finds out again
	}
}

var errNotStored = errors.New("the refusal of the piece is not stored")

// loadRefused avoids the pieces that were refused before a restart. The store forgets
// them after some hours, so that a piece comes back when Slack has added it.
func (b *Bot) loadRefused(ctx context.Context, team string) {
	for _, p := range blockkit.AllPieces.Each() {
		if b.opt.Store.Once(ctx, refusedKey(team, p), func(context.Context) error { return errNotStored }) == nil {
			b.out.Avoid(p)
		}
	}
}

func (b *Bot) storeRefused(ctx context.Context, team string, refused blockkit.Pieces) {
	for _, p := range refused.Each() {
		if err := b.opt.Store.Once(ctx, refusedKey(team, p), func(context.Context) error { return nil }); err != nil {
			b.log.Warn("which blocks Slack refuses here could not be stored; the next start finds out again", "error", err)
		}
	}
}

func refusedKey(team string, p blockkit.Pieces) string { return "refused " + team + " " + p.String() }

// askForPieces asks Slack's blocks.validate about each piece, as a first hint: pieces
// with faults are avoided until the bot ends. Slack may not know the method; then
// nothing changes, and the first message that is refused decides. It is not asked about
// charts: only reports for the curators have them, and nobody waits for those.
func (b *Bot) askForPieces(ctx context.Context) {
	for _, p := range (blockkit.AllPieces &^ blockkit.Chart &^ b.out.Avoided()).Each() {
		faults, err := b.out.Validate(ctx, outbox.ValidateMessage, outbox.ToValidate(blockkit.PieceSample(p)))
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			b.log.Info("Slack cannot be asked which blocks it takes; the first message that it refuses will show it", "error", err)
			return
		case len(faults) > 0:
			b.out.Avoid(p)
			b.log.Info("Slack says that it takes no messages with this piece; it is left out", "piece", p.String(), "pointer", faults[0].Pointer, "code", faults[0].Code)
		}
	}
}
