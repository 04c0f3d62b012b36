// Package socket is one connection to Slack over Socket Mode: it receives
// envelopes, acknowledges them, keeps alive, and says when it cannot go on.
//
// The bot makes one Conn and calls WhoAmI, then Run. Run hands each envelope to
// the handler, one after the other and from one goroutine, with a function that
// acknowledges it. The handler must not wait for Slack or the store: it starts
// the work and returns. Ready says for a probe whether envelopes arrive.
//
// Slack's three-second rule is kept here: AckDeadline is the one constant that
// says it, acks writes every acknowledgement within AnswerBy, and an Answer
// acknowledges in time for work whose result travels in the acknowledgement.
//
//	socket.go    Run: sessions, reconnecting, stopping
//	link.go      hears on the wire what slack-go does not tell
//	acks.go      writes acknowledgements in order; answer.go keeps the deadline
//	governor.go  slows down when connections do not last
//	token.go     asks who the bot is, watches for a token that is revoked
//	check.go     tries tokens without connecting
//	timing.go    every time that is waited for, and where it comes from
package socket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"rolecall/internal/hint"
)

// Options is what a Conn needs; all of it is required.
type Options struct {
	API    *slack.Client // with both tokens
	Logger *slog.Logger
	Meter  Meter
	Now    func() time.Time
	Timing Timing

	// Handle is given every envelope. ctx is that of the work: it outlives the
	// connection, and Run's own context for as long as Drain takes.
	Handle func(ctx context.Context, e Envelope, ack Ack)
	// Drain is called when Run is to stop. It lets the work under way finish,
	// for as long as it likes, and says how much did not. It may be called twice.
	Drain func() (left int)
}

// Meter counts what happens. Labels are names of our own, never user data.
type Meter interface {
	Connected(n int)
	Failed(what string)
}

// Conn is one connection to Slack, made anew whenever it ends.
type Conn struct {
	o   Options
	log *slog.Logger

	connected atomic.Bool
	since     atomic.Int64 // when the connection began, in nanoseconds since 1970
	stormy    atomic.Bool  // the connections before it did not last

	doubt        chan struct{}         // one place: the bot token may have been revoked
	tokenRefused chan error            // one place: it has been, for good
	tokenError   atomic.Pointer[error] // that it is refused, to say so
}

// New returns a connection that Run makes.
func New(o Options) *Conn {
	return &Conn{o: o, log: o.Logger, doubt: make(chan struct{}, 1), tokenRefused: make(chan error, 1)}
}

// Reasons for which we end a session ourselves.
var (
	errStorm  = hint.New("several connections were ended by Slack as soon as they began", stormHint)
	errSilent = hint.New("nothing was heard from Slack for too long", "is there a proxy or a firewall that cuts quiet connections?")
)

// stormHint is what to look at when connections do not last.
const stormHint = "is Socket Mode switched on for the app, and are fewer than ten processes using its app token?"

// Run keeps a connection until ctx ends; then it lets the work under way finish
// and returns nil. A Fatal error means that trying again cannot help.
func (c *Conn) Run(ctx context.Context) error {
	// Replies under way outlive the connection they were asked over, and ctx
	// for as long as draining takes.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer func() {
		if left := c.o.Drain(); left > 0 {
			c.log.Warn("stopped with replies under way; whoever asked will not get them", "replies", left)
		}
	}()
	watch, unwatch := context.WithCancel(ctx)
	defer unwatch()
	go c.watchToken(watch)
	gov := governor{now: c.o.Now, time: c.o.Timing}
	for {
		err := c.session(ctx, work, &gov)
		c.offline()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, new(Fatal)):
			return err
		}
		wait := gov.pause()
		if gov.storm() {
			c.log.Warn("Slack closes connections as soon as they begin; will connect again", "connections", gov.short, "in", wait, "hint", stormHint)
		} else {
			c.log.Warn("connection ended; will connect again", "error", err, "in", wait)
		}
		if err := c.pauseUnlessRefused(ctx, wait); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return nil
		}
	}
}

// pauseUnlessRefused waits; it returns early when ctx ends, and with an error
// when Slack refuses the bot token for good.
func (c *Conn) pauseUnlessRefused(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return nil
	case err := <-c.tokenRefused:
		return err
	}
}

// offline notes that no connection is open.
func (c *Conn) offline() {
	c.connected.Store(false)
	c.o.Meter.Connected(0)
}

// session runs one slack-go client, which may hold several connections one
// after the other, until ctx ends, it fails, or we end it. work is the context
// of the replies.
func (c *Conn) session(ctx, work context.Context, gov *governor) error {
	// The connection outlives ctx for as long as replies are under way: their
	// acknowledgements go over it.
	run, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	link := newLink(func(reason string) {
		c.log.Info("Slack ends the connection", "reason", reason)
		if reason == "link_disabled" {
			stop(Fatal{hint.New("Socket Mode is switched off for the app: Slack says link_disabled",
				"switch it on under \"Socket Mode\" in the app's settings, then start again")})
		}
	})
	client := socketmode.New(c.o.API, link.options()...)
	acks := newAcks(client, link, c.o.Timing.AckWrite, func(err error) {
		c.o.Meter.Failed("ack")
		c.log.Warn("an acknowledgement was not sent", "error", err)
	})
	go acks.run(run)
	defer func() { stop(nil); acks.close() }()
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(run) }()
	quiet := time.NewTimer(c.o.Timing.Silence)
	defer quiet.Stop()
	told, drained := ctx.Done(), make(chan struct{})
	for {
		select {
		case <-told: // to stop; what comes meanwhile is still received
			told = nil
			go func() { c.o.Drain(); close(drained) }()
		case <-drained:
			acks.close() // those of the last replies are on the wire before the connection ends
			stop(ctx.Err())
			<-ended
			return ctx.Err()
		case err := <-c.tokenRefused:
			stop(err)
			<-ended
			return err
		case err := <-ended:
			return c.afterSession(err, context.Cause(run), gov)
		case <-quiet.C:
			if c.connected.Load() && link.quietFor() >= c.o.Timing.Silence {
				stop(errSilent)
			}
			wait := c.o.Timing.Silence - link.quietFor()
			if wait <= 0 { // it is being replaced, or there is none: look again ten times within the time
				wait = c.o.Timing.Silence / 10
			}
			quiet.Reset(wait)
		case evt := <-client.Events:
			if err := c.received(work, acks, evt, gov); err != nil {
				stop(err)
			}
		}
	}
}

// afterSession says why a session ended. ours is the reason when we ended it.
func (c *Conn) afterSession(err, ours error, gov *governor) error {
	if ours != nil {
		gov.cut()
		return ours
	}
	gov.lost()
	if f := fatal(appToken, err); f != nil {
		return f
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && status.Code == 404 {
		return Fatal{hint.With(fmt.Errorf("no Slack at that address: %w", err), "check SLACK_API_URL")}
	}
	return err
}

// received handles one socket event without waiting for Slack's Web API or the
// store; an error ends the session.
func (c *Conn) received(ctx context.Context, acks *acks, evt socketmode.Event, gov *governor) error {
	switch evt.Type {
	case socketmode.EventTypeHello:
	case socketmode.EventTypeConnecting:
		c.offline() // slack-go does not say that a connection ended, only that it makes another
		slow := gov.ended()
		c.stormy.Store(gov.storm())
		if slow {
			return errStorm
		}
	case socketmode.EventTypeConnected:
		gov.began()
		c.since.Store(time.Now().UnixNano())
		c.connected.Store(true)
		c.o.Meter.Connected(1)
		c.log.Info("connected to Slack")
	case socketmode.EventTypeConnectionError:
		c.offline()
		if ce, ok := evt.Data.(*slack.ConnectionErrorEvent); ok {
			if f := fatal(appToken, ce.ErrorObj); f != nil {
				return f
			}
			c.log.Warn("cannot connect", "error", ce.ErrorObj, "attempt", ce.Attempt, "retry_in", ce.Backoff)
		}
	case socketmode.EventTypeErrorWriteFailed:
		acks.link.wrote() // nobody waits for it any longer
		c.o.Meter.Failed("ack-write")
		c.log.Warn("an acknowledgement was not sent")
	case socketmode.EventTypeIncomingError:
		c.log.Info("connection lost; slack-go connects again")
	default:
		e, ok := envelopeOf(evt)
		if !ok {
			c.o.Meter.Failed("bad-frame")
			c.log.Warn("a frame without an envelope was ignored", "type", string(evt.Type))
			return nil
		}
		gov.useful()
		c.o.Handle(ctx, e, func(payload any) <-chan struct{} { return acks.add(e.ID, payload) })
	}
	return nil
}

// Connected reports whether a connection is open.
func (c *Conn) Connected() bool { return c.connected.Load() }

// Ready is nil while envelopes arrive; otherwise it says why they do not.
func (c *Conn) Ready() error {
	if err := c.tokenError.Load(); err != nil {
		return *err
	}
	if !c.Connected() {
		return hint.New("not connected to Slack", awayHint)
	}
	if c.stormy.Load() && time.Since(time.Unix(0, c.since.Load())) < c.o.Timing.ShortLife {
		return hint.New("connections are closed by Slack as soon as they begin", stormHint)
	}
	return nil
}
