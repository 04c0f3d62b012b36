package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// The governor. slack-go reconnects at once after any disconnect frame, so a
// Slack that closes every connection right away (Socket Mode switched off, too
// many connections) would be asked thousands of times a second.
const (
	shortLife     = 5 * time.Second // a connection that ends sooner counts as failed
	stormLimit    = 3               // short lives in a row before we slow down
	giveUpAfter   = 12              // short lives in a row before we stop
	firstBackoff  = 2 * time.Second
	longestPause  = time.Minute
	ackTimeout    = 2 * time.Second  // an ack is worth nothing after Slack's 3 s
	drainDeadline = 20 * time.Second // to finish replies under way at shutdown
)

// serve keeps a connection until ctx ends or something fatal is known.
func (b *Bot) serve(ctx context.Context) error {
	gov := governor{now: b.o.Now}
	for {
		err := b.session(ctx, &gov)
		b.connected.Store(false)
		b.o.Meter.Connected(0)
		switch {
		case ctx.Err() != nil:
			b.pool.drain(drainDeadline)
			return nil
		case errors.As(err, new(Fatal)):
			b.pool.drain(drainDeadline)
			return err
		}
		d := gov.pause()
		if gov.short >= giveUpAfter {
			return Fatal{fmt.Errorf("Slack closes every connection at once (%d times in a row)\n"+
				"Is Socket Mode switched on for the app, and are fewer than ten processes using its app token?", gov.short)}
		}
		b.log.Warn("connection ended; will connect again", "error", err, "in", d)
		if !pause(ctx, d) {
			return nil
		}
	}
}

// session runs one slack-go client, which may hold several connections one
// after the other, until ctx ends, it fails, or the governor stops it.
func (b *Bot) session(ctx context.Context, gov *governor) error {
	client := socketmode.New(b.out.api, socketmode.OptionLog(log.New(io.Discard, "", 0)))
	// The connection outlives ctx for as long as replies are under way: their
	// acknowledgements go over it.
	run, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(run) }()
	for {
		select {
		case <-ctx.Done():
			b.pool.drain(drainDeadline)
			stop(ctx.Err())
			<-ended
			return ctx.Err()
		case err := <-ended:
			if cause := context.Cause(run); cause != nil {
				return cause
			}
			if f := fatal("app-level token (SLACK_APP_TOKEN)", err); f != nil {
				return f
			}
			if sc, ok := errors.AsType[slack.StatusCodeError](err); ok && sc.Code == 404 {
				return Fatal{fmt.Errorf("no Slack at that address: %w\nCheck SLACK_API_URL.", err)}
			}
			return err
		case evt := <-client.Events:
			if err := b.received(run, client, evt, gov); err != nil {
				stop(err)
			}
		}
	}
}

// received handles one socket event without ever blocking the loop; an error
// ends the session.
func (b *Bot) received(ctx context.Context, client *socketmode.Client, evt socketmode.Event, gov *governor) error {
	switch evt.Type {
	case socketmode.EventTypeConnecting, socketmode.EventTypeHello:
	case socketmode.EventTypeConnected:
		b.connected.Store(true)
		b.o.Meter.Connected(1)
		if gov.connected() {
			return errStorm
		}
		b.log.Info("connected to Slack")
	case socketmode.EventTypeConnectionError:
		b.connected.Store(false)
		b.o.Meter.Connected(0)
		if ce, ok := evt.Data.(*slack.ConnectionErrorEvent); ok {
			if f := fatal("app-level token (SLACK_APP_TOKEN)", ce.ErrorObj); f != nil {
				return f
			}
			b.log.Warn("cannot connect", "error", ce.ErrorObj, "attempt", ce.Attempt, "retry_in", ce.Backoff)
		}
	case socketmode.EventTypeErrorWriteFailed:
		b.o.Meter.Failed("ack-write")
		b.log.Warn("an acknowledgement was not sent")
	case socketmode.EventTypeIncomingError:
		b.log.Info("connection lost; slack-go connects again")
	default:
		f, ok := frameOf(evt)
		if !ok {
			b.o.Meter.Failed("bad-frame")
			b.log.Warn("a frame without an envelope was ignored", "type", string(evt.Type))
			return nil
		}
		b.dispatch(ctx, f, func(ctx context.Context, payload any) { b.ack(ctx, client, f.ID, payload) })
	}
	return nil
}

var errStorm = errors.New("Slack ended several connections as soon as they began")

// ack acknowledges an envelope. After a lost connection slack-go's queue may
// block for ever, hence the deadline.
func (b *Bot) ack(ctx context.Context, client *socketmode.Client, id string, payload any) {
	ctx, cancel := context.WithTimeout(ctx, ackTimeout)
	defer cancel()
	if err := client.AckCtx(ctx, id, payload); err != nil {
		b.o.Meter.Failed("ack")
		b.log.Warn("an acknowledgement was not sent", "error", err)
	}
}

// governor notices connections that die as soon as they are born.
type governor struct {
	now   func() time.Time
	since time.Time // when the present connection began
	short int       // short lives in a row
}

// connected notes a new connection and reports whether to slow down.
func (g *governor) connected() bool {
	now := g.now()
	if !g.since.IsZero() && now.Sub(g.since) < shortLife {
		g.short++
	} else {
		g.short = 0
	}
	g.since = now
	return g.short > 0 && g.short%stormLimit == 0
}

// pause is how long to wait before the next session: doubling with every storm.
func (g *governor) pause() time.Duration {
	return min(firstBackoff<<min(g.short/stormLimit, 5), longestPause)
}
