// Package bot connects Rolecall to Slack: it receives events and interactions over
// Socket Mode, acknowledges them, asks the advisor, and posts the reply.
//
//	socket/       the connection to Slack; keeps the three-second rule
//	payload/      the payloads that Slack sends, decoded leniently
//	dispatch.go   acknowledges envelopes and queues them for workers (pool.go)
//	ask.go …      the surfaces: questions, buttons, shortcuts, modals, Home, steps of workflows
//	requester.go  who receives a reply or an error; errortext.go words the errors
//	install/      who is of the company that runs the bot, and who is not
//	pieces.go     which blocks the workspace refuses
//	outbox/       every call to Slack: rate limits, retries, fallbacks
//	desk/         what curators, owners and colleagues do
//
// The connection calls dispatch for each envelope. Workers run the handlers, which
// ask the advisor and send with the outbox. The packages below do not import this one.
//
// Text that people type is never logged. Log lines say what was decided, not what
// was asked, and hold no user ids.
package bot

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk"
	"rolecall/internal/bot/install"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/bot/socket"
	"rolecall/internal/feedback"
)

// Options is what a Bot needs. Advisor, Store and Logger are required.
type Options struct {
	BotToken, AppToken string
	APIURL             string // for tests and proxies; "" for Slack's own endpoint
	Advisor            func() *advisor.Advisor
	Store              feedback.Recorder
	Logger             *slog.Logger
	Now                func() time.Time

	// Curate, without which nothing can be curated in Slack. Of its options, New sets those
	// that a bot has itself.
	Curate *desk.Options

	Command string // the slash command's name, for help texts; default /rolecall
	// Stats sums up what was asked, for "feedback stats" in CuratorsChannel; without
	// both it is a question like any other.
	Stats           feedback.StatsFunc
	CuratorsChannel string // channel id

	Curators      []string      // user ids that see why a reply was chosen
	WatchChannels []string      // channel ids where the bot may offer an answer unasked
	ThreadHistory bool          // answer follow-ups in threads without a mention (needs channels:history)
	AgentView     bool          // the app's manifest has the agent view
	Keeps         feedback.Keep // which question text is kept, shown to people who ask
	Retention     time.Duration // how long it is kept, shown to people who ask; negative is forever
	Workers       int           // how many requests run at once; default defaultWorkers
	Meter         Meter
}

// Meter records metrics. Labels are fixed names, never user data.
type Meter interface {
	Replied(surface, outcome string, took time.Duration)
	Matched(second bool)                   // a question was matched, with the second opinion or without
	Called(method, result, refusal string) // a call to Slack; see outbox.Call
	Connected(n int)
	Failed(what string)
}

type noMeter struct{}

func (noMeter) Replied(string, string, time.Duration) {}
func (noMeter) Matched(bool)                          {}
func (noMeter) Called(string, string, string)         {}
func (noMeter) Connected(int)                         {}
func (noMeter) Failed(string)                         {}

// Bot answers one workspace, or all those of an organisation that it is installed in.
type Bot struct {
	opt    Options
	log    *slog.Logger
	out    *outbox.Outbox
	api    *slack.Client
	self   string // our user id, set by Run
	docs   string // the address of canvases, set by Run; "" where we may make none
	pool   *pool
	timing timing

	socket  *socket.Conn
	desk    *desk.Desk                           // nil: nothing can be curated here
	install atomic.Pointer[install.Installation] // nil before Run knows it

	agent       atomic.Bool          // the agent view is available
	refusals    chan blockkit.Pieces // what Slack refused, to be stored
	turns       turns
	busyReplies *pool // sends the reply that the bot is busy
}

// defaultWorkers make 128 calls a second if one takes 250 ms. That is more than ten
// times what Slack lets an app post in a workspace (several hundred messages a
// minute, says its page "Rate limits"), and so enough even if Slack takes ten
// times as long.
const defaultWorkers = 32

// New returns a bot that has not connected yet. It returns an error if a required
// option is missing.
func New(o Options) (*Bot, error) {
	if o.Advisor == nil || o.Store == nil || o.Logger == nil {
		return nil, errors.New("bot: Advisor, Store and Logger are required")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	if o.Command == "" {
		o.Command = "/rolecall"
	}
	if o.Meter == nil {
		o.Meter = noMeter{}
	}
	client := outbox.NewHTTP(o.Workers, func(c outbox.Call) { o.Meter.Called(c.Method, c.Result, c.Word) })
	b := &Bot{opt: o, log: o.Logger, timing: defaultTiming(), api: outbox.NewAPI(client, o.BotToken, o.AppToken, o.APIURL)}
	b.pool = newPool(o.Workers, min(maxQueued, maxPerWorker*o.Workers), b.logPanic)
	b.busyReplies = newPool(busyReplyWorkers, maxBusyReplies, b.logPanic)
	b.socket = b.newSocket()
	b.refusals = make(chan blockkit.Pieces, maxRefusals)
	b.out = outbox.New(outbox.Options{API: b.api, HTTP: client, Token: o.BotToken, URL: o.APIURL, Logger: o.Logger, CountFailure: o.Meter.Failed,
		Wait: sleepWithoutWorker, OnErrorWord: func(word string) { b.socket.CallFailed(word) },
		OnRefused: b.onRefused})
	if o.Curate != nil {
		d := *o.Curate
		d.Advisor, d.Out, d.Ours, d.Now, d.Logger, d.Failed = o.Advisor, b.out, b.ours, o.Now, o.Logger, o.Meter.Failed
		d.View = func(reply, user string) blockkit.View { return b.view(reply, "", b.listed(user)) }
		d.Home = b.publishHome
		d.Curators, d.Channel, d.Keep, d.Retention = o.Curators, o.CuratorsChannel, o.Keeps, o.Retention
		b.desk = desk.New(d)
	}
	b.agent.Store(o.AgentView)
	return b, nil
}

// Run connects and answers until ctx ends; then it finishes running requests and
// returns nil. It returns a socket.Fatal error when retrying cannot help.
func (b *Bot) Run(ctx context.Context) error {
	who, err := b.socket.WhoAmI(ctx)
	if err != nil || who == nil {
		return err
	}
	b.self = who.UserID
	in := install.Of(who.TeamID, who.EnterpriseID, install.Options{Workspaces: b.out.Workspaces, Now: b.opt.Now, Logger: b.log})
	b.install.Store(in)
	if socket.HasScope(who.Header, CanvasScope) && !in.Whole() { // canvases.create takes no workspace
		b.docs = canvasAddress(who.URL, in.Workspace())
	}
	b.warnScopes(who.Header)
	b.warnUnhandled(ctx)
	defer b.keepRefused(ctx, in.ID())()
	if b.desk != nil {
		looking, stop := context.WithCancel(ctx)
		var running sync.WaitGroup
		running.Go(func() { b.desk.Run(looking) })
		defer running.Wait()
		defer stop()
	}
	return b.socket.Run(ctx)
}

// newSocket returns the connection to Slack, which Run opens.
func (b *Bot) newSocket() *socket.Conn {
	return socket.New(socket.Options{API: b.api, Logger: b.log, Meter: b.opt.Meter, Now: b.opt.Now, Timing: b.timing.socket,
		Handle: b.dispatch, Drain: b.drain})
}

// drain waits for running requests and returns how many are unfinished.
func (b *Bot) drain() (unfinished int) {
	return b.pool.drain(b.timing.drain) + b.busyReplies.drain(b.timing.drainBusyReplies)
}

// view returns how a reply is drawn for one person, a curator or not, who alone sees it;
// see publicView.
func (b *Bot) view(reply, asked string, curator bool) blockkit.View {
	v := blockkit.View{Now: b.opt.Now(), ReplyID: reply, Asked: asked, Keeps: b.keeps(), Explain: curator, Canvas: b.docs != "", Tell: b.canTell()}
	if b.desk != nil && v.Explain {
		v.Row = func(entry string) slack.Block { return desk.EntryRow(entry, reply) }
	}
	return v
}

// publicView returns how a reply is drawn that everyone sees: it looks the same whoever
// asked.
func (b *Bot) publicView(reply, asked string) blockkit.View { return b.view(reply, asked, false) }

// viewFor returns how a reply to a press is drawn, in place of what was pressed.
func (b *Bot) viewFor(ctx context.Context, i *payload.Interaction, reply, asked string) blockkit.View {
	if i.ResponseURL != "" && !i.Container.Ephemeral && !b.isDirectMessage(i) {
		return b.publicView(reply, asked)
	}
	return b.view(reply, asked, b.curates(ctx, i.User.ID, i))
}

// canTell reports whether someone who got no answer can be told when there is one: it is
// found by the text of their question.
func (b *Bot) canTell() bool { return b.desk != nil && b.opt.Keeps != feedback.KeepNone }

// ours reports whether a person is of the company that runs the bot.
func (b *Bot) ours(ctx context.Context, from install.Origin) bool {
	in := b.install.Load()
	return in != nil && in.Ours(ctx, from)
}

// curates reports whether a person is a curator. It is told where they are from: someone of
// another company is none, whoever is listed.
func (b *Bot) curates(ctx context.Context, user string, p interface{ Origin() install.Origin }) bool {
	return b.listed(user) && b.ours(ctx, p.Origin())
}

// listed reports whether a user is one of ROLECALL_CURATORS, for people who are known to be
// ours.
func (b *Bot) listed(user string) bool { return slices.Contains(b.opt.Curators, user) }
