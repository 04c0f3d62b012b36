// Package service is what a running bot is made of besides the bot: the knowledge in
// service, and what is posted to the curators by itself.
package service

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"rolecall/internal/admin"
	"rolecall/internal/advisor"
	"rolecall/internal/bot"
	"rolecall/internal/bot/desk"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/match"
	"rolecall/internal/metrics"
	"rolecall/knowledge"
)

// Base is the built-in corpus.
func Base() []corpus.Layer { return []corpus.Layer{{Name: "knowledge", FS: knowledge.FS}} }

// Live is the knowledge in service, which follows the company's own folder, as the
// bot and the admin interface need it.
type Live struct{ *curate.Live }

// New prepares the built-in corpus with the folder dir ("" for none) on top, and over
// that the edits in a store (nil for none), which is opened later than this; index builds
// an index, and notify sends the curators the refused files, and may be nil.
func New(dir string, store *feedback.Store, log *slog.Logger, index func(*corpus.Corpus) (*match.Index, error), notify func(context.Context, []string) error) *Live {
	o := curate.LiveOptions{Base: Base(), Dir: dir, Logger: log, Index: index, Notify: notify}
	if store != nil {
		o.Edits = func(ctx context.Context) ([]feedback.Document, error) {
			return (*store).Documents(ctx, feedback.DocumentEdit)
		}
		o.Watch = func(ctx context.Context, changed func()) { (*store).Watch(ctx, feedback.DocumentEdit, changed) }
	}
	return &Live{curate.NewLive(o)}
}

// Start puts the corpus into service, with the folder and the edits, and reloads the folder
// when it changes, and both on SIGHUP (hup), until ctx ends. It returns when the first state is in service, or
// when ctx ends.
func (l *Live) Start(ctx context.Context, hup <-chan os.Signal) error {
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx, hup) }()
	select {
	case <-l.Ready():
		return nil
	case err := <-ended:
		return err
	}
}

// Desk returns what curating in Slack needs, apart from what a bot has itself.
func (l *Live) Desk(store feedback.Store, now func() time.Time) *desk.Options {
	return &desk.Options{Room: curate.NewRoom(l.Live, store, now), State: l.State, Store: store}
}

// Reload is that of the knowledge for the admin socket: its error lists only the first faults.
func (l *Live) Reload(ctx context.Context) error {
	var faults corpus.Problems
	err := l.Live.Reload(ctx)
	if errors.As(err, &faults) {
		return hint.With(admin.Refused(curate.FirstAsText(l.Problems())), curate.FixHint)
	}
	return err
}

// Advisor returns an advisor over the state in service now. It needs Ready.
func (l *Live) Advisor() *advisor.Advisor {
	s := l.State()
	return advisor.New(s.Corpus, s.Index)
}

// Corpus returns the corpus in service, an empty one before Ready.
func (l *Live) Corpus() *corpus.Corpus {
	if s := l.State(); s != nil {
		return s.Corpus
	}
	return &corpus.Corpus{}
}

// Edits returns how many edited files are in service, 0 before Ready.
func (l *Live) Edits() int {
	if s := l.State(); s != nil {
		return s.Edits()
	}
	return 0
}

// Readiness returns a check that fails until the corpus is in service, and then
// returns what other returns.
func (l *Live) Readiness(other func() error) func() error {
	return func() error {
		select {
		case <-l.Ready():
			return other()
		default:
			return hint.New("reading the knowledge folder and the edits", "wait a few seconds: the matcher learns the new words")
		}
	}
}

// Status returns a function that reports on the knowledge and the connection.
func (l *Live) Status(b *bot.Bot, version string, started time.Time) func() admin.Status {
	return func() admin.Status {
		c := l.Corpus()
		s := admin.Status{Version: version, Corpus: c.Version, Entries: len(c.Entries), Edits: l.Edits(), Started: started, Problems: curate.First(l.Problems())}
		if b.Connected() {
			s.Connections, s.OfApp = 1, b.Load().OfApp
		}
		return s
	}
}

// Knowledge returns what the metrics say of the knowledge in service.
func (l *Live) Knowledge() metrics.Knowledge {
	c := l.Corpus()
	return metrics.Knowledge{Version: c.Version, Entries: len(c.Entries), Edits: l.Edits(), Problems: len(l.Problems())}
}

// Curators posts messages to the curators' channel, if there is one.
type Curators struct {
	Channel string
	Store   *feedback.Store // which is opened later
	Bot     *bot.Bot
	Logger  *slog.Logger
}

func (c *Curators) post(ctx context.Context, r feedback.Report) error {
	if c.Channel == "" {
		return nil
	}
	err := c.Bot.PostReport(ctx, c.Channel, r)
	if err != nil {
		c.Logger.Error("cannot post in the curators' channel", "error", err, "hint", "is the bot a member of the channel in ROLECALL_CURATORS_CHANNEL?")
	}
	return err
}

// PostRefused reports refused files of the knowledge folder, or edits.
func (c *Curators) PostRefused(ctx context.Context, problems []string) error {
	return oneOfAll(ctx, *c.Store, c.Logger, strings.Join(problems, "\n"), func(ctx context.Context) error {
		return c.post(ctx, feedback.Report{Summary: "Some files of the knowledge folder, or edits, were refused; their last good content stays in service:\n" + curate.FirstAsText(problems)})
	})
}

// postedFor is how long the same refused files are not posted again. A choice: an edit
// reaches all processes within seconds, and whoever breaks a file a second time is told again.
const postedFor = time.Minute

// oneOfAll posts what all processes that read the same knowledge notice, in one of them.
func oneOfAll(ctx context.Context, store feedback.Recorder, log *slog.Logger, problems string, post func(context.Context) error) error {
	const where = "knowledge that is refused"
	what, hold := fmt.Sprintf("%x", sha256.Sum256([]byte(problems))), time.Duration(0)
	mine, err := store.Claim(ctx, where, what)
	if err != nil {
		log.Debug("another process may post refused files too: the store cannot be asked", "error", err)
	}
	if !mine {
		return nil
	}
	if err = post(ctx); err == nil {
		hold = postedFor
	}
	if e := store.Release(context.WithoutCancel(ctx), where, what, hold); e != nil {
		log.Debug("that refused files were posted could not be stored", "error", e)
	}
	return err
}

// StartDigests posts the weekly digest until stop is called. It must be called before
// the store is closed: it returns once a digest that is being made has ended.
func (c *Curators) StartDigests(ctx context.Context, day time.Weekday, now func() time.Time, store feedback.Store, l *Live) (stop func()) {
	d := curate.Digests{Day: day, Now: now, Store: store, Send: func(ctx context.Context) error {
		report, err := curate.Digest(ctx, store, l.Live, now())
		if err != nil {
			c.Logger.Error("cannot make the weekly digest", "error", err)
			return err
		}
		return c.post(ctx, report)
	}}
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { d.Run(ctx) })
	return func() { cancel(); running.Wait() }
}
