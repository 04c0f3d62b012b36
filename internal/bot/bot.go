// Package bot is Rolecall's life in Slack: it receives what people do, over
// Socket Mode, acknowledges it at once, asks the advisor, and posts the reply.
//
//	socket/       one healthy connection to Slack; keeps its three-second rule
//	payload.go    what Slack sends, decoded leniently
//	dispatch.go   acknowledge, then hand to a bounded set of workers (pool.go)
//	ask.go …      the surfaces: questions, buttons, shortcuts, modals, Home
//	waiting.go    who is told when something could not be done; reasons.go says why
//	outbox/       every call to Slack: rate limits obeyed, safe retries only
//
// The connection calls dispatch for each envelope; workers call the surfaces,
// which ask the advisor, and the outbox to send. Neither of the two packages
// below knows this one.
//
// Text that people type is never logged. Log lines carry what was decided, not
// what was said, and no user ids.
package bot

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
	"rolecall/internal/feedback"
)

// Options is what a Bot needs. Advisor, Store and Logger are required.
type Options struct {
	BotToken, AppToken string
	APIURL             string // another endpoint than Slack's, for tests and proxies
	Advisor            func() *advisor.Advisor
	Store              feedback.Recorder
	Logger             *slog.Logger
	Now                func() time.Time

	Command       string        // the slash command's name, for help texts; default /rolecall
	Curators      []string      // user ids that see why a reply was chosen
	WatchChannels []string      // channels where an unasked offer may be made
	ThreadHistory bool          // follow-ups in threads need no mention (needs channels:history)
	AgentView     bool          // the app's manifest has the agent view
	Keeps         feedback.Keep // whose question text is kept, to tell people
	Retention     time.Duration // for how long, to tell people; negative forever
	Workers       int           // replies worked on at once; default usualWorkers
	Meter         Meter
}

// Meter counts what happens. Labels are names of our own, never user data.
type Meter interface {
	Replied(surface, outcome string, took time.Duration)
	Connected(n int)
	Failed(what string)
}

type noMeter struct{}

func (noMeter) Replied(string, string, time.Duration) {}
func (noMeter) Connected(int)                         {}
func (noMeter) Failed(string)                         {}

// Bot answers one workspace.
type Bot struct {
	o    Options
	log  *slog.Logger
	out  *outbox.Outbox
	api  *slack.Client
	self string // our user id; known once Slack has said who we are
	pool *pool
	time timing

	socket *socket.Conn

	agent     atomic.Bool // the agent view's calls are made
	offers    offers
	presses   presses
	turns     turns
	apologies *pool // tells people that the pool is full
}

// usualWorkers make 128 calls a second where one takes 250 ms: ten times what
// Slack lets an app post in a workspace (several hundred messages a minute, says
// its page "Rate limits"), and so enough for a Slack that is ten times slower.
const usualWorkers = 32

// New checks options and returns a bot that has not connected yet.
func New(o Options) (*Bot, error) {
	if o.Advisor == nil || o.Store == nil || o.Logger == nil {
		return nil, errors.New("bot: Advisor, Store and Logger are required")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Workers <= 0 {
		o.Workers = usualWorkers
	}
	if o.Command == "" {
		o.Command = "/rolecall"
	}
	if o.Meter == nil {
		o.Meter = noMeter{}
	}
	client := outbox.NewHTTP(o.Workers)
	b := &Bot{o: o, log: o.Logger, time: usualTiming(), api: outbox.NewAPI(client, o.BotToken, o.AppToken, o.APIURL)}
	b.pool = newPool(o.Workers, min(maxWaiting, maxPerWorker*o.Workers), b.logPanic)
	b.apologies = newPool(apologyWorkers, maxApologies, b.logPanic)
	b.socket = b.newSocket()
	b.out = outbox.New(outbox.Options{API: b.api, HTTP: client, Logger: o.Logger, CountFailure: o.Meter.Failed, Wait: idle,
		OnErrorWord: func(word string) { b.socket.CallFailed(word) }})
	b.agent.Store(o.AgentView)
	b.offers.last = map[string]time.Time{}
	return b, nil
}

// Run connects and answers until ctx ends; then it finishes what is under way
// and returns nil. A socket.Fatal error means that trying again cannot help.
func (b *Bot) Run(ctx context.Context) error {
	who, err := b.socket.WhoAmI(ctx)
	if err != nil || who == nil {
		return err
	}
	b.self = who.UserID
	b.warnScopes(who.Header)
	return b.socket.Run(ctx)
}

// newSocket is the connection to Slack, which Run makes.
func (b *Bot) newSocket() *socket.Conn {
	return socket.New(socket.Options{API: b.api, Logger: b.log, Meter: b.o.Meter, Now: b.o.Now, Timing: b.time.socket,
		Handle: b.dispatch, Drain: b.drain})
}

// drain lets what is under way finish, and says how much does not. Whoever is
// told that there is too much work is told with one call, hence the tenth.
func (b *Bot) drain() (left int) {
	return b.pool.drain(b.time.drain) + b.apologies.drain(b.time.drain/10)
}

// view is how a reply is drawn for someone on a surface.
func (b *Bot) view(reply, asked, user string) blockkit.View {
	return blockkit.View{Now: b.o.Now(), ReplyID: reply, Asked: asked, Keeps: b.keeps(), Explain: slices.Contains(b.o.Curators, user)}
}
