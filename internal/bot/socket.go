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
	stormLimit  = 3  // short lives in a row before we slow down
	giveUpAfter = 12 // short lives in a row before we stop
)

// timing is how long things may take. Tests make it shorter.
type timing struct {
	shortLife    time.Duration // a connection that ends sooner counts as failed
	firstPause   time.Duration // before the next session; doubles with every storm
	longestPause time.Duration
	ack          time.Duration // to hand over an acknowledgement
	answerBy     time.Duration // for an answer that travels in the acknowledgement
	drain        time.Duration // to finish replies under way at shutdown

	// flush is left to the acknowledgements queued at shutdown: slack-go writes
	// them on its own time and cannot be asked whether it has.
	flush time.Duration
}

// usualTiming fits Slack's deadline of three seconds for an acknowledgement.
func usualTiming() timing {
	return timing{shortLife: 5 * time.Second, firstPause: 2 * time.Second, longestPause: time.Minute,
		ack: 2 * time.Second, answerBy: 2 * time.Second, drain: 20 * time.Second, flush: 250 * time.Millisecond}
}

// serve keeps a connection until ctx ends or something fatal is known.
func (b *Bot) serve(ctx context.Context) error {
	// Replies under way outlive the connection they were asked over, and ctx
	// for as long as draining takes.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer b.pool.drain(b.time.drain)
	gov := governor{now: b.o.Now, time: b.time}
	for {
		err := b.session(ctx, work, &gov)
		b.offline()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, new(Fatal)):
			return err
		case gov.short >= giveUpAfter:
			return Fatal{fmt.Errorf("Slack closes every connection at once (%d times in a row)\n"+
				"Is Socket Mode switched on for the app, and are fewer than ten processes using its app token?", gov.short)}
		}
		d := gov.pause()
		b.log.Warn("connection ended; will connect again", "error", err, "in", d)
		if !pause(ctx, d) {
			return nil
		}
	}
}

// offline notes that no connection is open.
func (b *Bot) offline() {
	b.connected.Store(false)
	b.o.Meter.Connected(0)
}

// session runs one slack-go client, which may hold several connections one
// after the other, until ctx ends, it fails, or the governor stops it. work is
// the context of the replies.
func (b *Bot) session(ctx, work context.Context, gov *governor) error {
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
			b.pool.drain(b.time.drain)
			pause(run, b.time.flush)
			stop(ctx.Err())
			<-ended
			return ctx.Err()
		case err := <-ended:
			if cause := context.Cause(run); cause != nil {
				gov.cut()
				return cause
			}
			gov.lost()
			if f := fatal("app-level token (SLACK_APP_TOKEN)", err); f != nil {
				return f
			}
			if sc, ok := errors.AsType[slack.StatusCodeError](err); ok && sc.Code == 404 {
				return Fatal{fmt.Errorf("no Slack at that address: %w\nCheck SLACK_API_URL.", err)}
			}
			return err
		case evt := <-client.Events:
			if err := b.received(work, client, evt, gov); err != nil {
				stop(err)
			}
		}
	}
}

// received handles one socket event without waiting for Slack's Web API or the
// store; an error ends the session.
func (b *Bot) received(ctx context.Context, client *socketmode.Client, evt socketmode.Event, gov *governor) error {
	switch evt.Type {
	case socketmode.EventTypeHello:
	case socketmode.EventTypeConnecting:
		b.offline() // slack-go does not say that a connection ended, only that it makes another
	case socketmode.EventTypeConnected:
		b.connected.Store(true)
		b.o.Meter.Connected(1)
		if gov.connected() {
			return errStorm
		}
		b.log.Info("connected to Slack")
	case socketmode.EventTypeConnectionError:
		b.offline()
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
		gov.useful()
		b.dispatch(ctx, f, func(ctx context.Context, payload any) { b.ack(ctx, client, f.ID, payload) })
	}
	return nil
}

var errStorm = errors.New("Slack ended several connections as soon as they began")

// ack acknowledges an envelope. After a lost connection slack-go's queue may
// block for ever, hence the deadline.
func (b *Bot) ack(ctx context.Context, client *socketmode.Client, id string, payload any) {
	ctx, cancel := context.WithTimeout(ctx, b.time.ack)
	defer cancel()
	if err := client.AckCtx(ctx, id, payload); err != nil {
		b.o.Meter.Failed("ack")
		b.log.Warn("an acknowledgement was not sent", "error", err)
	}
}

// governor notices connections that die as soon as they are born.
type governor struct {
	now   func() time.Time
	time  timing
	since time.Time // when the present connection began; zero for none
	short int       // short lives in a row
}

// connected notes a new connection, which says that the one before it is gone,
// and reports whether to slow down.
func (g *governor) connected() bool {
	before := g.short
	g.lost()
	g.since = g.now()
	return g.short > before && g.short%stormLimit == 0
}

// lost notes that the present connection ended by itself.
func (g *governor) lost() {
	switch {
	case g.since.IsZero():
		return
	case g.now().Sub(g.since) < g.time.shortLife:
		g.short++
	default:
		g.short = 0
	}
	g.since = time.Time{}
}

// useful notes that something came over the present connection: however soon it
// ends, it did its work and is no part of a storm.
func (g *governor) useful() { g.since = time.Time{} }

// cut notes that we ended the present connection: how long it lived says
// nothing, and neither does the pause that follows.
func (g *governor) cut() { g.since = time.Time{} }

// pause is how long to wait before the next session: doubling with every storm.
func (g *governor) pause() time.Duration {
	return min(g.time.firstPause<<min(g.short/stormLimit, 5), g.time.longestPause)
}
