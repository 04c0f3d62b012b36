package bot_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/hint"
	"rolecall/internal/slacktest"
	"rolecall/internal/weights"
	"rolecall/knowledge"
)

// testAdvisor is the advisor on the embedded corpus. It is immutable and slow to
// make, so the tests share one.
var testAdvisor = sync.OnceValue(func() *advisor.Advisor {
	c, _, err := corpus.Load(corpus.Layer{FS: knowledge.FS})
	if err != nil {
		panic(err)
	}
	x, err := weights.New(nil).Index(c)
	if err != nil {
		panic(err)
	}
	return advisor.New(c, x)
})

// Questions whose replies do not depend on how well the matcher guesses: they
// are entries' own questions, commands, or letters with two readings.
const (
	askCTO     = "What are the responsibilities of a CTO?" // cto.responsibilities
	askSalary  = "What does a CTO earn?"                   // cto.salary
	askChoices = "what is a CDO?"                          // two readings
	askNothing = "how do I tie my shoes with a blimp"      // nothing
)

// lab is a workspace with the bot in it.
type lab struct {
	t     *testing.T
	ctx   context.Context
	ws    *slacktest.Workspace
	clock *clock
	logs  *logs
	store *spy
	path  string // of the store's file

	keep    feedback.Keep
	adjust  []func(*bot.Options)
	hurry   func(*bot.Bot)
	bot     *bot.Bot
	cancel  context.CancelFunc
	ended   chan error
	anyAcks bool // skip the checks of acknowledgements, which the test breaks on purpose
}

// with changes the bot's options.
func with(f func(*bot.Options)) func(*lab) { return func(l *lab) { l.adjust = append(l.adjust, f) } }

func keeping(k feedback.Keep) func(*lab) { return func(l *lab) { l.keep = k } }

// withTiming changes the bot's timing.
func withTiming(f func(*bot.Bot)) func(*lab) { return func(l *lab) { l.hurry = f } }

// patient has the bot wait long for what is part of an acknowledgement: with the race
// detector the first typeahead takes seconds.
func patient() func(*lab) {
	return withTiming(func(b *bot.Bot) { b.Hurry(time.Second, time.Second, 20*time.Second, 20*time.Second) })
}

// start runs a bot in a new workspace until the test ends.
func start(t *testing.T, opt slacktest.Options, settings ...func(*lab)) *lab {
	t.Helper()
	l := prepare(t, opt, settings...)
	l.run()
	return l
}

// prepare makes a workspace and a store; the bot does not run yet.
func prepare(t *testing.T, opt slacktest.Options, settings ...func(*lab)) *lab {
	t.Helper()
	t.Parallel()
	testAdvisor() // before any clock runs: it learns the corpus
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	t.Cleanup(cancel)
	opt.AckTimeout = 30 * time.Second // these tests check that all is acknowledged, not how quickly
	opt.App.Name = "rolecall"
	opt.Channels = []slacktest.Channel{{Name: "general"}, {Name: "hiring"}, {Name: "outside", Outside: true}}
	ws, err := slacktest.Start(ctx, opt)
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{t: t, ctx: ctx, ws: ws, clock: &clock{now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}, logs: &logs{},
		path: filepath.Join(t.TempDir(), "rolecall.db"), keep: feedback.KeepMisses}
	for _, s := range settings {
		s(l)
	}
	t.Cleanup(func() {
		l.checkRules()
		_ = l.halt()
		_ = ws.Close()
	})
	return l
}

// run starts a bot on the lab's store, and waits until it is connected.
func (l *lab) run() {
	l.t.Helper()
	_, ever := l.ws.Connections()
	l.launch()
	l.reconnected(ever + 1) // the connection of an earlier bot is gone then
}

// launch starts a bot without waiting for it.
func (l *lab) launch() {
	l.t.Helper()
	store, err := bolt.Open(l.path, bolt.Options{Keep: l.keep, Now: l.clock.Now})
	if err != nil {
		l.t.Fatal(err)
	}
	l.store = &spy{Recorder: store, changed: make(chan struct{})}
	l.bot, l.cancel, l.ended = l.process()
}

// process runs a bot on the lab's store; several are like processes that share a database.
func (l *lab) process() (b *bot.Bot, stop context.CancelFunc, ended chan error) {
	l.t.Helper()
	opt := bot.Options{BotToken: l.ws.BotToken(), AppToken: l.ws.AppToken(), APIURL: l.ws.APIURL(), Advisor: testAdvisor, Store: l.store,
		Logger: slog.New(slog.NewJSONHandler(l.logs, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: hint.Attr})), Now: l.clock.Now, Keeps: l.keep}
	for _, f := range l.adjust {
		f(&opt)
	}
	b, err := bot.New(opt)
	if err != nil {
		l.t.Fatal(err)
	}
	if l.hurry != nil {
		l.hurry(b)
	}
	ctx, stop := context.WithCancel(l.ctx)
	ended = make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	return b, stop, ended
}

// halt stops the bot gracefully, closes its store and returns what Run returned.
func (l *lab) halt() error {
	if l.cancel == nil {
		return nil
	}
	l.cancel()
	l.cancel = nil
	err := <-l.ended
	if e := l.store.Close(); e != nil {
		l.t.Error(e)
	}
	return err
}

// settle waits until everything sent so far has been handled, and stops the bot:
// what has not happened by then never will.
func (l *lab) settle() {
	l.t.Helper()
	l.waitReceived()
	if err := l.halt(); err != nil {
		l.t.Fatal(err)
	}
}

// waitReceived waits until the bot has received everything sent so far: it handles
// envelopes in order, and acknowledges before it works.
func (l *lab) waitReceived() {
	l.t.Helper()
	d, err := l.ws.Send(l.ctx, "nothing_we_know", map[string]any{})
	if err == nil {
		_, err = l.ws.WaitAck(l.ctx, d)
	}
	if err != nil {
		l.t.Fatal(err)
	}
}

// checkRules checks what must be true after every test: each envelope is acknowledged
// once, and the log holds no token and no user id.
func (l *lab) checkRules() {
	if !l.anyAcks {
		if err := l.ws.WaitAcked(l.ctx); err != nil {
			l.t.Error(err)
		}
		for _, v := range l.ws.Violations() {
			l.t.Errorf("%s: %s", v.Rule, v.Detail)
		}
	}
	secrets := []string{"xoxb-", "xapp-", "/response/"}
	for _, u := range l.ws.Users() {
		secrets = append(secrets, u.ID)
	}
	for _, s := range secrets {
		if line, ok := l.logs.line(s); ok {
			l.t.Errorf("the log has %q: %s", s, line)
		}
	}
}

// sent checks that what a person did was sent.
func (l *lab) sent(d slacktest.Delivery, err error) slacktest.Delivery {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
	return d
}

// answer returns the first thing shown in answer to what a person did.
func (l *lab) answer(d slacktest.Delivery, err error) slacktest.Event {
	l.t.Helper()
	l.sent(d, err)
	e, err := l.ws.WaitAnswer(l.ctx, d)
	if err != nil {
		l.t.Fatalf("no answer: %v\n%s", err, l.logs)
	}
	return e
}

// until returns the first event after seq that match accepts.
func (l *lab) until(seq int, what string, match func(slacktest.Event) bool) slacktest.Event {
	l.t.Helper()
	e, err := l.ws.Wait(l.ctx, seq, match)
	if err != nil {
		l.t.Fatalf("waiting for %s: %v\n%s", what, err, l.logs)
	}
	return e
}

// press presses the button with a label, as a person.
func (l *lab) press(who string, e slacktest.Event, label string) (slacktest.Delivery, error) {
	l.t.Helper()
	return l.ws.Click(l.ctx, who, e.Ref(), slacktest.Press{Text: label})
}

// pressRelated presses the button of a related question, or picks it in the menu.
func (l *lab) pressRelated(who string, e slacktest.Event, id string) (slacktest.Delivery, error) {
	l.t.Helper()
	entry := testAdvisor().Corpus().Entry(id)
	for _, label := range []string{blockkit.Title(testAdvisor().Corpus(), entry), entry.Label} {
		if d, err := l.press(who, e, label); err == nil {
			return d, nil
		}
	}
	return l.ws.Click(l.ctx, who, e.Ref(), slacktest.Press{Option: entry.Question})
}

// publicPosts returns what the bot has posted in a channel for everyone to see.
func (l *lab) publicPosts(channel string) (out []slacktest.Message) {
	for _, m := range l.ws.Messages(channel, "") {
		if m.Bot && m.For == "" {
			out = append(out, m)
		}
	}
	return out
}

// contains fails the test unless text contains all parts.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("no %q in:\n%s", p, text)
		}
	}
}

// lacks fails the test if text contains one of the parts.
func lacks(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(text, p) {
			t.Errorf("%q in:\n%s", p, text)
		}
	}
}

// clock stands still until a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// logs keeps what was logged.
type logs struct {
	mu      sync.Mutex
	buf     bytes.Buffer
	changed chan struct{} // closed with the next line; nil if nobody waits
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
	return l.buf.Write(p)
}

// waitLogged waits until a line that contains s is logged, and returns it.
func (l *lab) waitLogged(s string) string {
	l.t.Helper()
	for {
		l.logs.mu.Lock()
		if l.logs.changed == nil {
			l.logs.changed = make(chan struct{})
		}
		changed := l.logs.changed
		l.logs.mu.Unlock()
		if line, ok := l.logs.line(s); ok {
			return line
		}
		select {
		case <-changed:
		case <-l.ctx.Done():
			l.t.Fatalf("not logged: %q\n%s", s, l.logs)
		}
	}
}

func (l *logs) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.buf.String() }

// line returns the first line that contains s.
func (l *logs) line(s string) (string, bool) {
	for line := range strings.Lines(l.String()) {
		if strings.Contains(line, s) {
			return line, true
		}
	}
	return "", false
}

// curators sets who sees why a reply was chosen.
func curators(ids ...string) func(*bot.Options) { return func(o *bot.Options) { o.Curators = ids } }

// nilAdvisor makes every handler that needs an advisor panic.
func nilAdvisor() *advisor.Advisor { return nil }
