package bot

import (
	"context"
	"errors"
	"time"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
)

// refusal is pieces of Block Kit that the outbox left out of a message that Slack then
// accepted.
type refusal struct {
	pieces    blockkit.Pieces
	suspected bool // Slack did not say that they are the cause
}

// maxRefusals is how many refusals wait to be looked into. A choice: there are five
// pieces, each is refused once, and more than one request at a time may notice.
const maxRefusals = 16

// keepRefused finds out in the background which pieces of Block Kit the workspace
// refuses, and stores what turns out while the bot runs, until stop is called. It starts
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
			case r := <-b.refusals:
				b.keepRefusal(finding, ctx, team, r)
			case <-again.C:
				b.findRefused(finding, team)
			case <-end:
				for len(b.refusals) > 0 { // nothing comes any more
					b.keepRefusal(finding, ctx, team, <-b.refusals)
				}
				return
			}
		}
	}()
	return func() { cancel(); close(end); <-ended }
}

// onRefusal receives what the outbox noticed.
func (b *Bot) onRefusal(r refusal) {
	select {
	case b.refusals <- r:
	default: // the store is very slow; the next message that is refused shows it again
	}
}

// findRefused avoids what the store remembers and what blocks.validate refuses, and
// nothing else. Slack may not know that method; then the first message that is refused
// decides. It is not asked about charts: only reports for the curators have them, and
// nobody waits for those.
func (b *Bot) findRefused(ctx context.Context, team string) {
	stored := b.storedRefusals(ctx, team)
	b.out.Avoid(stored)
	_, refused := b.askAbout(ctx, blockkit.AllPieces&^blockkit.Chart&^stored)
	if ctx.Err() == nil {
		b.out.AvoidOnly(stored | refused)
	}
}

// askAbout asks Slack's blocks.validate about each of some pieces. asked is false if it
// could not be asked.
func (b *Bot) askAbout(ctx context.Context, pieces blockkit.Pieces) (asked bool, refused blockkit.Pieces) {
	for _, p := range pieces.Each() {
		faults, err := b.out.Validate(ctx, outbox.ValidateMessage, outbox.ToValidate(blockkit.PieceSample(p)))
		switch {
		case ctx.Err() != nil:
			return false, refused
		case err != nil:
			b.log.Info("Slack cannot be asked which blocks it takes; the first message that it refuses will show it", "error", err)
			return false, refused
		case len(faults) > 0:
			refused |= p
			b.out.Avoid(p)
			b.log.Info("Slack says that it takes no messages with this piece; it is left out", "piece", p.String(), "pointer", faults[0].Pointer, "code", faults[0].Code)
		}
	}
	return true, refused
}

// keepRefusal avoids and stores what the workspace refuses. Of pieces that are only
// suspected this is what blocks.validate refuses too, as long as asking lasts. Where it
// cannot be asked, a piece that was the only one in the message is believed to be the
// cause: should the message have been, the piece comes back within a day, and until then
// nobody waits for a second try.
func (b *Bot) keepRefusal(asking, ctx context.Context, team string, r refusal) {
	refused := r.pieces
	if r.suspected {
		asked, confirmed := b.askAbout(asking, refused)
		if asking.Err() != nil {
			return
		}
		if asked || len(refused.Each()) > 1 {
			refused = confirmed
		}
	}
	b.out.Avoid(refused) // again, in case findRefused ran since
	b.storeRefused(ctx, team, refused)
	if r.suspected {
		b.log.Warn("Slack refused a message and did not explain it; these of its pieces are left out from now on", "pieces", refused.String(), "of", r.pieces.String())
	}
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
