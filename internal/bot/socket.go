package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// timing is how long things may take. Tests make it shorter.
type timing struct {
	shortLife    time.Duration // a connection that ends sooner counts as failed
	firstPause   time.Duration // before the next session; doubles with every storm
	longestPause time.Duration
	ack          time.Duration // to write an acknowledgement
	answerBy     time.Duration // for an answer that travels in the acknowledgement
	drain        time.Duration // to finish replies under way at shutdown
	silence      time.Duration // without a byte from Slack, after which a connection counts as dead
	tokenCheck   time.Duration // between two looks at whether the bot token still works
	tokenSure    time.Duration // before a second look at a token that was refused
	stuck        time.Duration // all workers busy with none done, after which we are not ready
}

// usualTiming is what a bot waits for.
//
// ack and answerBy leave a second of the three that Slack gives an
// acknowledgement. shortLife and firstPause are the 5 s and 2 s after which
// Slack's own Node client tries again at first; longestPause keeps a night's
// storm to some 500 connections. drain is twice what a call to Slack may take
// at the least (callTimeout), within the 30 s that README gives a container.
// silence: Slack pings within the 30 seconds that its own Node client and
// slack-go wait for a ping, so a connection that is well is never quiet for 35.
// tokenCheck: a token that is revoked while nobody asks anything is noticed
// within five minutes, at a cost of 12 calls an hour (auth.test allows hundreds
// a minute). tokenSure: one refusal may be a slip of one of Slack's machines, and
// ending for good is not taken back. stuck: no call to Slack takes longer than callTimeout.
func usualTiming() timing {
	return timing{shortLife: 5 * time.Second, firstPause: 2 * time.Second, longestPause: time.Minute,
		ack: 2 * time.Second, answerBy: 2 * time.Second, drain: 20 * time.Second,
		silence: 35 * time.Second, tokenCheck: 5 * time.Minute, tokenSure: 2 * time.Second, stuck: callTimeout}
}

// Reasons for which we end a session ourselves.
var (
	errStorm  = errors.New("Slack ended several connections as soon as they began")
	errSilent = errors.New("nothing was heard from Slack for too long")
)

// stormHint is what to look at when connections do not last.
const stormHint = "Is Socket Mode switched on for the app, and are fewer than ten processes using its app token?"

// serve keeps a connection until ctx ends or trying again cannot help.
func (b *Bot) serve(ctx context.Context) error {
	// Replies under way outlive the connection they were asked over, and ctx
	// for as long as draining takes.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer func() {
		if left := b.drain(); left > 0 {
			b.log.Warn("stopped with replies under way; whoever asked will not get them", "replies", left)
		}
	}()
	watch, unwatch := context.WithCancel(ctx)
	defer unwatch()
	go b.watchToken(watch)
	gov := governor{now: b.o.Now, time: b.time}
	for {
		err := b.session(ctx, work, &gov)
		b.offline()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, new(Fatal)):
			return err
		}
		wait := gov.pause()
		if gov.storm() {
			b.log.Warn("Slack closes connections as soon as they begin; will connect again", "connections", gov.short, "in", wait, "hint", stormHint)
		} else {
			b.log.Warn("connection ended; will connect again", "error", err, "in", wait)
		}
		if err := b.pauseUnlessRefused(ctx, wait); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return nil
		}
	}
}

// pauseUnlessRefused waits; it returns early when ctx ends, and with an error
// when Slack refuses the bot token for good.
func (b *Bot) pauseUnlessRefused(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return nil
	case err := <-b.tokenRefused:
		return err
	}
}

// offline notes that no connection is open.
func (b *Bot) offline() {
	b.connected.Store(false)
	b.o.Meter.Connected(0)
}

// session runs one slack-go client, which may hold several connections one
// after the other, until ctx ends, it fails, or we end it. work is the context
// of the replies.
func (b *Bot) session(ctx, work context.Context, gov *governor) error {
	// The connection outlives ctx for as long as replies are under way: their
	// acknowledgements go over it.
	run, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	link := newLink(func(reason string) {
		b.log.Info("Slack ends the connection", "reason", reason)
		if reason == "link_disabled" {
			stop(Fatal{errors.New("Slack says link_disabled: Socket Mode is switched off for the app\n" +
				"Switch it on under \"Socket Mode\" in the app's settings, then start again.")})
		}
	})
	client := socketmode.New(b.out.api, link.options()...)
	acks := newAcks(client, link, b.time.ack, func(err error) {
		b.o.Meter.Failed("ack")
		b.log.Warn("an acknowledgement was not sent", "error", err)
	})
	go acks.run(run)
	defer func() { stop(nil); acks.close() }()
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(run) }()
	quiet := time.NewTimer(b.time.silence)
	defer quiet.Stop()
	told, drained := ctx.Done(), make(chan struct{})
	for {
		select {
		case <-told: // to stop; what comes meanwhile is still received
			told = nil
			go func() { b.drain(); close(drained) }()
		case <-drained:
			acks.close() // those of the last replies are on the wire before the connection ends
			stop(ctx.Err())
			<-ended
			return ctx.Err()
		case err := <-b.tokenRefused:
			stop(err)
			<-ended
			return err
		case err := <-ended:
			return b.afterSession(err, context.Cause(run), gov)
		case <-quiet.C:
			if b.connected.Load() && link.quietFor() >= b.time.silence {
				stop(errSilent)
			}
			wait := b.time.silence - link.quietFor()
			if wait <= 0 { // it is being replaced, or there is none
				wait = b.time.silence / 10
			}
			quiet.Reset(wait)
		case evt := <-client.Events:
			if err := b.received(work, acks, evt, gov); err != nil {
				stop(err)
			}
		}
	}
}

// afterSession says why a session ended. ours is the reason when we ended it.
func (b *Bot) afterSession(err, ours error, gov *governor) error {
	if ours != nil {
		gov.cut()
		return ours
	}
	gov.lost()
	if f := fatal(appTokenName, err); f != nil {
		return f
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && status.Code == 404 {
		return Fatal{fmt.Errorf("no Slack at that address: %w\nCheck SLACK_API_URL.", err)}
	}
	return err
}

// received handles one socket event without waiting for Slack's Web API or the
// store; an error ends the session.
func (b *Bot) received(ctx context.Context, acks *acks, evt socketmode.Event, gov *governor) error {
	switch evt.Type {
	case socketmode.EventTypeHello:
	case socketmode.EventTypeConnecting:
		b.offline() // slack-go does not say that a connection ended, only that it makes another
		slow := gov.ended()
		b.stormy.Store(gov.storm())
		if slow {
			return errStorm
		}
	case socketmode.EventTypeConnected:
		gov.began()
		b.since.Store(time.Now().UnixNano())
		b.connected.Store(true)
		b.o.Meter.Connected(1)
		b.log.Info("connected to Slack")
	case socketmode.EventTypeConnectionError:
		b.offline()
		if ce, ok := evt.Data.(*slack.ConnectionErrorEvent); ok {
			if f := fatal(appTokenName, ce.ErrorObj); f != nil {
				return f
			}
			b.log.Warn("cannot connect", "error", ce.ErrorObj, "attempt", ce.Attempt, "retry_in", ce.Backoff)
		}
	case socketmode.EventTypeErrorWriteFailed:
		acks.link.wrote() // nobody waits for it any longer
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
		b.dispatch(ctx, f, func(payload any) <-chan struct{} { return acks.add(f.ID, payload) })
	}
	return nil
}
