// Package socket holds one connection to Slack over Socket Mode: it receives
// envelopes, acknowledges them, reconnects, and returns an error when that cannot
// help.
//
// The bot makes one Conn and calls WhoAmI, then Run. Run passes each envelope to
// the handler, one after the other and from one goroutine, with a function that
// acknowledges it. The handler must not wait for Slack or the store: it starts
// the work and returns. Ready tells a probe whether envelopes arrive.
//
// Slack's three-second rule is kept here: AckDeadline is its constant, acks writes
// every acknowledgement within AnswerBy, and an Answer acknowledges in time for
// work whose result is part of the acknowledgement.
//
//	socket.go    Run: sessions, reconnecting, stopping
//	monitor.go   sees on the connection what slack-go does not report
//	acks.go      writes acknowledgements in order; answer.go keeps the deadline
//	governor.go  pauses when connections do not last
//	token.go     asks who the bot is, checks whether the token was revoked
//	check.go     tries tokens without connecting
//	timing.go    every timeout and interval, and where it comes from
package socket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
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

	// Handle receives every envelope. ctx is the context of the work: it outlives
	// the connection, and Run's own context until Drain has returned.
	Handle func(ctx context.Context, e Envelope, ack Ack)
	// Drain is called when Run must stop. It waits for running requests, with a
	// timeout of its own, and returns how many are unfinished. It may be called
	// twice.
	Drain func() (unfinished int)
}

// Meter records metrics. Labels are fixed names, never user data.
type Meter interface {
	Connected(n int)
	Failed(what string)
}

// Conn is one connection to Slack, opened again whenever it ends.
type Conn struct {
	opt Options
	log *slog.Logger

	connected atomic.Bool
	ofApp     atomic.Int64 // connections of the app, all processes together
	since     atomic.Int64 // when the connection was opened, in nanoseconds since 1970
	inStorm   atomic.Bool  // the connections before it did not last

	recheck      chan struct{}         // capacity 1: the bot token may have been revoked
	tokenRefused chan error            // capacity 1: Slack refuses the bot token for good
	tokenError   atomic.Pointer[error] // set while Slack refuses the bot token
}

// New returns a connection that Run opens.
func New(o Options) *Conn {
	return &Conn{opt: o, log: o.Logger, recheck: make(chan struct{}, 1), tokenRefused: make(chan error, 1)}
}

// Reasons for which we end a session ourselves.
var (
	errStorm  = hint.New("Slack ended several connections as soon as they were opened", stormHint)
	errSilent = hint.New("nothing was received from Slack for too long", "is there a proxy or a firewall that cuts idle connections?")
)

// silenceChecks is how many times within MaxSilence the monitor is read while no
// connection is open. A choice: it costs nothing, and the time of a new connection
// is counted soon after it opens.
const silenceChecks = 10

// quietBeforeLeaving is how long nothing must have arrived before we end a connection: what
// Slack sent and nobody read is lost, unless it is an event. A choice: many times what it
// takes to read what is there, and at 150 envelopes a second every second gap is longer.
const quietBeforeLeaving = 5 * time.Millisecond

// stormHint says what to check when connections do not last.
const stormHint = "is Socket Mode switched on for the app, and are fewer than ten processes using its app token?"

// Run keeps a connection open until ctx ends; then it waits for running requests
// and returns nil. It returns a Fatal error when retrying cannot help.
func (c *Conn) Run(ctx context.Context) error {
	// Running requests outlive the connection they came over, and ctx until they
	// are drained.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer func() {
		if left := c.opt.Drain(); left > 0 {
			c.log.Warn("stopped before all requests were answered; those people get no reply", "replies", left)
		}
	}()
	watch, unwatch := context.WithCancel(ctx)
	defer unwatch()
	go c.watchToken(watch)
	gov := governor{now: c.opt.Now, timing: c.opt.Timing}
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
		if gov.inStorm() {
			c.log.Warn("Slack closes connections as soon as they are opened; will connect again", "connections", gov.short, "in", wait, "hint", stormHint)
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

// pauseUnlessRefused sleeps for d. It returns early when ctx ends, and with an
// error when Slack refuses the bot token for good.
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

// offline records that no connection is open.
func (c *Conn) offline() {
	c.connected.Store(false)
	c.opt.Meter.Connected(0)
}

// session runs one slack-go client, which may open several connections one after
// the other, until ctx ends, it fails, or we end it. work is the context of the
// requests.
func (c *Conn) session(ctx, work context.Context, gov *governor) error {
	// The connection outlives ctx until what was received is acknowledged. It ends before the
	// requests do, so that Slack delivers to other processes meanwhile.
	run, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	monitor := newMonitor(func(reason string) {
		c.log.Info("Slack ends the connection", "reason", reason)
		if reason == "link_disabled" {
			stop(Fatal{hint.New("Socket Mode is switched off for the app: Slack says link_disabled",
				"switch it on under \"Socket Mode\" in the app's settings, then start again")})
		}
	})
	client := socketmode.New(c.opt.API, monitor.options()...)
	acks := newAcks(client, monitor, c.opt.Timing.AckWriteTimeout, func(err error) {
		c.opt.Meter.Failed("ack")
		c.log.Warn("an acknowledgement was not sent", "error", err)
	})
	go acks.run(run)
	defer func() { stop(nil); acks.close() }()
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(run) }()
	quiet := time.NewTimer(c.opt.Timing.MaxSilence)
	defer quiet.Stop()
	stopping, late := ctx.Done(), (<-chan time.Time)(nil)
	leave := func() error {
		acks.close() // the last acknowledgements are written before the connection ends
		stop(ctx.Err())
		<-ended
		c.handleLeft(work, client.Events, acks)
		return ctx.Err()
	}
	for {
		var settled <-chan time.Time
		if stopping == nil && acks.open() == 0 && len(client.Events) == 0 {
			wait := quietBeforeLeaving - monitor.silentFor()
			if wait <= 0 {
				return leave()
			}
			settled = time.After(wait)
		}
		select {
		case <-stopping: // envelopes that arrive until all are acknowledged are handled as ever
			stopping, late = nil, time.After(AckDeadline)
		case <-acks.idle:
		case <-settled:
		case <-late:
			return leave()
		case err := <-c.tokenRefused:
			stop(err)
			<-ended
			return err
		case err := <-ended:
			return c.afterSession(err, context.Cause(run), gov)
		case <-quiet.C:
			if c.connected.Load() && monitor.silentFor() >= c.opt.Timing.MaxSilence {
				stop(errSilent)
			}
			wait := c.opt.Timing.MaxSilence - monitor.silentFor()
			if wait <= 0 { // there is no open connection now
				wait = c.opt.Timing.MaxSilence / silenceChecks
			}
			quiet.Reset(wait)
		case evt := <-client.Events:
			if err := c.received(work, acks, evt, gov); err != nil {
				stop(err)
			}
		}
	}
}

// afterSession returns why a session ended. ours is the reason when we ended it.
func (c *Conn) afterSession(err, ours error, gov *governor) error {
	if ours != nil {
		gov.closed()
		return ours
	}
	gov.lost()
	if f := fatal(appToken, err); f != nil {
		return f
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && status.Code == http.StatusNotFound {
		return Fatal{hint.With(fmt.Errorf("no Slack at that address: %w", err), "check SLACK_API_URL")}
	}
	return err
}

// received handles one socket event without waiting for Slack's Web API or the
// store. An error ends the session.
func (c *Conn) received(ctx context.Context, acks *acks, evt socketmode.Event, gov *governor) error {
	switch evt.Type {
	case socketmode.EventTypeHello:
		if evt.Request != nil {
			c.greeted(evt.Request.NumConnections)
		}
	case socketmode.EventTypeConnecting:
		c.offline() // slack-go does not report that a connection ended, only that it opens another
		slow := gov.reconnecting()
		c.inStorm.Store(gov.inStorm())
		if slow {
			return errStorm
		}
	case socketmode.EventTypeConnected:
		gov.opened()
		c.since.Store(time.Now().UnixNano())
		c.connected.Store(true)
		c.opt.Meter.Connected(1)
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
		acks.monitor.wrote() // so that acks stops waiting for it
		c.opt.Meter.Failed("ack-write")
		c.log.Warn("an acknowledgement was not sent")
	case socketmode.EventTypeIncomingError:
		c.log.Info("connection lost; slack-go connects again")
	default:
		e, ok := envelopeOf(evt)
		if !ok {
			c.opt.Meter.Failed("bad-frame")
			c.log.Warn("a frame without an envelope was ignored", "type", string(evt.Type))
			return nil
		}
		gov.received()
		acks.expect()
		c.opt.Handle(ctx, e, func(payload any) <-chan struct{} { return acks.add(e.ID, payload) })
	}
	return nil
}

// handleLeft handles what had arrived when we ended the connection. It cannot be
// acknowledged any more: Slack delivers events again, to another process, while a command
// or a press is answered all the same.
func (c *Conn) handleLeft(ctx context.Context, events <-chan socketmode.Event, acks *acks) {
	for {
		select {
		case evt := <-events:
			if e, ok := envelopeOf(evt); ok && e.Type != "events_api" {
				c.opt.Handle(ctx, e, func(payload any) <-chan struct{} { return acks.add(e.ID, payload) })
			}
		default:
			return
		}
	}
}

const (
	// MaxConnections is how many connections Slack allows an app (its page "Using Socket
	// Mode"); it refuses one more.
	MaxConnections = 10
	// manyConnections leaves one for a new process that connects before the old one ends.
	manyConnections = MaxConnections - 1
)

// greeted notes how many connections the app has, as Slack counts them.
func (c *Conn) greeted(n int) {
	before := c.ofApp.Swap(int64(n))
	if n >= manyConnections && before < manyConnections {
		c.log.Warn("the app has nearly as many connections as Slack allows", "connections", n, "most", MaxConnections,
			"hint", "run fewer processes with this app token: a deploy needs one to spare")
	}
}

// OfApp returns how many connections the app had when this one was opened, all processes
// together; 0 before that.
func (c *Conn) OfApp() int { return int(c.ofApp.Load()) }

// Connected reports whether a connection is open.
func (c *Conn) Connected() bool { return c.connected.Load() }

// Ready returns nil while envelopes arrive; otherwise the error says why they do
// not.
func (c *Conn) Ready() error {
	if err := c.tokenError.Load(); err != nil {
		return *err
	}
	if !c.Connected() {
		return hint.New("not connected to Slack", networkHint)
	}
	if c.inStorm.Load() && time.Since(time.Unix(0, c.since.Load())) < c.opt.Timing.MinLifetime {
		return hint.New("Slack closes connections as soon as they are opened", stormHint)
	}
	return nil
}
