package bot

import (
	"context"
	"errors"
	"time"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
)

// maxRefusals is how many refusals wait to be looked into. A choice: there are five
// pieces, each is refused once, and more than one request at a time may notice.
const maxRefusals = 16

// keepRefused finds out in the background which pieces of Block Kit the workspace
// refuses, and stores what is refused while the bot runs, until stop is called. It starts
// afresh every few hours, so that a piece comes back when Slack has added it. Nothing
// waits for it: until it is known, a message that is refused is sent a second time.
func (b *Bot) keepRefused(ctx context.Context, team string) (stop func()) {
	finding, cancel := context.WithCancel(ctx)
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		again := time.NewTicker(b.timing.askAgain)
		defer again.Stop()
		b.findRefused(finding, team)
		ctx := context.WithoutCancel(ctx) // requests that still run may be refused too
		for {
			select {
			case p := <-b.refusals:
				b.out.Avoid(p) // again, in case findRefused ran since
				b.storeRefused(ctx, team, p)
			case <-again.C:
				b.findRefused(finding, team)
			case <-end:
				for len(b.refusals) > 0 { // nothing comes any more
					b.storeRefused(ctx, team, <-b.refusals)
				}
				return
			}
		}
	}()
	return func() { cancel(); close(end); <-ended }
}

// onRefused receives what the outbox noticed.
func (b *Bot) onRefused(p blockkit.Pieces) {
	select {
	case b.refusals <- p:
	default: // the store is very slow; the next message that is refused shows it again
	}
}

// findRefused avoids what the store remembers and what blocks.validate refuses, and
// nothing else. A refused message decides, blocks.validate is a first hint. Slack may not know that method; then the first message that is refused
// decides. It is not asked about charts: only reports for the curators have them, and
// nobody waits for those.
func (b *Bot) findRefused(ctx context.Context, team string) {
	stored := b.storedRefusals(ctx, team)
	b.out.Avoid(stored)
	refused := b.askAbout(ctx, blockkit.AllPieces&^blockkit.Chart&^stored)
	if ctx.Err() == nil {
		b.out.AvoidOnly(stored | refused)
	}
}

// askAbout asks Slack's blocks.validate about each of some pieces.
func (b *Bot) askAbout(ctx context.Context, pieces blockkit.Pieces) (refused blockkit.Pieces) {
	for _, p := range pieces.Each() {
		faults, err := b.out.Validate(ctx, outbox.ValidateMessage, outbox.ToValidate(blockkit.PieceSample(p)))
		switch {
		case ctx.Err() != nil:
			return refused
		case err != nil:
			b.log.Info("Slack cannot be asked which blocks it takes; the first message that it refuses will show it", "error", err)
			return refused
		case len(faults) > 0:
			refused |= p
			b.out.Avoid(p)
			b.log.Info("Slack says that it takes no messages with this piece; it is left out", "piece", p.String(), "pointer", faults[0].Pointer, "code", faults[0].Code)
		}
	}
	return refused
}

var errNotStored = errors.New("the refusal of the piece is not stored")

// storedRefusals returns the pieces that were refused lately, also before a restart. The
// store forgets them after some hours.
func (b *Bot) storedRefusals(ctx context.Context, team string) (stored blockkit.Pieces) {
	for _, p := range blockkit.AllPieces.Each() {
		if b.opt.Store.Once(ctx, refusedKey(team, p), func(context.Context) error { return errNotStored }) == nil {
			stored |= p
		}
	}
	return stored
}

func (b *Bot) storeRefused(ctx context.Context, team string, refused blockkit.Pieces) {
	for _, p := range refused.Each() {
		if err := b.opt.Store.Once(ctx, refusedKey(team, p), func(context.Context) error { return nil }); err != nil {
			b.log.Warn("which blocks Slack refuses here could not be stored; the next start finds out again", "error", err)
		}
	}
}

func refusedKey(team string, p blockkit.Pieces) string { return "refused " + team + " " + p.String() }
